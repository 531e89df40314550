"""
What the server role tells its owner: what a client asks for, in the order in which it came.

Made by `server.ServerPool.receive`; what cannot be decoded tells nothing, as on the real engine (recordings/wire, j).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias
from uuid import UUID

from aksarc_harden.model.values import Bag, WireValue


@dataclass(frozen=True, slots=True)
class PoolOpenAsked:
    """A client opens the pool; answer with `opened`."""

    min_runspaces: int
    max_runspaces: int
    host_info: Bag | None
    application_arguments: WireValue


@dataclass(frozen=True, slots=True)
class PoolConnectAsked:
    """A client takes up a pool that another one left; answer with `connected`."""

    min_runspaces: int
    max_runspaces: int


@dataclass(frozen=True, slots=True)
class PoolBrokenByClient:
    """A second SESSION_CAPABILITY: the engine closes the pool (recordings/wire, hostile)."""


@dataclass(frozen=True, slots=True)
class Merges:
    """
    Which streams a command merges into its output.

    Attributes:
        streams: error, warning, verbose, debug, information, as far as they are merged.
        own: MergeMyResult and MergeToResult, which merge the errors of this command where both are set.
        previous: MergePreviousResults, which takes the errors of the commands before it.
    """

    streams: frozenset[str] = frozenset()
    own: tuple[int, int] = (0, 0)
    previous: int = 0


@dataclass(frozen=True, slots=True)
class ServedCommand:
    """One command as it was asked for; `is_script` means that `name` is script text."""

    name: str
    is_script: bool
    arguments: tuple[tuple[str | None, WireValue], ...] = ()
    merges: Merges = Merges()
    use_local_scope: bool | None = None


ServedStatement: TypeAlias = tuple[ServedCommand, ...]


@dataclass(frozen=True, slots=True)
class PipelineAsked:
    """
    A client starts a pipeline of one statement or several.

    Attributes:
        has_input: input objects follow.
        host_info: the client's host, None where the pool's is meant.
    """

    pipeline_id: UUID
    statements: tuple[ServedStatement, ...]
    has_input: bool
    add_to_history: bool = False
    is_nested: bool = False
    redirects_errors: bool = False
    host_info: Bag | None = None


@dataclass(frozen=True, slots=True)
class CommandMetadataAsked:
    """A client asks which commands there are; the answer is a count, then one object a command, then a state."""

    pipeline_id: UUID
    names: tuple[str, ...]
    command_types: int
    namespaces: tuple[str, ...]
    arguments: tuple[WireValue, ...]


@dataclass(frozen=True, slots=True)
class InputArrived:
    """One input object of a pipeline."""

    pipeline_id: UUID
    value: WireValue


@dataclass(frozen=True, slots=True)
class InputEnded:
    """No more input objects follow."""

    pipeline_id: UUID


@dataclass(frozen=True, slots=True)
class KeyOffered:
    """A client sent its public key; answer with `key_reply`."""


@dataclass(frozen=True, slots=True)
class KeyNeeded:
    """An input object holds a secret and there is no key yet: ask with `key_request`; the object is kept till then."""


class RunspaceQuestion(StrEnum):
    """What a client wants to know or change about runspaces."""

    SET_MAX = "set max"
    SET_MIN = "set min"
    AVAILABLE = "available"
    RESET = "reset"


@dataclass(frozen=True, slots=True)
class RunspaceCountAsked:
    """A question about runspaces; answer with `runspace_answer` and the same call id. `count` is of the set ones."""

    question: RunspaceQuestion
    call_id: int
    count: int = 0


@dataclass(frozen=True, slots=True)
class HostAnswered:
    """A client's host answered a call: what it returned, or the error it raised."""

    pipeline_id: UUID | None
    call_id: int
    value: WireValue
    error: WireValue


ServerEvent: TypeAlias = (
    PoolOpenAsked
    | PoolConnectAsked
    | PoolBrokenByClient
    | PipelineAsked
    | CommandMetadataAsked
    | InputArrived
    | InputEnded
    | KeyOffered
    | KeyNeeded
    | RunspaceCountAsked
    | HostAnswered
)
