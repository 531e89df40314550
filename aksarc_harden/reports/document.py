"""
The report for programs: one JSON document for each run, described by `schema/report-1.json`.

Every field is always there; what is not known is null.
A change that takes or renames a field needs a new number in the schema's name; one that adds a field does not.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from importlib.resources import files
from typing import Any

from aksarc_harden.model.answer import Cause
from aksarc_harden.model.change import Change, ChangeState
from aksarc_harden.model.finding import Finding, Verdict
from aksarc_harden.model.found import ABSENT, Found, Unreadable, Value, value_to_json
from aksarc_harden.model.outcome import ChangeOutcome, HostOutcome, RunOutcome, score
from aksarc_harden.model.setting import Setting, setting_to_json
from aksarc_harden.reports.words import Words, words

SCHEMA = "urn:aksarc-harden:report:1"


def schema() -> dict[str, Any]:
    """Read the schema that every document keeps to."""
    source = files("aksarc_harden.reports").joinpath("schema").joinpath("report-1.json")
    found: dict[str, Any] = json.loads(source.read_text(encoding="utf-8"))
    return found


def text(outcome: RunOutcome, language: str = "en") -> str:
    """Write the document in ASCII, whatever the terminal is set to; no line break at its end."""
    return json.dumps(document(outcome, language), indent=2)


def kept_text(outcome: RunOutcome) -> str:
    """Write the document to be kept: on one line, in English."""
    return json.dumps(document(outcome), separators=(",", ":"))


def document(outcome: RunOutcome, language: str = "en") -> dict[str, Any]:
    """Give the document as plain data."""
    said = words(language)
    return {
        "$schema": SCHEMA,
        "verb": outcome.verb,
        "site": outcome.site,
        "profile": outcome.profile,
        "run": outcome.run_id,
        "started": outcome.started,
        "dry_run": outcome.dry_run,
        "allow_risky": outcome.allow_risky,
        "summary": _summary(outcome),
        "hosts": [_host(host, said) for host in outcome.hosts],
    }


def _summary(outcome: RunOutcome) -> dict[str, Any]:
    changes = [change for host in outcome.hosts for change in host.changes]
    states = Counter(change.state for change in changes)
    return {
        "hosts": len(outcome.hosts),
        "unreachable": outcome.unreachable,
        "changes": len(changes),
        "changes_by_state": {state.value: states[state] for state in ChangeState},
        "planned": sum(len(host.plan.changes) for host in outcome.hosts),
        "held_back": sum(len(host.plan.held_back) for host in outcome.hosts),
        "needs_reboot": sum(host.needs_reboot for host in outcome.hosts),
        "score_before": outcome.score_before,
        "score_after": outcome.score_after,
        "score_if_allowed": outcome.score_if_allowed,
        "verdicts_before": _verdicts(finding for host in outcome.hosts for finding in host.before),
        "verdicts": _verdicts(finding for host in outcome.hosts for finding in host.after),
    }


def _verdicts(findings: Iterable[Finding]) -> dict[str, int]:
    counts = Counter(finding.verdict for finding in findings)
    return {verdict.value: counts[verdict] for verdict in Verdict}


def _host(host: HostOutcome, said: Words) -> dict[str, Any]:
    before = {finding.control.id: finding.verdict.value for finding in host.before}
    return {
        "name": host.host,
        "platform": host.facts.platform.value if host.facts else None,
        "role": host.facts.role.value if host.facts else None,
        "error": _cause(host.error, said),
        "score_before": score(host.before),
        "score_after": score(host.after),
        "findings": [_finding(finding, before, said) for finding in host.after],
        "changes": [_change_outcome(change, said) for change in host.changes],
        "planned": [_change(change) for change in host.plan.changes],
        "held_back": [_change(change) for change in host.plan.held_back],
        "needs_reboot": host.needs_reboot,
        "unverified_certificate": host.unverified_certificate,
        "requests": host.requests,
        "bytes_sent": host.bytes_sent,
        "seconds": round(host.seconds, 3),
    }


def _finding(finding: Finding, before: dict[str, str], said: Words) -> dict[str, Any]:
    control, waiver = finding.control, finding.waiver
    return {
        "control": control.id,
        "title": control.title,
        "severity": control.severity.value,
        "verdict": finding.verdict.value,
        "verdict_before": before.get(control.id),
        "setting": _setting(control.setting),
        "found": _found(finding.found, said),
        "accepts": control.accept.text,
        "want": _want(finding),
        "cause": _cause(finding.cause, said),
        "note": finding.note,
        "why": control.why,
        "can_cut_access": list(control.can_cut_access),
        "breaks": control.breaks,
        "refs": dict(control.refs),
        "waiver": None
        if waiver is None
        else {"reason": waiver.reason, "owner": waiver.owner, "until": waiver.until.isoformat()},
    }


def _want(finding: Finding) -> dict[str, Any] | None:
    want = finding.control.want
    if want is None:
        return None  # only the site can give it, and it did not
    if want is ABSENT:
        return value_to_json(ABSENT)
    return value_to_json(Value(want, finding.control.setting.value_type))


def _found(found: Found | None, said: Words) -> dict[str, Any] | None:
    if found is None:
        return None
    if isinstance(found, Unreadable):
        return {"state": "unreadable", "cause": _cause(found.cause, said)}
    return value_to_json(found)


def _cause(cause: Cause | None, said: Words) -> dict[str, str] | None:
    if cause is None:
        return None
    return {"code": cause.code.value, "detail": cause.detail, "says": said.says(cause), "cure": said.cure(cause)}


def _setting(setting: Setting) -> dict[str, Any]:
    return {"text": str(setting), **setting_to_json(setting)}


def _change(change: Change) -> dict[str, Any]:
    return {
        "setting": _setting(change.setting),
        "before": value_to_json(change.before),
        "wanted": value_to_json(change.wanted),
        "controls": list(change.controls),
        "can_cut_access": list(change.can_cut_access),
        "needs_reboot": change.needs_reboot,
    }


def _change_outcome(made: ChangeOutcome, said: Words) -> dict[str, Any]:
    return {**_change(made.change), "state": made.state.value, "cause": _cause(made.cause, said)}
