"""The catalogue is whole: every row of the baseline table that is of one of our kinds is a control."""

from __future__ import annotations

import csv
import pkgutil
import re

import pytest

from aksarc_harden.catalogue import CONTROLS, TOPICS
from aksarc_harden.catalogue import windows as target
from aksarc_harden.model.setting import AccountPolicy, AuditPolicy, PolicySection, Registry, Service, UserRight
from aksarc_harden.targets import KINDS
from tests.support.recordings import RECORDINGS

with (RECORDINGS / "reference" / "windows-baseline.csv").open(encoding="utf-8", newline="") as table:
    ROWS = list(csv.DictReader(table))

# How reference/windows-baseline.md counts the rows of each kind.
COUNTS = {
    Registry.kind: 546,
    UserRight.kind: 57,
    AuditPolicy.kind: 36,
    AccountPolicy.kind: 15 + 5,
    Service.kind: 1,
}


def kind_of(row: dict[str, str]) -> str:
    """Tell which kind a row's setting is of; empty for users' hives, features and other kinds that come later."""
    where = row["target"]
    if where.startswith("HKLM\\"):
        return Registry.kind
    if where in set(PolicySection):
        return AccountPolicy.kind
    if re.fullmatch(r"\{[0-9A-Fa-f-]{36}\}", where) and row["type"] == "AuditFlags":
        return AuditPolicy.kind
    return {"Privilege Rights": UserRight.kind, "Service": Service.kind}.get(where, "")


@pytest.mark.parametrize("kind", COUNTS)
def test_every_row_is_a_control(kind: str) -> None:
    """No row of a kind is left out."""
    rows = [row["id"] for row in ROWS if kind_of(row) == kind]
    assert len(rows) == COUNTS[kind]
    assert sorted(set(rows) - {control.row for control in CONTROLS.values()}) == []


def test_every_control_is_of_its_rows_kind() -> None:
    """Each control has a row of its own kind, and that kind can be read and written."""
    kinds = {row["id"]: kind_of(row) for row in ROWS}
    wrong = {control.id for control in CONTROLS.values() if control.setting.kind != kinds[control.row]}
    assert wrong == set()
    assert set(COUNTS) <= set(KINDS)


def test_every_control_says_why() -> None:
    """No control lacks a reason that can be pasted into a change request, nor a warning where the risk is unknown."""
    unknown = {row["id"] for row in ROWS if row["aks_risk"].startswith("unknown")}
    lacking = [
        control.id
        for control in CONTROLS.values()
        if len(control.why) < 40 or not control.why.endswith(".") or (control.row in unknown and not control.breaks)
    ]
    assert lacking == []


def test_every_file_of_the_catalogue_is_in_it() -> None:
    """A topic's file that nobody entered would be rows that nobody sees."""
    entered = {topic.__name__.rpartition(".")[2] for topic in TOPICS}
    assert {module.name for module in pkgutil.iter_modules(target.__path__)} == entered
