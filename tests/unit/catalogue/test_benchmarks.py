"""Numbers of benchmarks, and which controls are meant by them."""

from __future__ import annotations

import pytest

from aksarc_harden.catalogue.benchmarks import Benchmark, Level, Membership, Number, numbers_of, replaces
from aksarc_harden.model.control import Control, Scope, Severity
from aksarc_harden.model.host import Platform
from tests.support.builders import a_control


def members(membership: Membership, *controls: Control) -> dict[str, Scope]:
    """Give who is chosen, and for which hosts."""
    found = membership.members({control.id: control for control in controls})
    return {id: control.scope for id, control in found.items()}


L1 = Membership(benchmark=Benchmark.CIS, levels=frozenset({Level.L1}))


def test_refs_are_read_into_numbers() -> None:
    """Several numbers, levels, roles, other editions, and Microsoft's lists by their names."""
    refs = {"CIS": "2.2.8 L1, 2.2.7 L1 DC", "STIG": "V-254493", "Microsoft": "ws2019, ws2025-2510"}
    old = {"CIS": "2.3.1.1 L1 MS (2022v3)"}

    assert list(numbers_of(a_control(refs=refs))) == [
        Number(Benchmark.CIS, "2.2.8", "L1"),
        Number(Benchmark.CIS, "2.2.7", "L1", Scope.DC),
        Number(Benchmark.STIG, "V-254493"),
        Number(Benchmark.MICROSOFT, "ws2019"),
        Number(Benchmark.MICROSOFT, "ws2025-2510"),
    ]
    assert list(numbers_of(a_control(refs=old))) == [Number(Benchmark.CIS, "2.3.1.1", "L1", Scope.MEMBER, "2022v3")]


@pytest.mark.parametrize(
    ("refs", "scope", "expected"),
    [
        ("1.1 L1", Scope.ANY, Scope.ANY),
        ("1.1 L2", Scope.ANY, None),
        ("1.1 L1 (2025v1)", Scope.ANY, None),
        ("1.1 L1 DC", Scope.ANY, Scope.DC),
        ("1.1 L1 MS", Scope.ANY, Scope.MEMBER),
        ("1.1 L1 MS", Scope.HYPERV_HOST, Scope.HYPERV_HOST),
        ("1.1 L1 MS", Scope.DC, None),
        ("1.1 L1 DC", Scope.MEMBER, None),
        ("1.1 L2, 1.2 L1 DC", Scope.ANY, Scope.DC),
        ("1.1 L1, 1.2 L1 DC", Scope.ANY, Scope.ANY),
        ("1.1 L1 MS, 1.2 L1 DC", Scope.ANY, Scope.ANY),
    ],
)
def test_a_level_and_a_role_decide(refs: str, scope: Scope, expected: Scope | None) -> None:
    """What is asked of members or domain controllers alone is chosen for these alone."""
    control = a_control(refs={"CIS": refs}, scope=scope)

    assert members(L1, control) == ({} if expected is None else {control.id: expected})


def test_who_replaces_a_member_comes_with_it() -> None:
    """A row for Hyper-V hosts belongs where the wider row of its setting does, whatever its own numbers are."""
    wide = a_control(id="windows.test.wide", refs={"CIS": "1.1 L1"})
    narrow = a_control(id="windows.test.narrow", scope=Scope.HYPERV_HOST, refs={"CIS": "1.1 L2"})
    other = a_control(id="windows.test.other", scope=Scope.DC, platforms=frozenset())

    assert members(L1, wide, narrow, other) == {wide.id: Scope.ANY, narrow.id: Scope.HYPERV_HOST}


def test_severity_and_safety_restrict() -> None:
    """A control that may cut access or break something is not safe."""
    safe = Membership(severities=frozenset({Severity.HIGH}), is_safe=True)
    high = a_control(severity=Severity.HIGH)

    assert members(safe, high) == {high.id: Scope.ANY}
    assert members(safe, a_control(severity=Severity.LOW)) == {}
    assert members(safe, a_control(severity=Severity.HIGH, can_cut_access=("winrm",))) == {}
    assert members(safe, a_control(severity=Severity.HIGH, breaks="unknown: not tried")) == {}


def test_lists_of_microsoft_are_whole_names() -> None:
    """`ws2022` does not mean `ws2022-dc`."""
    ws2022 = Membership(benchmark=Benchmark.MICROSOFT, lists=frozenset({"ws2022"}))

    assert members(ws2022, a_control(refs={"Microsoft": "ws2022-dc"})) == {}
    assert members(ws2022, a_control(refs={"Microsoft": "ws2019, ws2022"}))


def test_a_control_replaces_another_where_both_meet() -> None:
    """The same setting, a platform in common, and a narrower scope."""
    wide, narrow = a_control(scope=Scope.MEMBER), a_control(scope=Scope.HYPERV_HOST)

    assert replaces(narrow, wide)
    assert not replaces(wide, narrow)
    assert not replaces(a_control(scope=Scope.DC), wide)
    assert not replaces(
        a_control(scope=Scope.HYPERV_HOST, platforms=frozenset({Platform.WS2019})),
        a_control(scope=Scope.MEMBER, platforms=frozenset({Platform.WS2022})),
    )
