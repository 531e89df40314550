"""
How does a real PowerShell stand behind a shell?

One process `pwsh -s` a shell, fragments passed through: what a WSMan client says becomes lines on its standard input,
what it writes becomes fragments for Receive. The engine's rules for those lines, all of them learned from it:
each line waits for its acknowledgement (else pipelines are lost), every pipeline is closed before the pool (else the
process outlives its standard input), and closing its standard input ends it.
An engine that does not keep to that is ended all the same: every step of its end has a limit, the next one is harder,
and whoever closes the shell waits until the process is gone.
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
from typing import cast
from uuid import UUID

from aksarc_harden.rehearsal.shells.backend import BackendError, Deliver, Ended

_LOG = logging.getLogger(__name__)
_POOL = UUID(int=0)
_INPUT, _OUTPUT, _ERRORS = 0, 1, 2
_LINE = re.compile(rb"<(\w+)(?: Stream='\w+')? PSGuid='([0-9a-fA-F-]{36})'(?: ?/>|>([A-Za-z0-9+/=]*)</)")
_LONGEST_LINE = 8 << 20  # a fragment makes 44 KB; what is far beyond it is no line of the engine's
_LAST_WORDS_SECONDS = 1.0
_HEADER = struct.Struct(">QQBI")  # object id, fragment id, flags, length ([MS-PSRP] 2.2.4)
_START, _END = 1, 2
_PIPELINE_STATE = 0x00041006
_PIPELINE_ENDED = re.compile(rb'N="PipelineState">\s*[345]\s*<')  # stopped, completed, failed
_KEPT_LINES = 20


@dataclass(frozen=True)
class Patience:
    """
    How many seconds an engine is given; the whole end takes `goodbye`, `leave` and `terminate` at most, and the kill.

    Attributes:
        acknowledge: for one line.
        goodbye: for closing all pipelines and the pool.
        leave: for ending by itself once its standard input is closed.
        terminate: for ending on SIGTERM.
        kill: for the system to end it, on a machine with too much to do.
    """

    acknowledge: float = 60.0
    goodbye: float = 3.0
    leave: float = 3.0
    terminate: float = 1.0
    kill: float = 20.0


@dataclass(frozen=True)
class EngineCommand:
    """How to start an engine: the program with its arguments, and what its environment has besides ours."""

    arguments: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    patience: Patience = Patience()

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
        self._starting: asyncio.Task[_EngineLines] | None = None
        self._lines: _EngineLines | None = None
        self._pipelines: set[UUID] = set()
        self._states: dict[UUID, _StateWatch] = {}
        self._is_closed = False
        self._is_gone = asyncio.Event()

    async def open(self, creation: bytes) -> None:
        """Start the engine and open the pool."""
        if self._is_closed:
            raise BackendError("the pool is closed")
        # Whoever gives up waiting does not stop the start half-way: close() waits for it, and ends what has started.
        self._starting = asyncio.create_task(_EngineLines.start(self._command, self._take, self._end))
        lines = await asyncio.shield(self._starting)
        if self._is_closed:
            raise BackendError("the pool is closed")
        self._lines = lines
        await lines.write("Data", _POOL, creation)

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
        """Close pipelines and pool, and end the process; whoever calls again waits for the same end."""
        if self._is_closed:
            await self._is_gone.wait()
            return
        self._is_closed = True
        try:
            await self._say_goodbye()
        finally:
            try:
                await self._end_process()
            finally:
                self._is_gone.set()

    async def _end_process(self) -> None:
        if self._starting is not None:
            with contextlib.suppress(BackendError):  # it never started
                await (await asyncio.shield(self._starting)).end()

    async def _say_goodbye(self) -> None:
        if self._lines is None:
            return
        with contextlib.suppress(BackendError, TimeoutError):
            async with asyncio.timeout(self._command.patience.goodbye):
                for pipeline in (*self._pipelines, _POOL):
                    await self._lines.write("Close", pipeline)

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


class _EngineLines(asyncio.SubprocessProtocol):
    """The process and its lines, one at a time, each acknowledged before the next."""

    def __init__(self, patience: Patience, take: Callable[[UUID, bytes], None], end: Callable[[], None]) -> None:
        self._patience = patience
        self._take, self._end = take, end
        self._turn = asyncio.Lock()
        self._waiting: dict[tuple[str, UUID], asyncio.Future[None]] = {}
        self._said: deque[str] = deque(maxlen=_KEPT_LINES)
        self._begun = {_OUTPUT: bytearray(), _ERRORS: bytearray()}  # lines whose end has not come
        self._has_exited = asyncio.Event()  # of the process alone; others may hold its pipes for longer
        self._is_over = False
        self._transport: asyncio.SubprocessTransport = cast(asyncio.SubprocessTransport, None)

    @classmethod
    async def start(
        cls, command: EngineCommand, take: Callable[[UUID, bytes], None], end: Callable[[], None]
    ) -> _EngineLines:
        try:
            _, lines = await asyncio.get_running_loop().subprocess_exec(
                lambda: cls(command.patience, take, end),
                *command.arguments,
                env={**os.environ, **command.environment},
                start_new_session=True,  # so that whatever the program started can be ended with it
            )
        except OSError as error:
            raise BackendError(f"{command.arguments[0]} cannot be started: {error.strerror}") from error
        return lines

    async def write(self, kind: str, guid: UUID, data: bytes | None = None) -> None:
        async with self._turn:
            if self._is_over:
                raise BackendError(self._last_words())
            acknowledged: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting[kind + "Ack", guid] = acknowledged
            try:
                self._input.write(_line(kind, guid, data))
                async with asyncio.timeout(self._patience.acknowledge):
                    await acknowledged
            except TimeoutError as error:
                raise BackendError(self._last_words()) from error
            finally:
                self._waiting.pop((kind + "Ack", guid), None)
        if self._is_over:
            raise BackendError(self._last_words())

    @property
    def _input(self) -> asyncio.WriteTransport:
        return cast(asyncio.WriteTransport, self._transport.get_pipe_transport(_INPUT))

    # --- what the process does; asyncio calls these ---

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.SubprocessTransport, transport)

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        begun = self._begun[fd]
        begun += data
        *lines, rest = begun.split(b"\n") if b"\n" in data else (begun,)
        self._begun[fd] = rest
        for line in lines:
            if fd == _OUTPUT:
                self._hear(bytes(line).strip())
            else:
                self._said.append(line.decode("utf-8", "replace").strip())
        if len(rest) > _LONGEST_LINE:  # the engine is not itself any more
            rest.clear()
            self._send(signal.SIGKILL)

    def pipe_connection_lost(self, fd: int, exc: Exception | None) -> None:
        if fd == _ERRORS:
            self._said.append(self._begun[fd].decode("utf-8", "replace").strip())
        else:  # what it says at its end comes on the other one
            asyncio.get_running_loop().call_later(_LAST_WORDS_SECONDS, self._finish)

    def process_exited(self) -> None:
        self._has_exited.set()

    def connection_lost(self, exc: Exception | None) -> None:
        self._finish()

    def _finish(self) -> None:
        """Let nobody wait for an engine that is not there any more."""
        if self._is_over:
            return
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

    def _last_words(self) -> str:
        said = next((line for line in reversed(self._said) if line), "")
        return f"the engine does not answer any more: {said[:200]}" if said else "the engine does not answer any more"

    # --- its end ---

    async def end(self) -> None:
        """Close its standard input; terminate, then kill it and what it started, if it does not end; wait for that."""
        try:
            self._input.close()
            if not await self._exits_within(self._patience.leave):
                _LOG.info("engine %d does not end by itself", self._transport.get_pid())
                self._send(signal.SIGTERM)
                await self._exits_within(self._patience.terminate)
        finally:
            self._send(signal.SIGKILL)  # also to what it started and left behind
            if not await self._exits_within(self._patience.kill):
                _LOG.error("engine %d cannot be killed", self._transport.get_pid())
            self._transport.close()
            self._finish()

    async def _exits_within(self, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds):
                await self._has_exited.wait()
        except TimeoutError:
            return False
        return True

    def _send(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._transport.get_pid(), number)


def _line(kind: str, guid: UUID, data: bytes | None) -> bytes:
    if data is None:
        return f"<{kind} PSGuid='{guid}' />\n".encode()
    return b"<Data Stream='Default' PSGuid='%s'>%s</Data>\n" % (str(guid).encode(), base64.b64encode(data))
