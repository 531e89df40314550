"""
The same thing seen on many hosts, told once: findings and changes grouped, with the hosts that share them.

An estate is many hosts alike; a table with a row for each of them hides what differs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from aksarc_harden.model.change import Change
from aksarc_harden.model.control import Severity
from aksarc_harden.model.finding import Finding, Verdict
from aksarc_harden.model.outcome import ChangeOutcome, HostOutcome
from aksarc_harden.reports.values import move_text, value_text
from aksarc_harden.reports.words import Words

NAMED = 3  # hosts named in a row; of more the number tells enough, and the JSON report names them

T = TypeVar("T")

_FindingFields = tuple[Severity, Verdict, str, str, str, str, str]
_ChangeFields = tuple[str, str, tuple[str, ...], tuple[str, ...], bool]

_WORST_FIRST = tuple(reversed(Severity))
_SHOWN = (Verdict.DRIFTED, Verdict.UNREADABLE, Verdict.HELD_BACK, Verdict.EXEMPT)
_ORDER = (*_SHOWN, Verdict.COMPLIANT, Verdict.NOT_APPLICABLE)


@dataclass(frozen=True)
class FindingRow:
    """One finding and the hosts that have it."""

    severity: Severity
    verdict: Verdict
    control: str
    title: str
    found: str
    accepts: str
    note: str
    hosts: tuple[str, ...]


@dataclass(frozen=True)
class ChangeRow:
    """One change, how it ended where it was made, and its hosts."""

    setting: str
    move: str
    controls: tuple[str, ...]
    cuts: tuple[str, ...]
    needs_reboot: bool
    hosts: tuple[str, ...]
    state: str = ""
    cause: str = ""


def finding_rows(hosts: Iterable[HostOutcome], said: Words) -> list[FindingRow]:
    """Gather what needs attention after the run, worst first."""
    pairs = (
        (_finding_row(finding, said), host.host)
        for host in hosts
        for finding in host.after
        if finding.verdict in _SHOWN or finding.note
    )
    rows = [FindingRow(*fields, hosts=tuple(names)) for fields, names in _grouped(pairs)]
    return sorted(rows, key=lambda row: (_ORDER.index(row.verdict), _WORST_FIRST.index(row.severity), row.control))


def _finding_row(finding: Finding, said: Words) -> _FindingFields:
    control = finding.control
    notes = [said.says(finding.cause)] if finding.cause else []
    if finding.waiver and finding.verdict is Verdict.EXEMPT:
        waiver = finding.waiver
        notes.append(f"{waiver.reason} ({waiver.owner}, until {waiver.until.isoformat()})")
    if finding.note:
        notes.append(finding.note)
    found = "" if finding.found is None else value_text(finding.found)
    return control.severity, finding.verdict, control.id, control.title, found, control.accept.text, "; ".join(notes)


def plan_rows(plans: Iterable[tuple[str, Sequence[Change]]], *, back: bool = False) -> list[ChangeRow]:
    """Gather changes not made, or not taken `back`, in the order of the plan."""
    pairs = ((_change_fields(change, back), host) for host, changes in plans for change in changes)
    return [ChangeRow(*fields, hosts=tuple(names)) for fields, names in _grouped(pairs)]


def made_rows(hosts: Iterable[HostOutcome], said: Words, *, back: bool) -> list[ChangeRow]:
    """Gather changes made; `back` tells that each went from what was wanted to what had been before."""
    pairs = ((_made_fields(made, said, back), host.host) for host in hosts for made in host.changes)
    return [
        ChangeRow(*fields, hosts=tuple(names), state=state, cause=cause)
        for (fields, state, cause), names in _grouped(pairs)
    ]


def _change_fields(change: Change, back: bool = False) -> _ChangeFields:
    ends = (change.wanted, change.before) if back else (change.before, change.wanted)
    return str(change.setting), move_text(*ends), change.controls, change.can_cut_access, change.needs_reboot


def _made_fields(made: ChangeOutcome, said: Words, back: bool) -> tuple[_ChangeFields, str, str]:
    cause = said.says(made.cause) if made.cause else ""
    return _change_fields(made.change, back), said.state(made.state), cause


def _grouped(pairs: Iterable[tuple[T, str]]) -> list[tuple[T, list[str]]]:
    groups: dict[T, list[str]] = {}
    for key, host in pairs:
        groups.setdefault(key, []).append(host)
    return list(groups.items())


def hosts_text(hosts: Sequence[str], everyone: int) -> str:
    """Name a few hosts; count many."""
    if len(hosts) == everyone and everyone > 1:
        return f"all {everyone}"
    return ", ".join(hosts) if len(hosts) <= NAMED else f"{len(hosts)} of {everyone}"
