from __future__ import annotations

import asyncio
import base64
import socket
import ssl
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from aksarc_harden.errors import InputError
from aksarc_harden.rehearsal.certificates import Authority
from aksarc_harden.rehearsal.server.listener import Listener, Place
from aksarc_harden.rehearsal.server.service import Service
from aksarc_harden.rehearsal.server.settings import Quotas
from tests.support.rehearsal import PASSWORD, USER, RunningServer, host_settings, wsman_over
from tests.support.wsman import Stage, create_body, envelope, fragment, receive_body, streams

BASIC = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
WAIT_SECONDS = 10.0


class Wire:
    """A plain socket that writes HTTP by hand."""

    def __init__(self, server: RunningServer, *, tls: bool = False) -> None:
        port = server.https_port if tls else server.http_port
        self.socket = socket.create_connection((server.address, port), WAIT_SECONDS)
        if tls:
            context = ssl.create_default_context(cafile=str(server.ca_file))
            self.socket = context.wrap_socket(self.socket, server_hostname=server.address)

    def __enter__(self) -> Wire:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def write(self, body: bytes, *headers: str, head: str = "POST /wsman HTTP/1.1", length: int | None = None) -> None:
        """Send a request, which may say another length than its own."""
        lines = [head, "Host: host1", f"Content-Length: {len(body) if length is None else length}", *headers, "", ""]
        self.socket.sendall("\r\n".join(lines).encode() + body)

    def read(self) -> tuple[int, str, bytes]:
        """Read one answer: status, header lines, body; status 0 where the connection ended before it was whole."""
        data = b""
        while b"\r\n\r\n" not in data:
            data += (more := self._receive())
            if not more:
                return 0, "", data
        head, _, body = data.partition(b"\r\n\r\n")
        length = next(int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:"))
        while len(body) < length:
            body += (more := self._receive())
            if not more:
                return 0, head.decode(), body
        return int(head.split(b" ")[1]), head.decode(), body

    def _receive(self) -> bytes:
        try:
            return self.socket.recv(65536)
        except (ConnectionError, ssl.SSLEOFError):
            return b""

    def is_closed(self) -> bool:
        """Wait for the server to close the connection."""
        return self._receive() == b""


@pytest.fixture
def stage() -> Stage:
    return Stage()


@pytest.fixture
def server(stage: Stage, tmp_path: Path) -> Iterator[RunningServer]:
    with wsman_over(stage, tmp_path) as running:
        yield running


@pytest.fixture
def strict(stage: Stage, tmp_path: Path) -> Iterator[RunningServer]:
    """Run a server with little patience."""
    quotas = Quotas(request_seconds=0.2, max_connections=2, max_envelope_kb=8, pipelined_bytes=4096)
    with wsman_over(stage, tmp_path, quotas) as running:
        yield running


def open_shell(wire: Wire) -> str:
    """Create a shell by Basic over HTTPS and give its id."""
    wire.write(envelope("Create", create_body()), f"Authorization: Basic {BASIC}")
    status, _, body = wire.read()
    assert status == 200
    return body.partition(b'Name="ShellId">')[2].partition(b"<")[0].decode()


def receive(wire: Wire, shell: str, message_id: str = "") -> tuple[int, str, bytes]:
    """Send one Receive and read its answer."""
    sent = envelope("Receive", receive_body(), shell=shell, message_id=message_id)
    wire.write(sent, f"Authorization: Basic {BASIC}")
    return wire.read()


def test_plain_envelopes_over_http_are_refused(server: RunningServer) -> None:
    """Without a sign-in the answer is 401; Basic is neither offered nor taken over HTTP."""
    with Wire(server) as wire:
        for headers in ((), (f"Authorization: Basic {BASIC}",)):
            wire.write(envelope("Create", create_body()), *headers)
            status, head, _ = wire.read()
            assert status == 401
            assert "WWW-Authenticate: Negotiate" in head
            assert "Basic" not in head
    assert server.service.tally.requests == 0


def test_basic_over_https(server: RunningServer) -> None:
    """Basic is offered over HTTPS, the right password is let in, another not."""
    with Wire(server, tls=True) as wire:
        wire.write(b"")
        status, head, _ = wire.read()
        assert (status, "Basic realm" in head) == (401, True)
        wrong = base64.b64encode(f"{USER}:wrong".encode()).decode()
        wire.write(b"", f"Authorization: Basic {wrong}")
        assert wire.read()[0] == 401
        assert open_shell(wire)
    assert server.service.tally.answers == {("Create", 200): 1}


def test_identify_needs_no_sign_in_and_tells_no_version(server: RunningServer) -> None:
    """The header WSMANIDENTIFY is answered, with the version left out."""
    with Wire(server) as wire:
        wire.write(b"<s:Envelope/>", "WSMANIDENTIFY: unauthenticated")
        status, _, body = wire.read()
    assert status == 200
    assert b"OS: 0.0.0 SP: 0.0 Stack: 3.0" in body


@pytest.mark.parametrize(("head", "status"), [("POST /other HTTP/1.1", 404), ("GET /wsman HTTP/1.1", 405)])
def test_other_paths_and_methods(server: RunningServer, head: str, status: int) -> None:
    """Only POST to /wsman is served."""
    with Wire(server) as wire:
        wire.write(b"", head=head)
        assert wire.read()[0] == status


@pytest.mark.parametrize(
    "authorization", ["Negotiate", "Negotiate ?", "Negotiate TlRMTVNTUAA=", "Nothing x", "Basic ///"]
)
def test_a_broken_sign_in_is_refused(server: RunningServer, authorization: str) -> None:
    """It is answered with 401, and the connection serves on."""
    with Wire(server, tls=True) as wire:
        wire.write(b"", f"Authorization: {authorization}")
        assert wire.read()[0] == 401
        assert open_shell(wire)


def test_a_body_beyond_the_limit_is_not_read(strict: RunningServer) -> None:
    """A length of many megabytes is refused before the body comes."""
    with Wire(strict) as wire:
        wire.write(b"x", length=10_000_000)
        assert wire.read()[0] == 413
        assert wire.is_closed()


def test_a_chunked_body_beyond_the_limit_is_cut_off(strict: RunningServer) -> None:
    """A body that does not say its length is counted."""
    with Wire(strict) as wire:
        head = "POST /wsman HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        wire.socket.sendall(head.encode() + b"4000\r\n" + b"x" * 0x4000 + b"\r\n1000\r\n")
        wire.socket.sendall(b"x" * 0x1000)
        assert wire.read()[0] in (413, 0)
        assert wire.is_closed()


@pytest.mark.parametrize(
    "sent", [b"", b"POST /wsm", b"POST /wsman HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf"]
)
def test_a_client_that_says_half_is_not_waited_for(strict: RunningServer, sent: bytes) -> None:
    """Nothing, half a head and half a body end in a closed connection within the time limit."""
    with Wire(strict) as wire:
        wire.socket.sendall(sent)
        started = time.monotonic()
        assert wire.is_closed()
        assert time.monotonic() - started < WAIT_SECONDS


def test_connections_beyond_the_quota_are_refused(strict: RunningServer) -> None:
    """The third of two is told 503."""
    with Wire(strict), Wire(strict), Wire(strict) as third:
        assert third.read()[0] == 503


def test_rubbish_instead_of_http_closes_the_connection(server: RunningServer) -> None:
    """What is no HTTP gets no answer."""
    with Wire(server) as wire:
        wire.socket.sendall(b"\x16\x03\x01\x00\xff rubbish\r\n\r\n")
        assert wire.is_closed()


def test_a_client_that_leaves_while_it_waits_loses_nothing(server: RunningServer, stage: Stage) -> None:
    """What comes after it left is there for its next connection."""
    with Wire(server, tls=True) as wire:
        shell = open_shell(wire)
        wire.write(envelope("Receive", receive_body(), shell=shell), f"Authorization: Basic {BASIC}")
    server.loop.call_soon_threadsafe(lambda: stage.backends[0].say(None, fragment(b"late"), False))
    with Wire(server, tls=True) as wire:
        assert streams(receive(wire, shell)[2]) == [fragment(b"late")]


@pytest.mark.parametrize("trouble", ["resets", "halves"])
@pytest.mark.parametrize("is_same", [True, False])
def test_an_answer_that_is_lost_comes_again(server: RunningServer, stage: Stage, trouble: str, is_same: bool) -> None:
    """After a reset or half an answer both the same Receive and a new one get everything."""
    with Wire(server, tls=True) as wire:
        shell = open_shell(wire)
        server.loop.call_soon_threadsafe(lambda: stage.backends[0].say(None, fragment(b"x"), False))
        setattr(server.service.trouble, trouble, 1)
        assert receive(wire, shell, "uuid:1")[0] == 0
    with Wire(server, tls=True) as wire:
        status, _, body = receive(wire, shell, "uuid:1" if is_same else "uuid:2")
        assert (status, streams(body)) == (200, [fragment(b"x")])


def test_latency_is_added_to_every_round_trip(server: RunningServer) -> None:
    """Connecting and asking each cost one."""
    server.service.trouble.latency_seconds = 0.1
    started = time.monotonic()
    with Wire(server) as wire:
        wire.write(b"")
        wire.read()
    assert time.monotonic() - started >= 0.2


def test_rubbish_is_answered_on_request(server: RunningServer) -> None:
    """A host in that trouble answers a page of text with status 200."""
    server.service.trouble.is_rubbish = True
    with Wire(server, tls=True) as wire:
        wire.write(envelope("Create", create_body()), f"Authorization: Basic {BASIC}")
        status, head, body = wire.read()
    assert (status, b"<html>" in body) == (200, True)
    assert "text/html" in head


def test_an_address_in_use_is_named(server: RunningServer, tmp_path: Path) -> None:
    """The error names address, port, host and cure, and no socket stays open."""

    async def listen() -> None:
        listener = Listener(Service(host_settings(name="HOST2")))
        identity_folder = tmp_path / "other"
        identity_folder.mkdir()
        identity = Authority(identity_folder).identity(("host2",), server.address)
        try:
            await listener.open(Place(server.address, 0, server.https_port), identity)
        finally:
            assert not listener.is_open

    with pytest.raises(InputError, match=f"{server.address}:{server.https_port}, where HOST2 is to listen, is in use"):
        asyncio.run(listen())
