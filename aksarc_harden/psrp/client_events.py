"""
What the client role tells its owner: frozen facts, in the order in which they came.

Made by `client.ClientPool.receive`; nothing here knows how messages are read.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias
from uuid import UUID

from aksarc_harden.model.answer import ErrorRecord
from aksarc_harden.model.values import WireValue
from aksarc_harden.psrp.states import PipelineState, PoolState


class Stream(StrEnum):
    """The streams beside output and errors."""

    WARNING = "warning"
    VERBOSE = "verbose"
    DEBUG = "debug"
    PROGRESS = "progress"
    INFORMATION = "information"


@dataclass(frozen=True, slots=True)
class PoolStateChanged:
    """The pool has another state, and why if it is broken."""

    state: PoolState
    error: ErrorRecord | None = None


@dataclass(frozen=True, slots=True)
class ApplicationData:
    """What the server tells of itself, among it its version table."""

    value: WireValue


@dataclass(frozen=True, slots=True)
class KeyExchanged:
    """The session key is here: secrets can travel."""


@dataclass(frozen=True, slots=True)
class KeyRequested:
    """The server wants a key exchange before it goes on."""


@dataclass(frozen=True, slots=True)
class Output:
    """One output object."""

    pipeline_id: UUID
    value: WireValue


@dataclass(frozen=True, slots=True)
class ErrorOutput:
    """One error record of the error stream."""

    pipeline_id: UUID
    record: ErrorRecord


@dataclass(frozen=True, slots=True)
class RecordOutput:
    """One record of another stream; `value` is the record as it came."""

    pipeline_id: UUID
    stream: Stream
    value: WireValue


@dataclass(frozen=True, slots=True)
class PipelineStateChanged:
    """A pipeline has another state; `error` is what ended it, where one did."""

    pipeline_id: UUID
    state: PipelineState
    error: ErrorRecord | None = None


@dataclass(frozen=True, slots=True)
class HostCall:
    """The server called a method of our host, for example a prompt; nobody answers it."""

    pipeline_id: UUID | None
    method: str
    arguments: tuple[WireValue, ...]


@dataclass(frozen=True, slots=True)
class RunspaceAnswer:
    """The answer to a question about runspaces: whether a number was set, or how many there are."""

    call_id: int
    value: bool | int


@dataclass(frozen=True, slots=True)
class Undecodable:
    """A message that we could not read; its place in the order is kept. `reason` holds nothing of its text."""

    pipeline_id: UUID | None
    message_type: int
    reason: str


Event: TypeAlias = (
    PoolStateChanged
    | ApplicationData
    | KeyExchanged
    | KeyRequested
    | Output
    | ErrorOutput
    | RecordOutput
    | PipelineStateChanged
    | HostCall
    | RunspaceAnswer
    | Undecodable
)
