from __future__ import annotations

from datetime import date

import pytest

from aksarc_harden.engine.judge import judge, judge_host
from aksarc_harden.engine.plan import mark_held_back, plan_host
from aksarc_harden.engine.resolve import resolve
from aksarc_harden.model.answer import Cause, CauseCode
from aksarc_harden.model.control import UNKNOWN, Control
from aksarc_harden.model.finding import Finding, Verdict, Waiver
from aksarc_harden.model.found import ABSENT, Found, Missing, Unreadable, Value
from aksarc_harden.model.host import Platform, Role
from aksarc_harden.model.rule import MustBeAbsent, Range, Superset, TextFromSite
from aksarc_harden.model.setting import UserRight
from tests.support.builders import a_control

TODAY = date(2026, 6, 1)
MISSING = Missing(None)


def judged(control: Control, found: Found, *waivers: Waiver) -> Finding:
    (aim,) = resolve([control], Role.MEMBER, Platform.WS2022)
    (finding,) = judge_host([aim], {control.setting: found}, [], host="h", waivers=waivers, today=TODAY)
    return finding


@pytest.mark.parametrize(
    ("absent_means", "verdict"),
    [(1, Verdict.COMPLIANT), (0, Verdict.DRIFTED), (UNKNOWN, Verdict.DRIFTED), (None, Verdict.DRIFTED)],
)
def test_absence_counts_as_what_the_row_says_and_never_more(absent_means: object, verdict: Verdict) -> None:
    """An absent value passes only where the row says what it counts as."""
    assert judge(a_control(absent_means=absent_means), MISSING).verdict is verdict


def test_unknown_absence_is_said_to_be_unknown() -> None:
    """Where nobody found out what absence means, the finding says so."""
    assert "unknown" in judge(a_control(absent_means=UNKNOWN), MISSING).note


def test_a_value_of_another_type_is_drift() -> None:
    """The right figure under the wrong registry type is drift, and the note names both types."""
    finding = judge(a_control(accept=Range(low=0)), Value("1", "String"))
    assert (finding.verdict, finding.note) == (Verdict.DRIFTED, "its type is String, not DWord")


def test_a_finding_says_how_the_profile_departs_from_the_default_one() -> None:
    """Behind what else there is to know, whether the host complies or not."""
    control = a_control(departs="aks-host wants 0: it stops.")

    assert judge(control, Value(1, "DWord")).note == "aks-host wants 0: it stops."
    assert judge(control, Missing()).note == "meaning of absence unknown; aks-host wants 0: it stops."


def test_what_cannot_be_read_is_neither_compliant_nor_planned() -> None:
    """An unreadable setting keeps its cause and is never written."""
    control, found = a_control(), Unreadable(Cause(CauseCode.ACCESS_DENIED, "x"))
    finding = judged(control, found)
    (aim,) = resolve([control], Role.MEMBER, Platform.WS2022)
    assert finding.verdict is Verdict.UNREADABLE
    assert plan_host([aim], {control.setting: found}, [finding], allow_risky=True).changes == ()


def test_a_waiver_in_force_exempts_and_one_that_ended_is_said() -> None:
    """A waiver counts to its last day; afterwards the control is judged again and the finding says why."""
    control = a_control()
    waiver = Waiver(control.id, "why", "who", TODAY)
    ended = Waiver(control.id, "why", "who", date(2026, 5, 31))
    assert judged(control, Value(0, "DWord"), waiver).verdict is Verdict.EXEMPT
    finding = judged(control, Value(0, "DWord"), ended)
    assert (finding.verdict, "2026-05-31" in finding.note) == (Verdict.DRIFTED, True)


def test_a_waiver_for_another_host_does_not_count() -> None:
    """A waiver that names hosts exempts these alone."""
    control = a_control()
    waiver = Waiver(control.id, "why", "who", TODAY, hosts=("other",))
    assert judged(control, Value(0, "DWord"), waiver).verdict is Verdict.DRIFTED


def planned(control: Control, found: Found, *, allow_risky: bool = False) -> tuple[list[object], list[object]]:
    (aim,) = resolve([control], Role.MEMBER, Platform.WS2022)
    plan = plan_host([aim], {control.setting: found}, [judge(control, found)], allow_risky=allow_risky)
    return [change.wanted for change in plan.changes], [change.wanted for change in plan.held_back]


def test_a_superset_is_merged_with_who_holds_the_right_already() -> None:
    """What other software was granted stays: the write is what is there plus what is missing."""
    control = a_control(
        setting=UserRight("SeServiceLogonRight"), accept=Superset(("S-1-5-80-0",)), want=("S-1-5-80-0",)
    )
    assert planned(control, Value(("S-1-5-83-0",), "SIDs"))[0] == [Value(("S-1-5-83-0", "S-1-5-80-0"), "SIDs")]


def test_a_wanted_absence_is_a_deletion() -> None:
    """Where the row wants no value, the plan deletes it."""
    assert planned(a_control(accept=MustBeAbsent(), want=ABSENT), Value(1, "DWord"))[0] == [ABSENT]


def test_nothing_is_written_where_only_the_site_can_say_what() -> None:
    """A banner that the site does not give is drift that no plan invents a text for."""
    control = a_control(accept=TextFromSite(), want=None)
    assert planned(control, MISSING) == ([], [])


def test_what_can_cut_access_is_held_back_until_allowed() -> None:
    """A risky change is planned but held back, and its finding is marked so."""
    control = a_control(can_cut_access=("winrm",))
    found = {control.setting: Value(0, "DWord")}
    assert planned(control, Value(0, "DWord")) == ([], [Value(1, "DWord")])
    assert planned(control, Value(0, "DWord"), allow_risky=True) == ([Value(1, "DWord")], [])
    (aim,) = resolve([control], Role.MEMBER, Platform.WS2022)
    findings = [judge(control, Value(0, "DWord"))]
    plan = plan_host([aim], found, findings, allow_risky=False)
    assert [finding.verdict for finding in mark_held_back(findings, plan)] == [Verdict.HELD_BACK]
