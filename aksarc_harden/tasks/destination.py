"""Where a document goes: to a file that the operator names, else to standard output."""

from __future__ import annotations

import sys
from pathlib import Path

from aksarc_harden.errors import InputError, InputProblem
from aksarc_harden.reports.reader import go_on_without
from aksarc_harden.tasks.display import say


def deliver(document: str, to: str) -> None:
    """
    Write a document; a reader of standard output that goes away is no error of ours.

    Raises:
        InputError: the file cannot be written.
    """
    if to:
        file = Path(to)
        try:
            file.write_text(document + "\n", encoding="utf-8", newline="")
        except OSError as error:
            raise InputError(_problem(file, error)) from error
        say(f"Written: {file}")
        return
    try:
        sys.stdout.write(document + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        go_on_without(sys.stdout)


def _problem(file: Path, error: OSError) -> InputProblem:
    reason = error.strerror or type(error).__name__
    return InputProblem(f"cannot be written: {reason}", "name a file in a folder that this user may write to", file)
