"""What a session does when time runs out, the connection breaks, or the engine ends, on a real engine."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from aksarc_harden.errors import CancelledError
from aksarc_harden.model.answer import Answer, CauseCode
from aksarc_harden.model.statement import Statement, call
from aksarc_harden.transport.pooled_session import PooledSession
from aksarc_harden.transport.session import TimeLimits
from tests.support.rehearsal import RunningServer
from tests.support.sessions import LIMITS, Sessions, end_shells

WSMAN = ["http-ntlm", "https-ntlm", "https-basic"]
CARRIERS = ["streams", "http-ntlm"]


def say(number: int) -> Statement:
    """Write a statement that answers with its number."""
    return call("Write-Output", InputObject=number)


def test_a_run_that_takes_too_long_is_stopped(session: PooledSession) -> None:
    """The time limit ends it, its pool is closed, and the session goes on in another."""
    session.limits = TimeLimits(answer=1.0, whole=1.0)
    started = time.monotonic()
    answer = session.run(call("Start-Sleep", Seconds=20))
    assert answer.lost is not None
    assert answer.lost.code is CauseCode.TIMED_OUT
    assert time.monotonic() - started < 12
    session.limits = LIMITS
    assert session.run(say(1)) == Answer((1,))


def test_a_read_that_hangs_costs_its_own_chain_only(session: PooledSession) -> None:
    """Who does not answer is named, and all others are read."""
    session.limits = TimeLimits(answer=2.0, whole=20.0)  # an engine starts within that on a busy machine, too
    answers = session.read([(say(1),), (call("Start-Sleep", Seconds=20), say(2)), (say(3),), (say(4),)])
    assert [answers[0], answers[2], answers[3]] == [(Answer((1,)),), (Answer((3,)),), (Answer((4,)),)]
    assert [answer.lost and answer.lost.code for answer in answers[1]] == [CauseCode.TIMED_OUT] * 2


def test_the_whole_of_a_read_has_a_limit(session: PooledSession) -> None:
    """When the time for all is over, what is left is lost, and what came is kept."""
    session.limits = TimeLimits(answer=1.5, whole=2.0)
    started = time.monotonic()
    answers = session.read([(say(1),), *[(call("Start-Sleep", Seconds=20),)] * 20])
    assert time.monotonic() - started < 12
    assert answers[0] == (Answer((1,)),)
    assert {answer.lost and answer.lost.code for chain in answers[1:] for answer in chain} == {CauseCode.TIMED_OUT}


@pytest.mark.parametrize("way", CARRIERS)
def test_a_cancelled_session_stops_waiting(sessions: Sessions, server: RunningServer, way: str) -> None:
    """Within a few seconds, whatever its limits; nothing is left behind."""
    stop, before = threading.Event(), server.service.shells
    session = sessions.open(way, TimeLimits(), cancelled=stop.is_set)
    threading.Timer(0.3, stop.set).start()
    started = time.monotonic()
    with pytest.raises(CancelledError):
        session.run(call("Start-Sleep", Seconds=20))
    assert time.monotonic() - started < 8
    assert server.service.shells == before


def test_a_statement_that_ends_the_engine_is_named(session: PooledSession) -> None:
    """An engine that dies twice with the same statement is asked for everything else."""
    deadly = call("Invoke-Expression", Command="[Environment]::Exit(3)")
    answers = session.read([(say(1),), (deadly,), (say(2),)])
    assert [answers[0], answers[2]] == [(Answer((1,)),), (Answer((2,)),)]
    assert answers[1][0].lost is not None


def test_a_run_that_ends_the_engine_is_lost(session: PooledSession) -> None:
    """What it did is not known, and it is not repeated."""
    answer = session.run(call("Invoke-Expression", Command="[Environment]::Exit(3)"))
    assert answer.lost is not None
    assert session.run(say(1)) == Answer((1,))


@pytest.mark.parametrize(("way", "trouble"), [("http-ntlm", "resets"), ("https-basic", "halves")])
def test_a_connection_that_breaks_in_mid_read_loses_nothing(
    lasting_sessions: Sessions, server: RunningServer, way: str, trouble: str
) -> None:
    """The same Receive goes again over a fresh connection, and each answer is there once."""
    session = lasting_sessions.share(way)
    setattr(server.service.trouble, trouble, 2)
    answers = session.read([(say(number),) for number in range(100)])
    assert answers == [(Answer((number,)),) for number in range(100)]
    assert getattr(server.service.trouble, trouble) == 0


def test_a_connection_that_breaks_in_mid_run_loses_nothing(lasting_sessions: Sessions, server: RunningServer) -> None:
    """A write's answer survives a reset, too."""
    session = lasting_sessions.share("http-ntlm")
    server.service.trouble.resets = 2
    assert session.run(say(1)) == Answer((1,))


@pytest.mark.parametrize("way", WSMAN)
def test_a_connection_closed_while_idle_is_made_again(
    lasting_sessions: Sessions, server: RunningServer, way: str
) -> None:
    """Nothing was sent on the old one, so nothing is lost, and the sign-in is done again."""
    session = lasting_sessions.share(way)

    async def drop() -> None:
        server.listener.drop_connections()

    asyncio.run_coroutine_threadsafe(drop(), server.loop).result(20)
    time.sleep(0.1)  # for the reset to arrive here
    assert session.run(say(1)) == Answer((1,))


def test_a_host_that_restarts_in_mid_read_is_read_to_the_end(lasting_sessions: Sessions, server: RunningServer) -> None:
    """What was under way is aborted and asked again in another shell, whole chains at a time."""
    session = lasting_sessions.share("http-ntlm")
    end_shells(server, after=0.5)
    answers = session.read([(say(1),), (say(2), call("Start-Sleep", Seconds=1), say(3)), (say(4),)])
    assert answers == [(Answer((1,)),), (Answer((2,)), Answer(), Answer((3,))), (Answer((4,)),)]


def test_a_host_that_restarts_in_mid_run_loses_its_answer(lasting_sessions: Sessions, server: RunningServer) -> None:
    """What was done is not known and not repeated, and the session goes on."""
    session = lasting_sessions.share("http-ntlm")
    end_shells(server, after=0.5)
    answer = session.run(call("Start-Sleep", Seconds=20))
    assert answer.lost is not None
    assert answer.lost.code is CauseCode.UNREACHABLE
    assert session.run(say(1)) == Answer((1,))


def test_a_shell_that_ended_while_idle_is_replaced(lasting_sessions: Sessions, server: RunningServer) -> None:
    """A run and a read find another pool, since nothing had been started in the old one."""
    session = lasting_sessions.share("https-basic")
    end_shells(server)
    assert session.run(say(1)) == Answer((1,))
    end_shells(server)
    assert session.read([(say(2),), (say(3),)]) == [(Answer((2,)),), (Answer((3,)),)]


def test_closing_leaves_no_shell_behind(sessions: Sessions, server: RunningServer) -> None:
    """After close the host has no shell of ours, and a second close is harmless."""
    before = server.service.shells
    session = sessions.open("http-ntlm")
    assert server.service.shells == before + 1
    session.close()
    session.close()
    assert server.service.shells == before


def test_traffic_is_counted_as_the_host_counts_it(sessions: Sessions, server: RunningServer) -> None:
    """Requests with an action; opening takes two, a small read two more."""
    server.service.tally.reset()
    session = sessions.open("http-ntlm", operation_seconds=1.0)
    opened = session.traffic.requests
    session.read([(say(number),) for number in range(20)])
    session.run(call("Start-Sleep", Milliseconds=1200))
    assert opened <= 3
    assert session.traffic.requests == server.service.tally.requests
    assert session.traffic.bytes_sent <= server.service.tally.bytes_received
