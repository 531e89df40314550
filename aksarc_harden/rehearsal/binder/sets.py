"""
Which parameter set the bound parameters leave.

Recordings: binder, "sets": one parameter that stands in one set only decides; if several still fit, the default among
them wins even when its mandatory parameters are missing; without a default, the set that misses none; else
AmbiguousParameterSet. The steps are ValidateParameterSets and its kin in the engine's source.
"""

from __future__ import annotations

from aksarc_harden.rehearsal.binder.parameters import ANY, count_sets
from aksarc_harden.rehearsal.binder.refusal import BindingError
from aksarc_harden.rehearsal.binder.state import Binding


def narrow(binding: Binding, *, before_input: bool, take_default: bool) -> int:
    """
    Narrow the possible sets and count them; raises BindingError where none is left or nothing decides.

    `before_input` leaves several open that input objects may decide between; `take_default` decides for the default.
    """
    if binding.sets == ANY:
        return _narrow_from_any(binding, before_input=before_input, take_default=take_default)
    count = count_sets(binding.sets)
    if count == 0:
        raise ambiguous()
    if count == 1:
        return 1
    default = binding.all.default
    if default & binding.sets:
        if take_default:
            binding.sets = default
            return 1
        return count
    if before_input and takes_input(binding, binding.sets):
        return count
    return _by_mandatory(binding)


def _narrow_from_any(binding: Binding, *, before_input: bool, take_default: bool) -> int:
    count = len(binding.all.set_bits) or 1
    if before_input and takes_input(binding, ANY):
        return count
    if binding.all.default:
        if take_default:
            binding.sets = binding.all.default
            return 1
        return count
    return _by_mandatory(binding) if count > 1 else count


def _by_mandatory(binding: Binding) -> int:
    """Decide for the one set that misses no mandatory parameter."""
    left = binding.sets & binding.all.all_sets
    for parameter in binding.free:
        for place in parameter.places:
            if place.mandatory:
                left &= ~place.flag
    if count_sets(left) != 1:
        raise ambiguous()
    binding.sets = left
    return 1


def takes_input(binding: Binding, sets: int) -> bool:
    """Tell whether a free parameter of these sets takes input objects."""
    return any(place.by_value or place.by_name for parameter in binding.free for place in parameter.places_in(sets))


def keep_those_that_take_input(binding: Binding) -> bool:
    """Drop the sets that can take no input object any more; tell whether that changed anything."""
    taking = 0
    for parameter in binding.free:
        for place in parameter.places_in(binding.sets):
            if place.by_value or place.by_name:
                if place.flag == 0:
                    return False
                taking |= place.flag
    if not taking or binding.sets & taking == binding.sets:
        return False
    binding.sets &= taking
    return True


def settle(binding: Binding) -> None:
    """Take the default where nothing narrowed the sets; raises BindingError where there is none."""
    if binding.sets == ANY and len(binding.all.set_bits) > 1:
        if not binding.all.default:
            raise ambiguous()
        binding.sets = binding.all.default


def ambiguous() -> BindingError:
    """Make the error of sets that nothing decides between."""
    return BindingError("AmbiguousParameterSet")
