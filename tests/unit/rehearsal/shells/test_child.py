from __future__ import annotations

import asyncio
import base64
import os
import struct
import sys
import textwrap
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from aksarc_harden.rehearsal.shells.backend import BackendError
from aksarc_harden.rehearsal.shells.child import ChildBackend, EngineCommand
from tests.support.wsman import fragment, pipeline_message

PIPELINE_STATE = 0x00041006
ENGINE = """
import os, re, sys
open(sys.argv[1], "w").write(str(os.getpid()))
for line in sys.stdin:
    kind, guid = re.match(r"<(\\w+).*?PSGuid='([^']+)'", line).groups()
    print(line.strip(), file=sys.stderr, flush=True)
    {on_line}
    print(f"<{{kind}}Ack PSGuid='{{guid}}' />", flush=True)
{at_end}
"""


class Play:
    """A back end over a small program that stands in for the engine, and what it delivered."""

    def __init__(self, folder: Path, on_line: str = "pass", at_end: str = "") -> None:
        script, self._pid_file = folder / "engine.py", folder / "pid"
        script.write_text(ENGINE.format(on_line=on_line, at_end=textwrap.dedent(at_end)))
        self.delivered: list[tuple[UUID | None, bytes, bool]] = []
        self.is_ended = False
        command = EngineCommand((sys.executable, str(script), str(self._pid_file)))
        self.backend = command(lambda *what: self.delivered.append(what), self._end)

    def _end(self) -> None:
        self.is_ended = True

    def is_alive(self) -> bool:
        """Tell whether the program still runs."""
        try:
            os.kill(int(self._pid_file.read_text()), 0)
        except ProcessLookupError:
            return False
        return True


def perform(play: Play, scene: Callable[[ChildBackend], Awaitable[None]]) -> None:
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


def test_an_engine_that_does_not_end_is_killed(tmp_path: Path) -> None:
    """One that outlives its standard input is ended all the same."""
    play = Play(tmp_path, at_end="import time\ntime.sleep(600)")

    async def scene(backend: ChildBackend) -> None:
        await backend.open(b"opening")
        assert play.is_alive()

    started = time.monotonic()
    perform(play, scene)
    assert not play.is_alive()
    assert time.monotonic() - started < 60


def test_every_pipeline_is_closed_before_the_pool(tmp_path: Path) -> None:
    """The engine needs it so, also for pipelines that its client forgot to end."""
    heard = tmp_path / "heard"
    play = Play(tmp_path, f"open({str(heard)!r}, 'a').write(kind + ' ' + guid + '\\n')")
    one, two = uuid4(), uuid4()

    async def scene(backend: ChildBackend) -> None:
        await backend.open(b"opening")
        await backend.command(one, b"")
        await backend.command(two, b"")
        await backend.forget(one)

    perform(play, scene)
    lines = heard.read_text().splitlines()
    assert lines[-3:] == [f"Close {one}", f"Close {two}", f"Close {UUID(int=0)}"]
