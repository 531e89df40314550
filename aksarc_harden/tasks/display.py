"""
Where a task's words go: the report to standard output, everything else to standard error.

With every `--output` but `terminal`, standard output holds the document alone.
"""

from __future__ import annotations

import dataclasses
import json
import os
import shlex
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aksarc_harden.errors import RefusedError
from aksarc_harden.reports.reader import go_on_without
from aksarc_harden.tasks.choices import REHEARSAL, Choices

Cell = Callable[[Any], object]

_WHOLE_WORDS = textwrap.TextWrapper(break_long_words=False, break_on_hyphens=False)

if TYPE_CHECKING:  # rich is loaded when something is drawn, not when tasks are listed
    from rich.console import Console

    from aksarc_harden.model.change import Plan
    from aksarc_harden.model.outcome import RunOutcome
    from aksarc_harden.reports.closing import Commands
    from aksarc_harden.reports.drift import Drift
    from aksarc_harden.reports.progress import Bars, Lines

    Confirm = Callable[[Mapping[str, Plan]], bool]


def say(text: str) -> None:
    """Tell the operator something that is not the report; on a terminal no word of it is broken."""
    if sys.stderr.isatty():
        _WHOLE_WORDS.width = shutil.get_terminal_size().columns
        text = "\n".join(_WHOLE_WORDS.fill(line) for line in text.splitlines())
    print(text, file=sys.stderr, flush=True)  # noqa: T201 — the command line speaks


def called_as() -> str:
    """Say how this program is called, for lines that tell how to go on; the launcher knows."""
    return os.environ.get("AKSARC_CALLED_AS") or ("aksarc" if Path(sys.argv[0]).name == "aksarc" else "./aksarc")


def commands(chosen: Choices) -> Commands:
    """Say how the operator would call this program again for the same hosts and controls."""
    from aksarc_harden.reports.closing import Commands

    site = "" if chosen.site == REHEARSAL else chosen.site
    return Commands(
        called_as(),
        _options(site=site, limit=chosen.limit),
        _options(profile=chosen.profile or "", controls=",".join(chosen.controls)),
    )


def _options(**given: str) -> str:
    return "".join(f" --{name} {shlex.quote(value)}" for name, value in given.items() if value)


class Display:
    """The report, the progress and the question of one task."""

    def __init__(self, chosen: Choices, *, back: bool = False) -> None:
        self._chosen = chosen
        self._is_document = chosen.output != "terminal"
        self._back = back  # the changes shown are taken back
        self._plan_shown = False

    def progress(self) -> Bars | Lines:
        """Give the watcher that fits where standard error goes."""
        from aksarc_harden.reports.console import console_on
        from aksarc_harden.reports.progress import Bars, Lines

        console = console_on(sys.stderr)
        return Bars(console) if console.is_interactive else Lines(sys.stderr)

    def show(self, outcome: RunOutcome, language: str = "en") -> None:
        """Write the report of a run."""
        if self._is_document:
            from aksarc_harden.reports.formats import render

            _write(render(outcome, self._chosen.output, language))
            return
        from aksarc_harden.reports.terminal import show

        show(outcome, self._console(), plan_shown=self._plan_shown, commands=commands(self._chosen), language=language)

    def show_rows(self, title: str, name: str, rows: Sequence[Any], cells: Mapping[str, Cell]) -> None:
        """
        Write a list of frozen rows: a table, or a document with one list of that name and all fields.

        Args:
            cells: a column's title → what of a row stands in it; a column that is empty in every row is left out.
        """
        if self._is_document:
            self.write({name: [dataclasses.asdict(row) for row in rows]})
            return
        from aksarc_harden.reports.overview import show_rows

        if not rows:
            say(f"{title}: none.")
            return
        table = {column: [_text(cell(row)) for row in rows] for column, cell in cells.items()}
        filled = {column: texts for column, texts in table.items() if any(texts)}
        show_rows(title, list(filled), list(zip(*filled.values(), strict=True)), self._console())

    def show_drift(self, drift: Drift) -> None:
        """Write what differs between two runs."""
        if self._is_document:
            self.write({"drift": dataclasses.asdict(drift)})
            return
        from aksarc_harden.reports.drift_lines import show_drift

        show_drift(drift, self._console())

    def write(self, document: Mapping[str, Any]) -> None:
        """Write a document for programs."""
        _write(json.dumps(document, indent=2, default=str))

    def confirm(self, *, is_rehearsal: bool) -> Confirm | None:
        """
        Give what is asked before anything is written; None where nobody need be asked.

        Raises:
            RefusedError: somebody must be asked, and nobody is there.
        """
        if self._chosen.yes or self._chosen.dry_run:
            return None
        if is_rehearsal:
            return None if self._is_document else self._show_rehearsed
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
        from aksarc_harden.reports.values import counted

        self._show_plan(plans)
        changes = counted(sum(len(plan.changes) for plan in plans.values()), "change")
        what = "Take back" if self._back else "Make"
        question = f"{what} {changes} on {counted(len(plans), 'host')}? [y/N, d shows each] "
        while True:
            sys.stdout.flush()
            sys.stderr.write(question)
            sys.stderr.flush()
            answer = sys.stdin.readline().strip().lower()
            if answer != "d":
                return answer in ("y", "yes")
            self._show_plan(plans, in_full=True)

    def _show_plan(self, plans: Mapping[str, Plan], *, in_full: bool = False) -> None:
        from aksarc_harden.reports.console import console_on
        from aksarc_harden.reports.terminal import show_plan

        # The document must stay alone on standard output; the plan it is asked about still has to be seen.
        console = console_on(sys.stderr) if self._is_document else self._console()
        show_plan(plans.items(), console, back=self._back, in_full=in_full)
        self._plan_shown = not self._is_document

    def _console(self) -> Console:
        from aksarc_harden.reports.console import console_on

        return console_on(sys.stdout)


def _write(document: str) -> None:
    """Write a document; a reader that goes away (`| head`) is no error of ours."""
    try:
        sys.stdout.write(document + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        go_on_without(sys.stdout)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Iterable) and not isinstance(value, str):
        return ", ".join(map(str, value))
    return str(value)
