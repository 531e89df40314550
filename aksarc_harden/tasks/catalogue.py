"""The catalogue for readers: list its controls, show one in full, write them to a file. No host is asked."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from invoke import Context

from aksarc_harden.errors import InputError, InputProblem
from aksarc_harden.site.find import find_site
from aksarc_harden.tasks.choices import check_output, listed
from aksarc_harden.tasks.codes import ExitCode
from aksarc_harden.tasks.destination import deliver
from aksarc_harden.tasks.front_door import front_door

if TYPE_CHECKING:  # the catalogue is loaded when it is looked at
    from aksarc_harden.model.control import Control
    from aksarc_harden.reports.controls import ControlRow, StandingRow
    from aksarc_harden.site.listing import Filters

_LIST = ("terminal", "json", "csv")
_EXPORT = ("csv", "json", "markdown")

_FILTERS = {
    "target": "only controls of this target, for example windows (default: all)",
    "topic": "only these topics, separated by commas, for example lsa,smb (default: all)",
    "benchmark": "only what CIS, STIG or Microsoft asks for (default: any)",
    "number": "only what stands under this number of a benchmark or below it, for example 18.9 (default: any)",
    "profile": "the controls of this profile, as it has them (default: the whole catalogue)",
    "platform": "only controls for ws2019, ws2022, ws2025 or azshci22h2 (default: any)",
    "role": "only controls for a member, a hyperv-host or a dc (default: any)",
    "severity": "only low, medium, high or critical ones, separated by commas (default: any)",
    "site": "a site whose own profiles count, too (default: the shipped ones alone)",
}


@front_door(name="list", changes=False, **_FILTERS, output=f"{', '.join(_LIST)} (default: terminal)")
def list_controls(
    context: Context,
    target: str = "",
    topic: str = "",
    benchmark: str = "",
    number: str = "",
    profile: str = "",
    platform: str = "",
    role: str = "",
    severity: str = "",
    site: str = "",
    output: str = "terminal",
    debug: bool = False,
) -> int:
    """List controls: `catalogue.list --benchmark CIS --number 18.9 --profile aks-host`."""
    check_output(output, _LIST)
    filters = {
        "target": target, "topic": topic, "benchmark": benchmark, "number": number,
        "platform": platform, "role": role, "severity": severity,
    }  # fmt: skip
    if output == "terminal":
        _show_list(profile, site, filters)
    else:
        from aksarc_harden.reports.controls import text

        deliver(text(_rows(profile, site, filters), output), "")
    return ExitCode.AS_WANTED


@front_door(
    control="its id, the id of its row, or a number of a benchmark, for example V-254475", site=_FILTERS["site"]
)
def show(context: Context, control: str = "", site: str = "", output: str = "terminal", debug: bool = False) -> int:
    """Show all that a control says, and how each profile has it: `catalogue.show windows.lsa.no_lm_hash`."""
    check_output(output)
    if not control:
        raise InputError(InputProblem("a control is needed", "catalogue.show CONTROL; catalogue.list names them"))

    from aksarc_harden.reports.console import console_on
    from aksarc_harden.reports.controls import Sheet, control_row, sheets_text, show_sheet

    folder = _folder(site)
    sheets = [Sheet(control_row(one), _standing_rows(one.id, folder)) for one in _named(control)]
    if output == "json":
        deliver(sheets_text(sheets), "")
        return ExitCode.AS_WANTED
    console = console_on(sys.stdout)
    for sheet in sheets:
        show_sheet(sheet, console)
    return ExitCode.AS_WANTED


@front_door(
    name="export",
    changes=False,
    **_FILTERS,
    output=f"{', '.join(_EXPORT)} (default: csv)",
    to="the file to write (default: standard output)",
)
def export(
    context: Context,
    target: str = "",
    topic: str = "",
    benchmark: str = "",
    number: str = "",
    profile: str = "",
    platform: str = "",
    role: str = "",
    severity: str = "",
    site: str = "",
    output: str = "csv",
    to: str = "",
    debug: bool = False,
) -> int:
    """Write controls with all that they say: `catalogue.export --output markdown --to controls.md`."""
    check_output(output, _EXPORT)

    from aksarc_harden.reports.controls import text

    filters = {
        "target": target, "topic": topic, "benchmark": benchmark, "number": number,
        "platform": platform, "role": role, "severity": severity,
    }  # fmt: skip
    deliver(text(_rows(profile, site, filters), output), to)
    return ExitCode.AS_WANTED


TASKS = (list_controls, show, export)


def _rows(profile: str, site: str, filters: Mapping[str, str]) -> list[ControlRow]:
    from aksarc_harden.reports.controls import control_row
    from aksarc_harden.site.listing import matching_controls, source_of

    controls = source_of(profile, _folder(site)).controls
    return [control_row(control) for control in matching_controls(controls, _filters(filters))]


def _filters(texts: Mapping[str, str]) -> Filters:
    from aksarc_harden.site.listing import Filters

    return Filters(**{name: listed(text) for name, text in texts.items()})


def _show_list(profile: str, site: str, filters: Mapping[str, str]) -> None:
    from aksarc_harden.reports.console import console_on
    from aksarc_harden.reports.controls import control_row, show_list
    from aksarc_harden.site.listing import matching_controls, source_of

    source, wanted = source_of(profile, _folder(site)), _filters(filters)
    rows = [control_row(control) for control in matching_controls(source.controls, wanted)]
    reasons = {control.id: reason for control, reason in source.left_out}
    fitting = matching_controls([control for control, _ in source.left_out], wanted)
    left_out = [(control_row(control), reasons[control.id]) for control in fitting]
    show_list(source.name, rows, console_on(sys.stdout), description=source.description, left_out=left_out)


def _folder(site: str) -> Path | None:
    return find_site(site) if site else None


def _named(word: str) -> tuple[Control, ...]:
    from aksarc_harden.catalogue import CONTROLS
    from aksarc_harden.site.naming import named

    of_row = tuple(control for control in CONTROLS.values() if control.row == word)
    return of_row or named([word], tuple(CONTROLS.values()))


def _standing_rows(id: str, folder: Path | None) -> list[StandingRow]:
    from aksarc_harden.reports.controls import StandingRow, want_text
    from aksarc_harden.site.listing import standings_of

    rows = []
    for name, control, reason in standings_of(id, folder):
        if control is None:
            rows.append(StandingRow(name, is_chosen=False, note=reason))
        else:
            rows.append(StandingRow(name, True, control.accept.text, want_text(control.want), control.departs))
    return rows
