"""A session over WSMan with a simulated host: what goes wrong there is told, and the rest is read all the same."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from aksarc_harden.errors import AccessDeniedError, CancelledError, HostBusyError, HostSilentError, ProtocolError
from aksarc_harden.model.answer import Answer, CauseCode
from aksarc_harden.model.host import Host
from aksarc_harden.model.statement import Statement, call
from aksarc_harden.model.values import Bag, Credential, Secret
from aksarc_harden.rehearsal.host import SimulatedHost
from aksarc_harden.rehearsal.server.settings import Quotas
from aksarc_harden.rehearsal.shells.simulated import SimulatedEndpoint
from aksarc_harden.transport.connect import connect
from aksarc_harden.transport.session import TimeLimits
from tests.support.rehearsal import RunningServer, wsman_over, wsman_over_simulated
from tests.support.rogue import Behaviour, Relay, misbehaving, slowly, without_end
from tests.support.sessions import LIMITS, Sessions, end_shells, host_of
from tests.support.simulated import a_machine

KEY = r"Registry::HKEY_LOCAL_MACHINE\SOFTWARE\aksarc-test"
SEALED = b"""HTTP/1.1 200 OK\r
Content-Type: multipart/encrypted;protocol="application/HTTP-SPNEGO-session-encrypted";boundary="Encrypted Boundary"\r
"""


@dataclass
class Place:
    """A simulated host, and the server that it is reached by."""

    host: SimulatedHost
    server: RunningServer


@pytest.fixture(scope="module")
def lasting_place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Run one simulated host for all tests of this module."""
    host = SimulatedHost(a_machine())
    with wsman_over_simulated(host, tmp_path_factory.mktemp("simulated")) as server:
        yield Place(host, server)


@pytest.fixture
def place(lasting_place: Place) -> Iterator[Place]:
    """Give the simulated host as it was at first, in calm."""
    fresh = lasting_place.host.snapshot()
    yield lasting_place
    lasting_place.host.calm()
    lasting_place.host.restore(fresh)
    lasting_place.server.service.trouble.calm()


@pytest.fixture
def sessions(place: Place) -> Iterator[Sessions]:
    """Open sessions to the simulated host."""
    opened = Sessions(place.server, "")
    yield opened
    opened.close()


def say(number: int) -> Statement:
    """Write a statement that answers with its number."""
    return call("Write-Output", InputObject=number)


def write(name: str, value: str) -> Statement:
    """Write a statement that makes a value of the test's key."""
    given = Bag({"LiteralPath": KEY, "Name": name, "PropertyType": "String", "Value": value})
    return Statement(call("New-ItemProperty", Force=True, Confirm=False).commands, (given,))


def read(name: str) -> Statement:
    """Write a statement that reads a value of the test's key."""
    return call("Get-ItemProperty", LiteralPath=KEY) | call("Select-Object", ExpandProperty=name)


def writes_of(place: Place) -> int:
    """Count the writes that the host ran."""
    return sum(name == "New-ItemProperty" for each in place.host.log.read() for name, _ in each.commands)


def test_a_read_goes_on_in_another_shell_when_its_own_is_gone(sessions: Sessions, place: Place) -> None:
    """A host that restarts in mid-read loses no answer, and none comes twice."""
    session = sessions.open("http-ntlm", operation_seconds=1.0)
    place.server.service.trouble.is_silent = True
    end_shells(place.server, after=0.3)
    answers = session.read([(say(number), say(-number)) for number in range(50)])
    assert answers == [(Answer((number,)), Answer((-number,))) for number in range(50)]


def test_a_write_whose_shell_is_gone_is_lost_and_not_repeated(sessions: Sessions, place: Place) -> None:
    """It may have been done, as it was here; the session goes on in another shell."""
    session = sessions.open("https-basic", operation_seconds=1.0)
    session.run(call("New-Item", Path=KEY, Confirm=False))
    before = writes_of(place)
    place.server.service.trouble.is_silent = True
    end_shells(place.server, after=0.3)
    answer = session.run(write("Name", "written"))
    assert answer.lost is not None
    assert answer.lost.code is CauseCode.UNREACHABLE
    assert writes_of(place) == before + 1
    assert session.run(read("Name")) == Answer(("written",))


def test_a_write_finds_another_shell_when_its_own_ended_before(sessions: Sessions, place: Place) -> None:
    """Nothing had been sent to it, so nothing is lost."""
    session = sessions.open("http-ntlm")
    session.run(call("New-Item", Path=KEY, Confirm=False))
    before = writes_of(place)
    end_shells(place.server)
    answer = session.run(write("Name", "written"))
    assert (answer.lost, answer.failed, writes_of(place)) == (None, False, before + 1)


def test_access_denied_on_one_setting_is_that_settings_own(sessions: Sessions, place: Place) -> None:
    """Reading and writing it fail, with the cause; what stands beside it is read and written."""
    session = sessions.open("http-ntlm")
    session.run(call("New-Item", Path=(KEY, KEY + r"\Denied"), Confirm=False))
    place.host.disturb("access-denied", path=KEY + r"\Denied")
    place.host.disturb("access-denied", path=KEY, name="Second")
    answers = session.read([(say(1),), (call("Get-Item", LiteralPath=KEY + r"\Denied"),), (say(2),)])
    assert [answers[0], answers[2]] == [(Answer((1,)),), (Answer((2,)),)]
    assert [error.category for error in answers[1][0].errors] == ["PermissionDenied"]
    inputs = tuple(item for name in ("First", "Second", "Third") for item in write(name, "x").inputs)
    answer = session.run(Statement(write("", "").commands, inputs))
    assert len(answer.errors) == 1
    assert not answer.failed
    assert [session.run(read(name)).output for name in ("First", "Third")] == [("x",), ("x",)]


def test_a_missing_command_and_one_that_throws_cost_their_own_chains(sessions: Sessions, place: Place) -> None:
    """In the middle of a batch, each is named with its cause, and all others are read."""
    place.host.disturb("missing-command", command="Get-UICulture")
    place.host.disturb("throwing-command", command="Get-Date")
    session = sessions.open("http-ntlm")
    answers = session.read(
        [(say(1),), (call("Get-UICulture"), say(2)), (say(3),), (say(4), call("Get-Date")), (say(5),)]
    )
    assert [answers[0], answers[2], answers[4]] == [(Answer((number,)),) for number in (1, 3, 5)]
    codes = [[answer.lost and answer.lost.code for answer in chain] for chain in (answers[1], answers[3])]
    assert codes == [[CauseCode.COMMAND_MISSING] * 2, [None, CauseCode.COMMAND_FAILED]]


def test_a_property_of_five_megabytes_goes_there_and_back(sessions: Sessions) -> None:
    """In many requests, and beside others in one batch."""
    session, value = sessions.open("https-basic"), "管理" * (5 * 1024 * 1024 // 4)
    session.run(call("New-Item", Path=KEY, Confirm=False))
    assert not session.run(write("Large", value)).failed
    assert session.read([(say(1),), (read("Large"),), (say(2),)])[1] == (Answer((value,)),)


@pytest.mark.parametrize("limits", [TimeLimits(0.5, 60.0), TimeLimits(60.0, 0.5)])
def test_a_silent_host_does_not_hold_a_read_longer_than_its_limits(
    sessions: Sessions, place: Place, limits: TimeLimits
) -> None:
    """One that only ever says that the operation timed out: the host is to blame, not each of many statements."""
    session = sessions.open("http-ntlm", limits)
    place.server.service.trouble.is_silent = True
    started = time.monotonic()
    with pytest.raises(HostSilentError):
        session.read([(say(number),) for number in range(20)])
    assert time.monotonic() - started < 12


def test_a_host_that_is_silent_from_the_beginning_is_named(sessions: Sessions, place: Place) -> None:
    """Connecting ends in the time of an answer, and leaves no shell."""
    before = place.server.service.shells
    place.server.service.trouble.is_silent = True
    with pytest.raises(HostSilentError):
        sessions.open("http-ntlm", TimeLimits(1.0, 60.0))
    assert place.server.service.shells == before


@pytest.mark.parametrize("way", ["http-ntlm", "https-basic"])
def test_rubbish_breaks_the_protocol(sessions: Sessions, place: Place, way: str) -> None:
    """A page of text instead of SOAP is no answer, when connecting or later."""
    session = sessions.open(way)
    place.server.service.trouble.is_rubbish = True
    with pytest.raises(ProtocolError):
        sessions.open(way)
    answer = session.run(say(1))
    assert answer.lost is not None
    assert answer.lost.code is CauseCode.PROTOCOL_BROKEN
    with pytest.raises(ProtocolError):
        session.read([(say(1),), (say(2),)])
    place.server.service.trouble.calm()
    assert session.run(say(2)) == Answer((2,))


@pytest.mark.parametrize("way", ["http-ntlm", "https-basic"])
@pytest.mark.parametrize("trouble", ["resets", "halves"])
def test_half_an_envelope_and_a_reset_lose_nothing(sessions: Sessions, place: Place, way: str, trouble: str) -> None:
    """The same Receive goes again over a fresh connection, and each answer is there once."""
    session = sessions.open(way)
    setattr(place.server.service.trouble, trouble, 2)
    answers = session.read([(say(number),) for number in range(100)])
    assert answers == [(Answer((number,)),) for number in range(100)]
    assert getattr(place.server.service.trouble, trouble) == 0


def test_a_quota_and_a_closed_configuration_are_told_apart(tmp_path: Path) -> None:
    """The one may pass by waiting, the other will not."""
    opener = SimulatedEndpoint(SimulatedHost(a_machine()))
    with wsman_over(opener, tmp_path, Quotas(max_shells_per_user=1)) as server:
        with connect(host_of(server)), pytest.raises(HostBusyError) as caught:
            connect(host_of(server))
        assert caught.value.retry_after_seconds > 0
        with pytest.raises(AccessDeniedError):
            connect(host_of(server, configuration="restricted"))


def test_a_cancelled_run_leaves_no_shell_behind(sessions: Sessions, place: Place) -> None:
    """Though it ends in the middle of an exchange, and soon."""
    stop, before = threading.Event(), place.server.service.shells
    session = sessions.open("http-ntlm", TimeLimits(), cancelled=stop.is_set)
    place.server.service.trouble.is_silent = True
    threading.Timer(0.3, stop.set).start()
    started = time.monotonic()
    with pytest.raises(CancelledError):
        session.run(say(1))
    assert time.monotonic() - started < 5
    assert place.server.service.shells == before


@pytest.mark.parametrize("way", ["http-ntlm", "http-negotiate", "https-ntlm", "https-basic"])
def test_a_wrong_password_is_refused(place: Place, way: str) -> None:
    """The sign-in fails at once, and the password is not in the error."""
    host = replace(host_of(place.server, way), credential=Credential(place.server.user, Secret("Wrong-Pa55")))
    with pytest.raises(AccessDeniedError) as caught:
        connect(host)
    assert "Wrong-Pa55" not in str(caught.value)


@pytest.fixture
def relay(place: Place) -> Relay:
    """Give a host that stands before the simulated one."""
    return Relay(place.server.address, place.server.http_port)


@pytest.fixture
def relayed(place: Place, relay: Relay, tmp_path: Path) -> Iterator[Host]:
    """Give the simulated host as it is reached through the relay, over HTTP with sealed messages."""
    with misbehaving(relay, tmp_path, tls=False) as host:
        yield replace(host, credential=Credential(place.server.user, Secret(place.server.password)))


OPEN = b"HTTP/1.1 200 OK\r\nContent-Type: application/soap+xml\r\nContent-Length: 4\r\n\r\n<a/>"


@pytest.mark.parametrize(
    ("behave", "error"),
    [
        (without_end(SEALED + b"\r\n", b"--Encrypted Boundary\r\n" * 1000, []), ProtocolError),
        (slowly(SEALED + b"Content-Length: 99999\r\n\r\n-"), HostSilentError),
        (lambda sock: sock.sendall(SEALED + b"Content-Length: 4\r\n\r\nrubb"), ProtocolError),
        (lambda sock: sock.sendall(OPEN), ProtocolError),
    ],
)
def test_a_sealed_conversation_ends_in_time_when_somebody_comes_between(
    relay: Relay, relayed: Host, behave: Behaviour, error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a good beginning: an answer without end, a byte now and then, rubbish, or an answer in the open."""
    monkeypatch.setattr("aksarc_harden.transport.wsman.shell._LAST_SECONDS", 0.2)
    with connect(relayed, limits=TimeLimits(20.0, 20.0)) as session:
        assert session.run(say(1)) == Answer((1,))
        relay.behave = behave
        session.limits = TimeLimits(0.5, 2.0) if error is HostSilentError else LIMITS
        started = time.monotonic()
        with pytest.raises(error):
            session.read([(say(1),), (say(2),)])
        assert time.monotonic() - started < 10
