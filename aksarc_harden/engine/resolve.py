"""
Resolve: which of several controls that name one setting holds on a host, and what it comes to.

A hyperv-host beats member beats any, on a DC dc beats any; a winner that is no superset stands alone, and only
supersets are united (reference/windows-baseline.md, "Settings with more than one row").
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from aksarc_harden.errors import InputError, InputProblem
from aksarc_harden.model.control import Control, Want
from aksarc_harden.model.host import Platform, Role
from aksarc_harden.model.rule import Rule, Superset
from aksarc_harden.model.setting import Setting


class ContradictionError(InputError):
    """Two controls of the same rank want different values of one setting."""

    def __init__(self, one: Control, other: Control) -> None:
        self.one, self.other = one, other
        super().__init__(
            InputProblem(
                f"{one.id} and {other.id} want different values of {one.setting}",
                "leave one of them out of the profile, under [[without]] with a reason",
            )
        )


@dataclass(frozen=True)
class Aim:
    """
    One setting of a host and what is wanted of it.

    Attributes:
        controls: those that hold, each judged by its own rule.
        beaten: those that a narrower one replaces here.
        accept, want: what a write goes by; the union where several supersets hold.
    """

    setting: Setting
    controls: tuple[Control, ...]
    beaten: tuple[Control, ...]
    accept: Rule
    want: Want


def place_of(setting: Setting) -> str:
    """Give what two controls share that name the same setting, whatever the case of key and name."""
    return f"{setting.kind}:{setting}".casefold()


def resolve(controls: Iterable[Control], role: Role, platform: Platform) -> tuple[Aim, ...]:
    """
    Join the controls that apply to a host of this role and platform, one aim a setting, in the order given.

    Raises:
        ContradictionError: two controls of the same rank contradict each other.
    """
    groups: Mapping[str, list[Control]] = defaultdict(list)
    for control in controls:
        if control.covers(role, platform):
            groups[place_of(control.setting)].append(control)
    return tuple(_join(group, role) for group in groups.values())


def check_contradictions(controls: Sequence[Control]) -> None:
    """
    Resolve for every role and platform, so that a contradiction shows before any host is asked.

    Raises:
        ContradictionError: naming both controls.
    """
    for role, platform in product(Role, Platform):
        resolve(controls, role, platform)


def _join(group: Sequence[Control], role: Role) -> Aim:
    top = max(control.scope.rank(role) for control in group)
    winners = [control for control in group if control.scope.rank(role) == top]
    if all(isinstance(control.accept, Superset) for control in winners):
        winners = [control for control in group if isinstance(control.accept, Superset)]
        items = dict.fromkeys(item for control in winners for item in _items(control))
        return _aim(group, winners, Superset(tuple(items)), tuple(items))
    first = winners[0]
    for other in winners[1:]:
        if not _agree(first, other):
            raise ContradictionError(first, other)
    return _aim(group, winners, first.accept, first.want)


def _aim(group: Sequence[Control], winners: Sequence[Control], accept: Rule, want: Want) -> Aim:
    beaten = tuple(control for control in group if control not in winners)
    return Aim(winners[0].setting, tuple(winners), beaten, accept, want)


def _items(control: Control) -> tuple[str, ...]:
    return control.want if isinstance(control.want, tuple) else ()


def _agree(one: Control, other: Control) -> bool:
    is_same_type = getattr(one.setting, "type", None) == getattr(other.setting, "type", None)
    return is_same_type and one.want == other.want and one.accept == other.accept
