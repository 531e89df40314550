"""Reports kept in the journal: writing that of a run that has just ended, and finding that of an earlier one."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from typing import TYPE_CHECKING, NoReturn

from aksarc_harden.errors import InputError, InputProblem
from aksarc_harden.model.outcome import RunOutcome, Verb
from aksarc_harden.tasks.display import called_as, say

if TYPE_CHECKING:  # the journal is loaded when it is opened
    from aksarc_harden.engine.journal import Journal, RunSummary

NEWEST = "newest"


def keep(journal: Journal, outcome: RunOutcome) -> None:
    """
    Keep the report of a run; plans and dry runs are in no journal, so theirs is not kept.

    What the run did is done, so a journal that takes no more is said and stops nothing.
    """
    from aksarc_harden.reports.document import kept_text

    if outcome.dry_run or all(run.id != outcome.run_id for run in journal.runs()):
        return
    try:
        journal.keep_document(outcome.run_id, kept_text(outcome))
    except sqlite3.Error as error:
        say(f"The report of run {outcome.run_id} could not be kept for later: {error}.")


def kept_outcome(journal: Journal, run_id: str) -> RunOutcome:
    """
    Find the outcome of an earlier run; `newest` or nothing is the newest that has a report.

    Raises:
        InputError: there is no such run, or no report of it.
    """
    if run_id in ("", NEWEST):
        return next(kept_outcomes(journal, journal.runs()), None) or _none_there()
    run = next((run for run in journal.runs() if run.id == run_id), None)
    if run is None:
        raise InputError(InputProblem(f"there is no run {run_id}", f"{called_as()} runs lists all of this site"))
    return next(kept_outcomes(journal, [run]), None) or _not_kept(run)


def kept_outcomes(journal: Journal, runs: list[RunSummary] | tuple[RunSummary, ...]) -> Iterator[RunOutcome]:
    """Read the outcomes of those runs of which a report is kept, in their order, one by one."""
    from aksarc_harden.reports.restored import outcome_from

    for run in runs:
        text = journal.document(run.id)
        if text is not None:
            yield outcome_from(json.loads(text))


def _none_there() -> NoReturn:
    raise InputError(InputProblem("this site has no run with a report yet", f"make one: {called_as()} audit"))


def _not_kept(run: RunSummary) -> NoReturn:
    cure = f"{called_as()} runs lists all; an audit made now has one"
    if run.finished is None and run.verb is Verb.HARDEN:
        cure = f"{called_as()} harden goes on with it and ends it"
    why = "it was not finished" if run.finished is None else "none was kept when it ended"
    raise InputError(InputProblem(f"run {run.id} has no report: {why}", cure))
