"""How a read goes on after a poisoned pool, a lost host, or the end of its time."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from aksarc_harden.errors import AccessDeniedError, CancelledError, HostSilentError, HostUnreachableError
from aksarc_harden.model.answer import Answer, Cause, CauseCode
from aksarc_harden.model.statement import Chain, call
from aksarc_harden.transport.deadline import Deadline
from aksarc_harden.transport.reading import MOST_RECONNECTS, Numbered, Reading, read_all
from aksarc_harden.transport.session import TimeLimits

SAY = call("Write-Output", InputObject="x")
LOST = Cause(CauseCode.ANSWER_LOST)
Ask = Callable[[list[Numbered]], None]


class Clock:
    """Time that a test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def read(reading: Reading, ask: Ask, clock: Clock | None = None) -> tuple[list[tuple[Answer, ...]], int]:
    """Read with this way of asking; give the answers, and how often the pool was closed."""
    resets: list[None] = []
    deadline = Deadline(TimeLimits(answer=10, whole=60), clock=clock or Clock())
    return read_all(reading, ask, lambda: resets.append(None), deadline), len(resets)


def reading_of(*lengths: int) -> Reading:
    """Give a reading of chains of these lengths."""
    chains: list[Chain] = [(SAY,) * length for length in lengths]
    return Reading(chains)


def test_chains_are_asked_until_all_are_answered() -> None:
    """Each round takes what is left."""
    reading = reading_of(1, 1, 1)
    answers, resets = read(reading, lambda pending: reading.record(pending[0].index, Answer((pending[0].index,))))
    assert answers == [(Answer((0,)),), (Answer((1,)),), (Answer((2,)),)]
    assert resets == 0


def test_a_lost_answer_takes_the_rest_of_its_chain_with_it() -> None:
    """What came later in the chain is kept, and lost all the same."""
    reading = reading_of(3)
    for answer in (Answer((1,)), Answer((2,), lost=LOST), Answer((3,))):
        reading.record(0, answer)
    assert reading.result() == [(Answer((1,)), Answer((2,), lost=LOST), Answer((3,), lost=LOST))]


def test_a_blamed_statement_ends_its_chain() -> None:
    """It is not asked again, nor what depends on it."""
    reading = reading_of(3, 1)
    reading.record(0, Answer((1,)))
    reading.blame(0, Answer(lost=LOST))
    assert [one.index for one in reading.pending] == [1]
    assert reading.result()[0] == (Answer((1,)), Answer(lost=LOST), Answer(lost=LOST))


def test_a_chain_that_was_cut_short_is_asked_from_its_beginning() -> None:
    """Links depend on each other, so half a chain is worth nothing in another pool."""
    reading = reading_of(2)
    tries: list[int] = []

    def ask(pending: list[Numbered]) -> None:
        tries.append(len(reading.result()[0]))
        reading.record(0, Answer((len(tries),)))
        if len(tries) == 1:
            raise HostUnreachableError("lost")
        reading.record(0, Answer((0,)))

    answers, resets = read(reading, ask)
    assert tries == [0, 0]
    assert answers == [(Answer((2,)), Answer((0,)))]
    assert resets == 1


@pytest.mark.parametrize("error", [HostUnreachableError("lost"), HostSilentError("silent")])
def test_a_host_that_stays_away_is_an_error(error: Exception) -> None:
    """After a few tries without any progress, the host as a whole cannot be read."""
    tries: list[None] = []

    def ask(_: list[Numbered]) -> None:
        tries.append(None)
        raise error

    with pytest.raises(type(error)):
        read(reading_of(1), ask)
    assert len(tries) == MOST_RECONNECTS + 1


def test_progress_between_losses_counts() -> None:
    """A host that loses its connection often, and answers in between, is read to the end."""
    reading = reading_of(*[1] * 20)

    def ask(pending: list[Numbered]) -> None:
        reading.record(pending[0].index, Answer())
        raise HostUnreachableError("lost again")

    answers, resets = read(reading, ask)
    assert answers == [(Answer(),)] * 20
    assert resets == 20


@pytest.mark.parametrize("error", [AccessDeniedError("no"), CancelledError("cancelled")])
def test_what_waiting_will_not_help_ends_the_read_at_once(error: Exception) -> None:
    """The pool is closed, and the error rises."""
    resets: list[None] = []

    def ask(_: list[Numbered]) -> None:
        raise error

    with pytest.raises(type(error)):
        read_all(reading_of(1), ask, lambda: resets.append(None), Deadline(TimeLimits()))
    assert resets == [None]


def test_when_time_is_over_the_rest_is_lost() -> None:
    """What was answered is kept."""
    reading, clock = reading_of(1, 1, 1), Clock()

    def ask(pending: list[Numbered]) -> None:
        reading.record(pending[0].index, Answer((1,)))
        clock.now = 100

    answers, _ = read(reading, ask, clock)
    assert answers[0] == (Answer((1,)),)
    assert [chain[0].lost and chain[0].lost.code for chain in answers[1:]] == [CauseCode.TIMED_OUT] * 2


def test_when_time_is_over_without_any_answer_the_host_is_silent() -> None:
    """Not every setting is reported then, but the host."""
    clock = Clock()

    def ask(_: list[Numbered]) -> None:
        clock.now = 100
        raise HostSilentError("nothing")

    with pytest.raises(HostSilentError):
        read(reading_of(1, 1), ask, clock)


def test_suspects_are_remembered() -> None:
    """Once may be chance; the next time it is not."""
    reading = reading_of(1, 1)
    reading.suspect(1)
    assert [reading.is_suspect(0), reading.is_suspect(1)] == [False, True]
