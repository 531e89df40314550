"""The CSV report: a line a finding, as RFC 4180 has it, and no formula of anybody's in it."""

from __future__ import annotations

import csv
import io

import pytest

from aksarc_harden.model.finding import Finding, Verdict
from aksarc_harden.model.found import Value
from aksarc_harden.model.outcome import RunOutcome, Verb
from aksarc_harden.reports.spreadsheet import BYTE_ORDER_MARK, COLUMNS, harmless, text
from tests.support.outcomes import NUMBER, a_failed_host, a_host_outcome, a_run


def read(run: RunOutcome, language: str = "en") -> list[dict[str, str]]:
    """Read the lines as a strict reader does."""
    written = text(run, language) + "\n"
    assert written.count("\r\n") == written.count("\n")
    return list(csv.DictReader(io.StringIO(written.removeprefix(BYTE_ORDER_MARK), newline=""), strict=True))


def test_every_finding_has_its_line() -> None:
    """Before, now, verdicts, what became of the change, waiver and cause stand in columns of their own."""
    lines = {line["control"]: line for line in read(a_run()) if line["control"]}
    changed, waived = lines["windows.test.number"], lines["windows.test.waived"]
    assert (changed["verdict_before"], changed["verdict"], changed["change"]) == ("drifted", "compliant", "in force")
    assert (changed["before"], changed["now"], changed["needs_reboot"]) == ("absent", "1", "yes")
    assert (waived["waiver_owner"], waived["waiver_until"], waived["waiver_expired"]) == (
        "infra@example.com", "2030-01-31", "no",
    )  # fmt: skip
    assert lines["windows.test.locked"]["cause"] == "access-denied"
    assert lines["windows.rights.deny_network"]["change"] == "held back"


def test_every_line_has_every_column() -> None:
    """Also the line of a host that could not be reached, which says why."""
    lines = read(a_run(Verb.AUDIT, a_failed_host(), a_host_outcome()))
    assert all(set(line) == set(COLUMNS) and None not in line.values() for line in lines)
    assert (lines[0]["host"], lines[0]["cause"]) == ("hci-node9", "unreachable")


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\uff1d1"])
def test_no_cell_is_taken_for_a_formula(cell: str) -> None:
    """What a spreadsheet would calculate is marked as text."""
    assert harmless(cell) == f"'{cell}"
    assert harmless(f"x{cell}") == f"x{cell}"


def test_a_hosts_value_is_one_cell_and_no_formula() -> None:
    """Quotes, commas, line breaks and formulas in a value stay in its cell."""
    odd = Finding(NUMBER, Verdict.DRIFTED, Value('=cmd|"/c calc"!A1,\r\nmore', "String"))
    (line,) = read(a_run(Verb.AUDIT, a_host_outcome(before=(odd,), after=(odd,), changes=())))
    assert line["now"] == '\'=cmd|"/c calc"!A1,\\r\\nmore'


def test_japanese_lines_say_their_encoding() -> None:
    """Excel reads them right; the codes stay those of every language."""
    assert text(a_run(), "ja").startswith(BYTE_ORDER_MARK)
    (locked,) = [line for line in read(a_run(), "ja") if line["control"] == "windows.test.locked"]
    assert locked["verdict"] == "unreadable"
    assert "アクセスを拒否" in locked["cause_says"]
