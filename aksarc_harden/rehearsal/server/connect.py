"""
What does a runspace pool tell a client that connects to it later?

The service answers Connect itself, so that every back end can be disconnected and found again
([MS-PSRP] 3.1.5.4.30; pypsrp's recordings of Server 2016 show capability and init data inside connectResponseXml and
the pool's state by the next Receive). It reads of a pool's opening only its id and its number of runspaces.
"""

from __future__ import annotations

import re
import struct

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_TO_CLIENT = 1
_SESSION_CAPABILITY, _INIT_DATA, _POOL_STATE = 0x00010002, 0x0002100B, 0x00021005
_START_AND_END = 3
_FIRST_OBJECT_ID = 1 << 40  # beyond those of any back end
_OPENED = 2


class PoolOpening:
    """The facts of a pool's opening that a later client asks for."""

    def __init__(self, creation: bytes) -> None:
        self._pool_id = b"\0" * 16
        self._runspaces = (1, 1)
        self._object_id = _FIRST_OBJECT_ID
        for blob in _blobs(creation):
            if len(blob) >= 24:
                self._pool_id = blob[8:24]
        found = [re.search(rb'N="%sRunspaces">(\d{1,6})<' % which, creation) for which in (b"Min", b"Max")]
        if found[0] and found[1]:
            self._runspaces = (int(found[0].group(1)), int(found[1].group(1)))

    def connect(self) -> tuple[bytes, bytes]:
        """Give connectResponseXml's fragments and the fragment that a Receive brings afterwards."""
        capability = (
            '<Obj RefId="0"><MS><Version N="protocolversion">2.3</Version><Version N="PSVersion">2.0</Version>'
            '<Version N="SerializationVersion">1.1.0.1</Version></MS></Obj>'
        )
        least, most = self._runspaces
        init = f'<Obj RefId="0"><MS><I32 N="MinRunspaces">{least}</I32><I32 N="MaxRunspaces">{most}</I32></MS></Obj>'
        state = f'<Obj RefId="0"><MS><I32 N="RunspaceState">{_OPENED}</I32></MS></Obj>'
        answer = self._fragment(_SESSION_CAPABILITY, capability) + self._fragment(_INIT_DATA, init)
        return answer, self._fragment(_POOL_STATE, state)

    def _fragment(self, kind: int, clixml: str) -> bytes:
        message = struct.pack("<II", _TO_CLIENT, kind) + self._pool_id + b"\0" * 16 + _BYTE_ORDER_MARK + clixml.encode()
        self._object_id += 1
        return struct.pack(">QQBI", self._object_id, 0, _START_AND_END, len(message)) + message


def _blobs(data: bytes) -> list[bytes]:
    """Cut fragments apart; what is cut short is left out ([MS-PSRP] 2.2.4)."""
    blobs = []
    while len(data) >= 21:
        end = 21 + int(struct.unpack(">I", data[17:21])[0])
        blobs.append(data[21:end])
        data = data[end:]
    return blobs
