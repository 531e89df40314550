"""Builds the run of a large estate: many hosts, many controls, values that differ from host to host."""

from __future__ import annotations

from dataclasses import replace

from aksarc_harden.model.answer import Cause, CauseCode
from aksarc_harden.model.change import Change, ChangeState, Plan
from aksarc_harden.model.control import Control, Severity
from aksarc_harden.model.finding import Finding, Verdict
from aksarc_harden.model.found import Missing, Unreadable, Value
from aksarc_harden.model.outcome import ChangeOutcome, HostOutcome, RunOutcome, Verb
from aksarc_harden.model.setting import Registry
from tests.support.builders import KEY, a_control, facts_of
from tests.support.outcomes import a_run

_VERDICTS = (Verdict.COMPLIANT, Verdict.DRIFTED, Verdict.COMPLIANT, Verdict.HELD_BACK, Verdict.UNREADABLE)
_SEVERITIES = tuple(Severity)
_DENIED = Cause(CauseCode.ACCESS_DENIED, "PermissionDenied")


def a_large_run(hosts: int, controls: int) -> RunOutcome:
    """Give a harden run in which no two hosts agree on a fifth of the controls."""
    rows = [_control(number) for number in range(controls)]
    return a_run(Verb.HARDEN, *(_host(number, rows) for number in range(hosts)))


def _control(number: int) -> Control:
    return a_control(
        id=f"windows.topic{number % 50}.meaning_{number}",
        title=f"What the setting of number {number} shall be on every host is stated here",
        why="A sentence or two that an administrator can use in a change request, as long as such sentences are.",
        setting=Registry(f"{KEY}\\Policies\\Topic{number % 50}", f"Value{number}"),
        severity=_SEVERITIES[number % 4],
        refs={"CIS": f"18.{number}.1 L1", "STIG": f"V-{254000 + number}"},
    )


def _host(number: int, rows: list[Control]) -> HostOutcome:
    after = tuple(_finding(number, place, control) for place, control in enumerate(rows))
    fixed = [finding for finding in after if finding.verdict is Verdict.COMPLIANT][::2]
    held = [finding for finding in after if finding.verdict is Verdict.HELD_BACK]
    changes = tuple(
        ChangeOutcome(_change(finding.control, Value(number, "DWord")), ChangeState.IN_FORCE) for finding in fixed
    )
    changed = {change.change.controls[0] for change in changes}
    before = tuple(
        replace(finding, verdict=Verdict.DRIFTED) if finding.control.id in changed else finding for finding in after
    )
    plan = Plan(held_back=tuple(_change(finding.control, Missing(KEY)) for finding in held))
    name = f"hci-node{number:03}"
    return HostOutcome(name, facts=facts_of(), before=before, after=after, plan=plan, changes=changes)


def _finding(host: int, place: int, control: Control) -> Finding:
    verdict = _VERDICTS[place % len(_VERDICTS)]
    if verdict is Verdict.UNREADABLE:
        return Finding(control, verdict, Unreadable(_DENIED), _DENIED)
    differs = place % 5 == 1
    return Finding(control, verdict, Value(host * 1000 + place if differs else place % 3, "DWord"))


def _change(control: Control, before: Value | Missing) -> Change:
    return Change(control.setting, before, Value(1, "DWord"), (control.id,), ("winrm",))
