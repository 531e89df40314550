"""
What a simulated host was asked to do: one JSON line a statement, with names and never with values.

A line holds `time` (ISO 8601, UTC), `pipeline` (the client's id), `commands` (each `name` and `parameters`, the names
that were given) and `changed` (`registry`, `files`, `policy`: the parts of the state that were written, even with the
value that was there).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class LoggedStatement:
    """One statement that a host ran."""

    time: str
    pipeline: str
    commands: tuple[tuple[str, tuple[str, ...]], ...]
    changed: tuple[str, ...]

    def to_json(self) -> str:
        """Give the line of the log."""
        commands = [{"name": name, "parameters": list(parameters)} for name, parameters in self.commands]
        form = {"time": self.time, "pipeline": self.pipeline, "commands": commands, "changed": list(self.changed)}
        return json.dumps(form, ensure_ascii=False)

    @staticmethod
    def from_json(line: str) -> LoggedStatement:
        """Read a line of the log."""
        form: dict[str, Any] = json.loads(line)
        commands = tuple((each["name"], tuple(each["parameters"])) for each in form["commands"])
        return LoggedStatement(form["time"], form["pipeline"], commands, tuple(form["changed"]))


def utc_now() -> datetime:
    """Give the time now."""
    return datetime.now(UTC)


class StatementLog:
    """The log of one host, in a file or, without one, in memory."""

    def __init__(self, file: Path | None, now: Callable[[], datetime] = utc_now) -> None:
        self._file = file
        self._now = now
        self._fresh: list[LoggedStatement] = []

    def add(self, pipeline: str, commands: Sequence[tuple[str, Sequence[str | None]]], changed: Sequence[str]) -> None:
        """Note one statement; it is in the file after the next `flush`."""
        named = tuple((name, tuple(each or "" for each in parameters)) for name, parameters in commands)
        self._fresh.append(LoggedStatement(self._now().isoformat(), pipeline, named, tuple(sorted(changed))))

    def flush(self) -> None:
        """Append what was noted to the file."""
        if self._file is None or not self._fresh:
            return
        with self._file.open("a", encoding="utf-8") as stream:
            stream.writelines(each.to_json() + "\n" for each in self._fresh)
        self._fresh.clear()

    def read(self) -> list[LoggedStatement]:
        """Give all statements so far, in order."""
        written: list[LoggedStatement] = []
        if self._file is not None and self._file.exists():
            lines = self._file.read_text(encoding="utf-8").splitlines()
            written = [LoggedStatement.from_json(line) for line in lines]
        return written + self._fresh

    def clear(self) -> None:
        """Forget all statements."""
        self._fresh.clear()
        if self._file is not None:
            self._file.unlink(missing_ok=True)
