"""Find the processes of one test, by a mark in the environment that they hand on to whatever they start."""

from __future__ import annotations

import contextlib
import time
import uuid
from pathlib import Path

VARIABLE = "AKSARC_TEST_MARK"


class Mark:
    """A mark of a test's own."""

    def __init__(self) -> None:
        self._value = uuid.uuid4().hex

    @property
    def environment(self) -> dict[str, str]:
        """What a process gets to be found again."""
        return {VARIABLE: self._value}

    def living(self) -> set[int]:
        """Give the ids of the marked processes that live; one that has ended and waits for its parent does not."""
        wanted = f"{VARIABLE}={self._value}".encode()
        found = set()
        for folder in Path("/proc").iterdir():
            with contextlib.suppress(OSError):
                if folder.name.isdigit() and wanted in (folder / "environ").read_bytes().split(b"\0"):
                    found.add(int(folder.name))
        return found

    def living_after(self, seconds: float) -> set[int]:
        """Give those that live when so much time has passed, or nothing as soon as none does."""
        deadline = time.monotonic() + seconds
        while (found := self.living()) and time.monotonic() < deadline:
            time.sleep(0.02)
        return found
