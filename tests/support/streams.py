"""
Drives a real PowerShell engine over its standard streams, one line at a time, for tests alone.

The smallest carrier there is: it writes a line, waits for its acknowledgement, and keeps what arrives meanwhile. Every
wait is bounded.
"""

from __future__ import annotations

import base64
import os
import queue
import re
import shutil
import subprocess
import threading
from collections.abc import Sequence
from types import TracebackType
from uuid import UUID

from aksarc_harden.model.statement import Statement
from aksarc_harden.model.values import WireValue
from aksarc_harden.psrp.client import ClientPool
from aksarc_harden.psrp.client_events import Event, KeyExchanged, PipelineStateChanged, PoolStateChanged
from aksarc_harden.psrp.messages import NO_ID
from aksarc_harden.psrp.states import PoolState

ANSWER_SECONDS = 30.0
_DATA = re.compile(rb"<Data Stream='\w+' PSGuid='[^']*'>([^<]*)</Data>")


class NoAnswerError(AssertionError):
    """The engine said nothing within the time limit."""


def find_engine() -> str | None:
    """Give the path of the real engine, if there is one."""
    return os.environ.get("AKSARC_PWSH") or shutil.which("pwsh")


class Engine:
    """A process `pwsh -s` with an open pool; use it in a with statement."""

    def __init__(self, executable: str, pool: ClientPool | None = None) -> None:
        self.pool = pool or ClientPool()
        self._process = subprocess.Popen(
            [executable, "-s", "-NoLogo", "-NoProfile"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._lines: queue.Queue[bytes] = queue.Queue()
        self._reader = threading.Thread(target=self._read_lines, daemon=True)
        self._reader.start()
        self._events: list[Event] = []

    def __enter__(self) -> Engine:
        self.send(self.pool.open(), NO_ID)
        self.wait_for(lambda event: isinstance(event, PoolStateChanged) and event.state == PoolState.OPENED)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.close()
            self._process.wait(10)
        except (OSError, subprocess.TimeoutExpired):
            self._process.kill()
            self._process.wait(10)
        self._reader.join(10)
        self._process.stdout.close()

    def run(
        self,
        statements: Sequence[Statement],
        inputs: Sequence[WireValue] | None = None,
        *,
        seconds: float = ANSWER_SECONDS,
    ) -> list[Event]:
        """Run one pipeline and give its events, the last state among them."""
        pipeline_id, fragments = self.pool.create_pipeline(statements, has_input=inputs is not None)
        self._line(f"<Command PSGuid='{pipeline_id}' />", b"<CommandAck", seconds)
        self.send(fragments, pipeline_id, seconds)
        for value in inputs or ():
            self.send(self.pool.input(pipeline_id, value), pipeline_id, seconds)
        if inputs is not None:
            self.send(self.pool.end_input(pipeline_id), pipeline_id, seconds)
        events = self.wait_for(lambda event: isinstance(event, PipelineStateChanged) and event.state.is_final, seconds)
        self._line(f"<Close PSGuid='{pipeline_id}' />", b"<CloseAck", seconds)
        return events

    def exchange_key(self) -> None:
        """Get a session key."""
        self.send(self.pool.begin_key_exchange(), NO_ID)
        self.wait_for(lambda event: isinstance(event, KeyExchanged))

    def close(self) -> list[Event]:
        """Close the pool and give what the engine says to it."""
        self._line(f"<Close PSGuid='{NO_ID}' />", b"<CloseAck")
        events, self._events = self._events, []
        return events

    def send(self, fragments: Sequence[bytes], channel: UUID, seconds: float = ANSWER_SECONDS) -> None:
        """Send fragments on the pool's channel (the zero id) or a pipeline's, each acknowledged."""
        for fragment in fragments:
            content = base64.b64encode(fragment).decode()
            self._line(f"<Data Stream='Default' PSGuid='{channel}'>{content}</Data>", b"<DataAck", seconds)

    def wait_for(self, wanted: object, seconds: float = ANSWER_SECONDS) -> list[Event]:
        """Take events up to the first one that `wanted` says yes to."""
        assert callable(wanted)
        while True:
            for at, event in enumerate(self._events):
                if wanted(event):
                    taken, self._events = self._events[: at + 1], self._events[at + 1 :]
                    return taken
            self._take(seconds)

    def _line(self, line: str, answer: bytes, seconds: float = ANSWER_SECONDS) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line.encode() + b"\n")
        self._process.stdin.flush()
        while not self._take(seconds).startswith(answer):
            pass

    def _take(self, seconds: float) -> bytes:
        try:
            line = self._lines.get(timeout=seconds)
        except queue.Empty:
            raise NoAnswerError(f"no answer within {seconds:g} s") from None
        if line == b"":
            raise NoAnswerError("the engine has ended")
        match = _DATA.match(line)
        if match:
            self._events.extend(self.pool.receive(base64.b64decode(match[1])))
        return line

    def _read_lines(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line)
        self._lines.put(b"")
