from __future__ import annotations

import asyncio
import base64
import contextlib
import os
import signal
import struct
import sys
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from aksarc_harden.rehearsal.shells.backend import BackendError
from aksarc_harden.rehearsal.shells.child import ChildBackend, EngineCommand, Patience
from tests.support.processes import Mark
from tests.support.wsman import fragment, pipeline_message

PIPELINE_STATE = 0x00041006
BRIEF = Patience(goodbye=0.2, leave=0.2, terminate=0.2)
ENGINE = """
import os, re, signal, subprocess, sys, time
{at_start}
for line in sys.stdin:
    kind, guid = re.match(r"<(\\w+).*?PSGuid='([^']+)'", line).groups()
    print(line.strip(), file=sys.stderr, flush=True)
    {on_line}
    print(f"<{{kind}}Ack PSGuid='{{guid}}' />", flush=True)
{at_end}
"""


class Play:
    """A back end over a small program that stands in for the engine, and what it delivered."""

    def __init__(
        self, folder: Path, on_line: str = "pass", at_end: str = "", at_start: str = "", patience: Patience = BRIEF
    ) -> None:
        script = folder / "engine.py"
        script.write_text(ENGINE.format(on_line=on_line, at_end=at_end, at_start=at_start))
        self.delivered: list[tuple[UUID | None, bytes, bool]] = []
        self.is_ended = False
        self.mark = Mark()
        command = EngineCommand((sys.executable, str(script)), self.mark.environment, patience)
        self.backend = command(lambda *what: self.delivered.append(what), self._end)

    def _end(self) -> None:
        self.is_ended = True

    def is_alive(self) -> bool:
        """Tell whether the program, or one that it started, still runs."""
        return bool(self.mark.living())


def perform(play: Play, scene: Callable[[ChildBackend], Coroutine[Any, Any, None]]) -> None:
    """Play a scene and close the back end."""

    async def run() -> None:
        try:
            await scene(play.backend)
        finally:
            await play.backend.close()

    asyncio.run(run())


def state_message(state: int) -> bytes:
    """Make a PIPELINE_STATE message."""
    body = f'<Obj RefId="0"><MS><I32 N="PipelineState">{state}</I32></MS></Obj>'.encode()
    return struct.pack("<II", 1, PIPELINE_STATE) + b"\0" * 32 + body


def cut(message: bytes, at: int) -> bytes:
    """Make two fragments of a message."""
    first, second = message[:at], message[at:]
    return struct.pack(">QQBI", 9, 0, 1, len(first)) + first + struct.pack(">QQBI", 9, 1, 2, len(second)) + second


def echo_output(data: bytes) -> str:
    """Write the engine's reaction: to a pipeline's data it says this."""
    text = base64.b64encode(data).decode()
    return (
        "if kind == 'Data' and guid != '00000000-0000-0000-0000-000000000000': "
        f"""print(f"<Data Stream='Default' PSGuid='{{guid}}'>{text}</Data>")"""
    )


@pytest.mark.parametrize("state", [3, 4, 5])
def test_a_pipelines_end_is_found_in_its_last_fragment(tmp_path: Path, state: int) -> None:
    """Stopped, completed and failed end it, also where the message is cut; each fragment comes alone."""
    output = fragment(b"x" * 100)
    ending = cut(state_message(state), 70)
    play = Play(tmp_path, echo_output(output + ending))
    pipeline = uuid4()

    async def scene(backend: ChildBackend) -> None:
        await backend.open(b"opening")
        await backend.command(pipeline, pipeline_message(pipeline))

    perform(play, scene)
    assert [(which, is_last) for which, _, is_last in play.delivered] == [
        (pipeline, False),
        (pipeline, False),
        (pipeline, True),
    ]
    assert b"".join(data for _, data, _ in play.delivered) == output + ending
    assert not play.is_ended
    assert not play.is_alive()


def test_a_running_state_is_no_end(tmp_path: Path) -> None:
    """A pipeline that says it is running goes on."""
    play = Play(tmp_path, echo_output(cut(state_message(2), 60)))
    pipeline = uuid4()

    async def scene(backend: ChildBackend) -> None:
        await backend.open(b"opening")
        await backend.command(pipeline, pipeline_message(pipeline))

    perform(play, scene)
    assert [is_last for _, _, is_last in play.delivered] == [False, False]


def test_a_program_that_is_not_there(tmp_path: Path) -> None:
    """It cannot be opened, and closing it is harmless."""
    backend = EngineCommand((str(tmp_path / "nothing"),))(lambda *_: None, lambda: None)

    async def scene() -> None:
        with pytest.raises(BackendError, match="nothing cannot be started"):
            await backend.open(b"opening")
        await backend.close()

    asyncio.run(scene())


def test_an_engine_that_refuses_to_start_says_why(tmp_path: Path) -> None:
    """Its last words on standard error are in the error."""
    play = Play(tmp_path, "sys.exit('OpenSSL is required')")

    async def scene(backend: ChildBackend) -> None:
        with pytest.raises(BackendError, match="OpenSSL is required"):
            await backend.open(b"opening")

    perform(play, scene)


def test_an_engine_that_dies_is_reported(tmp_path: Path) -> None:
    """Nobody waits for it, and later calls fail at once."""
    play = Play(tmp_path, "if kind == 'Command': os._exit(1)")

    async def scene(backend: ChildBackend) -> None:
        await backend.open(b"opening")
        with pytest.raises(BackendError):
            await backend.command(uuid4(), b"")
        with pytest.raises(BackendError):
            await backend.send(None, b"")
        assert play.is_ended

    perform(play, scene)


SLEEPS = "time.sleep(600)"
STUBBORN = "signal.signal(signal.SIGTERM, signal.SIG_IGN)"
DEAF = "if kind == 'Close': continue"
CHILD = "[sys.executable, '-c', 'import time; time.sleep(600)']"


@pytest.mark.parametrize(
    ("start", "on_line", "end"),
    [
        pytest.param("", "pass", SLEEPS, id="outlives its standard input"),
        pytest.param(STUBBORN, "pass", SLEEPS, id="takes no SIGTERM"),
        pytest.param(STUBBORN, DEAF, SLEEPS, id="acknowledges no Close"),
        pytest.param("", "if kind == 'Close': time.sleep(600)", "", id="hangs in a Close"),
        pytest.param("", "sys.stdout.write('x' * (9 << 20))", "", id="writes a line without end"),
        pytest.param(f"subprocess.Popen({CHILD})", "pass", "", id="leaves a child behind"),
    ],
)
def test_an_engine_that_does_not_end_is_killed(tmp_path: Path, start: str, on_line: str, end: str) -> None:
    """Whatever it does instead, it is gone when the shell is closed, and so is what it started."""
    play = Play(tmp_path, on_line, end, start)

    async def scene(backend: ChildBackend) -> None:
        with contextlib.suppress(BackendError):
            await backend.open(b"opening")
            await backend.command(uuid4(), b"")

    started = time.monotonic()
    perform(play, scene)
    assert not play.mark.living_after(10)  # of what it started nobody can wait for the end, as it is not our child
    assert time.monotonic() - started < 20


def test_who_holds_its_pipes_is_not_waited_for(tmp_path: Path) -> None:
    """A program of its own session that an engine left behind keeps nobody."""
    play = Play(tmp_path, at_start=f"subprocess.Popen({CHILD}, start_new_session=True)")
    started = time.monotonic()
    perform(play, lambda backend: backend.open(b"opening"))
    (stranger,) = play.mark.living()
    os.kill(stranger, signal.SIGKILL)
    assert time.monotonic() - started < 20


def test_closing_ends_what_waits_for_an_answer(tmp_path: Path) -> None:
    """A line that the engine never acknowledges fails when the shell is closed, not a minute later."""
    play = Play(tmp_path, "if kind == 'Signal': time.sleep(600)")

    async def scene(backend: ChildBackend) -> None:
        await backend.open(b"opening")
        waiting = asyncio.create_task(backend.signal(uuid4()))
        await asyncio.sleep(0)
        await asyncio.gather(backend.close(), backend.close())
        assert not play.is_alive()
        async with asyncio.timeout(10):
            with pytest.raises(BackendError):
                await waiting

    perform(play, scene)
    assert not play.is_ended


@pytest.mark.parametrize("turns", [1, 2, 3, 5, 8])
def test_a_shell_is_closed_while_its_engine_starts(tmp_path: Path, turns: int) -> None:
    """However far its start has come, no process stays, and nothing can be opened afterwards."""
    play = Play(tmp_path, SLEEPS)

    async def scene(backend: ChildBackend) -> None:
        opening = asyncio.create_task(backend.open(b"opening"))
        for _ in range(turns):
            await asyncio.sleep(0)
        await backend.close()
        assert not play.is_alive()
        for late in (opening, backend.open(b"opening")):
            with pytest.raises(BackendError):
                await late

    perform(play, scene)


def test_who_gives_up_opening_leaves_no_engine_once_it_is_closed(tmp_path: Path) -> None:
    """An opening that is cancelled while the process starts is closed as any other."""
    play = Play(tmp_path)

    async def scene(backend: ChildBackend) -> None:
        opening = asyncio.create_task(backend.open(b"opening"))
        await asyncio.sleep(0)
        opening.cancel()
        await asyncio.wait((opening,))
        await backend.close()
        assert not play.is_alive()

    perform(play, scene)


def test_who_gives_up_closing_leaves_no_engine(tmp_path: Path) -> None:
    """A close that is cancelled in the middle of its goodbye kills at once."""
    play = Play(tmp_path, DEAF, SLEEPS)

    async def scene(backend: ChildBackend) -> None:
        await backend.open(b"opening")
        closing = asyncio.create_task(backend.close())
        await asyncio.sleep(0.05)
        closing.cancel()
        await asyncio.wait((closing,))
        assert closing.cancelled()
        assert not play.is_alive()

    perform(play, scene)


def test_every_pipeline_is_closed_before_the_pool(tmp_path: Path) -> None:
    """The engine needs it so, also for pipelines that its client forgot to end."""
    heard = tmp_path / "heard"
    play = Play(tmp_path, f"open({str(heard)!r}, 'a').write(kind + ' ' + guid + '\\n')", patience=Patience())
    one, two = uuid4(), uuid4()

    async def scene(backend: ChildBackend) -> None:
        await backend.open(b"opening")
        await backend.command(one, b"")
        await backend.command(two, b"")
        await backend.forget(one)

    perform(play, scene)
    lines = heard.read_text().splitlines()
    assert lines[-3:] == [f"Close {one}", f"Close {two}", f"Close {UUID(int=0)}"]
