"""
The findings of a run as the page lists them: what many hosts share is told once, with their names.

Every text is written here; the page's script filters by codes and numbers and writes what it is given.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from aksarc_harden.model.control import Control, Severity
from aksarc_harden.model.finding import Verdict
from aksarc_harden.model.found import Found, Value, Wanted
from aksarc_harden.reports.rows import Row
from aksarc_harden.reports.sids import with_names
from aksarc_harden.reports.values import plain
from aksarc_harden.reports.words import Words

_WORST_FIRST = tuple(reversed(Severity))
_VERDICTS = (*Verdict,)
_NO_VERDICT = len(_VERDICTS)
_MARKS = {"attention": 1, "changed": 2}


@dataclass(frozen=True)
class Listed:
    """
    One line of the list, with every text in it plain.

    Attributes:
        title: the control's; where no finding is about the change, its controls' ids or its setting.
        severity, verdict, verdict_before, state: codes, empty where there is none.
        before, now: the values; equal where nothing was changed.
        wanted: what was, would be or is not written; empty where nothing.
        cause: what it says and its cure.
        waiver: its reason, owner, last day, and whether it had ended.
        mark: `attention`, `changed` or both; what the page shows first.
    """

    controls: str
    title: str
    topic: str
    severity: str
    why: str
    refs: str
    setting: str
    accepted: str
    cuts: str
    breaks: str
    verdict: str
    verdict_before: str
    state: str
    before: str
    now: str
    wanted: str
    cause: tuple[str, str]
    note: str
    waiver: tuple[str, str, str, bool] | None
    needs_reboot: bool
    is_held_back: bool
    mark: tuple[str, ...]

    @property
    def needs_attention(self) -> bool:
        """Tell whether somebody should look at it."""
        return "attention" in self.mark


@dataclass(frozen=True)
class Group:
    """One line and the hosts that share it."""

    line: Listed
    hosts: tuple[str, ...]


def groups_of(rows: Iterable[Row], said: Words) -> list[Group]:
    """Gather rows by what they say, worst first."""
    hosts: dict[Listed, list[str]] = {}
    for row in rows:
        hosts.setdefault(_listed(row, said), []).append(row.host)
    groups = [Group(line, tuple(names)) for line, names in hosts.items()]
    return sorted(groups, key=_rank)


def _rank(group: Group) -> tuple[bool, int, int, str]:
    line = group.line
    severity = _WORST_FIRST.index(Severity(line.severity)) if line.severity else len(_WORST_FIRST)
    verdict = _VERDICTS.index(Verdict(line.verdict)) if line.verdict else _NO_VERDICT
    return not line.needs_attention, severity, verdict, line.controls or line.setting


def _listed(row: Row, said: Words) -> Listed:
    control, cause, waiver = row.control, row.cause, row.waiver
    before, now = _ends(row, said)
    return Listed(
        controls=", ".join(row.controls),
        title=control.title if control else ", ".join(row.controls) or plain(str(row.setting)),
        topic=row.topic,
        severity=control.severity if control else "",
        why=control.why if control else "",
        refs=_refs(control),
        setting=plain(str(row.setting)),
        accepted=with_names(plain(control.accept.text)) if control else "",
        cuts=said.cuts(row.can_cut_access),
        breaks=control.breaks if control else "",
        verdict=row.verdict or "",
        verdict_before=row.verdict_before or "",
        state=row.state or "",
        before=before,
        now=now,
        wanted="" if row.wanted is None else with_names(said.value(row.wanted)),
        cause=(plain(said.says(cause)), said.cure(cause)) if cause else ("", ""),
        note=plain(row.note),
        waiver=(plain(waiver.reason), plain(waiver.owner), waiver.until.isoformat(), row.has_expired)
        if waiver
        else None,
        needs_reboot=row.needs_reboot,
        is_held_back=row.is_held_back,
        mark=tuple(_marks(row)),
    )


def _refs(control: Control | None) -> str:
    return "; ".join(f"{name} {number}" for name, number in control.refs.items()) if control else ""


def _ends(row: Row, said: Words) -> tuple[str, str]:
    """Write both values; the types are named where they differ and the data alone would hide it."""
    before, now = with_names(said.value(row.before)), with_names(said.value(row.after))
    if before == now and _type(row.before) != _type(row.after):
        return f"{before} ({_type(row.before)})", f"{now} ({_type(row.after)})"
    return before, now


def _type(value: Found | Wanted | None) -> str:
    return value.type if isinstance(value, Value) else ""


def _marks(row: Row) -> Iterable[str]:
    if row.needs_attention:
        yield "attention"
    if row.state:
        yield "changed"


def embedded(groups: Sequence[Group], hosts: Sequence[str]) -> dict[str, object]:
    """
    Give the list as data for the page's script: each text once, lines as lists of numbers.

    A line is [control, verdict, verdict before, state, before, now, wanted, cause, cure, note, waiver, expired,
    restart, held back, mark, hosts]. Verdicts and states are codes. Control and texts are places in the lists of these
    names, -1 for none. Mark is 1 for what needs attention, 2 for what was changed, 3 for both. Hosts is null for all.
    """
    texts, controls = _Places(), _Places()
    places = {name: number for number, name in enumerate(hosts)}
    lines = []
    for group in groups:
        line = group.line
        about = (
            line.controls, line.title, line.topic, line.severity, line.why, line.refs, line.setting, line.accepted,
            line.cuts, line.breaks,
        )  # fmt: skip
        named = (line.before, line.now, line.wanted, *line.cause, line.note)
        waiver = " · ".join(line.waiver[:3]) if line.waiver else ""
        lines.append([
            controls.of(about), line.verdict, line.verdict_before, line.state, *map(texts.of, named),
            texts.of(waiver), int(bool(line.waiver and line.waiver[3])), int(line.needs_reboot),
            int(line.is_held_back), sum(_MARKS[mark] for mark in line.mark),
            None if len(group.hosts) == len(hosts) else [places[host] for host in group.hosts],
        ])  # fmt: skip
    return {"hosts": list(hosts), "controls": controls.all, "texts": texts.all, "lines": lines}


class _Places:
    """Things that are kept once and named by their place."""

    def __init__(self) -> None:
        self._places: dict[object, int] = {}

    def of(self, thing: object) -> int:
        """Give the place of a thing, -1 for an empty one."""
        return self._places.setdefault(thing, len(self._places)) if thing else -1

    @property
    def all(self) -> list[object]:
        """Give the things in the order of their places."""
        return list(self._places)
