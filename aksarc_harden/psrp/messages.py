"""
Which PSRP messages there are, and how one lies in its bytes ([MS-PSRP] 2.2.1).

Knows neither fragments nor what a message's text says.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import IntEnum
from uuid import UUID

from aksarc_harden.errors import ProtocolError

BOM = b"\xef\xbb\xbf"  # PowerShell begins every text with it; an empty body has none (recordings: powershell README)
NO_ID = UUID(int=0)

_HEADER = struct.Struct("<II16s16s")


class Destination(IntEnum):
    """Who a message is for; both sides carry out the same bytes otherwise."""

    CLIENT = 1
    SERVER = 2


class MessageType(IntEnum):
    """The message types of [MS-PSRP] 2.2.1."""

    SESSION_CAPABILITY = 0x00010002
    INIT_RUNSPACEPOOL = 0x00010004
    PUBLIC_KEY = 0x00010005
    ENCRYPTED_SESSION_KEY = 0x00010006
    PUBLIC_KEY_REQUEST = 0x00010007
    CONNECT_RUNSPACEPOOL = 0x00010008
    RUNSPACEPOOL_INIT_DATA = 0x0002100B
    RESET_RUNSPACE_STATE = 0x0002100C
    SET_MAX_RUNSPACES = 0x00021002
    SET_MIN_RUNSPACES = 0x00021003
    RUNSPACE_AVAILABILITY = 0x00021004
    RUNSPACEPOOL_STATE = 0x00021005
    CREATE_PIPELINE = 0x00021006
    GET_AVAILABLE_RUNSPACES = 0x00021007
    USER_EVENT = 0x00021008
    APPLICATION_PRIVATE_DATA = 0x00021009
    GET_COMMAND_METADATA = 0x0002100A
    RUNSPACEPOOL_HOST_CALL = 0x00021100
    RUNSPACEPOOL_HOST_RESPONSE = 0x00021101
    PIPELINE_INPUT = 0x00041002
    END_OF_PIPELINE_INPUT = 0x00041003
    PIPELINE_OUTPUT = 0x00041004
    ERROR_RECORD = 0x00041005
    PIPELINE_STATE = 0x00041006
    DEBUG_RECORD = 0x00041007
    VERBOSE_RECORD = 0x00041008
    WARNING_RECORD = 0x00041009
    PROGRESS_RECORD = 0x00041010
    INFORMATION_RECORD = 0x00041011
    PIPELINE_HOST_CALL = 0x00041100
    PIPELINE_HOST_RESPONSE = 0x00041101


@dataclass(frozen=True, slots=True)
class Message:
    """
    One message.

    Attributes:
        type: a `MessageType`; a plain int where the peer sent one that we do not know.
        pipeline_id: None for messages of the pool.
        body: the text's bytes, without a byte order mark; empty means null.
    """

    destination: Destination
    type: int
    pool_id: UUID
    pipeline_id: UUID | None
    body: bytes


def pack(message: Message) -> bytes:
    """Give a message's bytes, with a byte order mark before its text."""
    header = _HEADER.pack(
        message.destination, message.type, message.pool_id.bytes_le, (message.pipeline_id or NO_ID).bytes_le
    )
    return header + BOM + message.body if message.body else header


def unpack(data: bytes) -> Message:
    """
    Read a message's bytes.

    Raises:
        ProtocolError: too short, or for a destination that does not exist.
    """
    if len(data) < _HEADER.size:
        raise ProtocolError(f"a message of {len(data)} bytes is shorter than its header of {_HEADER.size}")
    destination, kind, pool, pipeline = _HEADER.unpack_from(data)
    if destination not in (Destination.CLIENT, Destination.SERVER):
        raise ProtocolError(f"a message for destination {destination}, which does not exist")
    body = data[_HEADER.size :]
    pipeline_id = UUID(bytes_le=pipeline)
    return Message(
        Destination(destination),
        _KNOWN.get(kind, kind),
        UUID(bytes_le=pool),
        None if pipeline_id == NO_ID else pipeline_id,
        body.removeprefix(BOM),
    )


_KNOWN: dict[int, MessageType] = {int(kind): kind for kind in MessageType}


def type_name(kind: int) -> str:
    """Name a message type for people, also one that does not exist."""
    known = _KNOWN.get(kind)
    return known.name if known is not None else f"0x{kind:08X}"
