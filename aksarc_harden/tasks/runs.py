"""Runs made: which there were, and taking one back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from invoke import Context

from aksarc_harden.model.outcome import Verb
from aksarc_harden.tasks.choices import REHEARSAL, REPORT_HELP, REPORTS, choose
from aksarc_harden.tasks.codes import ExitCode, code_of
from aksarc_harden.tasks.display import Display
from aksarc_harden.tasks.front_door import front_door

if TYPE_CHECKING:  # the journal is loaded when it is opened
    from aksarc_harden.engine.journal import RunSummary


@front_door(
    changes=True,
    run="the run to take back; `runs` lists them (default: the newest that changed something)",
    output=REPORT_HELP,
)
def rollback(
    context: Context,
    run: str = "",
    site: str = REHEARSAL,
    limit: str = "",
    output: str = "terminal",
    yes: bool = False,
    dry_run: bool = False,
    vault_password_file: str = "",
    debug: bool = False,
) -> int:
    """
    Put everything back that a run changed: `rollback RUN`, or `rollback` for the newest run.

    Exit code 0: all of it is back; 2: something is not; 4: some hosts could not be done.
    """
    chosen = choose(
        site=site, limit=limit, output=output, yes=yes, dry_run=dry_run, vault_password_file=vault_password_file,
        outputs=REPORTS,
    )  # fmt: skip
    display = Display(chosen, back=True)

    from aksarc_harden.runbooks.harden import roll_back
    from aksarc_harden.tasks.estate import ordered
    from aksarc_harden.tasks.kept import keep

    opened = ordered(chosen, display.progress(), purpose="rollback", changes=not dry_run, with_controls=False)
    with opened as (order, is_rehearsal):
        preview = roll_back(replace(order, dry_run=True), run or None)
        confirm = display.confirm(is_rehearsal=is_rehearsal)
        if confirm is not None and not confirm({host.host: host.plan for host in preview.hosts}):
            return ExitCode.REMAINS
        outcome = roll_back(order, run or None)
        keep(order.journal, outcome)
    display.show(outcome)
    return code_of(outcome)


@front_door(name="list")
def runs(context: Context, site: str = REHEARSAL, output: str = "terminal", debug: bool = False) -> int:
    """List the runs made over the site, the newest first."""
    chosen = choose(site=site, output=output)

    from aksarc_harden.tasks.estate import journal_of

    with journal_of(chosen) as journal:
        rows = journal.runs()
    Display(chosen).show_rows(f"Runs over site {site}, named by their start in UTC", "runs", rows, _CELLS)
    return ExitCode.AS_WANTED


def _verb(run: RunSummary) -> str:
    return f"{run.verb} of …{run.of_run.rpartition('-')[2]}" if run.of_run else run.verb


def _score(run: RunSummary) -> str:
    scores = (f"{score:.1f}" for score in (run.score_before, run.score_after) if score is not None)
    return " → ".join(dict.fromkeys(scores))


_CELLS: Mapping[str, Callable[[RunSummary], object]] = {
    "Run": lambda run: run.id,
    "Verb": _verb,
    "Changes": lambda run: run.changes,
    "To take back": lambda run: run.open_changes if run.verb is Verb.HARDEN else None,
    "Score": _score,
    "Note": lambda run: None if run.finished else "not finished",
}
