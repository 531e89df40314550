"""A session opens a pool when it needs one, closes it when in doubt, and says what became of a run."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable

import pytest

from aksarc_harden.errors import (
    ContractError,
    HostSilentError,
    HostUnreachableError,
    ProtocolError,
    UnwritableError,
)
from aksarc_harden.model.answer import Answer
from aksarc_harden.model.statement import Statement
from aksarc_harden.psrp.client_events import Output
from aksarc_harden.transport.pool import PoolEndedError
from aksarc_harden.transport.pooled_session import LAST_CHANCE_SECONDS
from aksarc_harden.transport.reading import MOST_RECONNECTS
from tests.support.fake_pools import ANY, Behaviour, Fakes, say


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


def test_every_statement_is_checked_before_anything_is_sent() -> None:
    """Of a run and of a read, to the last of its chains."""
    seen: list[Statement] = []

    def check(statements: Iterable[Statement]) -> None:
        seen.extend(statements)
        raise ContractError("no")

    fakes = Fakes()
    session = fakes.session(check)
    with pytest.raises(ContractError):
        session.run(say(1))
    with pytest.raises(ContractError):
        session.read([(say(2), say(3)), (say(4),)])
    assert seen == [say(number) for number in (1, 2, 3, 4)]
    assert not fakes.pools


def test_a_host_that_was_silent_gets_little_time_from_then_on() -> None:
    """Until it answers again."""
    silent: Behaviour = lambda _: [Output(ANY, 0), HostSilentError("nothing")]  # noqa: E731
    fakes = Fakes(*[silent] * (MOST_RECONNECTS + 1))
    session = fakes.session()
    with pytest.raises(HostSilentError):
        session.read([(say(1),), (say(2),)])
    assert min(fakes.seconds) > LAST_CHANCE_SECONDS
    fakes.seconds.clear()
    for _ in range(2):
        session.run(say(3))
        session.reset()
    first, second = fakes.seconds
    assert first <= LAST_CHANCE_SECONDS < second
