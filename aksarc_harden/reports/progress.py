"""
What is seen while hosts are worked on: bars on a terminal, plain lines in a log.

Both hear of the work from many threads at once, by the calls of the fleet's progress protocol, which they need not
know.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from typing import TextIO

from rich.cells import cell_len
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.text import Text

from aksarc_harden.model.outcome import HostOutcome
from aksarc_harden.reports.values import plain
from aksarc_harden.reports.words import Words, words

BAR = 45  # columns that the bar, its numbers and the time take


class Lines:
    """One line for each host and phase: for a log, a pipe, a scheduled run."""

    def __init__(self, stream: TextIO, said: Words | None = None) -> None:
        self._stream = stream
        self._said = said or words()
        self._lock = threading.Lock()
        self._hosts = 0
        self._done = 0

    def started(self, hosts: Sequence[str]) -> None:
        """Say how many hosts there are."""
        self._hosts, self._done = len(hosts), 0

    def phase(self, host: str, phase: str) -> None:
        """Say what is being done on a host."""
        self._say(f"{host}: {phase}")

    def host_done(self, outcome: HostOutcome) -> None:
        """Say that a host is done, or why it could not be."""
        with self._lock:
            self._done += 1
            done = self._done
        result = f"failed, {self._said.says(outcome.error)}" if outcome.error else "done"
        self._say(f"{outcome.host}: {result} ({done} of {self._hosts})")

    def finished(self) -> None:
        """Say nothing: the report follows."""

    def _say(self, line: str) -> None:
        with self._lock, suppress(BrokenPipeError):  # nobody reads any more; the work goes on
            self._stream.write(plain(line) + "\n")
            self._stream.flush()


class Bars:
    """A bar over all hosts with the remaining time, and the phases that the busy hosts are in."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._lock = threading.Lock()
        self._busy: dict[str, str] = {}
        self._shown: Progress | None = None
        self._task = TaskID(0)

    def started(self, hosts: Sequence[str]) -> None:
        """Draw the bar."""
        self.finished()
        shown = Progress(
            TextColumn("hosts"),
            BarColumn(bar_width=20),
            MofNCompleteColumn(),
            TimeRemainingColumn(compact=True),
            TextColumn("{task.description}", markup=False),
            console=self._console,
            transient=True,  # the report says what the bar said
        )
        self._task = shown.add_task("", total=len(hosts))
        shown.start()
        with self._lock:
            self._shown = shown

    def phase(self, host: str, phase: str) -> None:
        """Show what is being done on a host."""
        with self._lock:
            self._busy[host] = str(phase)
            self._redraw()

    def host_done(self, outcome: HostOutcome) -> None:
        """Move the bar; a failed host leaves a line that stays."""
        with self._lock:
            self._busy.pop(outcome.host, None)
            if self._shown is not None:
                self._shown.advance(self._task)
            self._redraw()
        if outcome.error:
            line = f"{outcome.host}: {words().says(outcome.error)}"
            self._console.print(Text(plain(line), style="red"))

    def finished(self) -> None:
        """Take the bar away."""
        with self._lock:
            shown, self._shown = self._shown, None
            self._busy.clear()
        if shown is not None:
            shown.stop()

    def _redraw(self) -> None:
        if self._shown is None:
            return
        told = ", ".join(f"{plain(host)} {phase}" for host, phase in self._busy.items())
        if cell_len(told) > self._console.width - BAR:  # a bar that its own line crowds out tells nothing
            told = ", ".join(f"{phase} {count}" for phase, count in Counter(self._busy.values()).items())
        self._shown.update(self._task, description=told)
