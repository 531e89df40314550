"""
Which tasks there are, and how the two programs that offer them start: `invoke` in a checkout, `aksarc` anywhere.

The developers' tasks exist in a checkout only: a wheel has no tests to run.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from invoke import Collection, Program
from invoke.main import program as invoke_program

from aksarc_harden import __version__
from aksarc_harden.places import is_checkout
from aksarc_harden.tasks import catalogue, harden, history, quality, rehearsal, report, runs
from aksarc_harden.tasks.display import called_as
from aksarc_harden.tasks.positions import name_positions
from aksarc_harden.tasks.wrong_words import check_words

_PACKAGE = Path(__file__).resolve().parents[1]


def namespace(package: Path = _PACKAGE) -> Collection:
    """Gather the tasks; those for developers where the package lies in a checkout."""
    tasks = [harden.audit, harden.plan, harden.harden, runs.rollback, report.report]
    if is_checkout(package):
        tasks += [quality.check, quality.run_tests]
        if (package.parent / "bench" / "__main__.py").is_file():
            tasks.append(quality.bench)
    groups = [Collection("catalogue", *catalogue.TASKS), Collection("rehearsal", *rehearsal.TASKS)]
    made = Collection("runs", *history.TASKS)
    made.add_task(runs.runs, default=True)  # `runs` alone means it
    return Collection(*tasks, made, *groups)


class _Aksarc(Program):  # type: ignore[misc]  # invoke's types are not followed
    """The console script: invoke's program with these tasks and no search for others."""

    def parse_tasks(self) -> None:
        _read_words(self, self.collection)
        super().parse_tasks()


def program() -> Program:
    """Make the console script's program."""
    _end_quietly_with_the_reader()
    return _Aksarc(name="aksarc", binary="aksarc", namespace=namespace(), version=__version__)


def opened_by_invoke() -> Collection:
    """Give `invoke` its tasks, and set what it decides before it looks for them."""
    _end_quietly_with_the_reader()
    # invoke forbids compiled files; without them every call would compile this package anew.
    sys.dont_write_bytecode = bool(os.environ.get("PYTHONDONTWRITEBYTECODE"))
    tasks = namespace()
    if hasattr(invoke_program, "core"):  # not there when something else than invoke reads the tasks
        _read_words(invoke_program, tasks)
    return tasks


def _read_words(started: Program, tasks: Collection) -> None:
    """Name the arguments that have a place, and stop at a wrong word with what would be right."""
    words = started.core.unparsed
    name_positions(words, tasks.task_names)
    check_words(words, tasks, started.initial_context, called_as())


def _end_quietly_with_the_reader() -> None:
    """
    Let a closed pipe (`aksarc --list | head`) end the program as it ends others.

    A task takes this back (`front_door`), for the same signal would end it in the middle of a change.
    """
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
