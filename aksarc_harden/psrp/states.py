"""
Which states a runspace pool and a pipeline have, and which may follow which ([MS-PSRP] 2.2.3.4, 2.2.3.5).

Two tables that do not know which role we play; a change of state is checked here and nowhere else.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TypeVar

from aksarc_harden.errors import ProtocolError


class PoolState(IntEnum):
    """RunspacePoolState, with the numbers of the wire."""

    BEFORE_OPEN = 0
    OPENING = 1
    OPENED = 2
    CLOSED = 3
    CLOSING = 4
    BROKEN = 5
    NEGOTIATION_SENT = 6
    NEGOTIATION_SUCCEEDED = 7
    CONNECTING = 8
    DISCONNECTED = 9

    @property
    def is_final(self) -> bool:
        """Tell whether nothing can follow."""
        return self in (PoolState.CLOSED, PoolState.BROKEN)


class PipelineState(IntEnum):
    """PSInvocationState, with the numbers of the wire."""

    NOT_STARTED = 0
    RUNNING = 1
    STOPPING = 2
    STOPPED = 3
    COMPLETED = 4
    FAILED = 5
    DISCONNECTED = 6

    @property
    def is_final(self) -> bool:
        """Tell whether nothing can follow."""
        return self in (PipelineState.STOPPED, PipelineState.COMPLETED, PipelineState.FAILED)


_P = PoolState
POOL_STEPS: dict[PoolState, frozenset[PoolState]] = {
    _P.BEFORE_OPEN: frozenset({_P.NEGOTIATION_SENT, _P.CONNECTING, _P.CLOSED, _P.BROKEN}),
    _P.CONNECTING: frozenset({_P.NEGOTIATION_SUCCEEDED, _P.OPENED, _P.CLOSING, _P.CLOSED, _P.BROKEN}),
    _P.NEGOTIATION_SENT: frozenset({_P.NEGOTIATION_SUCCEEDED, _P.CLOSING, _P.CLOSED, _P.BROKEN}),
    _P.NEGOTIATION_SUCCEEDED: frozenset({_P.OPENING, _P.OPENED, _P.CLOSING, _P.CLOSED, _P.BROKEN}),
    _P.OPENING: frozenset({_P.OPENED, _P.CLOSING, _P.CLOSED, _P.BROKEN}),
    _P.OPENED: frozenset({_P.DISCONNECTED, _P.CLOSING, _P.CLOSED, _P.BROKEN}),
    _P.DISCONNECTED: frozenset({_P.CONNECTING, _P.OPENED, _P.CLOSING, _P.CLOSED, _P.BROKEN}),
    _P.CLOSING: frozenset({_P.CLOSED, _P.BROKEN}),
    _P.CLOSED: frozenset(),
    _P.BROKEN: frozenset(),
}

_R = PipelineState
PIPELINE_STEPS: dict[PipelineState, frozenset[PipelineState]] = {
    _R.NOT_STARTED: frozenset({_R.RUNNING, _R.STOPPING, _R.STOPPED, _R.COMPLETED, _R.FAILED}),
    _R.RUNNING: frozenset({_R.STOPPING, _R.STOPPED, _R.COMPLETED, _R.FAILED, _R.DISCONNECTED}),
    _R.DISCONNECTED: frozenset({_R.RUNNING, _R.STOPPING, _R.STOPPED, _R.COMPLETED, _R.FAILED}),
    _R.STOPPING: frozenset({_R.STOPPED, _R.COMPLETED, _R.FAILED}),
    _R.STOPPED: frozenset(),
    _R.COMPLETED: frozenset(),
    _R.FAILED: frozenset(),
}

State = TypeVar("State", PoolState, PipelineState)


def step(table: dict[State, frozenset[State]], now: State, following: State) -> State:
    """
    Give the following state, if it may follow; a state may be told again.

    Raises:
        ProtocolError: it may not.
    """
    if following != now and following not in table[now]:
        raise ProtocolError(f"state {following.name} cannot follow {now.name}")
    return following


def pool_state(number: object) -> PoolState:
    """Turn the wire's number into a state; ProtocolError for one that does not exist."""
    return _state(PoolState, number)


def pipeline_state(number: object) -> PipelineState:
    """Turn the wire's number into a state; ProtocolError for one that does not exist."""
    return _state(PipelineState, number)


def _state(kind: type[State], number: object) -> State:
    try:
        if not isinstance(number, int):
            raise ValueError("no number")
        return kind(number)
    except ValueError as error:
        raise ProtocolError(f"{number!r} is no {kind.__name__}") from error
