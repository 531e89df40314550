"""An exchange with a host ends within its time and its size, whatever the host does, and soon when it is cancelled."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pypsrp.wsman import WSManAction
from urllib3.connection import HTTPConnection

from aksarc_harden.errors import CancelledError, HardenError, HostSilentError, HostUnreachableError, ProtocolError
from aksarc_harden.model.host import Endpoint, Scheme
from aksarc_harden.model.values import Credential, Secret
from aksarc_harden.transport.deadline import LOOK_SECONDS, Deadline
from aksarc_harden.transport.session import TimeLimits, Traffic
from aksarc_harden.transport.wsman import connection
from aksarc_harden.transport.wsman.carrier import MOST_ANSWER_BYTES, Carrier
from aksarc_harden.transport.wsman.connection import Patience
from tests.support.rogue import Behaviour, misbehaving, once_asked, silent, slowly, unreachable, without_end

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/soap+xml\r\n"
SEALED = b'Content-Type: multipart/encrypted;protocol="application/HTTP-SPNEGO-session-encrypted";boundary="%s"\r\n'
SOON = 5.0  # seconds; a loaded machine is slow, a wait that nobody looks into takes longer


class Clock:
    """Time that a test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def patience(clock: Clock, cancelled: Callable[[], bool] = lambda: False) -> Patience:
    """Give one that has just begun: 10 seconds for a byte, 30 for all, 1000 bytes."""
    made = Patience("host:5986", 20.0, 1000, clock)
    made.begin(Deadline(TimeLimits(), cancelled), 10.0, 30.0)
    return made


def test_a_wait_is_short_and_ends_when_nothing_comes() -> None:
    """Each byte begins the wait for the next one anew, as a socket's own limit would."""
    clock = Clock()
    one = patience(clock)
    assert one.next_wait() == LOOK_SECONDS
    clock.now += 9.5
    assert one.next_wait() == 0.5
    one.heard(1)
    assert one.next_wait() == LOOK_SECONDS
    clock.now += 10
    with pytest.raises(TimeoutError):
        one.next_wait()


def test_an_exchange_ends_however_busy_the_host_is() -> None:
    """A byte now and then is no answer."""
    clock = Clock()
    one = patience(clock)
    for _ in range(6):
        clock.now += 5
        one.heard(1)
    with pytest.raises(HostSilentError, match="host:5986: no whole answer within 30 seconds"):
        one.next_wait()


def test_an_answer_has_a_size() -> None:
    """Counted in all that comes, and anew for the next exchange."""
    one = patience(Clock())
    one.heard(1000)
    with pytest.raises(ProtocolError, match="more than 1000 bytes"):
        one.heard(1)
    one.begin(Deadline(TimeLimits()), 10.0, 30.0)
    one.heard(1000)


def test_the_flag_is_looked_at_before_each_wait() -> None:
    """Whatever time is left."""
    with pytest.raises(CancelledError):
        patience(Clock(), lambda: True).next_wait()


def test_a_connection_is_made_where_urllib3_makes_one() -> None:
    """`HTTPConnection._new_conn` is what `connect` takes its socket from."""
    assert "_new_conn" in HTTPConnection.connect.__code__.co_names


@pytest.fixture
def quick_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look up more often than every second."""
    monkeypatch.setattr(connection, "LOOK_SECONDS", 0.05)


def ask(endpoint: Endpoint, seconds: float, cancelled: Callable[[], bool] = lambda: False) -> tuple[HardenError, float]:
    """Send one request, which must fail within so many seconds; give the error, and how long it took."""
    carrier = Carrier(endpoint, Credential("user", Secret("password")), Traffic())
    deadline = Deadline(TimeLimits(seconds, seconds), cancelled)
    started = time.monotonic()
    try:
        with pytest.raises(HardenError) as caught:
            carrier.invoke(WSManAction.CREATE, "resource", None, seconds=seconds, deadline=deadline)
    finally:
        carrier.close()
    return caught.value, time.monotonic() - started


@pytest.mark.usefixtures("quick_looks")
@pytest.mark.parametrize(
    ("said", "tls"),
    [
        (HEAD[:20], True),
        (HEAD + b"X-More: x", True),
        (HEAD + b"Content-Length: 400000\r\n\r\n<", True),
        (HEAD + b"Content-Length: 400000\r\n\r\n<", False),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n0", False),
        (HEAD + b"\r\n<", False),
        (b"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Negotiate\r\nContent-Length: 4000\r\n\r\n<", False),
    ],
)
def test_a_host_that_says_one_byte_at_a_time_is_given_up(tmp_path: Path, said: bytes, tls: bool) -> None:
    """In the status, a header, a body of each kind, or a step of the sign-in: its time is over all the same."""
    with misbehaving(once_asked(slowly(said)), tmp_path, tls=tls) as host:
        error, seconds = ask(host.endpoint, 0.2)
    assert type(error) is HostSilentError
    assert host.endpoint.address in str(error)
    assert seconds < SOON


@pytest.mark.usefixtures("quick_looks")
@pytest.mark.parametrize(
    ("head", "part"),
    [
        (HEAD, b"X-More: %s\r\n" % (b"x" * 60_000)),
        (HEAD + b"Content-Length: 99999999999\r\n\r\n", b"x" * 65_536),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"10000\r\n%s\r\n" % (b"x" * 65_536)),
        (HEAD + b"\r\n", b"x" * 65_536),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1000),
        (b"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Negotiate\r\n\r\n", b"x" * 65_536),
    ],
)
@pytest.mark.parametrize("tls", [True, False])
def test_a_host_that_never_stops_is_cut_off(tmp_path: Path, head: bytes, part: bytes, tls: bool) -> None:
    """After a bounded number of bytes, wherever they come."""
    sent: list[int] = []
    with misbehaving(once_asked(without_end(head, part, sent)), tmp_path, tls=tls) as host:
        error, seconds = ask(host.endpoint, 10.0)
    assert type(error) is ProtocolError
    assert sum(sent) < 20 * MOST_ANSWER_BYTES  # what the two sockets hold comes on top of what was read
    assert seconds < SOON


def told(head: bytes, body: bytes) -> Behaviour:
    """Answer with this, whole."""
    return once_asked(lambda sock: sock.sendall(b"%sContent-Length: %d\r\n\r\n%s" % (head, len(body), body)))


BOMB = (
    b"<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>"
    + b"".join(b"<!ENTITY %c '%s'>" % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(12))
    + b"]><x>&m;</x>"
)


@pytest.mark.parametrize(
    "body",
    [BOMB, b"<a>" * 100_000 + b"</a>" * 100_000, b"<a " + b" ".join(b'x%d=""' % n for n in range(50_000)) + b"/>"],
)
def test_xml_that_grows_or_nests_without_measure_breaks_the_protocol(tmp_path: Path, body: bytes) -> None:
    """Soon, and without filling the memory."""
    with misbehaving(told(HEAD, body), tmp_path) as host:
        error, seconds = ask(host.endpoint, 10.0)
    assert type(error) is ProtocolError
    assert seconds < SOON


def test_a_packed_answer_is_refused(tmp_path: Path) -> None:
    """A thousand bytes could unpack to a million, and nobody asked for it."""
    with misbehaving(told(HEAD + b"Content-Encoding: gzip\r\n", b"\x1f\x8b"), tmp_path) as host:
        error, _ = ask(host.endpoint, 10.0)
    assert type(error) is ProtocolError


@pytest.mark.parametrize("status", [b"200 OK", b"404 Not Found"])
@pytest.mark.parametrize("boundary", [b"(a+)+$", b'Encrypted Boundary";x="(a+)+$'])
def test_a_boundary_of_the_hosts_own_is_refused(tmp_path: Path, status: bytes, boundary: bytes) -> None:
    """The library would take it for a pattern, and a pattern can take for ever."""
    head = b"HTTP/1.1 %s\r\n" % status + SEALED % boundary
    with misbehaving(told(head, b"--" + b"a" * 100), tmp_path, tls=False) as host:
        error, seconds = ask(host.endpoint, 10.0)
    assert type(error) is ProtocolError
    assert seconds < SOON


@pytest.fixture(params=["no connection", "no TLS", "no answer", "bytes now and then"])
def silent_endpoint(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Endpoint]:
    """Give a host that is silent at one stage of an exchange."""
    if request.param == "no connection":
        with unreachable() as endpoint:
            yield endpoint
        return
    behave = once_asked(slowly(HEAD)) if request.param == "bytes now and then" else silent
    with misbehaving(behave, tmp_path, tls=request.param != "no TLS") as host:
        yield replace(host.endpoint, scheme=Scheme.HTTPS)


@pytest.mark.usefixtures("quick_looks")
def test_a_silent_host_is_left_at_once_when_cancelled(silent_endpoint: Endpoint) -> None:
    """At every stage of an exchange, long before its time is over."""
    stop = time.monotonic() + 0.2
    error, seconds = ask(silent_endpoint, 60.0, lambda: time.monotonic() > stop)
    assert type(error) is CancelledError
    assert seconds < SOON


@pytest.mark.usefixtures("quick_looks")
def test_a_connection_that_is_never_made_is_given_up() -> None:
    """After its own time limit; nobody is there."""
    with unreachable() as endpoint:
        error, seconds = ask(replace(endpoint, connect_seconds=0.3), 60.0)
    assert type(error) is HostUnreachableError
    assert seconds < SOON


def test_the_systems_own_authorities_are_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the site names no file of its own."""
    with misbehaving(told(HEAD, b"<a/>"), tmp_path) as host:
        endpoint = replace(host.endpoint, trust=None)
        monkeypatch.setenv("SSL_CERT_FILE", str(host.endpoint.trust))
        error, _ = ask(endpoint, 10.0)
    assert type(error) is ProtocolError
