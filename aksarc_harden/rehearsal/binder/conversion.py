"""
How PowerShell converts a value to a type (LanguagePrimitives.ConvertTo): the rules that cmdlets and functions share.

What comes before it differs: `coercion.py` for cmdlets, `transformation.py` for functions.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from aksarc_harden.contract.enumerations import Enumeration
from aksarc_harden.model.values import Bag, Char, Table, Uri, Version, WireValue
from aksarc_harden.rehearsal.binder.members import to_member
from aksarc_harden.rehearsal.binder.moments import to_moment, to_span
from aksarc_harden.rehearsal.binder.net_types import (
    NUMBERS,
    TEXT_TYPES,
    VALUE_TYPES,
    Collection,
    as_list,
    is_instance,
    is_switch_value,
    parse_type,
    type_name,
    unwrap,
)
from aksarc_harden.rehearsal.binder.numerals import to_number
from aksarc_harden.rehearsal.binder.refusal import CastError
from aksarc_harden.rehearsal.binder.texts import to_text

_GUID_FORMS = re.compile(
    r"\{?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}?|\([0-9a-f-]{36}\)|[0-9a-f]{32}", re.IGNORECASE
)
_VERSION = re.compile(r"\d+\.\d+(?:\.\d+){0,2}")


@dataclass(frozen=True)
class Converter:
    """
    Converts to the types of one parameter.

    Attributes:
        enumeration: the enumeration behind the element type, None where it is none.
        reads_text: the element type is a class that a string makes.
    """

    enumeration: Enumeration | None = None
    engine: str = "7"

    def to(self, value: WireValue, wanted: str) -> WireValue:
        """Convert to a type by its short name; raises CastError."""
        kind = parse_type(wanted)
        if value is None:
            return self._null(wanted)
        if is_instance(value, wanted) and kind.is_single:
            return value if wanted in ("Object", "PSObject") else unwrap(value)
        if kind.collection is not Collection.NONE:
            return self._collection(value, kind.element or "Object")
        return self._single(unwrap(value), wanted)

    def _null(self, wanted: str) -> WireValue:
        """Convert null: numbers and characters become 0, text "", other value types fail."""
        if wanted == "String":
            return ""
        if wanted == "Char":
            return Char("\0")
        if wanted in ("Boolean", "SwitchParameter"):
            return False
        if wanted in NUMBERS:
            return to_number(None, wanted)
        if wanted in VALUE_TYPES or self.enumeration is not None:
            raise CastError
        return None

    def _collection(self, value: WireValue, element: str) -> WireValue:
        elements = as_list(value)
        if elements is None:
            if element == "Char" and type(value) is str:
                return tuple(Char(each) for each in value)
            elements = [value]
        converted = tuple(self.to(each, element) for each in elements)
        return bytes(int(each) for each in converted if isinstance(each, int)) if element == "Byte" else converted

    def _single(self, value: WireValue, wanted: str) -> WireValue:
        if self.enumeration is not None and wanted == self.enumeration.short_name:
            return to_member(value, self.enumeration)
        if wanted == "String":
            return to_text(value, engine=self.engine)
        if wanted in NUMBERS:
            return to_number(value, wanted, engine=self.engine)
        if wanted.startswith("Nullable["):
            return self.to(value, wanted[len("Nullable[") : -1])
        if convert := _SINGLE.get(wanted):
            return convert(value)
        return _object(value, wanted)


def _boolean(value: WireValue) -> WireValue:
    if is_switch_value(value):
        assert isinstance(value, Bag)
        return bool(value["IsPresent"])
    if isinstance(value, str):
        return value != ""
    if type_name(value) in NUMBERS:
        return value != 0
    return True


def _switch(value: WireValue) -> WireValue:
    """Convert to a SwitchParameter, which only a Boolean or another one makes."""
    if isinstance(value, bool):
        return value
    if is_switch_value(value):
        return _boolean(value)
    raise CastError


def _guid(value: WireValue) -> WireValue:
    if type(value) is str and _GUID_FORMS.fullmatch(value.strip()):
        return UUID(value.strip(" {}()"))
    if isinstance(value, bytes) and len(value) == 16:
        return UUID(bytes_le=value)
    raise CastError


def _char(value: WireValue) -> WireValue:
    if type(value) is str and len(value) == 1:
        return Char(value)
    if type_name(value) in NUMBERS and not isinstance(value, float) and isinstance(value, int) and 0 <= value < 65536:
        return Char(chr(value))
    raise CastError


def _version(value: WireValue) -> WireValue:
    text = to_text(value)
    if _VERSION.fullmatch(text):
        return Version(text)
    raise CastError


def _uri(value: WireValue) -> WireValue:
    return Uri(to_text(value))


def _table(value: WireValue) -> WireValue:
    if isinstance(value, Table):
        return value
    raise CastError


_SINGLE: dict[str, Callable[[WireValue], WireValue]] = {
    "Boolean": _boolean,
    "SwitchParameter": _switch,
    "Guid": _guid,
    "Char": _char,
    "Version": _version,
    "Uri": _uri,
    "DateTime": to_moment,
    "TimeSpan": to_span,
    "Hashtable": _table,
    "IDictionary": _table,
}


def _object(value: WireValue, wanted: str) -> WireValue:
    """Convert to a class: text makes those that have a constructor or a Parse method for it."""
    if isinstance(value, str) and reads_text(wanted):
        return str(value)
    raise CastError


def reads_text(wanted: str) -> bool:
    """Tell whether a string makes an object of a class."""
    return wanted in TEXT_TYPES or wanted.startswith("AD")
