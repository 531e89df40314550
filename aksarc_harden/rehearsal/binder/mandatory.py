"""
Which mandatory parameters are missing, before the first input object and after each.

Recordings: binder, "sets" (MissingMandatoryParameter for the set that is left), "pipeline, mandatory left": checked
before the first object, terminating only if no pipeline parameter could give it.
The steps are GetMissingMandatoryParameters of the engine's source.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from aksarc_harden.rehearsal.binder.parameters import ANY, Bindable, Place, count_sets
from aksarc_harden.rehearsal.binder.sets import ambiguous
from aksarc_harden.rehearsal.binder.state import Binding


@dataclass
class _Demand:
    """The mandatory parameters that one set still misses, by how they could come; `flag` is ANY for all sets."""

    flag: int
    is_default: bool
    by_hand: list[Bindable] = field(default_factory=list)
    by_input: list[Bindable] = field(default_factory=list)
    by_value: list[Bindable] = field(default_factory=list)
    by_name: list[Bindable] = field(default_factory=list)

    @property
    def of_all(self) -> bool:
        """Tell whether every set demands this."""
        return self.flag == ANY

    def add(self, parameter: Bindable, place: Place) -> None:
        """Note a missing parameter."""
        if not (place.by_value or place.by_name):
            self.by_hand.append(parameter)
            return
        self.by_input.append(parameter)
        if place.by_value:
            self.by_value.append(parameter)
        if place.by_name:
            self.by_name.append(parameter)


def missing(binding: Binding) -> list[Bindable]:
    """List what the possible sets demand and nobody gave, in the order of declaration."""
    return [each for each in binding.free if any(place.mandatory for place in each.places_in(binding.sets))]


def missing_before_input(binding: Binding, possible: int) -> list[Bindable]:
    """
    List what no input object can give any more, after narrowing to the sets that input can still fill.

    `possible` is the number of sets still possible. Raises BindingError where nothing decides between the sets.
    """
    demands = _demands(binding)
    if not demands:
        return []
    return _Chooser(binding, demands).choose(possible)


def _demands(binding: Binding) -> dict[int, _Demand]:
    demands: dict[int, _Demand] = {}
    default = binding.all.default
    for parameter in binding.free:
        for place in parameter.places_in(binding.sets):
            if place.mandatory:
                flag = place.flag or ANY
                demand = demands.setdefault(flag, _Demand(flag, bool(default & flag)))
                demand.add(parameter, place)
    return demands


class _Chooser:
    """Decides which sets stay while input is awaited."""

    def __init__(self, binding: Binding, demands: dict[int, _Demand]) -> None:
        self._binding = binding
        self._demands = demands
        self._demanding = self._sets_with_demands()

    def _sets_with_demands(self) -> int:
        """The possible sets that miss something; all of them where every set does."""
        sets = self._binding.sets
        if ANY in self._demands:
            return sets & (self._binding.all.all_sets or ANY)
        union = 0
        for flag in self._demands:
            union |= sets & flag
        return union or sets

    def choose(self, possible: int) -> list[Bindable]:
        """Narrow the sets and list what is missing for good."""
        self._leave_to_default(possible)
        count = count_sets(self._demanding)
        if count == 0:
            raise ambiguous()
        if count == 1:
            return self._by_hand_of(self._demanding)
        if self._binding.preferred:
            return []
        return self._choose_among_several()

    def _leave_to_default(self, possible: int) -> None:
        """Drop the sets that miss something where the default misses nothing and no other takes input."""
        binding, default = self._binding, self._binding.all.default
        if possible <= 1 or not default or default & self._demanding or not default & binding.sets:
            return
        others = (each for each in self._demands.values() if not each.of_all and not each.flag & default)
        if any(each.flag & binding.sets and each.by_input for each in others):
            return
        self._demanding = binding.sets & ~self._demanding
        binding.sets = self._demanding
        if binding.sets != default:
            binding.preferred = default

    def _choose_among_several(self) -> list[Bindable]:
        default = self._binding.all.default
        if default & self._demanding and self._default_comes_first():
            self._demanding = self._binding.sets = default
            return self._by_hand_of(default)
        by_value = self._takers(lambda each: bool(each.by_value))
        by_name = self._takers(lambda each: bool(each.by_name))
        chosen = _only(by_value, by_name)
        if chosen:
            return self._take(chosen)
        return self._last_resort(by_value, by_name)

    def _default_comes_first(self) -> bool:
        others = [each for each in self._demands.values() if not each.of_all and not each.is_default]
        another_by_input = any(each.by_input and not each.by_hand for each in others)
        another_by_name = any(each.by_name for each in others)
        own = self._demands.get(self._binding.all.default)
        if own and own.by_name and not another_by_name:
            return True
        if not another_by_input:
            return True
        everywhere = self._demands.get(ANY)
        return everywhere is not None and bool(everywhere.by_hand)

    def _takers(self, takes: Callable[[_Demand], bool]) -> list[int]:
        return [
            each.flag
            for each in self._demands.values()
            if each.flag & self._demanding and not each.of_all and takes(each)
        ]

    def _take(self, chosen: int) -> list[Bindable]:
        """Keep a set and those that miss nothing of their own."""
        self._demanding = chosen
        needs_hand = any(each.by_hand for each in self._demands.values() if each.flag & chosen and not each.of_all)
        rest = 0
        for each in self._demands.values():
            if not each.of_all and not each.flag & chosen:
                rest |= each.flag
        if needs_hand:
            self._binding.sets = chosen
        else:
            self._drop(rest)
            if self._binding.sets != chosen:
                self._binding.preferred = chosen
        return self._by_hand_of(chosen)

    def _last_resort(self, by_value: list[int], by_name: list[int]) -> list[Bindable]:
        """Drop the sets that demand what no input can give; a single set that takes input by value wins."""
        relevant = [each for each in self._demands.values() if each.of_all or each.flag & self._demanding]
        if not any(each.by_hand for each in relevant):
            return []
        if len(by_value) == 1:
            return self._take(by_value[0])
        if len(by_value) < 2 and len(by_name) < 2:
            raise ambiguous()
        hopeless = 0
        for each in relevant:
            if each.by_hand and not each.of_all:
                hopeless |= each.flag
        if hopeless:
            self._drop(hopeless)
            if not self._binding.sets:
                raise ambiguous()
        return []

    def _drop(self, sets: int) -> None:
        if sets:
            have = self._binding.all.all_sets if self._binding.sets == ANY else self._binding.sets
            self._binding.sets = have & ~sets

    def _by_hand_of(self, sets: int) -> list[Bindable]:
        return _all_by_hand(each for each in self._demands.values() if each.of_all or each.flag & sets)


def _all_by_hand(demands: Iterable[_Demand]) -> list[Bindable]:
    return [parameter for each in demands for parameter in each.by_hand]


def _only(by_value: list[int], by_name: list[int]) -> int:
    """Give the set that alone takes input by value or by name; 0 where the two disagree or several do."""
    if bool(by_value) and bool(by_name):
        return by_value[0] if by_value == by_name and len(by_value) == 1 else 0
    either = by_value or by_name
    return either[0] if len(either) == 1 else 0
