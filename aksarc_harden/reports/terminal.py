"""
The report for people: what was found, what was changed, what was not and why, and how to go on.

It is drawn with rich: no colour where the output is no terminal or NO_COLOR is set, no markup read from what hosts say.
"""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TextIO

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from aksarc_harden.model.change import ChangeState, Plan
from aksarc_harden.model.control import Severity
from aksarc_harden.model.finding import Verdict
from aksarc_harden.model.outcome import HostOutcome, RunOutcome, Verb, score
from aksarc_harden.reports.gathered import (
    ChangeRow,
    FindingRow,
    finding_rows,
    hosts_text,
    made_rows,
    plan_rows,
)
from aksarc_harden.reports.reader import go_on_without
from aksarc_harden.reports.values import LONGEST_SETTING, plain, setting_text
from aksarc_harden.reports.words import Words, words

LOG_WIDTH = 180  # columns where there is no terminal to ask: registry paths stay on one line

_COUNTED = (Verdict.COMPLIANT, Verdict.DRIFTED, Verdict.HELD_BACK, Verdict.UNREADABLE, Verdict.EXEMPT)

_STYLES = {
    Verdict.DRIFTED: "yellow",
    Verdict.UNREADABLE: "magenta",
    Verdict.HELD_BACK: "cyan",
    Severity.CRITICAL: "bold red",
    Severity.HIGH: "red",
    Severity.MEDIUM: "yellow",
}


class _Console(Console):
    """rich's console, but for a reader that goes away: rich ends the program, with a code that means an error."""

    def on_broken_pipe(self) -> None:
        self.quiet = True
        go_on_without(self.file)


def console_on(stream: TextIO) -> Console:
    """Make a console that draws on a stream as wide as its terminal, and wide where there is none."""
    width = None if stream.isatty() else LOG_WIDTH
    return _Console(file=stream, width=width, highlight=False, markup=False, emoji=False)


def show(
    outcome: RunOutcome, console: Console, *, plan_shown: bool = False, command: str = "./aksarc", site: str = ""
) -> None:
    """
    Write the report of a run.

    Args:
        site: how the operator named the site, for the same lines; empty where it need not be named.
        command: how this program was called, for the lines that say how to go on.
        plan_shown: the plan was shown before (`show_plan`), and is not repeated.
    """
    said = words()
    console.print(_heading(outcome))
    console.print(_hosts_table(outcome, said))
    plans = [(host.host, host.plan) for host in outcome.hosts]
    back = outcome.verb is Verb.ROLLBACK
    made = any(host.changes for host in outcome.hosts)
    if made:
        _show_made(outcome, console, said, only_failed=plan_shown and not back)
    elif outcome.verb is not Verb.AUDIT and not plan_shown:
        _show_changes(plans, console, back=back)
    if outcome.verb is Verb.AUDIT:
        _show_findings(outcome, console, said)
    elif not back:
        _show_remaining(outcome, console, said)
    if not plan_shown:
        _show_held_back(plans, console, said)
    _show_failures(outcome, console, said)
    for line in (*_closing_lines(outcome), *_ways_on(outcome, command, site)):
        console.print(Text(line))


def show_plan(plans: Iterable[tuple[str, Plan]], console: Console, *, back: bool = False) -> None:
    """Write what would be changed, or taken `back`, and what is held back with what it may cut."""
    listed = list(plans)
    _show_changes(listed, console, back=back)
    _show_held_back(listed, console, words())


def _show_changes(plans: Sequence[tuple[str, Plan]], console: Console, *, back: bool) -> None:
    rows = plan_rows(((host, plan.changes) for host, plan in plans), back=back)
    if not rows:
        return
    table = _change_table("Plan", "Note", console)
    for row in rows:
        notes = ["restart needed"] if row.needs_reboot else []
        if row.cuts:
            notes.append(f"may cut {words().cuts(row.cuts)}")
        table.add_row(*_change_cells(row, len(plans)), ", ".join(notes))
    console.print(table)


def _show_held_back(plans: Sequence[tuple[str, Plan]], console: Console, said: Words) -> None:
    rows = plan_rows((host, plan.held_back) for host, plan in plans)
    if rows:
        table = _change_table("Held back: may cut access", "May cut", console)
        for row in rows:
            table.add_row(*_change_cells(row, len(plans)), said.cuts(row.cuts))
        console.print(table)


def show_rows(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]], console: Console) -> None:
    """Write a plain table of anything else: runs, rehearsed hosts."""
    table = _table(title, *columns)
    for row in rows:
        table.add_row(*(Text(plain(str(cell))) for cell in row))
    console.print(table)


def _heading(outcome: RunOutcome) -> Text:
    dry = ", dry run" if outcome.dry_run else ""
    profile = f" · profile {outcome.profile}" if outcome.profile else ""
    return Text(f"{str(outcome.verb).capitalize()} of site {outcome.site}{profile} · run {outcome.run_id}{dry}", "bold")


def _table(title: str, *columns: str) -> Table:
    table = Table(
        title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0)
    )
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _change_table(title: str, last: str, console: Console) -> Table:
    """Make a table of changes, whose first column is wide enough for the id of nearly every control."""
    table = _table(title, "Control and setting", "Before → after", "Hosts", last)
    table.columns[0].min_width = min(LONGEST_SETTING, console.width * 2 // 5)
    return table


def _hosts_table(outcome: RunOutcome, said: Words) -> Table:
    """Make a row of each host; a verdict that no host has gets no column."""
    table = _table("Hosts", "Host", "Platform", "Role")
    seen = {finding.verdict for host in outcome.hosts for finding in host.after}
    verdicts = [verdict for verdict in _COUNTED if verdict in seen or verdict in _COUNTED[:2]]
    for verdict in verdicts:
        table.add_column(said.verdict(verdict).capitalize(), justify="right")
    with_changes = any(host.changes for host in outcome.hosts)
    for name in ("Changes", "Score") if with_changes else ("Score",):
        table.add_column(name, justify="right")
    table.add_column("Note")
    for host in outcome.hosts:
        counts = Counter(finding.verdict for finding in host.after)
        about = (host.facts.platform, host.facts.role) if host.facts else ("–", "–")
        table.add_row(
            Text(plain(host.host)),
            *map(str, about),
            *(Text(str(counts[each]), _STYLES.get(each, "") if counts[each] else "dim") for each in verdicts),
            *([str(len(host.changes))] if with_changes else []),
            _score_move(score(host.before), score(host.after)),
            Text(", ".join(_host_notes(host))),
        )
    return table


def _host_notes(host: HostOutcome) -> list[str]:
    notes = ["could not be done" if not host.after else "not finished"] if host.error else []
    if host.needs_reboot:
        notes.append("restart needed")
    if host.unverified_certificate:
        notes.append("certificate not checked")
    return notes


def _score_move(before: float | None, after: float | None) -> str:
    if before is None and after is None:
        return "–"
    return _score(after) if before == after else f"{_score(before)} → {_score(after)}"


def _score(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"


def _show_findings(outcome: RunOutcome, console: Console, said: Words) -> None:
    rows = finding_rows(outcome.hosts, said)
    if rows:
        _print_findings("Findings", rows, outcome, console, said)
    elif outcome.unreachable < len(outcome.hosts):
        console.print(Text("No findings: every control is as the profile wants it."))


def _show_remaining(outcome: RunOutcome, console: Console, said: Words) -> None:
    """Write what is left after the changes, without what the plan has shown already."""
    shown = {Verdict.UNREADABLE, Verdict.EXEMPT}
    if outcome.verb is Verb.HARDEN and not outcome.dry_run:
        shown.add(Verdict.DRIFTED)
    rows = [row for row in finding_rows(outcome.hosts, said) if row.verdict in shown]
    if rows:
        _print_findings("What remains", rows, outcome, console, said)


def _print_findings(title: str, rows: Iterable[FindingRow], outcome: RunOutcome, console: Console, said: Words) -> None:
    table = _table(title, "Severity", "Verdict", "Control", "Found", "Accepted", "Hosts", "Note")
    for row in rows:
        table.add_row(
            Text(said.severity(row.severity), _STYLES.get(row.severity, "")),
            Text(said.verdict(row.verdict), _STYLES.get(row.verdict, "")),
            Text(f"{row.control}\n{plain(row.title)}"),
            Text(row.found),
            Text(plain(row.accepts)),
            Text(plain(hosts_text(row.hosts, len(outcome.hosts)))),
            Text(plain(row.note)),
        )
    console.print(table)


def _show_made(outcome: RunOutcome, console: Console, said: Words, *, only_failed: bool) -> None:
    """Write the changes and their verification, or only those that did not hold."""
    back = outcome.verb is Verb.ROLLBACK
    good = said.state(ChangeState.ROLLED_BACK if back else ChangeState.IN_FORCE)
    rows = [row for row in made_rows(outcome.hosts, said, back=back) if row.state != good or not only_failed]
    if not rows:
        return
    title = "Changes that did not hold" if only_failed else "Changes"
    table = _change_table(title, "Result", console)
    for row in rows:
        result = Text(row.state, "green" if row.state == good else "yellow")
        table.add_row(
            *_change_cells(row, len(outcome.hosts)), result.append(f"\n{plain(row.cause)}" if row.cause else "")
        )
    console.print(table)


def _change_cells(row: ChangeRow, everyone: int) -> tuple[Text, Text, Text]:
    setting = setting_text(row.setting)
    asked = Text("\n".join((*row.controls, setting)))
    asked.stylize("dim", len(asked) - len(setting))
    return asked, Text(row.move), Text(plain(hosts_text(row.hosts, everyone)))


def _show_failures(outcome: RunOutcome, console: Console, said: Words) -> None:
    failed = [host for host in outcome.hosts if host.error]
    if failed:
        table = _table("Hosts that could not be done", "Host", "Cause", "What to do")
        for host in failed:
            if host.error:
                table.add_row(Text(plain(host.host)), Text(plain(said.says(host.error))), Text(said.cure(host.error)))
        console.print(table)


def _closing_lines(outcome: RunOutcome) -> list[str]:
    """Say what came of it: counts, restarts, scores."""
    lines = [] if outcome.verb is Verb.AUDIT else [_changes_line(outcome)]
    restarts = sum(host.needs_reboot for host in outcome.hosts)
    if restarts:
        hosts = counted(restarts, "host")
        lines.append(f"{hosts} must be restarted for everything to be in force; nothing was restarted.")
    if outcome.score_after is not None:
        lines.append(_score_line(outcome))
    return lines


def _changes_line(outcome: RunOutcome) -> str:
    states = Counter(made.state for host in outcome.hosts for made in host.changes)
    made, good = states.total(), states[ChangeState.IN_FORCE] + states[ChangeState.ROLLED_BACK]
    if made:
        what = "put back" if outcome.verb is Verb.ROLLBACK else "made"
        return f"{counted(made, 'change')} {what}, {good} of them verified by reading again."
    planned = sum(len(host.plan.changes) for host in outcome.hosts)
    if planned and (outcome.dry_run or outcome.verb is Verb.PLAN):
        return f"Nothing was changed; {counted(planned, 'change')} would be made."
    if planned or outcome.unreachable == len(outcome.hosts):
        return "Nothing was changed."
    return "Nothing to change."


def _score_line(outcome: RunOutcome) -> str:
    line = f"Score {_score_move(outcome.score_before, outcome.score_after)}"
    if outcome.score_if_allowed != outcome.score_after:
        line += f" ({_score(outcome.score_if_allowed)} with what is held back)"
    return line


def _ways_on(outcome: RunOutcome, command: str, site: str) -> list[str]:
    """Say how to go on, as commands to copy."""
    named = f" --site {shlex.quote(site)}" if site else ""
    held = any(host.plan.held_back for host in outcome.hosts)
    drifted = any(finding.verdict is Verdict.DRIFTED for host in outcome.hosts for finding in host.after)
    ways = []
    if outcome.verb is Verb.HARDEN and any(host.changes for host in outcome.hosts):
        ways.append(f"Take it back: {command} rollback {outcome.run_id}{named}")
    elif drifted and outcome.verb is not Verb.ROLLBACK:
        ways.append(f"Bring it to the baseline: {command} harden{named}")
    if held and outcome.verb is not Verb.ROLLBACK and not outcome.allow_risky:
        ways.append(f"Change what may cut access, too: {command} harden --allow-risky{named}")
    return ways


def counted(count: int, what: str) -> str:
    """Say a number of things: `1 host`, `2 hosts`."""
    return f"1 {what}" if count == 1 else f"{count} {what}s"
