"""Plan: from findings to the changes that would mend them, and those held back because they may cut access."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from aksarc_harden.engine.resolve import Aim
from aksarc_harden.model.change import Change, Plan
from aksarc_harden.model.control import Control, Reboot, Want
from aksarc_harden.model.finding import Finding, Verdict
from aksarc_harden.model.found import ABSENT, Absent, Found, Missing, Unreadable, Value, Wanted
from aksarc_harden.model.rule import Rule
from aksarc_harden.model.setting import Setting


def plan_host(
    aims: Iterable[Aim], found: Mapping[Setting, Found], findings: Sequence[Finding], *, allow_risky: bool
) -> Plan:
    """Plan the changes of one host; risky ones come last, or are held back where nobody allowed them."""
    drifted = {finding.control.id for finding in findings if finding.verdict is Verdict.DRIFTED}
    changes = [
        change
        for aim in aims
        if (change := _change(aim, found[aim.setting], [c for c in aim.controls if c.id in drifted]))
    ]
    safe = tuple(change for change in changes if not change.can_cut_access)
    risky = tuple(change for change in changes if change.can_cut_access)
    return Plan(safe + risky, ()) if allow_risky else Plan(safe, risky)


def mark_held_back(findings: Sequence[Finding], plan: Plan) -> tuple[Finding, ...]:
    """Give the findings again, those that the plan holds back marked as such."""
    held = {control for change in plan.held_back for control in change.controls}
    return tuple(
        replace(finding, verdict=Verdict.HELD_BACK)
        if finding.verdict is Verdict.DRIFTED and finding.control.id in held
        else finding
        for finding in findings
    )


def _change(aim: Aim, found: Found, drifted: Sequence[Control]) -> Change | None:
    if not drifted or isinstance(found, Unreadable):
        return None
    wanted = _wanted(aim.setting, aim.accept, aim.want, found)
    if wanted is None or wanted == found or (wanted is ABSENT and isinstance(found, Missing)):
        return None
    return Change(
        setting=aim.setting,
        before=found,
        wanted=wanted,
        controls=tuple(control.id for control in drifted),
        can_cut_access=tuple(dict.fromkeys(cut for control in drifted for cut in control.can_cut_access)),
        needs_reboot=any(control.needs_reboot is Reboot.YES for control in drifted),
    )


def _wanted(setting: Setting, accept: Rule, want: Want, found: Value | Missing) -> Wanted | None:
    if want is None or isinstance(want, Absent):
        return want
    word = setting.value_type
    data = found.data if isinstance(found, Value) and found.type == word else None
    return Value(accept.to_write(data, want), word)
