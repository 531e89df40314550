"""A real client and a real server role in memory, and bytes of the one for the other made by hand."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from aksarc_harden.model.values import Table, Version
from aksarc_harden.psrp.client import ClientPool
from aksarc_harden.psrp.client_events import Event, PoolStateChanged
from aksarc_harden.psrp.fragments import Fragmenter
from aksarc_harden.psrp.messages import Destination, Message, MessageType, pack
from aksarc_harden.psrp.server import ServerPool
from aksarc_harden.psrp.server_events import PoolOpenAsked, ServerEvent
from aksarc_harden.psrp.states import PoolState

VERSIONS = Table((("PSVersionTable", Table((("PSVersion", Version("5.1.20348.1")),))),))


class ConnectionPair:
    """
    Two ends joined in memory.

    Attributes:
        step: how many bytes are fed at a time; None feeds all at once.
    """

    def __init__(self, *, step: int | None = None, fragment_bytes: int = 32_768) -> None:
        self.client = ClientPool(fragment_bytes=fragment_bytes)
        self.server = ServerPool(VERSIONS, fragment_bytes=fragment_bytes)
        self.step = step

    def open(self) -> list[Event]:
        """Open the pool and give what the client saw."""
        (asked,) = self.to_server(self.client.open())
        assert isinstance(asked, PoolOpenAsked)
        events = self.to_client(self.server.opened())
        assert events[-1] == PoolStateChanged(PoolState.OPENED)
        return events

    def exchange_key(self) -> list[Event]:
        """Exchange a session key and give what the client saw."""
        self.to_server(self.client.begin_key_exchange())
        fragments, _ = self.server.key_reply()
        return self.to_client(fragments)

    def to_server(self, fragments: Iterable[bytes]) -> list[ServerEvent]:
        """Carry fragments to the server."""
        return [event for part in self._parts(fragments) for event in self.server.receive(part)]

    def to_client(self, fragments: Iterable[bytes]) -> list[Event]:
        """Carry fragments to the client."""
        return [event for part in self._parts(fragments) for event in self.client.receive(part)]

    def _parts(self, fragments: Iterable[bytes]) -> list[bytes]:
        data = b"".join(fragments)
        step = self.step or max(1, len(data))
        return [data[at : at + step] for at in range(0, len(data), step)]


class HandMade:
    """Messages made by hand, for one pool, towards one side."""

    def __init__(self, destination: Destination, pool_id: UUID) -> None:
        self._destination = destination
        self._pool_id = pool_id
        self._fragmenter = Fragmenter()

    def message(self, kind: int, text: str | bytes, pipeline_id: UUID | None = None) -> bytes:
        """Give the bytes of a message with that body."""
        body = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
        message = Message(self._destination, kind, self._pool_id, pipeline_id, body)
        return b"".join(self._fragmenter.cut(pack(message)))


def is_of_pipeline(kind: MessageType) -> bool:
    """Tell whether a message type belongs to a pipeline: [MS-PSRP] 2.2.1 numbers those from 0x00041000."""
    return kind >= MessageType.PIPELINE_INPUT
