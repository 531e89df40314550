"""Stock pypsrp's own runspace pool and serializer, joined to our server role in memory, without WSMan."""

from __future__ import annotations

import base64
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable
from types import SimpleNamespace
from typing import Any

from pypsrp.powershell import RunspacePool
from pypsrp.wsman import NAMESPACES

from aksarc_harden.psrp.server import ServerPool
from aksarc_harden.psrp.server_events import ServerEvent

MAX_PAYLOAD = 153_600  # what pypsrp takes at first for an envelope that it may fill

Answer = Callable[[ServerPool, ServerEvent], Iterable[bytes]]


class InMemoryShell:
    """
    Stands in for pypsrp's WinRS shell: what it sends goes to our server, what that answers is received.

    Attributes:
        id: the shell's id.
    """

    def __init__(self, server: ServerPool, answer: Answer) -> None:
        self.id = ""
        self._server = server
        self._answer = answer
        self._waiting: list[bytes] = []

    def open(self, _options: Any, content: ET.Element) -> None:
        """Carry the first fragments."""
        self._feed(base64.b64decode(content.text or ""))

    def command(self, _executable: str, *, arguments: list[str], command_id: str) -> ET.Element:
        """Carry a pipeline's first fragment."""
        self._feed(base64.b64decode(arguments[0]), command_id)
        body = ET.Element("Body")
        answer = ET.SubElement(body, f"{{{NAMESPACES['rsp']}}}CommandResponse")
        ET.SubElement(answer, f"{{{NAMESPACES['rsp']}}}CommandId").text = command_id
        return body

    def send(self, _stream: str, data: bytes, command_id: str | None = None) -> None:
        """Carry any later fragment."""
        self._feed(data, command_id)

    def receive(self, _stream: str, **_options: Any) -> tuple[str, None, dict[str, bytes]]:
        """Give all that was answered."""
        assert self._waiting, "the server has nothing to say, and a client waits"
        data, self._waiting = b"".join(self._waiting), []
        return "", None, {"stdout": data}

    def close(self) -> None:
        """End."""

    def _feed(self, data: bytes, channel: object = None) -> None:
        for event in self._server.receive(data, channel=channel):
            self._waiting.extend(self._answer(self._server, event))


def stock_pool(server: ServerPool, answer: Answer) -> RunspacePool:
    """Give a pool of stock pypsrp, not yet open, in front of our server."""
    pool = RunspacePool(SimpleNamespace(max_payload_size=MAX_PAYLOAD, max_envelope_size=0))
    pool.shell = InMemoryShell(server, answer)
    return pool
