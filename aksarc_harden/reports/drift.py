"""
What differs between two runs over one site: which controls became worse or better, where, and what was found.

Compares what both runs looked at; hosts and controls that only one of them has are named, not judged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from aksarc_harden.model.control import Severity
from aksarc_harden.model.finding import Finding, Verdict
from aksarc_harden.model.found import Found, Missing, Value
from aksarc_harden.model.outcome import HostOutcome, RunOutcome
from aksarc_harden.reports.values import plain
from aksarc_harden.reports.words import words

_AS_WANTED = (Verdict.COMPLIANT, Verdict.EXEMPT, Verdict.NOT_APPLICABLE)
_WORST_FIRST = tuple(reversed(Severity))


class Direction(StrEnum):
    """Which way something went; in the order of how much it matters."""

    WORSE = "worse"
    CHANGED = "changed"  # the verdict counts the same, the value or the verdict's word does not
    BETTER = "better"


@dataclass(frozen=True)
class Difference:
    """One control that differs, and the hosts on which it does so alike; values are texts for people."""

    direction: Direction
    severity: Severity
    control: str
    title: str
    verdict_before: Verdict
    verdict: Verdict
    before: str
    after: str
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Drift:
    """
    What differs from the earlier run to the later one.

    Attributes:
        hosts_came, hosts_went: hosts of one run alone.
        hosts_unseen: hosts of both, of which one could not be examined.
        controls_came, controls_went: ids of controls that one run alone looked at, on any host.
    """

    earlier: str
    later: str
    score_before: float | None
    score_after: float | None
    hosts_came: tuple[str, ...]
    hosts_went: tuple[str, ...]
    hosts_unseen: tuple[str, ...]
    controls_came: tuple[str, ...]
    controls_went: tuple[str, ...]
    differences: tuple[Difference, ...]

    @property
    def is_worse(self) -> bool:
        """Tell whether anything became worse."""
        return any(one.direction is Direction.WORSE for one in self.differences)


def compare(earlier: RunOutcome, later: RunOutcome) -> Drift:
    """Say what differs from the earlier run to the later one, worst first."""
    old, new = ({host.host: host for host in outcome.hosts} for outcome in (earlier, later))
    both = [(old[name], new[name]) for name in new if name in old]
    seen = [pair for pair in both if all(host.after for host in pair)]
    before, after = ({finding.control.id for pair in seen for finding in pair[place].after} for place in (0, 1))
    return Drift(
        earlier=earlier.run_id,
        later=later.run_id,
        score_before=earlier.score_after,
        score_after=later.score_after,
        hosts_came=tuple(name for name in new if name not in old),
        hosts_went=tuple(name for name in old if name not in new),
        hosts_unseen=tuple(pair[1].host for pair in both if pair not in seen),
        controls_came=tuple(sorted(after - before)),
        controls_went=tuple(sorted(before - after)),
        differences=tuple(_gathered(pair for hosts in seen for pair in _differences(*hosts))),
    )


def _differences(old: HostOutcome, new: HostOutcome) -> Iterator[tuple[Difference, str]]:
    before = {finding.control.id: finding for finding in old.after}
    for finding in new.after:
        earlier = before.get(finding.control.id)
        if earlier is not None and not _is_same(earlier, finding):
            yield _difference(earlier, finding), new.host


def _difference(old: Finding, new: Finding) -> Difference:
    control, said = new.control, words()
    direction = _direction(old.verdict in _AS_WANTED, new.verdict in _AS_WANTED)
    return Difference(
        direction, control.severity, control.id, control.title, old.verdict, new.verdict,
        said.short(old.found), said.short(new.found),
    )  # fmt: skip


def _direction(was: bool, is_now: bool) -> Direction:
    if was == is_now:
        return Direction.CHANGED
    return Direction.BETTER if is_now else Direction.WORSE


def _is_same(old: Finding, new: Finding) -> bool:
    return _counts_as(old.verdict) is _counts_as(new.verdict) and _form(old.found) == _form(new.found)


def _counts_as(verdict: Verdict) -> Verdict:
    """Take what is held back for the drift that it is: an audit has no other word for it."""
    return Verdict.DRIFTED if verdict is Verdict.HELD_BACK else verdict


def _form(found: Found | None) -> object:
    """Bring a value to the form in which equal ones are equal: order and case of a set do not count, nor which key."""
    if isinstance(found, Missing):
        return Missing()
    if isinstance(found, Value) and isinstance(found.data, tuple):
        return found.type, tuple(sorted(item.casefold() for item in found.data))
    return found


def _gathered(pairs: Iterable[tuple[Difference, str]]) -> list[Difference]:
    hosts: dict[Difference, list[str]] = {}
    for difference, host in pairs:
        hosts.setdefault(difference, []).append(plain(host))
    rows = [_on(difference, names) for difference, names in hosts.items()]
    order = tuple(Direction)
    return sorted(rows, key=lambda row: (order.index(row.direction), _WORST_FIRST.index(row.severity), row.control))


def _on(row: Difference, hosts: list[str]) -> Difference:
    return Difference(
        row.direction, row.severity, row.control, row.title, row.verdict_before, row.verdict, row.before, row.after,
        tuple(hosts),
    )  # fmt: skip
