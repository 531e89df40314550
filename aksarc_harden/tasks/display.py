"""
Where a task's words go: the report to standard output, everything else to standard error.

With `--output json` standard output holds the document alone.
"""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aksarc_harden.errors import RefusedError
from aksarc_harden.reports.reader import go_on_without
from aksarc_harden.tasks.choices import REHEARSAL, Choices

if TYPE_CHECKING:  # rich is loaded when something is drawn, not when tasks are listed
    from rich.console import Console

    from aksarc_harden.model.change import Plan
    from aksarc_harden.model.outcome import RunOutcome
    from aksarc_harden.reports.progress import Bars, Lines

    Confirm = Callable[[Mapping[str, Plan]], bool]


def say(line: str) -> None:
    """Tell the operator something that is not the report."""
    print(line, file=sys.stderr, flush=True)  # noqa: T201 — the command line speaks


def command() -> str:
    """Say how this program is called, for lines that tell how to go on."""
    return "aksarc" if Path(sys.argv[0]).name == "aksarc" else "./aksarc"


class Display:
    """The report, the progress and the question of one task."""

    def __init__(self, output: str, *, site: str = "", back: bool = False) -> None:
        self._output = output
        self._site = "" if site == REHEARSAL else site  # as the operator named it
        self._back = back  # the changes shown are taken back
        self._plan_shown = False

    def progress(self) -> Bars | Lines:
        """Give the watcher that fits where standard error goes."""
        from aksarc_harden.reports.progress import Bars, Lines
        from aksarc_harden.reports.terminal import console_on

        console = console_on(sys.stderr)
        return Bars(console) if console.is_interactive else Lines(sys.stderr)

    def show(self, outcome: RunOutcome) -> None:
        """Write the report of a run."""
        if self._output == "json":
            from aksarc_harden.reports.document import text

            _write(text(outcome))
            return
        from aksarc_harden.reports.terminal import show

        show(outcome, self._console(), plan_shown=self._plan_shown, command=command(), site=self._site)

    def show_rows(self, title: str, name: str, rows: Sequence[Any]) -> None:
        """Write a list of frozen rows: a table with a column a field, or a document with one list of that name."""
        if self._output == "json":
            document = {name: [dataclasses.asdict(row) for row in rows]}
            _write(json.dumps(document, indent=2, default=str))
            return
        from aksarc_harden.reports.terminal import show_rows

        if not rows:
            say(f"{title}: none.")
            return
        columns = [field.name for field in dataclasses.fields(rows[0])]
        titles = [column.replace("_", " ").capitalize() for column in columns]
        cells = ([_cell(getattr(row, column)) for column in columns] for row in rows)
        show_rows(title, titles, cells, self._console())

    def confirm(self, choices: Choices, *, is_rehearsal: bool) -> Confirm | None:
        """
        Give what is asked before anything is written; None where nobody need be asked.

        Raises:
            RefusedError: somebody must be asked, and nobody is there.
        """
        if choices.yes or choices.dry_run:
            return None
        if is_rehearsal:
            return None if self._output == "json" else self._show_rehearsed
        if not (sys.stdin and sys.stdin.isatty()):
            raise RefusedError(
                "nobody is here to confirm the changes: add --yes to make them, or --dry-run to see them"
            )
        return self._ask

    def _show_rehearsed(self, plans: Mapping[str, Plan]) -> bool:
        self._show_plan(plans)
        say("This is the rehearsal, a simulated estate: nothing real is touched, so it goes on without asking.")
        return True

    def _ask(self, plans: Mapping[str, Plan]) -> bool:
        from aksarc_harden.reports.terminal import counted

        self._show_plan(plans)
        changes = counted(sum(len(plan.changes) for plan in plans.values()), "change")
        sys.stdout.flush()
        what = "Take back" if self._back else "Make"
        sys.stderr.write(f"{what} {changes} on {counted(len(plans), 'host')}? [y/N] ")
        sys.stderr.flush()
        return sys.stdin.readline().strip().lower() in ("y", "yes")

    def _show_plan(self, plans: Mapping[str, Plan]) -> None:
        from aksarc_harden.reports.terminal import console_on, show_plan

        # The document must stay alone on standard output; the plan it is asked about still has to be seen.
        console = console_on(sys.stderr) if self._output == "json" else self._console()
        show_plan(plans.items(), console, back=self._back)
        self._plan_shown = self._output != "json"

    def _console(self) -> Console:
        from aksarc_harden.reports.terminal import console_on

        return console_on(sys.stdout)


def _write(document: str) -> None:
    """Write a document; a reader that goes away (`| head`) is no error of ours."""
    try:
        sys.stdout.write(document + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        go_on_without(sys.stdout)


def _cell(value: object) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Iterable) and not isinstance(value, str):
        return ", ".join(map(str, value))
    return str(value)
