"""
Every registry control on the real Windows engine: drifted → compliant → idempotent → rolled back to what was there.

All controls go through one pipeline a step; two that name one setting go in different layers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from aksarc_harden.catalogue import CONTROLS
from aksarc_harden.engine.apply import as_wanted, remove_keys, write_changes
from aksarc_harden.engine.judge import judge
from aksarc_harden.engine.plan import plan_host
from aksarc_harden.engine.read import read_settings
from aksarc_harden.model.change import Change
from aksarc_harden.model.control import Control
from aksarc_harden.model.facts import Facts
from aksarc_harden.model.finding import Verdict
from aksarc_harden.model.found import Before, Found, Missing, Value, Wanted
from aksarc_harden.model.setting import Registry, Setting
from aksarc_harden.targets import KINDS
from tests.support.control_states import alone, drifted_value, foreign_value, layers, with_site_text
from tests.support.wine import Lab, Place

REGISTRY_CONTROLS = [with_site_text(each) for each in CONTROLS.values() if isinstance(each.setting, Registry)]
LAYERS = layers(REGISTRY_CONTROLS)


def place(control: Control) -> Place:
    """Say where a control's value is."""
    assert isinstance(control.setting, Registry)
    return control.setting.path, control.setting.name


def harden(lab: Lab, facts: Facts, controls: Sequence[Control]) -> dict[Setting, Change]:
    """Bring controls into force and hold that they are, and that a second plan is empty."""
    found, changes = plan(lab, facts, controls)
    said = write_changes(lab.session, KINDS, {each.setting: (each.before, each.wanted) for each in changes}, facts)
    assert said == []
    now, again = plan(lab, facts, controls)
    assert {each.id: judge(each, now[each.setting]) for each in controls if not is_accepted(each, now)} == {}
    assert again == ()
    return {each.setting: each for each in changes}


def plan(lab: Lab, facts: Facts, controls: Sequence[Control]) -> tuple[Mapping[Setting, Found], tuple[Change, ...]]:
    """Read and plan, each control on its own."""
    found = read_settings(lab.session, KINDS, [each.setting for each in controls], facts)
    findings = [judge(each, found[each.setting]) for each in controls]
    return found, plan_host(alone(controls), found, findings, allow_risky=True).changes


def is_accepted(control: Control, found: Mapping[Setting, Found]) -> bool:
    """Tell whether the audit is content."""
    return judge(control, found[control.setting]).verdict is Verdict.COMPLIANT


def roll_back(lab: Lab, facts: Facts, changes: Mapping[Setting, Change]) -> None:
    """Undo changes, keys that they made included."""
    now = read_settings(lab.session, KINDS, changes, facts)
    aims: dict[Setting, tuple[Before, Wanted]] = {}
    for setting, change in changes.items():
        state = now[setting]
        assert isinstance(state, Value | Missing)
        aims[setting] = (state, as_wanted(change.before))
    write_changes(lab.session, KINDS, aims, facts)
    remove_keys(lab.session, KINDS, {setting: change.before for setting, change in changes.items()}, facts)


@pytest.mark.parametrize("layer", range(len(LAYERS)))
def test_every_control_comes_back_from_every_state(lab: Lab, facts: Facts, layer: int) -> None:
    """
    Each control starts without its key, without its value, with another type and with a drifted value.

    The states are laid out and compared by reg.exe; the registry afterwards is what it was before, to the last byte.
    """
    controls = LAYERS[layer]
    keys = [place(each)[0] for each in controls]
    states: list[tuple[dict[Place, Value], list[str]]] = [
        ({}, []),
        ({}, keys),
        ({place(each): foreign_value(each, turn) for turn, each in enumerate(controls)}, []),
        ({place(each): drifted_value(each) for each in controls}, []),
    ]
    for values, made in states:
        lab.lay_out(values, made)
        before = lab.holds()
        changes = harden(lab, facts, controls)
        assert (lab.holds() != before) == bool(changes)
        assert len(changes) == len(controls) or not values, "a control that has drifted was left alone"
        roll_back(lab, facts, changes)
        assert lab.holds() == before
