"""Kept reports: a document read back tells the same as the run did."""

from __future__ import annotations

import json
from datetime import date

import pytest

from aksarc_harden.errors import InputError
from aksarc_harden.model.answer import Cause, CauseCode
from aksarc_harden.model.change import Change, ChangeState
from aksarc_harden.model.finding import Finding, Verdict, Waiver
from aksarc_harden.model.found import ABSENT, Missing, Value
from aksarc_harden.model.outcome import ChangeOutcome, RunOutcome, Verb
from aksarc_harden.model.setting import AccountPolicy, AuditPolicy, Registry, RegistryType, Service
from aksarc_harden.reports.document import kept_text, text
from aksarc_harden.reports.restored import outcome_from
from tests.support.builders import KEY, a_control
from tests.support.outcomes import CHANGE, a_failed_host, a_host_outcome, a_run, only

BYTES = Change(Registry(KEY, "B", RegistryType.BINARY), Value(b"\0\xff", "Binary"), ABSENT, ("windows.test.number",))
ENDED = Waiver("windows.test.value", "it was needed", "infra@example.com", date(2020, 1, 31))
WAIVED = Finding(a_control(), Verdict.DRIFTED, Missing(KEY), note="ended", waiver=ENDED)
RUNS = {
    "harden": a_run(Verb.HARDEN, a_host_outcome(), a_failed_host()),
    "audit": a_run(Verb.AUDIT, a_host_outcome(changes=())),
    "bytes": a_run(Verb.HARDEN, a_host_outcome(changes=(ChangeOutcome(BYTES, ChangeState.IN_FORCE),))),
    "rollback": a_run(
        Verb.ROLLBACK,
        a_host_outcome(
            before=(), after=(),
            changes=(ChangeOutcome(CHANGE, ChangeState.NOT_IN_FORCE, Cause(CauseCode.NOT_IN_FORCE)),),
        ),
    ),
    "ended waiver": a_run(Verb.AUDIT, a_host_outcome(before=(WAIVED,), after=(WAIVED,), changes=())),
    "nothing": a_run(Verb.PLAN, a_host_outcome(before=(), after=(), facts=None), dry_run=True, allow_risky=True),
}  # fmt: skip
SETTINGS = {
    "account": a_control(setting=AccountPolicy("MinimumPasswordLength"), want=14),
    "audit": a_control(setting=AuditPolicy("{0CCE923F-69AE-11D9-BED3-505054503030}", "Credential"), want=("Success",)),
    "service": a_control(setting=Service("RemoteRegistry"), want="Disabled"),
}


def restored(run: RunOutcome) -> RunOutcome:
    """Keep a run and read it back."""
    return outcome_from(json.loads(kept_text(run)))


@pytest.mark.parametrize("name", RUNS)
def test_a_document_of_what_was_read_back_is_the_same_document(name: str) -> None:
    """Nothing that a report says is lost by keeping it, whatever the run did."""
    assert text(restored(RUNS[name])) == text(RUNS[name])


@pytest.mark.parametrize("name", SETTINGS)
def test_every_kind_of_setting_comes_back(name: str) -> None:
    """Settings of all kinds, and what their controls want, are read back as they were."""
    control = SETTINGS[name]
    run = restored(a_run(Verb.AUDIT, only(control, Verdict.DRIFTED)))
    found = run.hosts[0].after[0].control
    assert (found.setting, found.want) == (control.setting, control.want)


def test_the_value_before_a_change_is_known_again() -> None:
    """A finding before the change has the value that the change found, not the one that it wrote."""
    host = restored(RUNS["harden"]).hosts[0]
    assert host.before[0].found == CHANGE.before
    assert host.after[0].found == CHANGE.wanted


@pytest.mark.parametrize("broken", [{}, {"verb": "dance"}, {"hosts": [{"name": "node1"}]}, {"hosts": None}])
def test_a_form_that_is_not_known_is_one_sentence(broken: dict[str, object]) -> None:
    """A document of another release ends in an error that says so."""
    document = json.loads(text(RUNS["audit"])) | broken if broken else {}
    with pytest.raises(InputError, match="use the release that wrote it"):
        outcome_from(document)
