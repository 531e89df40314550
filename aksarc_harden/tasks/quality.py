"""The developers' tasks: what a commit must pass, cheapest first; they exist in a checkout only."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

from invoke import Context

from aksarc_harden.tasks.codes import ExitCode
from aksarc_harden.tasks.display import say
from aksarc_harden.tasks.front_door import front_door

_CHECKOUT = Path(__file__).resolve().parents[2]
_TOOLS = Path(sys.executable).parent  # of this virtual environment, on PATH or not

CHECKS = {
    "format": "ruff format --check .",
    "lint": "ruff check .",
    "docstrings of tests": "interrogate --quiet tests",
    "imports": "lint-imports",
    "types": "mypy",
}


@front_door()
def check(context: Context) -> int:
    """Check format, lint, docstrings of tests, imports and types."""
    return ExitCode.ERROR if _failed_checks(context) else ExitCode.AS_WANTED


@front_door(name="test", paths="only the tests in these files or folders, separated by commas")
def run_tests(context: Context, paths: str = "") -> int:
    """Run the checks and all tests; the last line is pytest's own."""
    failed = _failed_checks(context)
    chosen = " ".join(shlex.quote(path) for path in paths.split(",") if path)
    code = _run(context, f"pytest {chosen}")
    return code or (ExitCode.ERROR if failed else ExitCode.AS_WANTED)


@front_door()
def bench(context: Context) -> int:
    """Measure the numbers that the README gives."""
    return _run(context, "python -m bench")


def _failed_checks(context: Context) -> list[str]:
    """Run every check, also after one that failed, and name those that did."""
    failed = []
    for name, line in CHECKS.items():
        say(f"check: {name}")
        if _run(context, line) != 0:
            failed.append(name)
    if failed:
        say(f"These checks failed: {', '.join(failed)}.")
    return failed


def _run(context: Context, line: str) -> int:
    """Run a tool of this environment in the checkout and give its exit code; invoke's `--dry` shows it instead."""
    tool, _, arguments = line.partition(" ")
    there = f"cd {shlex.quote(str(_CHECKOUT))}"  # invoke's own `cd` minds spaces alone
    command = f"{there} && {shlex.quote(str(_TOOLS / tool))} {arguments}"
    result = context.run(command, warn=True, in_stream=False, pty=sys.stdout.isatty())
    return int(result.exited)
