"""What becomes of a batch that goes wrong, told by a pool that says whatever a test wants."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from aksarc_harden.errors import AccessDeniedError, CancelledError, HostUnreachableError, ProtocolError
from aksarc_harden.model.answer import Answer, CauseCode
from aksarc_harden.model.statement import Chain, Statement, call
from aksarc_harden.psrp.client_events import Event, PipelineStateChanged, Undecodable
from aksarc_harden.psrp.messages import MessageType
from aksarc_harden.psrp.states import PipelineState
from aksarc_harden.transport.pool import PoolEndedError
from aksarc_harden.transport.wsman.reads import MOST_POISONED
from tests.support.fake_pools import ANY, FATAL, Behaviour, Fakes, run_well, say


def read(fakes: Fakes, *chains: Chain) -> list[tuple[Answer, ...]]:
    """Read chains over fake pools."""
    return fakes.session().read(chains)


def cut(count: int, *end: Event | Exception) -> Behaviour:
    """Bring so many events of a good run, and then this end."""
    return lambda statements: [*run_well(statements)[:count], *end]


def codes(answers: list[tuple[Answer, ...]]) -> list[CauseCode | None]:
    """Give the cause of every first answer."""
    return [chain[0].lost.code if chain[0].lost else None for chain in answers]


COMPLETED = PipelineStateChanged(ANY, PipelineState.COMPLETED)
# Events of a batch of three: marker 0, 1, marker 1, 2, marker 2, 3, marker 3, state.
AFTER_FIRST = 3


@pytest.mark.parametrize(
    ("end", "code"),
    [
        ([COMPLETED], CauseCode.ANSWER_LOST),
        ([PipelineStateChanged(ANY, PipelineState.STOPPED)], CauseCode.ANSWER_LOST),
        ([PipelineStateChanged(ANY, PipelineState.FAILED, FATAL)], CauseCode.COMMAND_FAILED),
        ([PipelineStateChanged(ANY, PipelineState.FAILED)], CauseCode.ANSWER_LOST),
        ([ProtocolError("no XML")], CauseCode.PROTOCOL_BROKEN),
        ([Undecodable(ANY, MessageType.PIPELINE_STATE, "no XML")], CauseCode.ANSWER_LOST),
        ([], CauseCode.TIMED_OUT),
    ],
)
def test_a_batch_that_lost_a_marker_is_poisoned(end: list[Event | Exception], code: CauseCode) -> None:
    """Whatever its state says: the pool is closed, the statement after the last marker blamed, the rest read."""
    fakes = Fakes(cut(AFTER_FIRST, *end))
    answers = read(fakes, (say(1),), (say(2),), (say(3),))
    assert codes(answers) == [None, code, None]
    assert answers[2] == (Answer((3,)),)
    assert [pool.is_closed for pool in fakes.pools] == [True, False]


def test_the_very_first_statement_can_be_blamed() -> None:
    """No statement of ours is the first of its batch, so its failure is told truly."""
    answers = read(Fakes(), (call("Get-Fatal"), say(1)), (say(2),))
    assert answers[0][0] == Answer((), (FATAL,), answers[0][0].lost, failed=True)
    assert answers[0][1].lost == answers[0][0].lost
    assert answers[1] == (Answer((2,)),)


def test_a_lost_connection_blames_nobody() -> None:
    """What was cut short is read again, whole."""
    fakes = Fakes(cut(AFTER_FIRST, HostUnreachableError("lost")), cut(1, HostUnreachableError("lost")))
    assert read(fakes, (say(1),), (say(2), say(3))) == [(Answer((1,)),), (Answer((2,)), Answer((3,)))]
    assert len(fakes.pools) == 3


def test_a_pool_that_ends_twice_at_the_same_place_blames_it() -> None:
    """Once may be chance."""
    behave = cut(AFTER_FIRST, PoolEndedError("ended"))
    once = read(Fakes(behave), (say(1),), (say(2),), (say(3),))
    assert codes(once) == [None, None, None]
    twice = read(Fakes(behave, cut(1, PoolEndedError("ended"))), (say(1),), (say(2),), (say(3),))
    assert codes(twice) == [None, CauseCode.UNREACHABLE, None]


def test_what_is_not_readable_ends_nothing() -> None:
    """One answer is lost, no pool is closed."""

    def behave(statements: Sequence[Statement]) -> list[Event | Exception]:
        events = run_well(statements)
        return [*events[:3], Undecodable(ANY, MessageType.PIPELINE_OUTPUT, "no XML"), *events[4:]]

    fakes = Fakes(behave)
    assert codes(read(fakes, (say(1),), (say(2),), (say(3),))) == [None, CauseCode.VALUE_UNDECODABLE, None]
    assert len(fakes.pools) == 1


def test_after_many_poisoned_batches_statements_go_alone() -> None:
    """The number of pools is bounded, and everything is read."""
    chains: list[Chain] = [(call("Get-Fatal"),) if number % 2 else (say(number),) for number in range(60)]
    fakes = Fakes()
    answers = read(fakes, *chains)
    assert [chain[0].failed for chain in answers] == [bool(number % 2) for number in range(60)]
    assert len(fakes.pools) <= MOST_POISONED + 1


@pytest.mark.parametrize("error", [AccessDeniedError("no"), CancelledError("cancelled")])
def test_the_host_saying_no_ends_the_read(error: Exception) -> None:
    """And closes the pool."""
    fakes = Fakes(cut(1, error))
    with pytest.raises(type(error)):
        read(fakes, (say(1),), (say(2),))
    assert fakes.pools[0].is_closed
