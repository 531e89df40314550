"""A host that misbehaves: accepts connections and does with each whatever a test says."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
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


def rude(connection: socket.socket) -> None:
    """Hang up at once."""


def half(connection: socket.socket) -> None:
    """Promise a body and break off in the middle of it."""
    read_request(connection)
    connection.sendall(
        b"HTTP/1.1 200 OK\r\nContent-Type: application/soap+xml\r\nContent-Length: 999\r\n\r\n<s:Envelope"
    )


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
