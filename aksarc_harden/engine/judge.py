"""Judge: what a value that was found means for a control; pure, without I/O."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from aksarc_harden.engine.resolve import Aim
from aksarc_harden.model.control import Control, Unknown
from aksarc_harden.model.finding import Finding, Verdict, Waiver
from aksarc_harden.model.found import Found, Missing, Unreadable, Value
from aksarc_harden.model.rule import TextFromSite
from aksarc_harden.model.setting import Setting


def judge(control: Control, found: Found) -> Finding:
    """Say whether what was found is what the control accepts."""
    if isinstance(found, Unreadable):
        return Finding(control, Verdict.UNREADABLE, found, found.cause)
    is_accepted, note = _accepts_absence(control) if isinstance(found, Missing) else _accepts_value(control, found)
    note = "; ".join(filter(None, (note, control.departs)))
    return Finding(control, Verdict.COMPLIANT if is_accepted else Verdict.DRIFTED, found, note=note)


def judge_host(
    aims: Iterable[Aim],
    found: Mapping[Setting, Found],
    left_out: Iterable[Control],
    *,
    host: str,
    waivers: Iterable[Waiver],
    today: date,
) -> tuple[Finding, ...]:
    """Judge every control of a host: those that hold, those beaten there, and those that are not for such a host."""
    by_control = {waiver.control_id: waiver for waiver in waivers if waiver.covers(host)}
    findings = [
        _with_waiver(judge(control, found[aim.setting]), by_control.get(control.id), today)
        for aim in aims
        for control in aim.controls
    ]
    findings += [
        Finding(control, Verdict.NOT_APPLICABLE, note=f"{aim.controls[0].id} holds here instead")
        for aim in aims
        for control in aim.beaten
    ]
    findings += [Finding(control, Verdict.NOT_APPLICABLE) for control in left_out]
    return tuple(findings)


def _with_waiver(finding: Finding, waiver: Waiver | None, today: date) -> Finding:
    if waiver is None:
        return finding
    if waiver.until >= today:
        return Finding(finding.control, Verdict.EXEMPT, finding.found, waiver=waiver)
    note = "; ".join(filter(None, (finding.note, f"its waiver ended on {waiver.until.isoformat()}")))
    return replace(finding, note=note, waiver=waiver)


def _accepts_absence(control: Control) -> tuple[bool, str]:
    if control.accept.or_absent:
        return True, ""
    meaning = control.absent_means
    if isinstance(meaning, Unknown):
        return False, "meaning of absence unknown"
    if meaning is None:
        return False, ""
    return control.accept.accepts(meaning), f"absent counts as {meaning!r}"


def _accepts_value(control: Control, found: Value) -> tuple[bool, str]:
    setting = control.setting
    if found.type != setting.value_type:
        return False, f"its type is {found.type}, not {setting.value_type}"
    if isinstance(control.accept, TextFromSite) and control.accept.given is None and control.want is None:
        return control.accept.accepts(found.data), "the site gives no text of its own"
    return control.accept.accepts(found.data), ""
