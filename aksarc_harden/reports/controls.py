"""
Controls as documents: what a row of the catalogue says, for a table, a spreadsheet, a program or a page.

Knows controls; not where they were chosen.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from itertools import groupby
from typing import TYPE_CHECKING

from aksarc_harden.model.control import AbsentMeans, Control, Evidence, Scope, Unknown, Want
from aksarc_harden.model.found import ABSENT, Absent
from aksarc_harden.model.host import Platform
from aksarc_harden.reports.values import counted, data_text, plain

if TYPE_CHECKING:  # rich is loaded when something is drawn
    from rich.console import Console

FORMS = ("csv", "json", "markdown")


@dataclass(frozen=True)
class ControlRow:
    """One control, every field as text for people."""

    control: str
    title: str
    why: str
    severity: str
    hosts: str
    platforms: str
    setting: str
    type: str
    accepts: str
    wants: str
    absent_counts_as: str
    default: str
    needs_reboot: str
    can_cut_access: str
    breaks: str
    cis: str
    stig: str
    microsoft: str
    benchmarks_depart: str
    profile_departs: str
    row: str


@dataclass(frozen=True)
class StandingRow:
    """
    How one profile has a control.

    Attributes:
        note: how it departs from the default profile; where it is left out on purpose, why.
    """

    profile: str
    is_chosen: bool
    accepts: str = ""
    wants: str = ""
    note: str = ""


@dataclass(frozen=True)
class Sheet:
    """All that there is to say of one control."""

    control: ControlRow
    profiles: Sequence[StandingRow]


def control_row(control: Control) -> ControlRow:
    """Write down a control."""
    return ControlRow(
        control=control.id,
        title=control.title,
        why=control.why,
        severity=control.severity,
        hosts=control.scope,
        platforms=", ".join(platform for platform in Platform if platform in control.platforms),
        setting=str(control.setting),
        type=control.setting.value_type,
        accepts=control.accept.text,
        wants=want_text(control.want),
        absent_counts_as=_absence(control.absent_means, control.absent_evidence),
        default=control.default,
        needs_reboot=control.needs_reboot,
        can_cut_access=", ".join(control.can_cut_access),
        breaks=control.breaks,
        cis=control.refs.get("CIS", ""),
        stig=control.refs.get("STIG", ""),
        microsoft=control.refs.get("Microsoft", ""),
        benchmarks_depart="; ".join(
            f"{name} accepts {departure.accept.text} and wants {want_text(departure.want)}"
            + (f" ({departure.breaks})" if departure.breaks else "")
            for name, departure in control.benchmarks.items()
        ),
        profile_departs=control.departs,
        row=control.row,
    )


def want_text(want: Want) -> str:
    """Say what is written."""
    if want is None:
        return "a text of the site's own"
    return "absent" if want is ABSENT or isinstance(want, Absent) else data_text(want)


def _absence(meaning: AbsentMeans, evidence: Evidence) -> str:
    if meaning is None:
        return "nothing"
    if isinstance(meaning, Unknown):
        return "unknown"
    return data_text(meaning) + (" (from memory, to be confirmed on a host)" if evidence is Evidence.MEMORY else "")


def text(rows: Sequence[ControlRow], form: str) -> str:
    """Write controls in one of FORMS; no line break at the end."""
    return {"csv": _csv, "json": _json, "markdown": _markdown}[form](rows)


def _csv(rows: Iterable[ControlRow]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([field.name for field in fields(ControlRow)])
    writer.writerows([plain(cell) for cell in asdict(row).values()] for row in rows)
    return buffer.getvalue().rstrip("\n")


def _json(rows: Iterable[ControlRow]) -> str:
    return json.dumps({"controls": [asdict(row) for row in rows]}, indent=2)


_SHOWN = {"Control": "control", "Title": "title", "Severity": "severity", "Hosts": "hosts", "Accepts": "accepts"} | {
    "Wants": "wants", "May cut": "can_cut_access", "CIS": "cis", "STIG": "stig", "Setting": "setting",
}  # fmt: skip


def _markdown(rows: Iterable[ControlRow]) -> str:
    lines = ["| " + " | ".join(_SHOWN) + " |", "|" + " --- |" * len(_SHOWN)]
    for row in rows:
        cells = (_cell(getattr(row, name)) for name in _SHOWN.values())
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _cell(text: str) -> str:
    text = plain(text)
    for char in "\\|*_<>[]`":  # the backslash first: it is what the others get
        text = text.replace(char, f"\\{char}")
    return text


def sheets_text(sheets: Iterable[Sheet]) -> str:
    """Write sheets as one JSON document."""
    controls = [{**asdict(sheet.control), "profiles": [asdict(row) for row in sheet.profiles]} for sheet in sheets]
    return json.dumps({"controls": controls}, indent=2)


def show_list(
    source: str,
    rows: Sequence[ControlRow],
    console: Console,
    *,
    description: str = "",
    left_out: Sequence[tuple[ControlRow, str]] = (),
) -> None:
    """
    Write controls for people, topic by topic: id and facts in a line, title and departure below it.

    Args:
        left_out: those that the source leaves out on purpose, with their reasons.
    """
    from aksarc_harden.reports.console import write, write_title

    if description:
        write(console, plain(description))
    for topic, members in groupby(rows, key=lambda row: row.control.rpartition(".")[0]):
        write_title(console, topic)
        for row in members:
            write(console, f"{row.control}  {', '.join(_facts(row))}")
            write(console, plain(row.title), indent=4)
            if row.profile_departs:  # what it risks is on the control's own sheet
                write(console, plain(row.profile_departs.partition(": ")[0]), "yellow", indent=4)
    if left_out:
        write_title(console, "Left out on purpose")
    for row, reason in left_out:
        write(console, f"{row.control}: {plain(row.title)}")
        write(console, plain(reason), indent=4)
    console.print()
    write(console, f"{counted(len(rows), 'control')} of {source}.")


def _facts(row: ControlRow) -> Iterator[str]:
    yield row.severity
    if row.hosts != Scope.ANY:
        yield row.hosts
    yield from (f"{name} {number}" for name, number in (("CIS", row.cis), ("STIG", row.stig)) if number)
    if row.can_cut_access:
        yield f"may cut {row.can_cut_access}"


_TITLES = {"cis": "CIS", "stig": "STIG", "microsoft": "Microsoft"}


def show_sheet(sheet: Sheet, console: Console) -> None:
    """Write one control for people: what it says in a paragraph each, then a table of the profiles."""
    from aksarc_harden.reports.console import write, write_title
    from aksarc_harden.reports.overview import show_rows

    write_title(console, f"{sheet.control.control}: {plain(sheet.control.title)}")
    for name, said in asdict(sheet.control).items():
        if said and name not in ("control", "title"):
            title = _TITLES.get(name, name.replace("_", " ").capitalize())
            write(console, f"{title}: {plain(said)}", indent=2)
    rows = [
        (row.profile, row.accepts, row.wants, row.note) if row.is_chosen else (row.profile, "–", "–", row.note)
        for row in sheet.profiles
    ]
    show_rows("How the profiles have it", ("Profile", "Accepts", "Wants", "Note"), rows, console)
