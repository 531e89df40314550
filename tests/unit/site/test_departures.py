"""What a benchmark's profile says of controls that the default profile has otherwise, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from aksarc_harden.catalogue import CONTROLS
from aksarc_harden.model.control import Control, Departure
from aksarc_harden.model.found import ABSENT
from aksarc_harden.model.rule import Equals, MustBeAbsent, OneOf
from aksarc_harden.site.choice import read_choice
from aksarc_harden.site.departures import with_departures
from tests.support.builders import a_control
from tests.support.sites import make_site

ID = "windows.winrm.credssp_service_off"  # the default profile names it
OTHER = "windows.test.other"  # and not this one


def departs(tmp_path: Path, benchmark: str, control: Control) -> str:
    """Say what is told of a control under a benchmark; the catalogue holds what the default profile names."""
    catalogue = {**CONTROLS, control.id: control}
    text = f'title = "Own"\n{benchmark}controls = ["{control.id}"]\n'
    choice, problems = read_choice("own", make_site(tmp_path, profile=text), catalogue)
    assert problems == []
    return with_departures(choice, catalogue)[control.id].departs


CIS = 'benchmark = "CIS"\n'


def row(id: str, departure: Departure | None = None, **fields: object) -> Control:
    """Build a control that wants 1, accepts 1 or 2, and has a departure of CIS."""
    return a_control(
        id=id, accept=OneOf((1, 2)), why="One is needed.", benchmarks={"CIS": departure} if departure else {}, **fields
    )


@pytest.mark.parametrize(
    ("control", "expected"),
    [
        (row(ID, Departure(1, OneOf((1, 2)))), ""),
        (row(ID, Departure(2, Equals(2))), "aks-host wants 1, CIS 2"),
        (row(ID, Departure(2, Equals(2)), breaks="It stops."), "aks-host wants 1, CIS 2: It stops."),
        (row(ID, Departure(2, Equals(2), "Then it stops.")), "aks-host wants 1, CIS 2: Then it stops."),
        (row(ID, Departure(0, Equals(0))), "aks-host wants 1, CIS 0: One is needed."),
        (row(ID, Departure(ABSENT, MustBeAbsent())), "aks-host wants 1, CIS it absent: One is needed."),
        (row(ID, Departure(1, Equals(1))), "aks-host accepts 1 or 2"),
        (row(OTHER), "aks-host does not ask for it"),
        (row(OTHER, breaks="unknown: not tried"), "aks-host does not ask for it: unknown: not tried"),
    ],
)
def test_a_departure_says_both_values_and_the_risk(tmp_path: Path, control: Control, expected: str) -> None:
    """A row that refuses the benchmark's value tells its reason, where no risk is named."""
    assert departs(tmp_path, CIS, control) == expected


def test_what_the_default_profile_leaves_out_comes_with_its_reason(tmp_path: Path) -> None:
    """The reason is the default profile's own."""
    said = departs(tmp_path, CIS, CONTROLS["windows.tls.no_sha1"])

    assert said.startswith("aks-host leaves it out: Only the lists of Azure Stack HCI")


def test_a_profile_under_no_benchmark_says_nothing(tmp_path: Path) -> None:
    """Its author chose the values; nobody else's came in."""
    assert departs(tmp_path, "", row(OTHER, Departure(2, Equals(2)))) == ""
