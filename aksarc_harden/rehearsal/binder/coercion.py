"""
How a cmdlet's parameter gets its value (CoerceTypeAsNeeded and EncodeCollection of the engine's source).

Stricter than a function's: an array is refused by a single parameter, a string by a Boolean, and null stays null;
the common parameters of functions go this way, too (recordings: binder, "function or cmdlet").
"""

from __future__ import annotations

from aksarc_harden.model.values import Bag, WireValue
from aksarc_harden.rehearsal.binder.conversion import Converter
from aksarc_harden.rehearsal.binder.net_types import (
    NUMBERS,
    Collection,
    NetType,
    as_list,
    is_instance,
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
    if is_instance(value, wanted.name) and wanted.is_single:
        return value if wanted.name in ("Object", "PSObject") else unwrap(value)
    if wanted.name in ("Boolean", "SwitchParameter", "Nullable[Boolean]"):
        return _truth(value, wanted.name)
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
    """Read a Boolean: only Booleans and numbers count, a string never (recordings: "strings to a switch or Boolean")."""
    bare = unwrap(value)
    if is_switch_value(bare) and wanted == "SwitchParameter":
        assert isinstance(bare, Bag)
        return bool(bare["IsPresent"])
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
    coerced = tuple(coerce(each, kind, converter) for each in ([value] if elements is None else elements))
    if kind.name == "Byte":
        return bytes(int(each) for each in coerced if isinstance(each, int))
    return coerced


def _strings(elements: list[WireValue]) -> WireValue:
    """Fill a StringCollection, which converts nothing."""
    if any(each is not None and type(unwrap(each)) is not str for each in elements):
        raise UnsupportedError
    return tuple(elements)


def as_it_stands(value: WireValue, wanted: NetType, *, is_value: bool = False) -> WireValue:
    """Take a value without conversion (ShouldContinueUncoercedBind); raises CastError where it is of another type."""
    if value is None:
        if is_value or wanted.is_value or wanted.name == "String":
            raise CastError
        return None
    if wanted.is_single:
        if is_instance(value, wanted.name):
            return value if wanted.name in ("Object", "PSObject") else unwrap(value)
        raise CastError
    if wanted.name == "Byte[]" and isinstance(unwrap(value), bytes):
        return unwrap(value)
    return _elements_as_they_stand(value, wanted)


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
