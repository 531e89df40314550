"""What becomes of a batch that goes wrong, told by a pool that says whatever a test wants."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from uuid import uuid4

import pytest

from aksarc_harden.errors import AccessDeniedError, CancelledError, HostUnreachableError, ProtocolError, UnwritableError
from aksarc_harden.model.answer import Answer, CauseCode, ErrorRecord
from aksarc_harden.model.statement import Chain, Statement, call
from aksarc_harden.psrp.events import ErrorOutput, Event, Output, PipelineStateChanged, Undecodable
from aksarc_harden.psrp.messages import MessageType
from aksarc_harden.psrp.states import PipelineState
from aksarc_harden.transport.check import accept_everything
from aksarc_harden.transport.deadline import Deadline
from aksarc_harden.transport.pipeline import Pipeline
from aksarc_harden.transport.pool import PoolEndedError
from aksarc_harden.transport.pooled_session import PooledSession
from aksarc_harden.transport.session import TimeLimits, Traffic
from aksarc_harden.transport.wsman.reads import MOST_POISONED, ask_in_batches

ANY = uuid4()
FATAL = ErrorRecord("Fatal,Some.Class", "InvalidOperation")
Behaviour = Callable[[Sequence[Statement]], list[Event | Exception]]


def say(value: object) -> Statement:
    """Write a statement that the fake pool answers with this value."""
    return call("Write-Output", InputObject=value)  # type: ignore[arg-type]


def run_well(statements: Sequence[Statement]) -> list[Event | Exception]:
    """Answer every Write-Output and complete; a Get-Fatal ends it as a real engine would."""
    events: list[Event | Exception] = []
    for number, statement in enumerate(statements):
        command = statement.commands[0]
        if command.name == "Get-Fatal":
            if number > 0 or len(statements) == 1:
                return [*events, PipelineStateChanged(ANY, PipelineState.FAILED, FATAL)]
            events.append(ErrorOutput(ANY, FATAL))
            continue
        events.append(Output(ANY, command.arguments[0][1]))
    return [*events, PipelineStateChanged(ANY, PipelineState.COMPLETED)]


class FakePool:
    """Runs a pipeline by a function; an exception among the events is raised in its place."""

    def __init__(self, behave: Behaviour) -> None:
        self._behave = behave
        self._coming: list[Event | Exception] = []
        self.is_closed = False

    def start(self, statements: Sequence[Statement], pipeline: Pipeline, deadline: Deadline) -> None:
        self._coming = self._behave(statements)
        if self._coming and isinstance(self._coming[0], UnwritableError | PoolEndedError):
            raise self._coming.pop(0)  # type: ignore[misc]
        pipeline.id = ANY

    def collect(self, pipeline: Pipeline, deadline: Deadline) -> None:
        for event in self._coming:
            if isinstance(event, Exception):
                raise event
            pipeline.take(event)

    def close(self) -> None:
        self.is_closed = True


class Fakes:
    """Opens fake pools, the first ones with behaviours of their own."""

    def __init__(self, *behaviours: Behaviour) -> None:
        self._behaviours = list(behaviours)
        self.pools: list[FakePool] = []

    def session(self) -> PooledSession:
        """Give a session over these pools that reads in batches."""
        return PooledSession(self._open, ask_in_batches, accept_everything, Traffic(), TimeLimits(5.0, 10.0))

    def _open(self, _: Deadline) -> FakePool:
        behave = self._behaviours[len(self.pools)] if len(self.pools) < len(self._behaviours) else run_well
        self.pools.append(FakePool(behave))
        return self.pools[-1]


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


@pytest.mark.parametrize("error", [HostUnreachableError("lost"), ProtocolError("rubbish"), PoolEndedError("ended")])
def test_a_run_whose_end_is_not_known_is_lost_and_not_repeated(error: Exception) -> None:
    """It may have done anything."""
    fakes = Fakes(lambda _: [Output(ANY, 1), error])
    answer = fakes.session().run(say(1))
    assert answer.output == (1,)
    assert answer.lost is not None
    assert [pool.is_closed for pool in fakes.pools] == [True]


def test_a_run_in_a_pool_that_had_ended_goes_to_another() -> None:
    """Nothing had been started."""
    fakes = Fakes(lambda _: [PoolEndedError("idle for too long")])
    assert fakes.session().run(say(1)) == Answer((1,))
    assert len(fakes.pools) == 2


def test_a_run_that_cannot_be_written_leaves_the_pool_alone() -> None:
    """Nothing was sent."""
    fakes = Fakes(lambda _: [UnwritableError("too deep")])
    with pytest.raises(UnwritableError):
        fakes.session().run(say(1))
    assert not fakes.pools[0].is_closed


def test_a_session_closes_its_pool_whatever_happens() -> None:
    """As a context manager, too."""
    fakes = Fakes()
    with contextlib.suppress(KeyError), fakes.session() as session:
        session.run(say(1))
        raise KeyError
    assert fakes.pools[0].is_closed
