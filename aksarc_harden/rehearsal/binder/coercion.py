"""
How a cmdlet's parameter gets its value (CoerceTypeAsNeeded and EncodeCollection of the engine's source).

Stricter than a function's: an array is refused by a single parameter, a string by a Boolean, and null stays null;
the common parameters of functions go this way, too (recordings: binder, "function or cmdlet").
"""

from __future__ import annotations

from aksarc_harden.model.values import Bag, Table, WireValue
from aksarc_harden.rehearsal.binder.conversion import Converter
from aksarc_harden.rehearsal.binder.net_types import (
    NUMBERS,
    Collection,
    NetType,
    as_list,
    is_instance,
    is_present,
    is_switch_value,
    parse_type,
    type_name,
    unwrap,
)
from aksarc_harden.rehearsal.binder.refusal import CastError, NullRefusedError, UnsupportedError


def coerce(value: WireValue, wanted: NetType, converter: Converter) -> WireValue:
    """Convert as a cmdlet does; raises CastError, or UnsupportedError where no conversion is tried."""
    if value is None:
        return _null(wanted)
    if wanted.name in ("Boolean", "SwitchParameter", "Nullable[Boolean]"):
        return _truth(value, wanted.name)
    if is_instance(value, wanted.name) and wanted.is_single:
        return value if wanted.name in ("Object", "PSObject") else unwrap(value)
    if not wanted.is_single:
        return _collect(value, wanted, converter)
    if as_list(value) is not None and converter.enumeration is None:
        raise UnsupportedError
    return converter.to(value, wanted.name)


def _null(wanted: NetType) -> WireValue:
    if wanted.name == "Boolean":
        raise NullRefusedError
    return True if wanted.name == "SwitchParameter" else None


def _truth(value: WireValue, wanted: str) -> WireValue:
    """Read a Boolean: only Booleans and numbers count (recordings: "strings to a switch or Boolean")."""
    bare = unwrap(value)
    if isinstance(bare, Bag) and is_switch_value(bare) and wanted == "SwitchParameter":
        return is_present(bare)
    if isinstance(bare, bool):
        return bare
    if type_name(bare) in NUMBERS:
        return bare != 0
    raise UnsupportedError


def _collect(value: WireValue, wanted: NetType, converter: Converter) -> WireValue:
    elements = as_list(value)
    if wanted.collection is Collection.LIST:
        return _strings([value] if elements is None else list(elements))
    if wanted.name == "Byte[]" and isinstance(unwrap(value), bytes):
        return unwrap(value)
    kind = parse_type(wanted.element)
    listed = [value] if elements is None else elements
    coerced = tuple(converter.nothing(kind.name) if each is None else coerce(each, kind, converter) for each in listed)
    if kind.name == "Byte":
        return bytes(int(each) for each in coerced if isinstance(each, int))
    return coerced


def _strings(elements: list[WireValue]) -> WireValue:
    """Fill a StringCollection, which converts nothing."""
    if any(each is not None and type(unwrap(each)) is not str for each in elements):
        raise UnsupportedError
    return tuple(elements)


def as_it_stands(value: WireValue, wanted: NetType, *, is_value: bool, is_input: bool) -> WireValue:
    """
    Take a value without conversion (ShouldContinueUncoercedBind); raises CastError where it is of another type.

    `is_value` tells that null is none of the type's values, `is_input` that the value is an input object itself:
    those are PSObjects, as are collections and property bags, but no bare text or number.
    """
    if value is None:
        if is_value or wanted.name == "String":
            raise CastError
        return None
    if wanted.is_single:
        if wanted.name == "PSObject" and not is_input and not isinstance(value, Bag | Table | list | tuple):
            raise CastError
        if is_instance(value, wanted.name):
            return _plain(value) if wanted.name not in ("Object", "PSObject") else value
        raise CastError
    if wanted.name == "Byte[]" and isinstance(unwrap(value), bytes):
        return unwrap(value)
    return _elements_as_they_stand(value, wanted)


def _plain(value: WireValue) -> WireValue:
    bare = unwrap(value)
    return is_present(bare) if isinstance(bare, Bag) and is_switch_value(bare) else bare


def _elements_as_they_stand(value: WireValue, wanted: NetType) -> WireValue:
    elements = as_list(value)
    listed = [value] if elements is None else list(elements)
    if wanted.collection is Collection.LIST:
        return _strings(listed)
    if not all(each is None or is_exactly(each, wanted.element) for each in listed):
        raise CastError
    return tuple(unwrap(each) for each in listed)


def is_exactly(value: WireValue, wanted: str) -> bool:
    """Tell whether an element is of a type or a class derived from it; PSObject is not what a bare value is."""
    if wanted == "PSObject":
        return False
    return is_instance(value, wanted)
