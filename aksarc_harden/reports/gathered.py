"""
The same thing seen on many hosts, told once: findings, changes and troubles grouped, with the hosts that share them.

An estate is many hosts alike; a table with a row for each of them hides what differs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from aksarc_harden.model.answer import Cause
from aksarc_harden.model.change import Change, ChangeState
from aksarc_harden.model.control import Severity
from aksarc_harden.model.finding import Finding, Verdict
from aksarc_harden.model.outcome import HostOutcome
from aksarc_harden.reports.console import TIED
from aksarc_harden.reports.values import plain, shortened
from aksarc_harden.reports.words import Words

NAMED = 3  # hosts named in a row; of more the number tells enough, and the JSON report names them

T = TypeVar("T")

Plans = Sequence[tuple[str, Sequence[Change]]]

_WORST_FIRST = tuple(reversed(Severity))


@dataclass(frozen=True)
class FindingRow:
    """One finding and the hosts that have it."""

    severity: Severity
    control: str
    says: str
    hosts: tuple[str, ...]


@dataclass(frozen=True)
class ChangeRow:
    """One change and its hosts."""

    controls: tuple[str, ...]
    setting: str
    move: str
    hosts: tuple[str, ...]


@dataclass(frozen=True)
class TopicRow:
    """The changes of one topic: how many, of which controls, and on which hosts."""

    topic: str
    changes: int
    controls: tuple[str, ...]
    hosts: tuple[str, ...]


@dataclass(frozen=True)
class Trouble:
    """One cause, where it was met, what it concerns and what to do about it."""

    says: str
    cure: str
    hosts: tuple[str, ...]
    about: tuple[str, ...] = ()


def finding_rows(
    hosts: Iterable[HostOutcome], said: Words, wanted: Callable[[HostOutcome, Finding], bool]
) -> list[FindingRow]:
    """Gather the findings after the run that are wanted, worst first."""
    pairs = (
        ((finding.control.severity, finding.control.id, _finding_text(finding, said)), host.host)
        for host in hosts
        for finding in host.after
        if wanted(host, finding)
    )
    rows = [FindingRow(*fields, hosts=names) for fields, names in _grouped(pairs)]
    return sorted(rows, key=lambda row: (_WORST_FIRST.index(row.severity), row.control))


def _finding_text(finding: Finding, said: Words) -> str:
    control, waiver = finding.control, finding.waiver
    if waiver and finding.verdict is Verdict.EXEMPT:
        reason, owner = plain(waiver.reason), plain(waiver.owner)
        return said.line("waived", title=control.title, reason=reason, owner=owner, until=waiver.until.isoformat())
    note = f" ({plain(finding.note)})" if finding.note else ""
    cuts = said.line("found-cuts", cuts=said.cuts(control.can_cut_access)) if control.can_cut_access else ""
    accepted = shortened(plain(control.accept.text))
    value = f"{said.short(finding.found)}{note}"
    return said.line("found", title=control.title, value=value, accepted=accepted) + cuts


def change_rows(plans: Plans, said: Words, *, back: bool = False) -> list[ChangeRow]:
    """Gather changes, made or taken `back`, in the order of the plan."""
    pairs = (
        ((change.controls, str(change.setting), _move(change, said, back=back)), host)
        for host, changes in plans
        for change in changes
    )
    return [ChangeRow(*fields, hosts=names) for fields, names in _grouped(pairs)]


def _move(change: Change, said: Words, *, back: bool) -> str:
    ends = (change.wanted, change.before) if back else (change.before, change.wanted)
    notes = [said("restart-short")] if change.needs_reboot else []
    if change.can_cut_access:
        notes.append(said.line("move-cuts", cuts=said.cuts(change.can_cut_access)))
    return said.move(*ends) + (f" ({'; '.join(notes)})" if notes else "")


def topic_rows(plans: Plans) -> list[TopicRow]:
    """Gather changes by topic, in the order of the alphabet."""
    by_topic: dict[str, list[tuple[str, Change]]] = defaultdict(list)
    for host, changes in plans:
        for change in changes:
            by_topic[_topic(change)].append((host, change))
    return [
        TopicRow(
            topic,
            len(pairs),
            controls=_each_once(id.rpartition(".")[2] for _, change in pairs for id in change.controls),
            hosts=_each_once(host for host, _ in pairs),
        )
        for topic, pairs in sorted(by_topic.items())
    ]


def _topic(change: Change) -> str:
    return change.controls[0].rpartition(".")[0] if change.controls else "other"


def failed_changes(hosts: Iterable[HostOutcome], said: Words, *, back: bool) -> list[Trouble]:
    """Gather the changes that did not hold, by what kept them from it; of those only begun, what each host has."""
    settled = (ChangeState.PLANNED, ChangeState.ROLLED_BACK if back else ChangeState.IN_FORCE)
    hosts = list(hosts)
    pairs = (
        ((made.state, made.cause, made.change), host.host)
        for host in hosts
        for made in host.changes
        if made.state not in settled
    )
    return [
        *filter(None, (_begun(host, said) for host in hosts)),
        *_troubles(
            ((f"{said.state(state)}{f': {said.says(cause)}' if cause else ''}", said.cure(cause), names), text)
            for (state, cause, change), names in _grouped(pairs)
            for text in (*change.controls, f"  {plain(str(change.setting))}: {_move(change, said, back=back)}")
        ),
    ]


def _begun(host: HostOutcome, said: Words) -> Trouble | None:
    """Tell of the changes that may have been written when the host broke off: by topic, for they may be all of it."""
    changes = [made.change for made in host.changes if made.state is ChangeState.PLANNED]
    if not changes:
        return None
    says = f"{said.state(ChangeState.PLANNED)}: {said.counted(len(changes), 'change')}"
    return Trouble(says, said.line("goes-on"), (host.host,), (totals(topic_rows([(host.host, changes)])),))


def totals(rows: Iterable[TopicRow]) -> str:
    """Say how many changes each topic has, the most first."""
    return ", ".join(f"{row.topic}{TIED}{row.changes}" for row in sorted(rows, key=lambda row: -row.changes))


def unreadable(hosts: Iterable[HostOutcome], said: Words) -> list[Trouble]:
    """Gather the controls that could not be read, by what kept them from it."""
    pairs = (
        ((finding.cause, finding.control.id), host.host)
        for host in hosts
        for finding in host.after
        if finding.verdict is Verdict.UNREADABLE
    )
    return _troubles(((*_cause_texts(cause, said), names), id) for (cause, id), names in _grouped(pairs))


def failed_hosts(hosts: Iterable[HostOutcome], said: Words) -> list[Trouble]:
    """Gather the hosts that could not be done, by what kept them from it."""
    pairs = ((host.error, host.host) for host in hosts if host.error)
    return [Trouble(said.says(cause), said.cure(cause), names) for cause, names in _grouped(pairs)]


def _cause_texts(cause: Cause | None, said: Words) -> tuple[str, str]:
    return (said.says(cause) if cause else said("none-known")), said.cure(cause)


def _troubles(pairs: Iterable[tuple[tuple[str, str, tuple[str, ...]], str]]) -> list[Trouble]:
    return [Trouble(*fields, about=about) for fields, about in _grouped(pairs)]


def _grouped(pairs: Iterable[tuple[T, str]]) -> list[tuple[T, tuple[str, ...]]]:
    groups: dict[T, list[str]] = {}
    for key, member in pairs:
        groups.setdefault(key, []).append(member)
    return [(key, tuple(members)) for key, members in groups.items()]


def _each_once(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))


def hosts_text(hosts: Sequence[str], everyone: int, said: Words) -> str:
    """Name a few hosts; count many."""
    if len(hosts) == everyone and everyone > 1:
        return said.line("all-of", count=everyone)
    return plain(", ".join(hosts)) if len(hosts) <= NAMED else said.line("some-of", count=len(hosts), all=everyone)
