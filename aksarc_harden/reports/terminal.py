"""
The report for people: what was found, what was changed, what was not and why, and how to go on.

What an operator needs first comes last, where a terminal stands when all is written: scores, counts, the way on.
`audit`, `plan` and dry runs give each finding and each change in full; a run gives its changes by topic, and in full
only what did not come out as wanted.
"""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console

from aksarc_harden.model.change import ChangeState, Plan
from aksarc_harden.model.finding import Finding, Verdict
from aksarc_harden.model.outcome import HostOutcome, RunOutcome, Verb
from aksarc_harden.reports.closing import Commands, closing_lines
from aksarc_harden.reports.console import write
from aksarc_harden.reports.details import show_changes, show_findings, show_troubles
from aksarc_harden.reports.gathered import (
    Plans,
    change_rows,
    failed_changes,
    failed_hosts,
    finding_rows,
    topic_rows,
    unreadable,
)
from aksarc_harden.reports.overview import show_hosts, show_topics, show_totals
from aksarc_harden.reports.values import plain
from aksarc_harden.reports.words import Words, words

_FEW = 10  # so many changes are shown in full whenever they are shown
_EXPLAINED = (ChangeState.PLANNED, ChangeState.NOT_IN_FORCE)  # shown as changes that did not hold


def show(
    outcome: RunOutcome,
    console: Console,
    *,
    plan_shown: bool = False,
    commands: Commands | None = None,
    language: str = "en",
) -> None:
    """
    Write the report of a run.

    Args:
        plan_shown: the plan was shown before (`show_plan`), and is not repeated.
        commands: how this program is called, for the lines that say how to go on.
    """
    said = words(language)
    if plan_shown:
        console.print()
    write(console, _heading(outcome, said), "bold")
    if outcome.verb is not Verb.AUDIT and not plan_shown:
        _show_run(outcome, console, said)
    _show_what_remains(outcome, console, said)
    show_hosts(outcome, console, said)
    show_troubles(said("troubles"), failed_hosts(outcome.hosts, said), console, said)
    console.print()
    for line in closing_lines(outcome, commands or Commands(), said):
        write(console, line)


def show_plan(
    plans: Iterable[tuple[str, Plan]],
    console: Console,
    said: Words | None = None,
    *,
    back: bool = False,
    in_full: bool = False,
) -> None:
    """Write what would be changed, or taken `back`, and what is held back: by topic, or each change in full."""
    listed, said = list(plans), said or words()
    changes = [(host, plan.changes) for host, plan in listed]
    _show_changes(said.line("plan"), changes, console, said, back=back, in_full=in_full)
    held_back = [(host, plan.held_back) for host, plan in listed]
    if in_full:
        show_changes(said.line("held-back"), change_rows(held_back, said), len(listed), console, said)
    else:
        show_totals(said.line("held-back"), topic_rows(held_back), console, said)


def _heading(outcome: RunOutcome, said: Words) -> str:
    profile = said.line("heading-profile", profile=outcome.profile) if outcome.profile else ""
    is_kept = outcome.verb in (Verb.AUDIT, Verb.ROLLBACK) or any(host.changes for host in outcome.hosts)
    run = said.line("heading-run", run=outcome.run_id) if is_kept else ""  # a plan is not kept, so its id leads nowhere
    dry = said.line("heading-dry") if outcome.dry_run else ""
    title = said("title", verb=said.verb(outcome.verb), site=plain(outcome.site))
    return f"{title}{profile}{run}{dry}"


def _show_changes(title: str, plans: Plans, console: Console, said: Words, *, back: bool, in_full: bool) -> None:
    """Write changes by topic, those that may cut access apart; or in full, also where they are few."""
    rows = change_rows(plans, said, back=back)
    if in_full or len(rows) <= _FEW:
        show_changes(title, rows, len(plans), console, said)
        return
    for is_risky, name in ((False, title), (True, said.line("last-risky", title=title))):
        part = [(host, [one for one in changes if bool(one.can_cut_access) is is_risky]) for host, changes in plans]
        show_topics(name, topic_rows(part), len(plans), console, said)
    restart = [(host, [one for one in changes if one.needs_reboot]) for host, changes in plans]
    show_totals(said.line("after-restart"), topic_rows(restart), console, said)


def _show_run(outcome: RunOutcome, console: Console, said: Words) -> None:
    """Write the changes made, or those that would be and what is held back."""
    back = outcome.verb is Verb.ROLLBACK
    made = [(host.host, [each.change for each in host.changes]) for host in outcome.hosts]
    title = said.line("put-back") if back else said("changes")
    _show_changes(title, made, console, said, back=back, in_full=False)
    is_asked_for = outcome.dry_run or outcome.verb is Verb.PLAN
    plans = [(host.host, host.plan if is_asked_for else Plan(held_back=host.plan.held_back)) for host in outcome.hosts]
    show_plan(plans, console, said, back=back, in_full=is_asked_for)


def _show_what_remains(outcome: RunOutcome, console: Console, said: Words) -> None:
    """Write in full what is not as wanted: changes that did not hold, drift, what could not be read, exemptions."""
    hosts, everyone = outcome.hosts, len(outcome.hosts)
    back = outcome.verb is Verb.ROLLBACK
    show_troubles(said.line("did-not-hold"), failed_changes(hosts, said, back=back), console, said)
    is_audit = outcome.verb is Verb.AUDIT
    drifted = finding_rows(hosts, said, _is_finding if is_audit else _is_unexplained)
    show_findings(said("findings") if is_audit else said.line("remains"), drifted, everyone, console, said)
    missing = unreadable(hosts, said)
    controls = said.counted(sum(len(row.about) for row in missing), "control")
    show_troubles(said.line("unreadable", controls=controls), missing, console, said)
    exempt = finding_rows(hosts, said, lambda _, finding: finding.verdict is Verdict.EXEMPT)
    show_findings(said.verdict(Verdict.EXEMPT).capitalize(), exempt, everyone, console, said)
    if is_audit and not (drifted or missing) and outcome.unreachable < everyone:
        write(console, said.line("no-findings"))


def _is_finding(host: HostOutcome, finding: Finding) -> bool:
    """Tell what an audit lists: drift, and a waiver that ended although the control is as wanted."""
    has_ended = finding.waiver is not None and finding.verdict is Verdict.COMPLIANT
    return finding.verdict is Verdict.DRIFTED or has_ended


def _is_unexplained(host: HostOutcome, finding: Finding) -> bool:
    """Tell drift that no change shown elsewhere in the report is about."""
    if finding.verdict is not Verdict.DRIFTED:
        return False
    if host.changes:
        shown = [made.change for made in host.changes if made.state in _EXPLAINED]
    else:
        shown = list(host.plan.changes)
    return not any(finding.control.id in change.controls for change in shown)
