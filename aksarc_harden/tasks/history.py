"""Runs beside each other: what differs between two, and how the scores went over many."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn

from invoke import Context

from aksarc_harden.errors import InputError, InputProblem
from aksarc_harden.model.outcome import RunOutcome, Verb
from aksarc_harden.tasks.choices import REHEARSAL, choose, number
from aksarc_harden.tasks.codes import ExitCode
from aksarc_harden.tasks.display import Display, called_as
from aksarc_harden.tasks.front_door import front_door

if TYPE_CHECKING:
    from aksarc_harden.engine.journal import Journal


@front_door(
    earlier="the run to start from (default: the one before the later one)",
    later="the run to compare with it (default: the newest that examined the hosts)",
)
def drift(
    context: Context,
    earlier: str = "",
    later: str = "",
    site: str = REHEARSAL,
    output: str = "terminal",
    debug: bool = False,
) -> int:
    """
    Say what became worse or better between two runs: `runs.drift EARLIER LATER`; without them, the two newest.

    Compares what the runs found when they ended; no host is asked.
    Exit code 0: nothing became worse; 2: something did; 4: some hosts could not be examined in one of them.
    """
    chosen = choose(site=site, output=output)

    from aksarc_harden.reports.drift import compare
    from aksarc_harden.tasks.estate import journal_of

    with journal_of(chosen) as journal:
        found = compare(*_two(journal, earlier, later))
    Display(chosen).show_drift(found)
    if found.hosts_unseen:
        return ExitCode.UNREACHABLE
    return ExitCode.REMAINS if found.is_worse else ExitCode.AS_WANTED


def _two(journal: Journal, earlier: str, later: str) -> tuple[RunOutcome, RunOutcome]:
    """Find the two runs: those named, or the newest ones that examined the hosts."""
    from aksarc_harden.tasks.kept import NEWEST, kept_outcome, kept_outcomes

    runs = [run for run in journal.runs() if run.verb is not Verb.ROLLBACK]
    if later in ("", NEWEST):
        second = next(kept_outcomes(journal, runs), None) or _too_few()
    else:
        second = _examined(kept_outcome(journal, later))
    if earlier:
        return _examined(kept_outcome(journal, earlier)), second
    ids = [run.id for run in runs]
    before = runs[ids.index(second.run_id) + 1 :]
    return next(kept_outcomes(journal, before), None) or _too_few(), second


def _too_few() -> NoReturn:
    problem = InputProblem("this site has no two runs with reports to compare", f"make one more: {called_as()} audit")
    raise InputError(problem)


def _examined(outcome: RunOutcome) -> RunOutcome:
    if outcome.verb is Verb.ROLLBACK:
        what = f"run {outcome.run_id} is a rollback, which examines nothing"
        raise InputError(InputProblem(what, "name an audit or a harden run"))
    return outcome


@dataclass(frozen=True)
class Point:
    """The scores of one run; `hosts` holds those of each host after it, null where nothing counted."""

    run: str
    verb: Verb
    started: str
    score_before: float | None
    score_after: float | None
    hosts: Mapping[str, float | None]


@front_door(last="so many runs, the newest ones (default: 8)")
def trend(
    context: Context, site: str = REHEARSAL, last: str = "8", output: str = "terminal", debug: bool = False
) -> int:
    """Show how the scores went from run to run, over all hosts and on each, the oldest first."""
    chosen = choose(site=site, output=output)
    count = int(number(last, "last", low=1, high=10_000, whole=True))

    from aksarc_harden.tasks.estate import journal_of

    with journal_of(chosen) as journal:
        points = _points(journal, count)
    if chosen.output == "json":
        Display(chosen).show_rows("Trend", "trend", points, {})
    else:
        _show(points, Display(chosen), site)
    return ExitCode.AS_WANTED


TASKS = (drift, trend)


def _points(journal: Journal, count: int) -> list[Point]:
    from aksarc_harden.model.outcome import score
    from aksarc_harden.tasks.kept import kept_outcomes

    runs = [run for run in journal.runs() if run.verb is not Verb.ROLLBACK and run.finished][:count]
    hosts = {
        outcome.run_id: {host.host: score(host.after) for host in outcome.hosts}
        for outcome in kept_outcomes(journal, runs)
    }
    return [
        Point(run.id, run.verb, run.started, run.score_before, run.score_after, hosts.get(run.id, {}))
        for run in reversed(runs)
    ]


def _show(points: Sequence[Point], display: Display, site: str) -> None:
    """Write a row of each host and a column of each run."""
    names = dict.fromkeys(name for point in points for name in point.hosts)
    rows: list[tuple[str, list[float | None]]] = [("all hosts", [point.score_after for point in points])]
    rows += [(name, [point.hosts.get(name) for point in points]) for name in names]
    cells: dict[str, Callable[[Any], object]] = {"Host": lambda row: row[0]}
    for place, point in enumerate(points):
        heading = f"{point.started[5:10]}\n{point.started[11:16]}\n{point.verb}"
        while heading in cells:
            heading += " "
        cells[heading] = partial(_score_at, place)
    if len(points) > 1:
        cells["Change"] = lambda row: _moved(row[1])
    display.show_rows(f"Scores of site {site}, times in UTC", "trend", rows if points else [], cells)


def _score_at(place: int, row: tuple[str, Sequence[float | None]]) -> str:
    value = row[1][place]
    return "–" if value is None else f"{value:.1f}"


def _moved(scores: Sequence[float | None]) -> str:
    """Say how far a score went from the first run that has one to the last."""
    known = [score for score in scores if score is not None]
    return f"{known[-1] - known[0]:+.1f}" if len(known) > 1 else ""
