"""Elements travel over a child's standard streams, whatever the child does; no wait is without a limit."""

from __future__ import annotations

import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest

from aksarc_harden.errors import HostSilentError, HostUnreachableError, ProtocolError
from aksarc_harden.transport.deadline import Deadline
from aksarc_harden.transport.pool import PoolEndedError
from aksarc_harden.transport.session import TimeLimits
from aksarc_harden.transport.streams.process import POOL, LineProcess

PIPELINE = UUID(int=7)
ECHO = """
    for line in sys.stdin:
        kind, guid = line[1:].split()[0], line.split("PSGuid='")[1].split("'")[0]
        if kind == "Data":
            say(line.strip())
        say(f"<{kind}Ack PSGuid='{guid}' />")
"""


@pytest.fixture(autouse=True)
def little_patience_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make children end sooner that do not want to."""
    monkeypatch.setattr("aksarc_harden.transport.streams.process._END_SECONDS", 0.2)


@contextmanager
def child(script: str) -> Iterator[LineProcess]:
    """Run a child that does what a script says; `say` writes a line."""
    head = "import sys, time\ndef say(line):\n    sys.stdout.write(line + '\\n')\n    sys.stdout.flush()\n"
    process = LineProcess([sys.executable, "-c", head + textwrap.dedent(script)], {"PYTHONIOENCODING": "utf-8"})
    try:
        yield process
    finally:
        process.end()


def soon(seconds: float = 10.0) -> Deadline:
    """Give a deadline of so many seconds."""
    return Deadline(TimeLimits(answer=seconds, whole=seconds))


def heard(process: LineProcess) -> list[bytes]:
    """Wait for some data."""
    deadline = soon()
    while not (data := process.hear(deadline.next_wait())):
        pass
    return data


def test_data_comes_back_and_is_acknowledged() -> None:
    """What arrives while an acknowledgement is awaited is kept."""
    with child(ECHO) as process:
        process.say("Data", POOL, b"one", soon())
        process.say("Command", PIPELINE, None, soon())
        assert heard(process) == [b"one"]


def test_large_data_neither_blocks_nor_gets_lost() -> None:
    """Both pipes fill up in turn, and each is read and written as it can be."""
    large = bytes(range(256)) * 2000
    with child(ECHO) as process:
        process.say("Data", POOL, large, soon())
        assert b"".join(heard(process)) == large


def test_lines_may_come_in_pieces_and_together() -> None:
    """Reading does not depend on how the stream is cut."""
    script = """
        head = f"<Data Stream='Default' PSGuid='{'0' * 8}-0000-0000-0000-{'0' * 12}'>"
        one, two = head + "YQ==</Data>", head + "Yg==</Data>"
        for piece in one[:30], one[30:] + "\\n" + two + "\\n" + one + "\\n":
            sys.stdout.write(piece); sys.stdout.flush(); time.sleep(0.05)
        sys.stdin.read()
    """
    with child(script) as process:
        got: list[bytes] = []
        while len(got) < 3:
            got += heard(process)
        assert got == [b"a", b"b", b"a"]


def test_what_a_profile_prints_is_skipped() -> None:
    """Lines that are no element come before the first one."""
    with child("say('Welcome!')\nsay('')\n" + textwrap.dedent(ECHO)) as process:
        process.say("Data", POOL, b"x", soon())
        assert heard(process) == [b"x"]


@pytest.mark.parametrize("line", ["<Data PSGuid='1'>YQ==</Data>", "<html>", f"<Data PSGuid='{POOL}'>Y</Data>"])
def test_an_element_that_is_none_breaks_the_protocol(line: str) -> None:
    """Rubbish is not guessed at."""
    with child(f"say({line!r})\nsys.stdin.read()") as process, pytest.raises(ProtocolError):
        heard(process)


def test_a_line_without_an_end_breaks_the_protocol() -> None:
    """Memory is bounded."""
    with child("while True: sys.stdout.write('x' * 65536)") as process, pytest.raises(ProtocolError):
        heard(process)


def test_a_child_that_never_answers_is_silent() -> None:
    """The time limit ends the wait for its acknowledgement."""
    with child("sys.stdin.read()") as process, pytest.raises(HostSilentError):
        process.say("Command", PIPELINE, None, soon(0.3))


def test_a_child_that_reads_nothing_is_silent() -> None:
    """A full pipe is no reason to wait for ever."""
    with child("time.sleep(60)") as process, pytest.raises(HostSilentError):
        process.say("Data", POOL, b"x" * 5_000_000, soon(0.5))


def test_a_child_that_ends_says_why() -> None:
    """Its last words on standard error are in the error."""
    with (
        child("sys.stderr.write('Kein OpenSSL\\n\\n')") as process,
        pytest.raises(PoolEndedError, match="Kein OpenSSL"),
    ):
        process.say("Command", PIPELINE, None, soon())


def test_a_program_that_is_not_there_is_unreachable() -> None:
    """It is named."""
    with pytest.raises(HostUnreachableError, match="no-such-pwsh"):
        LineProcess(["/no-such-pwsh"], {})


def test_a_child_that_does_not_want_to_end_is_made_to() -> None:
    """Within a bounded time, with all it started."""
    script = "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nsay('<up>')\ntime.sleep(60)"
    started = time.monotonic()
    with child(script) as process, pytest.raises(ProtocolError):
        heard(process)
    assert time.monotonic() - started < 20
