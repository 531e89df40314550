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
from aksarc_harden.model.values import (
    Bag,
    Char,
    Credential,
    DateTime,
    EnumValue,
    Secret,
    Table,
    TimeSpan,
    Uri,
    Version,
    WireValue,
)
from aksarc_harden.rehearsal.binder.members import to_member
from aksarc_harden.rehearsal.binder.moments import to_moment, to_span
from aksarc_harden.rehearsal.binder.net_types import (
    NUMBERS,
    TEXT_TYPES,
    VALUE_TYPES,
    Collection,
    as_list,
    is_instance,
    is_present,
    is_switch_value,
    parse_type,
    type_name,
    unwrap,
)
from aksarc_harden.rehearsal.binder.numerals import to_number
from aksarc_harden.rehearsal.binder.refusal import CastError
from aksarc_harden.rehearsal.binder.texts import to_text

_GUID_FORMS = re.compile(
    r"({id})|\{{{id}\}}|\({id}\)|[0-9a-f]{{32}}".format(id=r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    re.IGNORECASE,
)
_CULTURE = re.compile(r"(?:[A-Za-z]{2,8}(?:-[A-Za-z0-9]{2,8})*)?")
_CULTURES = {5: "cs", 7: "de", 9: "en", 17: "ja", 127: "", 1031: "de-DE", 1033: "en-US", 1041: "ja-JP", 2057: "en-GB"}
_TYPES = frozenset(
    {"int", "long", "bool", "string", "object", "array", "hashtable"}
    | {name.lower() for name in (*VALUE_TYPES, "String", "Object")}
)
_PART = r"\s*\+?\d+\s*"
_VERSION = re.compile(rf"{_PART}(?:\.{_PART}){{1,3}}", re.ASCII)


@dataclass(frozen=True)
class Converter:
    """
    Converts to the types of one parameter.

    Attributes:
        enumeration: the enumeration behind the element type, None where it is none.
        engine: the version that reads; 5.1 knows fewer forms of numbers.
    """

    enumeration: Enumeration | None = None
    engine: str = "7"

    def to(self, value: WireValue, wanted: str) -> WireValue:
        """Convert to a type by its short name; raises CastError."""
        kind = parse_type(wanted)
        if value is None:
            return self._null(wanted)
        if wanted in ("Object", "PSObject"):
            return value
        if is_instance(value, wanted) and kind.is_single and not is_switch_value(value):
            return unwrap(value)
        if kind.collection is not Collection.NONE:
            return self._collection(value, kind.element or "String")
        if wanted == "String":
            return to_text(value)
        return self._single(unwrap(value), wanted)

    def nothing(self, wanted: str) -> WireValue:
        """Give what null becomes as an element of an array: for a value type its zero (Array.SetValue of .NET)."""
        if self.enumeration is not None and wanted == self.enumeration.short_name:
            return EnumValue(self.enumeration.type_name, self.enumeration.name_of(0) or "0", 0)
        if wanted in NUMBERS:
            return to_number(None, wanted)
        return _ZEROS.get(wanted)

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
        if wanted in VALUE_TYPES or (self.enumeration is not None and wanted == self.enumeration.short_name):
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
        if wanted in NUMBERS:
            return to_number(value, wanted, engine=self.engine)
        if wanted.startswith("Nullable["):
            return self.to(value, wanted[len("Nullable[") : -1])
        if convert := _SINGLE.get(wanted):
            return convert(value)
        return _object(value, wanted)


_ZEROS: dict[str, WireValue] = {
    "Boolean": False, "SwitchParameter": False, "Char": Char("\0"), "Guid": UUID(int=0), "DateTime": DateTime(0),
    "TimeSpan": TimeSpan(0),
}  # fmt: skip


def _boolean(value: WireValue) -> WireValue:
    if isinstance(value, Bag) and is_switch_value(value):
        return is_present(value)
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
        return Version(".".join(str(int(part)) for part in text.split(".")))
    raise CastError


def _uri(value: WireValue) -> WireValue:
    if isinstance(value, str) or type_name(value) in NUMBERS:
        return Uri(to_text(value))
    raise CastError


def _credential(value: WireValue) -> WireValue:
    """Rebuild a credential from its properties, as the engine does for every object that is none."""
    if not isinstance(value, Bag):
        raise CastError
    properties = {name.lower(): each for name, each in value.properties.items()}
    password = properties.get("password")
    return Credential(to_text(properties.get("username")), password if isinstance(password, Secret) else Secret(""))


def _culture(value: WireValue) -> WireValue:
    """Name a culture; .NET makes one for any well-formed name, and for the numbers that it knows."""
    if type(value) is str and _CULTURE.fullmatch(value):
        return value
    if type_name(value) in NUMBERS and value in _CULTURES:
        return _CULTURES[int(value)]  # type: ignore[arg-type]
    raise CastError


def _text_only(value: WireValue) -> WireValue:
    if isinstance(value, str):
        return str(value)
    raise CastError


def _type(value: WireValue) -> WireValue:
    """Find a .NET type by its name; only those that values here have are known."""
    if isinstance(value, str) and value.lower().removeprefix("system.") in _TYPES:
        return str(value)
    raise CastError


def _module(value: WireValue) -> WireValue:
    """Name a module; the form with a Hashtable is not needed here."""
    if isinstance(value, str) and value:
        return str(value)
    raise CastError


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
    "PSCredential": _credential,
    "CultureInfo": _culture,
    "WildcardPattern": _text_only,
    "Type": _type,
    "XmlDocument": _text_only,
    "ModuleSpecification": _module,
}


def _object(value: WireValue, wanted: str) -> WireValue:
    """Convert to a class: text makes those that have a constructor or a Parse method for it."""
    if isinstance(value, str) and reads_text(wanted):
        return str(value)
    raise CastError


def reads_text(wanted: str) -> bool:
    """Tell whether a string makes an object of a class."""
    return wanted in TEXT_TYPES or wanted.startswith("AD")
