"""A host that misbehaves: accepts connections and does with each whatever a test says."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from aksarc_harden.model.host import Authentication, Endpoint, Host, Role, Scheme
from aksarc_harden.model.values import Credential, Secret
from aksarc_harden.rehearsal.certificates import Authority
from tests.support.rehearsal import free_address

Behaviour = Callable[[socket.socket], None]
_PATIENCE = 30.0


def read_request(connection: socket.socket) -> bytes:
    """Read one HTTP request with its body."""
    data = b""
    while b"\r\n\r\n" not in data:
        if not (part := connection.recv(65536)):
            return data
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    length = next(
        (int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")), 0
    )
    while len(body) < length and (part := connection.recv(65536)):
        body += part
    return head + b"\r\n\r\n" + body


def answering(head: str, body: bytes = b"") -> Behaviour:
    """Answer every request with this status and headers, and this body."""

    def behave(connection: socket.socket) -> None:
        while read_request(connection):
            connection.sendall(f"HTTP/1.1 {head}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)

    return behave


def silent(connection: socket.socket) -> None:
    """Read, and never say a word."""
    while connection.recv(65536):
        pass


def plain(connection: socket.socket) -> None:
    """Answer whatever is said in plain HTTP, as web servers do to a TLS handshake."""
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")


def slowly(data: bytes) -> Behaviour:
    """Say these bytes, and then the last one for ever, a few a second."""

    def behave(connection: socket.socket) -> None:
        connection.sendall(data)
        while True:
            connection.sendall(data[-1:])
            time.sleep(0.05)

    return behave


def without_end(head: bytes, part: bytes, sent: list[int]) -> Behaviour:
    """Say this head, and then this part again and again as fast as it is taken; note how many bytes got away."""

    def behave(connection: socket.socket) -> None:
        connection.sendall(head)
        while True:
            connection.sendall(part)
            sent.append(len(part))

    return behave


def once_asked(behave: Behaviour) -> Behaviour:
    """Read one request first."""

    def ask_first(connection: socket.socket) -> None:
        read_request(connection)
        behave(connection)

    return ask_first


def rude(connection: socket.socket) -> None:
    """Hang up at once."""


def half(connection: socket.socket) -> None:
    """Promise a body and break off in the middle of it."""
    read_request(connection)
    connection.sendall(
        b"HTTP/1.1 200 OK\r\nContent-Type: application/soap+xml\r\nContent-Length: 999\r\n\r\n<s:Envelope"
    )


@dataclass
class Relay:
    """A host in between: passes requests on to another, until a test lets it answer by itself."""

    address: str
    port: int
    behave: Behaviour | None = None

    def __call__(self, connection: socket.socket) -> None:
        """Serve one connection, with a connection of its own to the other host."""
        with socket.create_connection((self.address, self.port), _PATIENCE) as other:
            while (request := read_request(connection)).strip():
                if self.behave is not None:
                    self.behave(connection)
                    return
                other.sendall(request)
                connection.sendall(read_request(other))


@contextlib.contextmanager
def unreachable() -> Iterator[Endpoint]:
    """Give an address that neither takes a connection nor refuses it: its queue is full."""
    address = free_address()
    with socket.socket() as listener, contextlib.ExitStack() as waiting:
        listener.bind((address, 0))
        listener.listen(0)
        for _ in range(3):
            filler = waiting.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex(listener.getsockname())
        yield Endpoint(address, listener.getsockname()[1], authentication=Authentication.BASIC)


@contextlib.contextmanager
def misbehaving(behave: Behaviour, folder: Path, *, tls: bool = True) -> Iterator[Host]:
    """Run such a host; give it as one to connect to, with Basic over HTTPS, or with NTLM over HTTP."""
    address = free_address()
    authority = Authority(folder)
    context = authority.identity(("rogue",), address).context if tls else None
    listener = socket.create_server((address, 0))
    thread = threading.Thread(target=_accept, args=(listener, context, behave), daemon=True)
    thread.start()
    scheme, authentication = (Scheme.HTTPS, Authentication.BASIC) if tls else (Scheme.HTTP, Authentication.NTLM)
    endpoint = Endpoint(address, listener.getsockname()[1], scheme, authentication, trust=authority.ca_file)
    try:
        yield Host("rogue", Role.MEMBER, endpoint, Credential("user", Secret("password")))
    finally:
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(_PATIENCE)


def _accept(listener: socket.socket, context: ssl.SSLContext | None, behave: Behaviour) -> None:
    served: list[tuple[threading.Thread, socket.socket]] = []
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            break
        copy = connection.dup()  # so that it can be shut down while TLS owns the other
        served.append((threading.Thread(target=_serve, args=(connection, context, behave), daemon=True), copy))
        served[-1][0].start()
    for thread, copy in served:
        with contextlib.suppress(OSError), contextlib.closing(copy):
            copy.shutdown(socket.SHUT_RDWR)
        thread.join(_PATIENCE)


def _serve(connection: socket.socket, context: ssl.SSLContext | None, behave: Behaviour) -> None:
    connection.settimeout(_PATIENCE)
    with contextlib.suppress(OSError), contextlib.closing(connection):
        secured = connection if context is None else context.wrap_socket(connection, server_side=True)
        with contextlib.closing(secured):
            behave(secured)
            secured.shutdown(socket.SHUT_RDWR)
