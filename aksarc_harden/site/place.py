"""Places in the operator's files: what a problem points at."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from aksarc_harden.errors import InputProblem


@dataclass(frozen=True)
class Place:
    """A file, and a line in it where one is known (the first is 1)."""

    file: Path | None = None
    line: int | None = None

    def problem(self, what: str, cure: str) -> InputProblem:
        """Say what is wrong here, and what would be right."""
        return InputProblem(what, cure, self.file, self.line)


NOWHERE = Place()
