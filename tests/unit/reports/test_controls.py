"""Controls written for readers and for programs."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from aksarc_harden.catalogue import CONTROLS
from aksarc_harden.model.control import Departure, Evidence, Scope
from aksarc_harden.model.found import ABSENT
from aksarc_harden.model.rule import Equals, MustBeAbsent
from aksarc_harden.reports.console import console_on
from aksarc_harden.reports.controls import (
    FORMS,
    Sheet,
    StandingRow,
    control_row,
    sheets_text,
    show_list,
    show_sheet,
    text,
)
from tests.support.builders import a_control

CONTROL = a_control(
    scope=Scope.DC,
    can_cut_access=("winrm", "smb"),
    breaks="It stops | everything.",
    refs={"CIS": "1.1 L1", "STIG": "V-1", "Microsoft": "ws2022"},
    benchmarks={"CIS": Departure(ABSENT, MustBeAbsent(), "It starts.")},
    departs="aks-host wants 2, CIS 1: It stops.",
    absent_means=0,
    absent_evidence=Evidence.MEMORY,
)
ROW = control_row(CONTROL)


def drawn(show: Any, *things: Any) -> str:
    """Draw where there is no terminal."""
    stream = io.StringIO()
    show(*things, console_on(stream))
    return stream.getvalue()


def test_a_row_says_all_that_the_control_says() -> None:
    """Every field of it, in words."""
    assert (ROW.hosts, ROW.accepts, ROW.wants, ROW.row) == ("dc", "1", "1", "test-value")
    assert ROW.absent_counts_as == "0 (from memory, to be confirmed on a host)"
    assert ROW.benchmarks_depart == "CIS accepts absent and wants absent (It starts.)"
    assert ROW.platforms == "ws2019, ws2022, ws2025, azshci22h2"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [({"want": None}, "a text of the site's own"), ({"want": ABSENT}, "absent"), ({"want": ()}, "nobody and nothing")],
)
def test_what_is_wanted_is_said_in_words(fields: dict[str, Any], expected: str) -> None:
    """Also where nothing is written, a value is deleted, or nobody shall be in a list."""
    assert control_row(a_control(**fields)).wants == expected


def test_the_whole_catalogue_is_written_in_every_form() -> None:
    """One line, entry or row a control; what is read back is what was written."""
    rows = [control_row(control) for control in CONTROLS.values()]
    sheet = list(csv.DictReader(io.StringIO(text(rows, "csv"))))
    document = json.loads(text(rows, "json"))["controls"]

    assert [line["control"] for line in sheet] == list(CONTROLS)
    assert [entry["control"] for entry in document] == list(CONTROLS)
    assert sheet[0].keys() == document[0].keys()
    assert len(text(rows, "markdown").splitlines()) == len(CONTROLS) + 2
    assert set(FORMS) == {"csv", "json", "markdown"}


def test_markdown_keeps_its_columns() -> None:
    """A bar, a backslash or a star in a text is a text, not a column."""
    row = control_row(a_control(title="a | b * c", accept=Equals("x|y")))
    line = text([row], "markdown").splitlines()[2]

    assert r"a \| b \* c" in line
    assert r"SOFTWARE\\Test" in line
    assert line.replace(r"\|", "").count("|") == text([row], "markdown").splitlines()[0].count("|")


def test_a_list_has_facts_title_and_departure_of_each_by_topic() -> None:
    """The risk itself is on the sheet, where there is room for it."""
    lines = drawn(show_list, "profile own", [ROW]).splitlines()

    assert lines == [
        "",
        "windows.test",
        "windows.test.value  medium, dc, CIS 1.1 L1, STIG V-1, may cut winrm, smb",
        "    The value is one",
        "    aks-host wants 2, CIS 1",
        "",
        "1 control of profile own.",
    ]


def test_a_profiles_list_begins_with_what_it_is_and_ends_with_what_it_leaves_out() -> None:
    """Each with its reason."""
    stream = io.StringIO()
    show_list("profile own", [], console_on(stream), description="Our own.", left_out=[(ROW, "It stops.")])

    assert stream.getvalue().splitlines() == [
        "Our own.",
        "",
        "Left out on purpose",
        "windows.test.value: The value is one",
        "    It stops.",
        "",
        "0 controls of profile own.",
    ]


PROFILES = (StandingRow("cis-ws2022-l1", True, "1", "1", "it departs"), StandingRow("minimal", is_chosen=False))


def test_a_sheet_has_everything_and_the_profiles() -> None:
    """What is empty is left out; a profile without the control has dashes."""
    said = drawn(show_sheet, Sheet(ROW, PROFILES))

    for part in ("Because the test says so.", "Breaks: It stops | everything.", "CIS: 1.1 L1", "Row: test-value"):
        assert part in said
    assert "Default" not in said
    assert [line.split() for line in said.splitlines()[-2:]] == [
        ["cis-ws2022-l1", "1", "1", "it", "departs"],
        ["minimal", "–", "–"],
    ]


def test_a_sheet_is_a_document_too() -> None:
    """The same for programs."""
    entry = json.loads(sheets_text([Sheet(ROW, PROFILES)]))["controls"][0]

    assert entry["why"] == "Because the test says so."
    assert [profile["is_chosen"] for profile in entry["profiles"]] == [True, False]
