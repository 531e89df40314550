"""
A kept report turned back into the outcome that it tells of, so that every form of report can be made of it later.

Knows the document alone (`document.py`): of a control what the report says of it, of a rule its sentence.
What the document does not hold comes back empty, so a document made of the outcome is the same document again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from aksarc_harden.errors import InputError, InputProblem
from aksarc_harden.model.answer import Cause, CauseCode
from aksarc_harden.model.change import Change, ChangeState, Plan
from aksarc_harden.model.control import Control, Severity, Want
from aksarc_harden.model.facts import Facts
from aksarc_harden.model.finding import Finding, Verdict, Waiver
from aksarc_harden.model.found import Absent, Found, Missing, Unreadable, Value, value_from_json
from aksarc_harden.model.host import Platform, Role
from aksarc_harden.model.outcome import ChangeOutcome, HostOutcome, RunOutcome, Verb
from aksarc_harden.model.rule import Rule
from aksarc_harden.model.setting import Setting, setting_from_json

Form = Mapping[str, Any]


@dataclass(frozen=True)
class Told(Rule):
    """A rule of which the sentence alone is known."""

    sentence: str

    @property
    def text(self) -> str:
        """Say what is accepted, for people."""
        return self.sentence


def outcome_from(document: Form) -> RunOutcome:
    """
    Turn the document of a run back into its outcome.

    Raises:
        InputError: the document is not one that this release writes.
    """
    try:
        return RunOutcome(
            verb=Verb(document["verb"]),
            site=document["site"],
            profile=document["profile"],
            run_id=document["run"],
            started=document["started"],
            hosts=tuple(_host(host) for host in document["hosts"]),
            dry_run=document["dry_run"],
            allow_risky=document["allow_risky"],
        )
    except (KeyError, TypeError, ValueError) as error:
        what = f"the report of run {document.get('run')} has a form that is not known ({type(error).__name__}: {error})"
        raise InputError(InputProblem(what, "use the release that wrote it")) from error


def _host(form: Form) -> HostOutcome:
    changes = tuple(
        ChangeOutcome(_change(made), ChangeState(made["state"]), _cause(made["cause"])) for made in form["changes"]
    )
    earlier = {id: made.change.before for made in changes for id in made.change.controls}
    after = tuple(_finding(finding) for finding in form["findings"])
    return HostOutcome(
        host=form["name"],
        error=_cause(form["error"]),
        facts=_facts(form),
        before=tuple(_before(form["findings"], after, earlier)),
        after=after,
        plan=Plan(tuple(map(_change, form["planned"])), tuple(map(_change, form["held_back"]))),
        changes=changes,
        needs_reboot=form["needs_reboot"],
        requests=form["requests"],
        bytes_sent=form["bytes_sent"],
        seconds=form["seconds"],
        unverified_certificate=form["unverified_certificate"],
    )


def _facts(form: Form) -> Facts | None:
    if form["platform"] is None:
        return None
    platform, role = Platform(form["platform"]), Role(form["role"])
    return Facts(computer="", platform=platform, role=role, build="", windows="", work_folder="")


def _before(forms: list[Form], after: tuple[Finding, ...], earlier: Mapping[str, Found]) -> Iterator[Finding]:
    """Give the findings before the changes; a value that no change is about was what it is."""
    for form, finding in zip(forms, after, strict=True):
        if form["verdict_before"] is not None:
            found = earlier.get(finding.control.id, finding.found)
            yield Finding(finding.control, Verdict(form["verdict_before"]), found, waiver=finding.waiver)


def _finding(form: Form) -> Finding:
    waiver = form["waiver"]
    return Finding(
        control=_control(form),
        verdict=Verdict(form["verdict"]),
        found=_found(form["found"]),
        cause=_cause(form["cause"]),
        note=form["note"],
        waiver=waiver
        and Waiver(form["control"], waiver["reason"], waiver["owner"], date.fromisoformat(waiver["until"])),
    )


def _control(form: Form) -> Control:
    return Control(
        id=form["control"],
        row="",
        title=form["title"],
        why=form["why"],
        setting=_setting(form["setting"]),
        accept=Told(form["accepts"]),
        want=_want(form["want"]),
        severity=Severity(form["severity"]),
        can_cut_access=tuple(form["can_cut_access"]),
        breaks=form.get("breaks", ""),
        refs=form["refs"],
    )


def _want(form: dict[str, Any] | None) -> Want:
    if form is None:
        return None
    value = value_from_json(form)
    return value.data if isinstance(value, Value) else Absent.ABSENT


def _found(form: dict[str, Any] | None) -> Found | None:
    if form is None:
        return None
    if form["state"] == "unreadable":
        return Unreadable(_known(_cause(form["cause"])))
    value = value_from_json(form)
    return Missing() if isinstance(value, Absent) else value


def _cause(form: Form | None) -> Cause | None:
    return None if form is None else Cause(CauseCode(form["code"]), form["detail"])


def _known(cause: Cause | None) -> Cause:
    if cause is None:
        raise ValueError("what is unreadable has a cause")
    return cause


def _setting(form: Form) -> Setting:
    return setting_from_json({name: value for name, value in form.items() if name != "text"})


def _change(form: Form) -> Change:
    return Change.from_json({**form, "setting": {n: v for n, v in form["setting"].items() if n != "text"}})
