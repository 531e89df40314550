"""States follow each other as the tables say, and every state is in its table."""

from __future__ import annotations

import pytest

from aksarc_harden.errors import ProtocolError
from aksarc_harden.psrp.states import (
    PIPELINE_STEPS,
    POOL_STEPS,
    PipelineState,
    PoolState,
    pipeline_state,
    pool_state,
    step,
)


def test_the_tables_know_every_state() -> None:
    """No state is forgotten, and what is final leads nowhere."""
    assert set(POOL_STEPS) == set(PoolState)
    assert set(PIPELINE_STEPS) == set(PipelineState)
    assert {state for state in PoolState if not POOL_STEPS[state]} == {s for s in PoolState if s.is_final}
    assert {state for state in PipelineState if not PIPELINE_STEPS[state]} == {s for s in PipelineState if s.is_final}


@pytest.mark.parametrize(
    "path",
    [
        "BEFORE_OPEN NEGOTIATION_SENT NEGOTIATION_SUCCEEDED OPENED CLOSING CLOSED",
        "BEFORE_OPEN NEGOTIATION_SENT BROKEN",
        "OPENED DISCONNECTED CONNECTING OPENED",
    ],
)
def test_a_pool_lives_as_recorded(path: str) -> None:
    """The ways an engine goes are ways in the table."""
    states = [PoolState[name] for name in path.split()]
    for now, following in zip(states, states[1:], strict=False):
        assert step(POOL_STEPS, now, following) == following


def test_a_state_may_be_told_again() -> None:
    """A message that comes twice changes nothing."""
    assert step(PIPELINE_STEPS, PipelineState.COMPLETED, PipelineState.COMPLETED) == PipelineState.COMPLETED


@pytest.mark.parametrize(
    ("now", "following"),
    [(PoolState.CLOSED, PoolState.OPENED), (PoolState.BEFORE_OPEN, PoolState.OPENED)],
)
def test_a_pool_cannot_jump(now: PoolState, following: PoolState) -> None:
    """What the table does not have is an error."""
    with pytest.raises(ProtocolError):
        step(POOL_STEPS, now, following)


def test_a_pipeline_does_not_rise_again() -> None:
    """Completed, failed and stopped are the end."""
    for final in (PipelineState.COMPLETED, PipelineState.FAILED, PipelineState.STOPPED):
        with pytest.raises(ProtocolError):
            step(PIPELINE_STEPS, final, PipelineState.RUNNING)


@pytest.mark.parametrize("number", [99, -1, None, "Opened"])
def test_a_state_that_does_not_exist_is_a_protocol_error(number: object) -> None:
    """Only the wire's numbers are states."""
    with pytest.raises(ProtocolError):
        pool_state(number)
    with pytest.raises(ProtocolError):
        pipeline_state(number)
