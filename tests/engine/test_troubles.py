"""What a session does when time runs out, the connection breaks, or the host answers rubbish."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from aksarc_harden.errors import (
    AccessDeniedError,
    CancelledError,
    HostBusyError,
    HostSilentError,
    ProtocolError,
)
from aksarc_harden.model.answer import Answer, CauseCode
from aksarc_harden.model.statement import Statement, call
from aksarc_harden.model.values import Credential, Secret
from aksarc_harden.rehearsal.server.settings import Quotas
from aksarc_harden.rehearsal.shells.child import EngineCommand
from aksarc_harden.transport.connect import connect
from aksarc_harden.transport.session import TimeLimits
from tests.support.rehearsal import RunningServer, wsman_over
from tests.support.sessions import Sessions, host_of

SHORT = TimeLimits(answer=1.5, whole=20.0)
WSMAN = ["http-ntlm", "https-ntlm", "https-basic"]
CARRIERS = ["streams", "http-ntlm"]


def say(number: int) -> Statement:
    """Write a statement that answers with its number."""
    return call("Write-Output", InputObject=number)


def in_server(server: RunningServer, coroutine: Coroutine[Any, Any, None]) -> None:
    """Run something in the server's own thread."""
    asyncio.run_coroutine_threadsafe(coroutine, server.loop).result(20)


@pytest.mark.parametrize("way", CARRIERS)
def test_a_run_that_takes_too_long_is_stopped(sessions: Sessions, way: str) -> None:
    """The time limit ends it, its pool is closed, and the session goes on in another."""
    session = sessions.open(way, SHORT)
    started = time.monotonic()
    answer = session.run(call("Start-Sleep", Seconds=20))
    assert answer.lost is not None
    assert answer.lost.code is CauseCode.TIMED_OUT
    assert time.monotonic() - started < 12
    assert session.run(say(1)) == Answer((1,))


@pytest.mark.parametrize("way", CARRIERS)
def test_a_read_that_hangs_costs_its_own_chain_only(sessions: Sessions, way: str) -> None:
    """Who does not answer is named, and all others are read."""
    session = sessions.open(way, SHORT)
    answers = session.read([(say(1),), (call("Start-Sleep", Seconds=20), say(2)), (say(3),), (say(4),)])
    assert [answers[0], answers[2], answers[3]] == [(Answer((1,)),), (Answer((3,)),), (Answer((4,)),)]
    assert [answer.lost and answer.lost.code for answer in answers[1]] == [CauseCode.TIMED_OUT] * 2


@pytest.mark.parametrize("way", CARRIERS)
def test_the_whole_of_a_read_has_a_limit(sessions: Sessions, way: str) -> None:
    """When the time for all is over, what is left is lost, and what came is kept."""
    session = sessions.open(way, TimeLimits(answer=1.0, whole=3.0))
    started = time.monotonic()
    answers = session.read([(say(1),), *[(call("Start-Sleep", Seconds=20),)] * 20])
    assert time.monotonic() - started < 15
    assert answers[0] == (Answer((1,)),)
    assert {answer.lost and answer.lost.code for chain in answers[1:] for answer in chain} == {CauseCode.TIMED_OUT}


@pytest.mark.parametrize("way", CARRIERS)
def test_a_cancelled_session_stops_waiting(sessions: Sessions, way: str) -> None:
    """The flag is looked at every few seconds; the pool is closed at once."""
    stop = time.monotonic() + 1
    session = sessions.open(way, cancelled=lambda: time.monotonic() > stop, operation_seconds=1.0)
    with pytest.raises(CancelledError):
        session.run(call("Start-Sleep", Seconds=20))
    assert time.monotonic() - stop < 12


@pytest.mark.parametrize("way", CARRIERS)
def test_a_statement_that_ends_the_engine_is_named(sessions: Sessions, way: str) -> None:
    """An engine that dies twice with the same statement is asked for everything else."""
    session = sessions.open(way)
    deadly = call("Invoke-Expression", Command="[Environment]::Exit(3)")
    answers = session.read([(say(1),), (deadly,), (say(2),)])
    assert [answers[0], answers[2]] == [(Answer((1,)),), (Answer((2,)),)]
    assert answers[1][0].lost is not None


@pytest.mark.parametrize("way", CARRIERS)
def test_a_run_that_ends_the_engine_is_lost(sessions: Sessions, way: str) -> None:
    """What it did is not known, and it is not repeated."""
    session = sessions.open(way)
    answer = session.run(call("Invoke-Expression", Command="[Environment]::Exit(3)"))
    assert answer.lost is not None
    assert session.run(say(1)) == Answer((1,))


@pytest.mark.parametrize("way", WSMAN)
@pytest.mark.parametrize("trouble", ["resets", "halves"])
def test_a_connection_that_breaks_in_mid_read_loses_nothing(
    sessions: Sessions, server: RunningServer, way: str, trouble: str
) -> None:
    """The same Receive goes again over a fresh connection, and each answer is there once."""
    session = sessions.open(way)
    setattr(server.service.trouble, trouble, 2)
    answers = session.read([(say(number),) for number in range(100)])
    assert answers == [(Answer((number,)),) for number in range(100)]
    assert getattr(server.service.trouble, trouble) == 0


def test_a_connection_that_breaks_in_mid_run_loses_nothing(sessions: Sessions, server: RunningServer) -> None:
    """A write's answer survives a reset, too."""
    session = sessions.open("http-ntlm")
    server.service.trouble.resets = 2
    assert session.run(say(1)) == Answer((1,))


@pytest.mark.parametrize("way", WSMAN)
def test_a_connection_closed_while_idle_is_made_again(sessions: Sessions, server: RunningServer, way: str) -> None:
    """Nothing was sent on the old one, so nothing is lost, and the sign-in is done again."""
    session = sessions.open(way)

    async def drop() -> None:
        server.listener.drop_connections()

    in_server(server, drop())
    time.sleep(0.1)  # for the reset to arrive here
    assert session.run(say(1)) == Answer((1,))


def test_a_shell_that_ended_while_idle_is_replaced(sessions: Sessions, server: RunningServer) -> None:
    """A run and a read find another pool, since nothing had been started in the old one."""
    session = sessions.open("https-basic")
    in_server(server, server.service.close())
    assert session.run(say(1)) == Answer((1,))
    in_server(server, server.service.close())
    assert session.read([(say(2),), (say(3),)]) == [(Answer((2,)),), (Answer((3,)),)]


def test_a_host_that_only_says_timed_out_is_silent(sessions: Sessions, server: RunningServer) -> None:
    """Connecting ends in the time limit."""
    server.service.trouble.is_silent = True
    started = time.monotonic()
    with pytest.raises(HostSilentError):
        sessions.open("http-ntlm", TimeLimits(answer=2.0, whole=4.0))
    assert time.monotonic() - started < 12


def test_a_host_that_falls_silent_later_is_silent(sessions: Sessions, server: RunningServer) -> None:
    """A read ends in its limit with the host named silent, not every statement."""
    session = sessions.open("https-basic", TimeLimits(answer=1.0, whole=3.0))
    server.service.trouble.is_silent = True
    started = time.monotonic()
    with pytest.raises(HostSilentError):
        session.read([(say(1),), (say(2),)])
    assert time.monotonic() - started < 15


def test_rubbish_breaks_the_protocol(sessions: Sessions, server: RunningServer) -> None:
    """A page of text instead of SOAP is no answer, when connecting or later."""
    session = sessions.open("https-basic")
    before = server.service.shells
    server.service.trouble.is_rubbish = True
    with pytest.raises(ProtocolError):
        sessions.open("https-basic")
    with pytest.raises(ProtocolError):
        session.read([(say(1),), (say(2),)])
    assert server.service.shells < before


@pytest.mark.parametrize("way", WSMAN)
def test_a_wrong_password_is_refused(server: RunningServer, way: str) -> None:
    """The sign-in fails at once, and the password is not in the error."""
    host = replace(host_of(server, way), credential=Credential(server.user, Secret("Wrong-Pa55")))
    with pytest.raises(AccessDeniedError) as caught:
        connect(host, limits=SHORT)
    assert "Wrong-Pa55" not in str(caught.value)


def test_a_configuration_that_is_not_ours_is_refused(server: RunningServer) -> None:
    """Access to a session configuration is its own right."""
    with pytest.raises(AccessDeniedError):
        connect(host_of(server, configuration="restricted"), limits=SHORT)


def test_a_used_up_quota_is_busy(engine: str, tmp_path: Path) -> None:
    """The next shell is refused; it may pass by waiting."""
    with wsman_over(EngineCommand.of(engine), tmp_path, Quotas(max_shells_per_user=1)) as server:
        with connect(host_of(server), limits=SHORT), pytest.raises(HostBusyError) as caught:
            connect(host_of(server), limits=SHORT)
        assert caught.value.retry_after_seconds > 0


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
    session.run(call("Start-Sleep", Seconds=2))
    assert opened <= 3
    assert session.traffic.requests == server.service.tally.requests
    assert session.traffic.bytes_sent <= server.service.tally.bytes_received
