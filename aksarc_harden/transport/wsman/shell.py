"""
Which WSMan requests make a shell, and what is in them?

One shell is one PowerShell runspace pool: its PSRP fragments go as base64 in Create, Command and Send, and come back
in Receive ([MS-PSRP] 3.1.5.3, [MS-WSMV] 3.1.4). Nothing here looks into a fragment.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID
from xml.etree.ElementTree import Element, SubElement

from pypsrp.wsman import NAMESPACES, OptionSet, SelectorSet, WSManAction

from aksarc_harden.errors import CancelledError, HardenError, HostSilentError, ProtocolError
from aksarc_harden.transport.deadline import Deadline
from aksarc_harden.transport.session import TimeLimits
from aksarc_harden.transport.wsman.carrier import Carrier

RESOURCE = "http://schemas.microsoft.com/powershell/"  # the session configuration's name follows
IDLE_SECONDS = 900  # a shell that nobody asks any more, because we were killed, ends by itself
_SHELL = f"{{{NAMESPACES['rsp']}}}"
_CREATION = "{http://schemas.microsoft.com/powershell}creationXml"
_CLOSE_SECONDS = 5.0  # nobody waits longer for a shell to end
_LAST_SECONDS = 2.0  # nor so long where the host was silent or spoke rubbish, or somebody wants to stop

_UNWELL = (ProtocolError, HostSilentError, CancelledError)


@dataclass(frozen=True)
class Received:
    """What one Receive brought: fragments, and whether the command is done."""

    data: tuple[bytes, ...]
    is_done: bool


class Shell:
    """One shell on one host, from Create to Delete."""

    def __init__(self, carrier: Carrier, configuration: str, operation_seconds: float) -> None:
        self._carrier = carrier
        self._operation_seconds = operation_seconds
        self._is_well = True
        self._resource = RESOURCE + configuration
        self._selectors: SelectorSet | None = None

    def create(self, shell_id: UUID, opening: Sequence[bytes], deadline: Deadline) -> None:
        """Make the shell; the fragments that open its pool go with it."""
        shell = Element(_SHELL + "Shell", {"ShellId": str(shell_id).upper()})
        SubElement(shell, _SHELL + "InputStreams").text = "stdin pr"
        SubElement(shell, _SHELL + "OutputStreams").text = "stdout"
        SubElement(shell, _SHELL + "IdleTimeOut").text = f"PT{IDLE_SECONDS}S"
        SubElement(shell, _CREATION).text = _base64(opening)
        options = OptionSet()
        options.add_option("protocolversion", "2.3", {"MustComply": "true"})
        try:
            answer = self._ask(WSManAction.CREATE, shell, options, deadline)
            selector = answer.find(".//wsman:SelectorSet/wsman:Selector[@Name='ShellId']", NAMESPACES)
            if selector is None or not selector.text:
                raise ProtocolError(f"{self._carrier.address}: a shell was made without an id")
        except _UNWELL:
            self._is_well = False
            self._selectors = _selectors(str(shell_id).upper())  # it may have been made, under the id we proposed
            raise
        self._selectors = _selectors(selector.text)

    def command(self, command_id: UUID, fragments: Sequence[bytes], deadline: Deadline) -> None:
        """Start a pipeline; what does not fit the Command follows in Sends."""
        first, *rest = group(fragments, self._carrier.payload_bytes)
        line = Element(_SHELL + "CommandLine", {"CommandId": str(command_id).upper()})
        SubElement(line, _SHELL + "Command")
        SubElement(line, _SHELL + "Arguments").text = _base64(first)
        self._ask(WSManAction.COMMAND, line, None, deadline)
        for part in rest:
            self._send(part, command_id, deadline)

    def send(self, fragments: Sequence[bytes], command_id: UUID | None, deadline: Deadline) -> None:
        """Send fragments to a pipeline, or to the pool, as many in one request as fit."""
        for part in group(fragments, self._carrier.payload_bytes):
            self._send(part, command_id, deadline)

    def receive(self, command_id: UUID | None, seconds: float, deadline: Deadline) -> Received | None:
        """Ask for what a pipeline or the pool has to say; None if it is nothing within the time limit."""
        body = Element(_SHELL + "Receive")
        stream = SubElement(body, _SHELL + "DesiredStream", _command(command_id))
        stream.text = "stdout"
        options = OptionSet()
        options.add_option("WSMAN_CMDSHELL_OPTION_KEEPALIVE", "True")
        answer = self._invoke(WSManAction.RECEIVE, body, options, seconds, deadline)
        if answer is None:
            return None
        states = (state.get("State", "") for state in answer.iterfind(".//rsp:CommandState", NAMESPACES))
        texts = (stream.text or "" for stream in answer.iterfind(".//rsp:Stream", NAMESPACES))
        return Received(tuple(map(self._bytes, texts)), any(state.endswith("/Done") for state in states))

    def delete(self) -> None:
        """End the shell, and with it all that runs in it; a host that does not answer any more ends it by itself."""
        if self._selectors is None:
            return
        seconds = _CLOSE_SECONDS if self._is_well else _LAST_SECONDS
        try:
            self._ask(WSManAction.DELETE, None, None, Deadline(TimeLimits(seconds, seconds)))
        except HardenError:
            return
        finally:
            self._selectors = None

    def _send(self, part: Sequence[bytes], command_id: UUID | None, deadline: Deadline) -> None:
        body = Element(_SHELL + "Send")
        stream = SubElement(body, _SHELL + "Stream", {"Name": "stdin", **_command(command_id)})
        stream.text = _base64(part)
        self._ask(WSManAction.SEND, body, None, deadline)

    def _ask(self, action: str, body: Element | None, options: OptionSet | None, deadline: Deadline) -> Element:
        answer = self._invoke(action, body, options, deadline.remaining_seconds, deadline)
        if answer is None:
            raise ProtocolError(f"{self._carrier.address}: an answer without an envelope")
        deadline.heard()
        return answer

    def _invoke(
        self, action: str, body: Element | None, options: OptionSet | None, seconds: float, deadline: Deadline
    ) -> Element | None:
        seconds = min(seconds, self._operation_seconds)
        try:
            return self._carrier.invoke(
                action, self._resource, body, options, self._selectors, seconds=seconds, deadline=deadline
            )
        except _UNWELL:
            self._is_well = False
            raise

    def _bytes(self, text: str) -> bytes:
        try:
            return base64.b64decode(text, validate=True)
        except binascii.Error as error:
            raise ProtocolError(f"{self._carrier.address}: a stream that is no base64") from error


def group(fragments: Iterable[bytes], most_bytes: int) -> list[list[bytes]]:
    """Put fragments together until a request is full; a single one that is too large goes alone."""
    parts: list[list[bytes]] = []
    used = most_bytes
    for fragment in fragments:
        if used + len(fragment) > most_bytes:
            parts.append([])
            used = 0
        parts[-1].append(fragment)
        used += len(fragment)
    return parts


def _selectors(shell_id: str) -> SelectorSet:
    selectors = SelectorSet()
    selectors.add_option("ShellId", shell_id)
    return selectors


def _base64(fragments: Sequence[bytes]) -> str:
    return base64.b64encode(b"".join(fragments)).decode("ascii")


def _command(command_id: UUID | None) -> dict[str, str]:
    return {} if command_id is None else {"CommandId": str(command_id).upper()}
