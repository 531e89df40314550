"""Whole runs over simulated hosts: what an operator has to be able to trust."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from aksarc_harden.engine.resolve import place_of
from aksarc_harden.errors import InputError
from aksarc_harden.model.answer import CauseCode
from aksarc_harden.model.change import ChangeState, Plan
from aksarc_harden.model.finding import Verdict
from aksarc_harden.model.outcome import HostOutcome, RunOutcome, Verb
from aksarc_harden.runbooks import harden as runbook
from tests.support.rehearsed_site import RehearsedSite, rehearsed_site

IN_FILES = {"account-policy", "audit-policy", "user-right"}  # kinds whose tools write files


@pytest.fixture
def site(tmp_path: Path) -> Iterator[RehearsedSite]:
    with rehearsed_site(tmp_path, "node1", "node2") as made:
        yield made


def only(outcome: RunOutcome, host: str = "node1") -> HostOutcome:
    (found,) = [each for each in outcome.hosts if each.host == host]
    assert found.error is None
    return found


def test_a_host_is_brought_to_its_baseline_and_put_back_exactly(site: RehearsedSite) -> None:
    """Everything that was drifted is in force after the run, and a rollback leaves the state of before to the byte."""
    untouched = site.snapshots()
    hardened = runbook.harden(site.order(allow_risky=True))
    assert hardened.score_before is not None
    assert hardened.score_before < 60
    assert hardened.score_after == 100.0
    assert {change.state for host in hardened.hosts for change in host.changes} == {ChangeState.IN_FORCE}
    back = runbook.roll_back(site.order())
    assert {change.state for host in back.hosts for change in host.changes} == {ChangeState.ROLLED_BACK}
    assert site.snapshots() == untouched


def test_a_host_gets_one_template_and_one_restore(site: RehearsedSite) -> None:
    """What policy tools write is not split into safe and risky, and each tool runs once."""
    runbook.harden(site.order(allow_risky=True))
    changed = [set(each.changed) for each in site.hosts["node1"].statements()]
    assert sum("policy" in parts for parts in changed) == 1
    assert sum("audit" in parts for parts in changed) == 1


def test_what_is_held_back_does_not_hold_other_policies_back(site: RehearsedSite) -> None:
    """Without leave for risky changes the safe ones of the same tools are written all the same."""
    outcome = only(runbook.harden(site.order()))
    kinds = {each.change.setting.kind for each in outcome.changes if each.state is ChangeState.IN_FORCE}
    assert kinds >= IN_FILES
    assert not any(each.change.can_cut_access for each in outcome.changes)


def test_the_second_run_sends_no_write(site: RehearsedSite) -> None:
    """Where nothing is to be changed, no statement changes anything, by the host's own log."""
    runbook.harden(site.order(allow_risky=True))
    before = site.changing_statements("node1")
    again = runbook.harden(site.order(allow_risky=True))
    assert before
    assert site.changing_statements("node1") == before
    assert [host.changes for host in again.hosts] == [(), ()]


def test_requests_stay_within_what_is_promised(site: RehearsedSite) -> None:
    """An audit costs at most ten requests and hardening a fresh host at most forty, answers counted one a pipeline."""
    answers = 2  # a Command and, where the host is quick, one Receive
    audit = only(runbook.audit(site.order())).requests
    harden = only(runbook.harden(site.order())).requests
    assert 2 + (audit - 1) * answers + 1 <= 10
    assert 2 + (harden - 1) * answers + 1 <= 40


def test_an_audit_and_a_dry_run_change_nothing(site: RehearsedSite) -> None:
    """Neither changes a host, and both say the same findings; only a dry run marks what would be held back."""
    untouched = site.snapshots()
    audit, dry = runbook.audit(site.order()), runbook.harden(site.order(dry_run=True))
    assert site.snapshots() == untouched
    assert audit.score_before == audit.score_after == dry.score_after
    assert not any(finding.verdict is Verdict.HELD_BACK for finding in only(audit).after)
    assert any(finding.verdict is Verdict.HELD_BACK for finding in only(dry).after)


def test_what_can_cut_access_is_left_alone_and_counted(site: RehearsedSite) -> None:
    """Without permission no risky setting is written, and the report knows the score that permission would bring."""
    outcome = runbook.harden(site.order())
    assert not any(change.change.can_cut_access for change in only(outcome).changes)
    assert only(outcome).plan.held_back
    assert outcome.score_after is not None
    assert outcome.score_after < 100.0
    assert outcome.score_if_allowed == 100.0


def test_declining_the_plan_changes_nothing(site: RehearsedSite) -> None:
    """Who is asked and says no gets the plan and an untouched estate; who says yes is asked once."""
    untouched, asked = site.snapshots(), []

    def no(plans: object) -> bool:
        asked.append(plans)
        return False

    outcome = runbook.harden(site.order(confirm=no))
    assert (len(asked), only(outcome).changes, site.snapshots()) == (1, (), untouched)
    assert runbook.harden(site.order(confirm=lambda plans: True)).score_after != outcome.score_after


def test_one_denied_setting_does_not_stop_the_others(site: RehearsedSite) -> None:
    """A key that the host keeps to itself is unreadable with its cause; everything else is done."""
    key = r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\Lsa"
    site.hosts["node1"].disturb("access-denied", path=key)
    outcome = only(runbook.harden(site.order(allow_risky=True)))
    unreadable = [finding for finding in outcome.after if finding.verdict is Verdict.UNREADABLE]
    assert unreadable
    assert {finding.cause.code for finding in unreadable if finding.cause} == {CauseCode.ACCESS_DENIED}
    left = unreadable + [finding for finding in outcome.after if finding.verdict is Verdict.DRIFTED]
    assert all("control\\lsa" in place_of(finding.control.setting) for finding in left)


def test_a_success_that_changed_nothing_is_found_out(site: RehearsedSite) -> None:
    """A write that the host reports as done and does not do is not in force, and the control stays drifted."""
    site.hosts["node1"].disturb("unchanging", command="New-ItemProperty")
    outcome = only(runbook.harden(site.order()))
    states = {change.state for change in outcome.changes if change.change.setting.kind == "registry"}
    assert states == {ChangeState.NOT_IN_FORCE}
    assert any(finding.verdict is Verdict.DRIFTED for finding in outcome.after)


def test_a_missing_command_makes_its_kind_unreadable(site: RehearsedSite) -> None:
    """A host without a command that kinds need says so for those kinds' settings alone."""
    site.hosts["node1"].disturb("missing-command", command="Get-Content")
    outcome = only(runbook.audit(site.order()))
    kinds = {finding.control.setting.kind for finding in outcome.after if finding.verdict is Verdict.UNREADABLE}
    assert kinds == IN_FILES


def test_a_command_that_throws_in_mid_batch_costs_only_its_own_answers(site: RehearsedSite) -> None:
    """A poisoned batch is read on in a new pool, and the culprit's settings alone are unreadable."""
    site.hosts["node1"].disturb("throwing-command", command="Get-Content")
    outcome = only(runbook.audit(site.order()))
    unreadable = {finding.control.setting.kind for finding in outcome.after if finding.verdict is Verdict.UNREADABLE}
    assert unreadable == IN_FILES
    assert not [name for name in site.hosts["node1"].snapshot()["files"] if "aksarc-" in str(name)]


def test_a_rollback_can_be_named_and_is_done_once(site: RehearsedSite) -> None:
    """Runs are taken back newest first, a named one by its id, and none twice."""
    untouched = site.snapshots()
    first = runbook.harden(site.order())
    second = runbook.harden(site.order(allow_risky=True))
    assert runbook.roll_back(site.order()).hosts
    assert [run.open_changes for run in site.journal.runs() if run.id == second.run_id] == [0]
    runbook.roll_back(site.order(), first.run_id)
    assert site.snapshots() == untouched
    with pytest.raises(InputError, match="no run has changes left"):
        runbook.roll_back(site.order())


def test_a_rollback_of_some_hosts_leaves_the_rest_to_be_done(site: RehearsedSite) -> None:
    """What one rollback did not reach, the next one does."""
    untouched = site.snapshots()
    runbook.harden(site.order())
    order = site.order()
    runbook.roll_back(replace(order, hosts=order.hosts[:1]))
    assert site.snapshots()["node1"] == untouched["node1"]
    assert site.snapshots()["node2"] != untouched["node2"]
    runbook.roll_back(site.order())
    assert site.snapshots() == untouched


def test_what_somebody_put_into_our_key_meanwhile_stays(site: RehearsedSite) -> None:
    """A rollback removes the keys it made only while they are empty."""
    runbook.harden(site.order())
    path = r"HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Microsoft\Windows\PowerShell\ScriptBlockLogging"
    key = site.hosts["node1"].state.registry.make(path)
    key.put("Theirs", 4, 7)
    back = only(runbook.roll_back(site.order()))
    kept = site.hosts["node1"].state.registry.find(path)
    assert kept is not None
    assert {change.state for change in back.changes} == {ChangeState.ROLLED_BACK}


def test_the_plan_of_a_rollback_touches_no_host(site: RehearsedSite) -> None:
    """A rehearsed rollback says what it would put back, from the journal alone."""
    runbook.harden(site.order())
    hardened = site.snapshots()
    planned = only(runbook.roll_back(site.order(dry_run=True)))
    assert planned.plan != Plan()
    assert site.snapshots() == hardened


def test_a_right_that_the_host_refuses_is_explained_by_the_programs_exit_code(site: RehearsedSite) -> None:
    """Where the policy tool leaves a right as it is and ends with warnings, the report quotes its exit code."""
    site.hosts["node1"].disturb("access-denied", right="SeDebugPrivilege")
    outcome = only(runbook.harden(site.order(allow_risky=True)))
    (refused,) = [change for change in outcome.changes if change.state is not ChangeState.IN_FORCE]
    assert str(refused.change.setting) == "SeDebugPrivilege"
    assert str(refused.cause) == "command-failed: secedit.exe: exit code 3"


def test_a_run_started_before_its_first_host_was_asked(site: RehearsedSite, monkeypatch: pytest.MonkeyPatch) -> None:
    """A report's time is that of the beginning, also where a host keeps the run waiting."""
    monkeypatch.setattr(runbook, "_now", lambda: "later" if site.hosts["node1"].statements() else "at first")
    assert runbook.audit(site.order()).started == "at first"


def test_nothing_is_written_that_was_not_shown(site: RehearsedSite) -> None:
    """What drifts while the operator reads the plan is left as it is and said to be drift; the next run shows it."""
    runbook.harden(site.order(allow_risky=True))
    lsa = r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\Lsa"

    def drift(name: str, value: int) -> None:
        site.hosts["node1"].state.registry.make(lsa).put(name, 4, value)

    def yes_and_meanwhile(plans: object) -> bool:
        drift("RestrictAnonymous", 0)
        return True

    drift("RestrictAnonymousSAM", 0)
    outcome = only(runbook.harden(site.order(allow_risky=True, confirm=yes_and_meanwhile)))
    assert [str(change.change.setting).rpartition("\\")[2] for change in outcome.changes] == ["RestrictAnonymousSAM"]
    drifted = [finding.control.id for finding in outcome.after if finding.verdict is Verdict.DRIFTED]
    assert drifted == ["windows.lsa.no_anonymous_listing"]


def test_an_interrupted_run_is_closed_also_where_nothing_is_left_to_ask(site: RehearsedSite) -> None:
    """A run that was cut off after its last write is verified and finished without a question."""
    order = site.order(allow_risky=True)
    runbook.harden(order)
    site.journal.begin(Verb.HARDEN, "aks-host")
    assert site.journal.interrupted() is not None
    runbook.harden(site.order(allow_risky=True, confirm=lambda plans: pytest.fail("nothing to ask")))
    assert site.journal.interrupted() is None
