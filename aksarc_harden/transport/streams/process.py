"""
How do elements travel over a child process's standard streams? One a line, each acknowledged before the next.

Waiting is done with `select` alone, by the one thread that owns the session: no wait is without a limit, and none can
hang because the child reads or writes nothing. Knows the elements of `pwsh -s`, nothing of what is in them.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
import selectors
import signal
import subprocess
from collections import deque
from collections.abc import Mapping, Sequence
from uuid import UUID

from aksarc_harden.errors import HostUnreachableError, ProtocolError
from aksarc_harden.transport.deadline import LOOK_SECONDS, Deadline
from aksarc_harden.transport.pool import PoolEndedError

POOL = UUID(int=0)  # the pool's own messages carry it
_ELEMENT = re.compile(rb"<(\w+)(?: Stream='\w*')? PSGuid='([0-9A-Fa-f-]{36})'(?: ?/>|>([^<]*)</\w+>)\s*")
_CHUNK = 1 << 20
_MOST_LINE_BYTES = 1 << 20  # a fragment of 32 KiB makes 43,768 characters
_MOST_WORDS = 2_000  # of what it says on standard error
_END_SECONDS = 2.0  # it ends within 0.2 s of its input's end; after that it is made to


class LineProcess:
    """A process that speaks PSRP on its standard streams."""

    def __init__(self, arguments: Sequence[str], environment: Mapping[str, str]) -> None:
        try:
            self._process = subprocess.Popen(  # noqa: S603 — the caller names the program
                list(arguments), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                env={**os.environ, **environment}, start_new_session=True, bufsize=0,
            )  # fmt: skip
        except OSError as error:
            raise HostUnreachableError(f"{arguments[0]} does not start") from error
        streams = (self._process.stdin, self._process.stdout, self._process.stderr)
        self._in, self._out, self._err = (stream.fileno() for stream in streams if stream is not None)
        self._selector = selectors.DefaultSelector()
        for stream in (self._in, self._out, self._err):
            os.set_blocking(stream, False)
        self._selector.register(self._out, selectors.EVENT_READ)
        self._selector.register(self._err, selectors.EVENT_READ)
        self._rest = bytearray()
        self._words = bytearray()
        self._data: deque[bytes] = deque()
        self._acknowledged: set[tuple[str, UUID]] = set()
        self._is_over = False

    @property
    def words(self) -> str:
        """The last line it said on standard error, where it tells why it refuses to start."""
        lines = self._words.decode("utf-8", "replace").split("\n")
        return next((line.strip()[:200] for line in reversed(lines) if line.strip()), "")

    def say(self, kind: str, guid: UUID, data: bytes | None, deadline: Deadline) -> None:
        """
        Write one element and wait until it is acknowledged; data that comes meanwhile is kept.

        Raises:
            PoolEndedError: the process has ended.
            HostSilentError: no acknowledgement within the time limit.
        """
        due = (f"{kind}Ack", guid)
        self._acknowledged.discard(due)
        waiting = memoryview(_element(kind, guid, data))
        while waiting:
            waiting = waiting[self._pump(deadline.next_wait(), waiting) :]
        while due not in self._acknowledged:
            self._pump(deadline.next_wait())

    def hear(self, seconds: float) -> list[bytes]:
        """Give the data that came, or wait for some; none if nothing comes within the time, or within a second."""
        if not self._data:
            self._pump(seconds)
        heard = list(self._data)
        self._data.clear()
        return heard

    def end(self) -> None:
        """Close its standard input, and make sure that it is gone."""
        self._selector.close()
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream is not None:
                stream.close()
        for last in (signal.SIGTERM, signal.SIGKILL):
            try:
                self._process.wait(_END_SECONDS)
                return
            except subprocess.TimeoutExpired:
                os.killpg(self._process.pid, last)  # its group: what it started ends with it
        self._process.wait()

    def _pump(self, seconds: float, outgoing: memoryview | None = None) -> int:
        """Read what is there, and write what can be written; wait for it a second at most; give the bytes written."""
        if self._is_over:
            raise PoolEndedError(self._last_words())
        if outgoing is not None:
            self._selector.register(self._in, selectors.EVENT_WRITE)
        try:
            ready = {key.fd for key, _ in self._selector.select(min(seconds, LOOK_SECONDS))}
        finally:
            if outgoing is not None:
                self._selector.unregister(self._in)
        if self._err in ready:
            self._read_words()
        if self._out in ready:
            self._read_lines()
        return self._write(outgoing) if outgoing is not None and self._in in ready else 0

    def _write(self, outgoing: memoryview) -> int:
        try:
            return os.write(self._in, outgoing)
        except BrokenPipeError as error:
            self._is_over = True
            raise PoolEndedError(self._last_words()) from error

    def _read_words(self) -> None:
        words = os.read(self._err, _CHUNK)
        if not words:
            self._selector.unregister(self._err)
        self._words = (self._words + words)[-_MOST_WORDS:]

    def _read_lines(self) -> None:
        chunk = os.read(self._out, _CHUNK)
        if not chunk:
            self._selector.unregister(self._out)
            self._is_over = True
            return
        *lines, rest = chunk.split(b"\n")
        if lines:
            lines[0] = bytes(self._rest) + lines[0]
            self._rest = bytearray(rest)
        else:
            self._rest += rest
        if len(self._rest) > _MOST_LINE_BYTES:
            raise ProtocolError(f"a line of more than {_MOST_LINE_BYTES} bytes")
        for line in lines:
            self._take(line)

    def _take(self, line: bytes) -> None:
        if not line.startswith(b"<"):
            return  # what a profile printed; the elements come after it
        match = _ELEMENT.fullmatch(line)
        if match is None:
            raise ProtocolError("a line that is no element of a PowerShell server")
        kind, guid = match[1].decode("ascii"), UUID(match[2].decode("ascii"))
        if kind != "Data":
            self._acknowledged.add((kind, guid))
            return
        try:
            self._data.append(base64.b64decode(match[3] or b"", validate=True))
        except binascii.Error as error:
            raise ProtocolError("data that is no base64") from error

    def _last_words(self) -> str:
        return f"the PowerShell process has ended: {self.words}" if self.words else "the PowerShell process has ended"


def _element(kind: str, guid: UUID, data: bytes | None) -> bytes:
    if data is None:
        return f"<{kind} PSGuid='{guid}' />\n".encode("ascii")
    return b"<%s Stream='Default' PSGuid='%s'>%s</%s>\n" % (
        kind.encode("ascii"), str(guid).encode("ascii"), base64.b64encode(data), kind.encode("ascii"),
    )  # fmt: skip
