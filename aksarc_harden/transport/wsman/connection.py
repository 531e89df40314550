"""
How long may one HTTP exchange take, and how much may it bring? Connections that look up every second.

requests and urllib3 limit a single read only, and read as much as comes: a host that sends one byte at a time, or
without end, would hold us for ever, and nothing would end a wait. So the sockets are ours: they wait in short steps,
and between them look at the cancel flag and the clock, and count the bytes, of headers, sign-in and TLS as well.
Only the look-up of a name is the system's own wait. Knows nothing of WSMan. Hangs in where urllib3 lets one:
`ConnectionCls`, `pool_classes_by_scheme`, `ssl_context`; the one private name, `HTTPConnection._new_conn`, has a test.
"""

from __future__ import annotations

import errno
import functools
import os
import socket
import ssl
import time
from collections.abc import Callable
from typing import Any, TypeVar

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, LocationParseError, NameResolutionError, NewConnectionError
from urllib3.response import HTTPResponse
from urllib3.util import wait_for_write

from aksarc_harden.errors import HostSilentError, ProtocolError
from aksarc_harden.transport.deadline import LOOK_SECONDS, Clock, Deadline

_Result = TypeVar("_Result")


class NoConnectionError(Exception):
    """A new connection would be needed and is not allowed now; nothing was sent."""


class Patience:
    """How long the exchange with one host may go on, and how many bytes it may bring; owned by one thread."""

    def __init__(self, address: str, connect_seconds: float, most_bytes: int, clock: Clock = time.monotonic) -> None:
        self._address = address
        self._connect_seconds = connect_seconds
        self._most_bytes = most_bytes
        self._clock = clock
        self._bytes = 0
        self._silence_seconds = self._whole_seconds = self._end = self._quiet_until = 0.0
        self._deadline: Deadline | None = None
        self.may_connect = True

    def begin(self, deadline: Deadline, silence_seconds: float, whole_seconds: float) -> None:
        """
        Begin an exchange: a request, what its sign-in takes, and the answer.

        Args:
            deadline: for its cancel flag.
            silence_seconds: for the next byte.
            whole_seconds: for the last one.
        """
        self._deadline = deadline
        self._silence_seconds, self._whole_seconds = silence_seconds, whole_seconds
        self._end = self._clock() + whole_seconds
        self._bytes = 0
        self.heard(0)

    def begin_connecting(self) -> None:
        """Wait from now for a connection, not for a byte."""
        self._quiet_until = self._clock() + self._connect_seconds

    def heard(self, count: int) -> None:
        """
        Take it that the host did something, and that it sent so many bytes.

        Raises:
            ProtocolError: this is no answer any more.
        """
        self._quiet_until = self._clock() + self._silence_seconds
        self._bytes += count
        if self._bytes > self._most_bytes:
            raise ProtocolError(f"{self._address}: an answer of more than {self._most_bytes} bytes")

    def next_wait(self) -> float:
        """
        Give the seconds to wait before looking again.

        Raises:
            CancelledError: somebody wants to stop.
            HostSilentError: the exchange takes too long altogether.
            TimeoutError: nothing came for too long; what a socket raises, so that libraries know it.
        """
        if self._deadline is not None:
            self._deadline.check_cancelled()
        now = self._clock()
        if now >= self._end:
            raise HostSilentError(f"{self._address}: no whole answer within {self._whole_seconds:g} seconds")
        if now >= self._quiet_until:
            raise TimeoutError
        return min(LOOK_SECONDS, self._end - now, self._quiet_until - now)

    def wait(self, sock: socket.socket, call: Callable[..., _Result], *arguments: Any) -> _Result:
        """Call something that may block on a socket, until it gives a result; raises as `next_wait` does."""
        while True:
            sock.settimeout(self.next_wait())
            try:
                return call(*arguments)
            except TimeoutError:
                pass  # nothing yet; a TLS read, write or handshake goes on where it was


class _PlainSocket(socket.socket):
    """A TCP socket that waits patiently."""

    patience: Patience

    def connect_patiently(self, address: Any) -> None:
        """Connect, and be ready for calls that block."""
        self.setblocking(False)
        code = self.connect_ex(address)
        while code == errno.EINPROGRESS:
            if wait_for_write(self, self.patience.next_wait()):
                code = self.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if code:
            raise OSError(code, os.strerror(code))
        self.patience.heard(0)
        self.settimeout(LOOK_SECONDS)

    def recv_into(self, *arguments: Any, **_: Any) -> int:
        count = self.patience.wait(self, super().recv_into, *arguments)
        self.patience.heard(count)
        return count

    def sendall(self, data: Any, flags: int = 0) -> None:
        waiting = memoryview(data).cast("B")
        while waiting:
            waiting = waiting[self.patience.wait(self, self.send, waiting, flags) :]
            self.patience.heard(0)


class _TlsSocket(ssl.SSLSocket):
    """The same within TLS; its context knows the patience."""

    @property
    def _patience(self) -> Patience:
        assert isinstance(self.context, _TlsContext)
        return self.context.patience

    def do_handshake(self, block: bool = False) -> None:
        try:
            self._patience.wait(self, super().do_handshake)
        except BaseException:  # `ssl` closes it after errors of its own only
            self.close()
            raise

    def recv_into(self, *arguments: Any, **_: Any) -> int:
        count = self._patience.wait(self, super().recv_into, *arguments)
        self._patience.heard(count)
        return count

    def send(self, data: Any, flags: int = 0) -> int:
        count = self._patience.wait(self, super().send, data, flags)  # `sendall` calls this
        self._patience.heard(0)
        return count


class _TlsContext(ssl.SSLContext):
    patience: Patience
    sslsocket_class = _TlsSocket


class _Connection(HTTPConnection):
    """An HTTP connection of such sockets."""

    def __init__(self, patience: Patience, **options: Any) -> None:
        super().__init__(**options)
        self._patience = patience

    def _new_conn(self) -> socket.socket:
        if not self._patience.may_connect:
            raise NoConnectionError
        try:
            return _connected(self._patience, self.host.strip("[]"), self.port)
        except UnicodeError as error:
            raise LocationParseError(self.host) from error
        except socket.gaierror as error:
            raise NameResolutionError(self.host, self, error) from error
        except TimeoutError as error:
            raise ConnectTimeoutError(self, "no connection within the time limit") from error
        except OSError as error:
            raise NewConnectionError(self, f"no connection: {error}") from error

    def getresponse(self) -> HTTPResponse:  # type: ignore[override]  # as urllib3's own
        """Read an answer's status and headers; refuse one that would grow while it is unpacked."""
        answer = super().getresponse()
        if answer.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise ProtocolError(f"{self.host}:{self.port}: an answer is packed, though nobody asked for it")
        return answer


class _TlsConnection(_Connection, HTTPSConnection):
    """The same over TLS."""


class PatientAdapter(HTTPAdapter):
    """
    Gives a requests session connections that wait patiently.

    Args:
        trusts_system: the authorities that this machine trusts are trusted, too.
        verifies: False only where the site says so.
    """

    def __init__(self, patience: Patience, *, trusts_system: bool, verifies: bool) -> None:
        self._patience = patience
        self._context = _TlsContext(ssl.PROTOCOL_TLS_CLIENT)
        self._context.patience = patience
        if not verifies:
            self._context.check_hostname = False
            self._context.verify_mode = ssl.CERT_NONE
        elif trusts_system:
            self._context.load_default_certs()
        super().__init__()

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        """Make the pools' manager; called by the adapter's own constructor."""
        super().init_poolmanager(*arguments, ssl_context=self._context, **options)
        self.poolmanager.pool_classes_by_scheme = {
            "http": functools.partial(_pool, HTTPConnectionPool, _Connection, self._patience),
            "https": functools.partial(_pool, HTTPSConnectionPool, _TlsConnection, self._patience),
        }


def _pool(kind: type[HTTPConnectionPool], connection: Any, patience: Patience, *arguments: Any, **options: Any) -> Any:
    made = kind(*arguments, **options)
    made.ConnectionCls = functools.partial(connection, patience)  # type: ignore[assignment]  # it is only called
    return made


def _connected(patience: Patience, host: str, port: int | None) -> socket.socket:
    """Connect to the first of a name's addresses that takes it."""
    failure = OSError(errno.EADDRNOTAVAIL, "no address")
    for family, kind, protocol, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        made = _PlainSocket(family, kind, protocol)
        made.patience = patience
        patience.begin_connecting()
        try:
            made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            made.connect_patiently(address)
        except OSError as error:
            made.close()
            failure = error
        except BaseException:
            made.close()
            raise
        else:
            return made
    raise failure
