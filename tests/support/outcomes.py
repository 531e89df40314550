"""Builds outcomes of runs that show everything a report can say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from aksarc_harden.model.answer import Cause, CauseCode
from aksarc_harden.model.change import Change, ChangeState, Plan
from aksarc_harden.model.control import Control, Severity
from aksarc_harden.model.finding import Finding, Verdict, Waiver
from aksarc_harden.model.found import ABSENT, Missing, Unreadable, Value
from aksarc_harden.model.outcome import ChangeOutcome, HostOutcome, RunOutcome, Verb
from aksarc_harden.model.rule import Superset
from aksarc_harden.model.setting import Registry, RegistryType, UserRight
from tests.support.builders import KEY, a_control, facts_of

DENIED = Cause(CauseCode.ACCESS_DENIED, "PermissionDenied")
GONE = Cause(CauseCode.UNREACHABLE, "127.1.0.9:5986")

NUMBER = a_control(id="windows.test.number", severity=Severity.HIGH, refs={"CIS": "2.3.7.4 L1"})
RIGHT = a_control(
    id="windows.rights.deny_network",
    title="Guests cannot sign in over the network",
    setting=UserRight("SeDenyNetworkLogonRight"),
    accept=Superset(("S-1-5-32-546",)),
    want=("S-1-5-32-546",),
    severity=Severity.CRITICAL,
    can_cut_access=("logon",),
)
SECRET = a_control(id="windows.test.locked", setting=Registry(KEY, "Locked", RegistryType.STRING), want=None)
GONE_VALUE = a_control(id="windows.test.gone", setting=Registry(KEY, "Old"), want=ABSENT)
WAIVED = a_control(id="windows.test.waived", setting=Registry(KEY, "Waived"))

WAIVER = Waiver("windows.test.waived", "the backup needs it", "infra@example.com", date(2030, 1, 31))

CHANGE = Change(NUMBER.setting, Missing(KEY), Value(1, "DWord"), (NUMBER.id,), needs_reboot=True)
HELD = Change(RIGHT.setting, Value((), "SIDs"), Value(("S-1-5-32-546",), "SIDs"), (RIGHT.id,), ("logon",))


def findings(number: Verdict, held: Verdict = Verdict.HELD_BACK) -> tuple[Finding, ...]:
    """Give one finding of each verdict, and `number` for the control that a run can change."""
    found = Value(1, "DWord") if number is Verdict.COMPLIANT else Missing(KEY)
    return (
        Finding(NUMBER, number, found),
        Finding(RIGHT, held, Value((), "SIDs")),
        Finding(SECRET, Verdict.UNREADABLE, Unreadable(DENIED), DENIED),
        Finding(GONE_VALUE, Verdict.COMPLIANT, Missing(), note="meaning of absence unknown"),
        Finding(WAIVED, Verdict.EXEMPT, waiver=WAIVER),
        Finding(a_control(id="windows.test.elsewhere"), Verdict.NOT_APPLICABLE),
    )


def a_host_outcome(name: str = "hci-node1", **fields: object) -> HostOutcome:
    """Give a host that was hardened: one change in force, one held back, one setting unreadable."""
    outcome = HostOutcome(
        name,
        facts=facts_of(),
        before=findings(Verdict.DRIFTED),
        after=findings(Verdict.COMPLIANT),
        plan=Plan((CHANGE,), (HELD,)),
        changes=(ChangeOutcome(CHANGE, ChangeState.IN_FORCE),),
        needs_reboot=True,
        requests=9,
        bytes_sent=40_000,
        seconds=1.23456,
    )
    return replace(outcome, **fields)  # type: ignore[arg-type]  # the fields are the caller's


def a_failed_host(name: str = "hci-node9", cause: Cause = GONE) -> HostOutcome:
    """Give a host that could not be reached."""
    return HostOutcome(name, error=cause)


def a_run(verb: Verb = Verb.HARDEN, *hosts: HostOutcome, **fields: object) -> RunOutcome:
    """Give a run over the hosts, or over one that was hardened."""
    outcome = RunOutcome(
        verb, "rehearsal", "aks-host", "20300102-030405-abcd", "2030-01-02T03:04:05+00:00", hosts or (a_host_outcome(),)
    )
    return replace(outcome, **fields)  # type: ignore[arg-type]  # the fields are the caller's


def only(control: Control, verdict: Verdict) -> HostOutcome:
    """Give a host of which a run saw one control alone and changed nothing."""
    seen = (Finding(control, verdict),)
    return HostOutcome("hci-node1", facts=facts_of(), before=seen, after=seen)
