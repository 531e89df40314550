"""
How does a real PowerShell stand behind a shell?

One process `pwsh -s` a shell, fragments passed through: what a WSMan client says becomes lines on its standard input,
what it writes becomes fragments for Receive. The engine's rules for those lines, all of them learned from it:
each line waits for its acknowledgement (else pipelines are lost), every pipeline is closed before the pool (else the
process outlives its standard input), and closing its standard input ends it.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import contextlib
import logging
import os
import re
import signal
import struct
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from aksarc_harden.rehearsal.shells.backend import BackendError, Deliver, Ended

_LOG = logging.getLogger(__name__)
_POOL = UUID(int=0)
_LINE = re.compile(rb"<(\w+)(?: Stream='\w+')? PSGuid='([0-9a-fA-F-]{36})'(?: ?/>|>([A-Za-z0-9+/=]*)</)")
_LONGEST_LINE = 8 << 20  # a fragment makes 44 KB; what is far beyond it is no line of the engine's
_ACKNOWLEDGE_SECONDS = 60.0
_CLOSE_SECONDS = 3.0
_END_SECONDS = 3.0
_LAST_WORDS_SECONDS = 1.0
_HEADER = struct.Struct(">QQBI")  # object id, fragment id, flags, length ([MS-PSRP] 2.2.4)
_START, _END = 1, 2
_PIPELINE_STATE = 0x00041006
_PIPELINE_ENDED = re.compile(rb'N="PipelineState">\s*[345]\s*<')  # stopped, completed, failed
_KEPT_LINES = 20


@dataclass(frozen=True)
class EngineCommand:
    """How to start an engine: the program with its arguments, and what its environment has besides ours."""

    arguments: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, pwsh: str, environment: Mapping[str, str] | None = None, *more: str) -> EngineCommand:
        """Give the command for a `pwsh`; more arguments may name a session configuration file."""
        return cls((pwsh, "-s", "-NoLogo", "-NoProfile", *more), environment or {})

    def __call__(self, deliver: Deliver, ended: Ended) -> ChildBackend:
        """Make the back end of one shell; so a command serves as an `Opener`."""
        return ChildBackend(self, deliver, ended)


class ChildBackend:
    """A runspace pool in a process of its own."""

    def __init__(self, command: EngineCommand, deliver: Deliver, ended: Ended) -> None:
        self._command = command
        self._deliver = deliver
        self._ended = ended
        self._lines: _EngineLines | None = None
        self._pipelines: set[UUID] = set()
        self._states: dict[UUID, _StateWatch] = {}
        self._is_closed = False

    async def open(self, creation: bytes) -> None:
        """Start the engine and open the pool."""
        self._lines = await _EngineLines.start(self._command, self._take, self._end)
        await self._lines.write("Data", _POOL, creation)

    async def command(self, pipeline_id: UUID, data: bytes) -> None:
        """Start a pipeline."""
        self._pipelines.add(pipeline_id)
        self._states[pipeline_id] = _StateWatch()
        await self._engine.write("Command", pipeline_id)
        await self._engine.write("Data", pipeline_id, data)

    async def send(self, pipeline_id: UUID | None, data: bytes) -> None:
        """Pass fragments on."""
        await self._engine.write("Data", pipeline_id or _POOL, data)

    async def signal(self, pipeline_id: UUID) -> None:
        """Stop a pipeline."""
        await self._engine.write("Signal", pipeline_id)

    async def forget(self, pipeline_id: UUID) -> None:
        """Close a pipeline."""
        if pipeline_id in self._pipelines:
            self._pipelines.discard(pipeline_id)
            self._states.pop(pipeline_id, None)
            await self._engine.write("Close", pipeline_id)

    async def close(self) -> None:
        """Close pipelines and pool, and end the process."""
        if self._is_closed or self._lines is None:
            self._is_closed = True
            return
        self._is_closed = True
        with contextlib.suppress(BackendError, TimeoutError):
            for pipeline in (*self._pipelines, _POOL):
                async with asyncio.timeout(_CLOSE_SECONDS):
                    await self._lines.write("Close", pipeline)
        await self._lines.end()

    @property
    def _engine(self) -> _EngineLines:
        if self._lines is None or self._is_closed:
            raise BackendError("the pool is not open")
        return self._lines

    def _take(self, guid: UUID, data: bytes) -> None:
        if self._is_closed:
            return
        while len(data) >= _HEADER.size:
            end = _HEADER.size + _HEADER.unpack_from(data)[3]
            fragment, data = data[:end], data[end:]
            if guid == _POOL:
                self._deliver(None, fragment, False)
            elif guid in self._states:
                self._deliver(guid, fragment, self._states[guid].is_last(fragment))

    def _end(self) -> None:
        if not self._is_closed:
            self._ended()


class _StateWatch:
    """Finds the end of one pipeline: only a WSMan server says Done, the engine does not."""

    def __init__(self) -> None:
        self._open: dict[int, bytearray] = {}

    def is_last(self, fragment: bytes) -> bool:
        object_id, _, flags, _ = _HEADER.unpack_from(fragment)
        blob = fragment[_HEADER.size :]
        if flags & _START and int.from_bytes(blob[4:8], "little") == _PIPELINE_STATE:
            self._open[object_id] = bytearray()
        if object_id not in self._open:
            return False
        self._open[object_id] += blob
        return bool(flags & _END) and _PIPELINE_ENDED.search(self._open.pop(object_id)) is not None


class _EngineLines:
    """The process and its lines, one at a time, each acknowledged before the next."""

    def __init__(
        self, process: asyncio.subprocess.Process, take: Callable[[UUID, bytes], None], end: Callable[[], None]
    ) -> None:
        self._process = process
        self._take, self._end = take, end
        self._turn = asyncio.Lock()
        self._waiting: dict[tuple[str, UUID], asyncio.Future[None]] = {}
        self._said: deque[str] = deque(maxlen=_KEPT_LINES)
        self._is_over = False
        loop = asyncio.get_running_loop()
        self._readers = (loop.create_task(self._read()), loop.create_task(self._read_errors()))

    @classmethod
    async def start(
        cls, command: EngineCommand, take: Callable[[UUID, bytes], None], end: Callable[[], None]
    ) -> _EngineLines:
        try:
            process = await asyncio.create_subprocess_exec(
                *command.arguments,
                env={**os.environ, **command.environment},
                limit=_LONGEST_LINE,
                start_new_session=True,  # so that whatever the program started can be ended with it
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
            )
        except OSError as error:
            raise BackendError(f"{command.arguments[0]} cannot be started: {error.strerror}") from error
        return cls(process, take, end)

    async def write(self, kind: str, guid: UUID, data: bytes | None = None) -> None:
        async with self._turn:
            if self._is_over or self._process.stdin is None:
                raise BackendError(self._last_words())
            acknowledged: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting[kind + "Ack", guid] = acknowledged
            try:
                self._process.stdin.write(_line(kind, guid, data))
                await self._process.stdin.drain()
                async with asyncio.timeout(_ACKNOWLEDGE_SECONDS):
                    await acknowledged
            except (ConnectionError, TimeoutError) as error:
                raise BackendError(self._last_words()) from error
            finally:
                self._waiting.pop((kind + "Ack", guid), None)
        if self._is_over:
            raise BackendError(self._last_words())

    async def _read(self) -> None:
        assert self._process.stdout is not None
        with contextlib.suppress(ValueError):  # a line beyond every limit: the engine is not itself any more
            while line := await self._process.stdout.readline():
                self._hear(line.strip())
        await asyncio.wait((self._readers[1],), timeout=_LAST_WORDS_SECONDS)  # what it says at its end comes there
        self._is_over = True
        for acknowledged in self._waiting.values():
            if not acknowledged.done():
                acknowledged.set_result(None)
        self._end()

    def _hear(self, line: bytes) -> None:
        found = _LINE.match(line)
        if found is None:
            self._said.append(line.decode("utf-8", "replace"))
            return
        kind, guid = found[1].decode(), UUID(found[2].decode())
        if kind == "Data":
            with contextlib.suppress(binascii.Error):
                self._take(guid, base64.b64decode(found[3] or b""))
            return
        acknowledged = self._waiting.get((kind, guid))
        if acknowledged is not None and not acknowledged.done():
            acknowledged.set_result(None)

    async def _read_errors(self) -> None:
        assert self._process.stderr is not None
        with contextlib.suppress(ValueError):
            while line := await self._process.stderr.readline():
                self._said.append(line.decode("utf-8", "replace").strip())

    def _last_words(self) -> str:
        said = next((line for line in reversed(self._said) if line), "")
        return f"the engine does not answer any more: {said[:200]}" if said else "the engine does not answer any more"

    async def end(self) -> None:
        """Close its standard input and wait; kill it, and what it started, if it does not end."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            async with asyncio.timeout(_END_SECONDS):
                await self._process.wait()
        except TimeoutError:
            _LOG.info("engine %d did not end by itself", self._process.pid)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        await self._process.wait()
        for reader in self._readers:
            reader.cancel()
        await asyncio.gather(*self._readers, return_exceptions=True)


def _line(kind: str, guid: UUID, data: bytes | None) -> bytes:
    if data is None:
        return f"<{kind} PSGuid='{guid}' />\n".encode()
    return b"<Data Stream='Default' PSGuid='%s'>%s</Data>\n" % (str(guid).encode(), base64.b64encode(data))
