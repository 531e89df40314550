from __future__ import annotations

import pytest

from aksarc_harden.engine.resolve import check_contradictions, resolve
from aksarc_harden.errors import InputError
from aksarc_harden.model.control import Scope
from aksarc_harden.model.host import Platform, Role
from aksarc_harden.model.rule import Equals, SetEquals, Superset
from aksarc_harden.model.setting import Registry, UserRight
from tests.support.builders import KEY, a_control

RIGHT = UserRight("SeDenyNetworkLogonRight")


def deny(id: str, scope: Scope, *sids: str, exactly: bool = False) -> object:
    accept = SetEquals(sids) if exactly else Superset(sids)
    return a_control(id=f"windows.right.{id}", setting=RIGHT, scope=scope, accept=accept, want=sids)


def test_supersets_of_one_setting_are_united() -> None:
    """Two supersets of one right come to one aim whose value is their union."""
    controls = [deny("guests", Scope.ANY, "S-1-5-32-546"), deny("local", Scope.MEMBER, "S-1-5-113")]
    (aim,) = resolve(controls, Role.MEMBER, Platform.WS2022)  # type: ignore[arg-type]
    assert aim.want == ("S-1-5-32-546", "S-1-5-113")
    assert [control.id for control in aim.controls] == ["windows.right.guests", "windows.right.local"]


def test_a_winner_that_is_no_superset_stands_alone() -> None:
    """On a Hyper-V host the exact row replaces the wider superset, so that cluster accounts are not denied."""
    controls = [
        deny("member", Scope.MEMBER, "S-1-5-114", "S-1-5-32-546"),
        deny("host", Scope.HYPERV_HOST, "S-1-5-32-546", exactly=True),
    ]
    (aim,) = resolve(controls, Role.HYPERV_HOST, Platform.AZSHCI22H2)  # type: ignore[arg-type]
    assert aim.want == ("S-1-5-32-546",)
    assert [control.id for control in aim.beaten] == ["windows.right.member"]


def test_a_control_for_members_does_not_reach_a_domain_controller() -> None:
    """A domain controller takes rows for any and for dc, never those for members."""
    controls = [a_control(scope=Scope.MEMBER)]
    assert resolve(controls, Role.DC, Platform.WS2022) == ()


def test_settings_are_the_same_whatever_their_case() -> None:
    """Two rows that write the key in different case name one setting."""
    one = a_control(id="windows.test.one")
    other = a_control(id="windows.test.other", setting=Registry(KEY.upper(), "VALUE"))
    assert len(resolve([one, other], Role.MEMBER, Platform.WS2022)) == 1


def test_a_contradiction_names_both_controls() -> None:
    """Two rows of one rank that want different values stop the run before any host is asked."""
    controls = [a_control(id="windows.test.one"), a_control(id="windows.test.two", accept=Equals(2), want=2)]
    with pytest.raises(InputError, match=r"windows\.test\.one and windows\.test\.two want different values"):
        check_contradictions(controls)
