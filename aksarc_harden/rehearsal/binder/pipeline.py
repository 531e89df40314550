"""
What one input object gives to the free parameters.

Recordings: binder, "pipeline, conversion": a value that fits without conversion is tried first, then a property, then
each with conversion; "pipeline and name", "pipeline, Hashtable", "pipeline, null", "pipeline, CIM objects".
The steps are BindPipelineParametersPrivate and what it calls in the engine's source.
"""

from __future__ import annotations

from collections.abc import Callable

from aksarc_harden.model.values import Bag, Table, WireValue
from aksarc_harden.rehearsal.binder.net_types import as_list, unwrap
from aksarc_harden.rehearsal.binder.parameters import Bindable, Place
from aksarc_harden.rehearsal.binder.refusal import TRANSFORMATION, VALIDATION, BindingError
from aksarc_harden.rehearsal.binder.sets import narrow, settle
from aksarc_harden.rehearsal.binder.state import Binding

_NOTHING = object()
_TRY = Callable[[Binding, Bindable, Place, WireValue], bool]


def bind_input(binding: Binding, item: WireValue) -> bool:
    """Bind one input object; tell whether any parameter took it. Raises BindingError where a value is refused."""
    done = False
    preferred = binding.preferred
    possible = preferred or binding.sets
    for is_first in (True, False) if preferred else (False,):
        for attempt in _ATTEMPTS:
            if _attempt(binding, item, possible, attempt):
                done = True
                if not is_first:
                    narrow(binding, before_input=True, take_default=True)
                    possible = binding.sets
        if is_first:
            if binding.sets == preferred:
                break
            possible = binding.sets & ~preferred
    narrow(binding, before_input=False, take_default=True)
    settle(binding)
    return done


def _attempt(binding: Binding, item: WireValue, sets: int, attempt: _TRY) -> bool:
    """Try the default set, then the others."""
    default = binding.all.default & sets
    if default and _attempt_in(binding, item, default, attempt):
        return True
    return _attempt_in(binding, item, sets & ~default, attempt)


def _attempt_in(binding: Binding, item: WireValue, sets: int, attempt: _TRY) -> bool:
    done = False
    for parameter in reversed(list(binding.free)):
        if not parameter.takes_pipeline:
            continue
        for place in parameter.places_in(sets):
            if attempt(binding, parameter, place, item):
                done = True
                break
    return done


def _value_as_it_stands(binding: Binding, parameter: Bindable, place: Place, item: WireValue) -> bool:
    return place.by_value and binding.bind_as_it_stands(parameter, item, is_input=True)


def _property_as_it_stands(binding: Binding, parameter: Bindable, place: Place, item: WireValue) -> bool:
    value = _property(item, parameter) if place.by_name else _NOTHING
    return value is not _NOTHING and binding.bind_as_it_stands(parameter, value)  # type: ignore[arg-type]


def _value_converted(binding: Binding, parameter: Bindable, place: Place, item: WireValue) -> bool:
    if not place.by_value:
        return False
    return _bind(binding, parameter, item, fatal=(VALIDATION,))


def _property_converted(binding: Binding, parameter: Bindable, place: Place, item: WireValue) -> bool:
    value = _property(item, parameter) if place.by_name else _NOTHING
    if value is _NOTHING:
        return False
    return _bind(binding, parameter, value, fatal=(VALIDATION, TRANSFORMATION))  # type: ignore[arg-type]


_ATTEMPTS: tuple[_TRY, ...] = (_value_as_it_stands, _property_as_it_stands, _value_converted, _property_converted)


def _bind(binding: Binding, parameter: Bindable, value: WireValue, *, fatal: tuple[str, ...]) -> bool:
    try:
        binding.bind(parameter, value)
    except BindingError as error:
        if error.exception in fatal:
            raise
        return False
    return True


def _property(item: WireValue, parameter: Bindable) -> object:
    """Find the property with the parameter's name or an alias; a Hashtable's keys are no properties."""
    for name in (parameter.name, *parameter.aliases):
        if isinstance(item, Bag) and name in item:
            return item[name]
        found = _own_property(unwrap(item), name.lower())
        if found is not _NOTHING:
            return found
    return _NOTHING


def _own_property(value: WireValue, name: str) -> object:
    """Give the .NET properties that parameters share names with."""
    if type(value) is str and name == "length":
        return len(value)
    if isinstance(value, Table):
        keys = {"count": len(value.entries), "keys": [key for key, _ in value.entries]}
        return keys.get(name, _NOTHING)
    elements = as_list(value)
    if elements is not None and name in ("count", "length"):
        return len(elements)
    return _NOTHING
