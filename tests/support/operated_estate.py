"""A rehearsal with addresses and a state folder of its own, worked on by the command line alone."""

from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path
from typing import Any

import jsonschema

from aksarc_harden.rehearsal import control
from aksarc_harden.reports.document import schema
from tests.support.command_line import Done, invoke
from tests.support.rehearsal import moved_checkout

_DOWN_SECONDS = 60.0


class OperatedEstate:
    """What an operator sees of the rehearsed estate."""

    def __init__(self, folder: Path) -> None:
        self._checkout, self._state = moved_checkout(folder / "checkout"), str(folder / "state")

    @property
    def site(self) -> Path:
        """Give the folder of its inventory."""
        return self._checkout / "inventories" / "rehearsal"

    def call(self, *words: str) -> Done:
        """Run a task."""
        done = invoke(*words, checkout=self._checkout, XDG_STATE_HOME=self._state)
        assert "Traceback" not in done.stderr
        return done

    def report(self, *words: str, code: int) -> dict[str, Any]:
        """Run a task for its report, which keeps to the schema, and expect an exit code."""
        done = self.call(*words, "--output", "json")
        assert done.returncode == code, done.stderr
        document: dict[str, Any] = json.loads(done.stdout)
        jsonschema.Draft202012Validator(schema()).validate(document)
        return document

    def counted(self, what: str) -> dict[str, int]:
        """Give what each host itself says it counted: `requests` answered, or statements that `changed` it."""
        status = json.loads(self.call("rehearsal.status", "--output", "json").stdout)
        return {host["name"]: host[what] for host in status["hosts"]}

    def kill(self) -> None:
        """Let the daemon die as in a power cut."""
        pid = control.status(self._folder).pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        self.wait_until_down()

    def wait_until_down(self) -> None:
        """Wait for the daemon's end."""
        deadline = time.monotonic() + _DOWN_SECONDS
        while control.is_up(self._folder):
            assert time.monotonic() < deadline
            time.sleep(0.05)

    @property
    def _folder(self) -> Path:
        return Path(self._state) / "aksarc" / control.SITE
