"""How rows become the catalogue."""

from __future__ import annotations

import pytest

from aksarc_harden.catalogue import CONTROLS, TOPICS, collect
from aksarc_harden.catalogue.row import control, dword, exactly, refs
from aksarc_harden.errors import InputError
from aksarc_harden.model.control import UNKNOWN, Evidence, Severity
from aksarc_harden.model.rule import Equals, SetEquals
from tests.support.builders import a_control


def test_an_id_that_is_given_twice_is_refused() -> None:
    """Two rows under one id are an error that names both rows."""
    with pytest.raises(InputError, match=r"windows\.test\.value stands for the rows one and two"):
        collect([[a_control(row="one")], [a_control(row="two")]])


def test_controls_keep_the_order_of_their_rows() -> None:
    """The catalogue lists topics, and in them rows, as they are written down."""
    assert list(CONTROLS) == [each.id for topic in TOPICS for each in topic.CONTROLS]


def test_nobody_changes_the_catalogue() -> None:
    """The catalogue is read only."""
    with pytest.raises(TypeError):
        CONTROLS["windows.test.value"] = a_control()  # type: ignore[index]


def test_what_a_row_leaves_out_is_unknown() -> None:
    """A row that says nothing of absence does not know it, and claims no evidence."""
    made = control(
        "windows.test.value", row="test", title="t", why="w", setting=dword("SOFTWARE\\Test", "v"), accept=Equals(1),
        want=1, severity=Severity.LOW,
    )  # fmt: skip
    assert made.absent_means is UNKNOWN
    assert made.absent_evidence is Evidence.NONE
    assert made.setting == dword("SOFTWARE\\Test", "v")


def test_departures_compare_items_without_order() -> None:
    """A benchmark's list of SIDs is a set, its single value is that value."""
    assert exactly(("a", "b")).accept == SetEquals(("a", "b"))
    assert exactly(1).accept == Equals(1)


def test_only_benchmarks_that_ask_are_named() -> None:
    """An empty number is left out."""
    assert refs(cis="1.1 L1") == {"CIS": "1.1 L1"}
