"""
The report for spreadsheets: comma-separated values (RFC 4180), a line for each control on each host.

Columns and codes are the same in every language; causes, cures and values that are none are said in the one asked for.
A cell that a spreadsheet would take for a formula gets an apostrophe in front: what a host answers is not ours.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping

from aksarc_harden.model.outcome import HostOutcome, RunOutcome
from aksarc_harden.reports.rows import Row, rows_of
from aksarc_harden.reports.values import plain
from aksarc_harden.reports.words import Words, words

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")  # OWASP, "CSV Injection"; also in full width, as Japanese Excel reads
_FULL_WIDTH = ("\uff1d", "\uff0b", "\uff0d", "\uff20")
BYTE_ORDER_MARK = "\ufeff"

_Cell = Callable[[Row, Words], object]

COLUMNS: Mapping[str, _Cell] = {
    "host": lambda row, said: row.host,
    "topic": lambda row, said: row.topic,
    "control": lambda row, said: " ".join(row.controls),
    "title": lambda row, said: row.control and row.control.title,
    "severity": lambda row, said: row.control and row.control.severity,
    "verdict_before": lambda row, said: row.verdict_before,
    "verdict": lambda row, said: row.verdict,
    "setting": lambda row, said: str(row.setting),
    "before": lambda row, said: said.value(row.before),
    "now": lambda row, said: said.value(row.after),
    "accepted": lambda row, said: row.control and row.control.accept.text,
    "wanted": lambda row, said: None if row.wanted is None else said.value(row.wanted),
    "change": lambda row, said: row.state or ("held back" if row.is_held_back else row.is_planned and "to be made"),
    "needs_reboot": lambda row, said: "yes" if row.needs_reboot else "no",
    "may_cut": lambda row, said: " ".join(row.can_cut_access),
    "aks_risk": lambda row, said: row.control and row.control.breaks,
    "cause": lambda row, said: row.cause and row.cause.code,
    "cause_says": lambda row, said: row.cause and said.says(row.cause),
    "cure": lambda row, said: said.cure(row.cause),
    "note": lambda row, said: row.note,
    "waiver_reason": lambda row, said: row.waiver and row.waiver.reason,
    "waiver_owner": lambda row, said: row.waiver and row.waiver.owner,
    "waiver_until": lambda row, said: row.waiver and row.waiver.until.isoformat(),
    "waiver_expired": lambda row, said: row.waiver and ("yes" if row.has_expired else "no"),
    "benchmarks": lambda row, said: row.control and "; ".join(f"{name} {n}" for name, n in row.control.refs.items()),
}


def text(outcome: RunOutcome, language: str = "en") -> str:
    """
    Write the lines, each ended by a carriage return and a line feed; the last line feed is left to the writer.

    In another language than English they begin with a byte-order mark, without which Excel would not know the encoding.
    """
    said = words(language)
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    for host in outcome.hosts:
        if host.error:
            writer.writerow([harmless(value) for value in _failed(host, said)])
    for row in rows_of(outcome):
        writer.writerow([harmless(_cell(cell(row, said))) for cell in COLUMNS.values()])
    mark = "" if language == "en" else BYTE_ORDER_MARK
    return mark + buffer.getvalue().removesuffix("\n")


def harmless(cell: str) -> str:
    """Write a cell so that no spreadsheet takes it for a formula."""
    return f"'{cell}" if cell.startswith((*_FORMULA, *_FULL_WIDTH)) else cell


def _failed(host: HostOutcome, said: Words) -> list[str]:
    """Give the line of a host that could not be done, or not wholly."""
    known = {"host": host.host}
    if host.error:
        known |= {"cause": host.error.code, "cause_says": said.says(host.error), "cure": said.cure(host.error)}
    return [plain(known.get(name, "")) for name in COLUMNS]


def _cell(value: object) -> str:
    return plain(str(value)) if value else ""
