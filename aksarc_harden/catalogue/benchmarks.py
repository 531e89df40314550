"""
What the benchmarks ask for: the numbers in a control's refs, and which controls are meant by a benchmark and a level.

Knows controls; no profile, no site and no host.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from aksarc_harden.engine.resolve import place_of
from aksarc_harden.model.control import Control, Scope, Severity
from aksarc_harden.model.host import Role


class Benchmark(StrEnum):
    """Whose lists the catalogue knows."""

    CIS = "CIS"
    STIG = "STIG"
    MICROSOFT = "Microsoft"


class Level(StrEnum):
    """The levels of CIS: L1 for all, L2 where security comes first, NG (Next Generation) where hardware isolates."""

    L1 = "L1"
    L2 = "L2"
    NG = "NG"


@dataclass(frozen=True)
class Number:
    """
    One number under which a benchmark asks for a control; Microsoft's lists have names in place of numbers.

    Attributes:
        level: of CIS alone.
        scope: MEMBER or DC where it is for these alone.
        edition: which other edition has it; empty for the one that the catalogue follows.
    """

    benchmark: Benchmark
    number: str
    level: str = ""
    scope: Scope = Scope.ANY
    edition: str = ""


_ENTRY = re.compile(r"(?P<number>\S+)(?: (?P<level>L1|L2|NG))?(?: (?P<who>MS|DC))?(?: \((?P<edition>\S+)\))?")
_SCOPES = {None: Scope.ANY, "MS": Scope.MEMBER, "DC": Scope.DC}


def numbers_of(control: Control) -> Iterator[Number]:
    """Read a control's refs, which `catalogue.row.refs` describes."""
    for benchmark, entries in control.refs.items():
        for entry in entries.split(", "):
            found = _ENTRY.fullmatch(entry)
            if found:
                who, level, edition = _SCOPES[found["who"]], found["level"] or "", found["edition"] or ""
                yield Number(Benchmark(benchmark), found["number"], level, who, edition)


@dataclass(frozen=True, kw_only=True)
class Membership:
    """
    Which controls are meant: those that fulfil every part; an empty part asks for nothing.

    Attributes:
        levels: of CIS.
        lists: of Microsoft, such as `ws2022`.
        is_safe: they may neither cut access nor break anything on an AKS host.
    """

    benchmark: Benchmark | None = None
    levels: frozenset[Level] = frozenset()
    lists: frozenset[str] = frozenset()
    severities: frozenset[Severity] = frozenset()
    is_safe: bool = False

    def members(self, catalogue: Mapping[str, Control]) -> dict[str, Control]:
        """
        Choose from the catalogue, id → control, in its order.

        A control that a benchmark asks of members or domain controllers alone comes with that scope.
        One that replaces another on a narrower sort of hosts belongs where that one does: without it the wider one's
        value would come to hosts that it was not made for.
        """
        asked = {id: narrowed for id, control in catalogue.items() if (narrowed := self._asked(control)) is not None}
        by_place: dict[str, list[Control]] = {}
        for control in asked.values():
            by_place.setdefault(place_of(control.setting), []).append(control)
        return {
            id: asked.get(id, control)
            for id, control in catalogue.items()
            if id in asked or any(replaces(control, wider) for wider in by_place.get(place_of(control.setting), ()))
        }

    def _asked(self, control: Control) -> Control | None:
        if self.severities and control.severity not in self.severities:
            return None
        if self.is_safe and (control.can_cut_access or control.breaks):
            return None
        if self.benchmark is None:
            return control
        meant = (_narrower(control.scope, number.scope) for number in numbers_of(control) if self._means(number))
        scopes = {scope for scope in meant if scope is not None}
        if not scopes:
            return None
        return replace(control, scope=scopes.pop() if len(scopes) == 1 else control.scope)

    def _means(self, number: Number) -> bool:
        if number.benchmark is not self.benchmark or number.edition:
            return False
        return (not self.levels or number.level in self.levels) and (not self.lists or number.number in self.lists)


def _narrower(scope: Scope, asked: Scope) -> Scope | None:
    """Give the scope that is in both; None where there is none."""
    if asked is Scope.ANY or scope is asked:
        return scope
    if scope is Scope.ANY:
        return asked
    return scope if (scope, asked) == (Scope.HYPERV_HOST, Scope.MEMBER) else None


def replaces(narrow: Control, wide: Control) -> bool:
    """Tell whether one control beats another on some host, because it names the same setting for fewer hosts."""
    return (
        place_of(narrow.setting) == place_of(wide.setting)
        and not narrow.platforms.isdisjoint(wide.platforms)
        and any(narrow.scope.rank(role) > wide.scope.rank(role) >= 0 for role in Role)
    )
