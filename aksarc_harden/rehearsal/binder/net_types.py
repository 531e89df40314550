"""
Which .NET type a value has and which a parameter wants, by their short names.

Values that came over PSRP: an array arrives as ArrayList (Byte[] excepted), an enumeration as Int32
(recordings: binder, "arrays over PSRP", "enumerations over PSRP").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto
from functools import lru_cache
from uuid import UUID

from aksarc_harden.model.values import (
    Bag,
    Byte,
    Char,
    Credential,
    DateTime,
    EnumValue,
    Int16,
    Int64,
    SByte,
    ScriptBlock,
    Secret,
    Single,
    Table,
    TimeSpan,
    UInt16,
    UInt32,
    UInt64,
    Uri,
    Version,
    WireValue,
    Xml,
)

CUSTOM_OBJECT = "PSCustomObject"
DESERIALIZED = "Deserialized."  # begins the type names of an object that is only a copy
_SWITCH = "System.Management.Automation.SwitchParameter"

_NAMES: dict[type, str] = {
    bool: "Boolean", int: "Int32", float: "Double", str: "String", bytes: "Byte[]", Decimal: "Decimal", UUID: "Guid",
    Byte: "Byte", SByte: "SByte", Int16: "Int16", UInt16: "UInt16", UInt32: "UInt32", Int64: "Int64",
    UInt64: "UInt64", Single: "Single", Char: "Char", Uri: "Uri", Version: "Version", ScriptBlock: "ScriptBlock",
    Xml: "XmlDocument", DateTime: "DateTime", TimeSpan: "TimeSpan", Secret: "SecureString",
    Credential: "PSCredential", Table: "Hashtable",
}  # fmt: skip

INTEGERS: dict[str, tuple[int, int]] = {
    "SByte": (-(2**7), 2**7 - 1), "Byte": (0, 2**8 - 1), "Int16": (-(2**15), 2**15 - 1), "UInt16": (0, 2**16 - 1),
    "Int32": (-(2**31), 2**31 - 1), "UInt32": (0, 2**32 - 1), "Int64": (-(2**63), 2**63 - 1),
    "UInt64": (0, 2**64 - 1),
}  # fmt: skip
NUMBERS = frozenset({*INTEGERS, "Single", "Double", "Decimal"})
VALUE_TYPES = frozenset({*NUMBERS, "Boolean", "Char", "Guid", "DateTime", "TimeSpan", "SwitchParameter"})

# Classes that a string makes, through a constructor or a Parse method of theirs (recordings: binder, Substitutions).
TEXT_TYPES = frozenset(
    {"CimSession", "SecurityIdentifier", "NTAccount", "ServiceController", "X509Certificate", "X509Certificate2",
     "LocalUser", "LocalGroup", "LocalPrincipal", "FileInfo", "DirectoryInfo", "MailAddress", "IPAddress"}
)  # fmt: skip


class Collection(Enum):
    """How the engine fills a parameter of several values (ParameterCollectionTypeInformation of its source)."""

    NONE = auto()
    ARRAY = auto()
    LIST = auto()  # IList without a known element type: elements are added as they are
    GENERIC = auto()  # ICollection<T>


@dataclass(frozen=True)
class NetType:
    """
    A parameter's type.

    Attributes:
        element: the type of one value; the type itself for a single value, "" where a collection knows none.
    """

    name: str
    collection: Collection = Collection.NONE
    element: str = ""

    @property
    def is_single(self) -> bool:
        """Tell whether it holds one value."""
        return self.collection is Collection.NONE

    @property
    def is_value(self) -> bool:
        """Tell whether null is none of its values (.NET value types; enumerations are told by the contract)."""
        return self.name in VALUE_TYPES


@lru_cache(maxsize=1024)
def parse_type(name: str) -> NetType:
    """Read a type's short name: `String[]`, `List[String]`, `Nullable[DateTime]`."""
    if name.endswith("[]"):
        return NetType(name, Collection.ARRAY, name.removesuffix("[]"))
    if name.startswith("List["):
        return NetType(name, Collection.GENERIC, name[len("List[") : -1])
    if name == "StringCollection":
        return NetType(name, Collection.LIST)
    return NetType(name, element=name)


def is_switch_value(value: WireValue) -> bool:
    """Tell a SwitchParameter that came over the wire as an object."""
    return isinstance(value, Bag) and bool(value.types) and value.types[0].endswith(_SWITCH)


def is_present(value: Bag) -> bool:
    """Read a SwitchParameter that came over the wire as an object."""
    return bool(value["IsPresent"])


def unwrap(value: WireValue) -> WireValue:
    """Give the value beneath an object that only adds properties to it; enumerations become their number."""
    while isinstance(value, Bag) and value.base is not None:
        value = value.base
    return value.number if isinstance(value, EnumValue) else value


def as_list(value: WireValue) -> Sequence[WireValue] | None:
    """Give the elements of a list or array, None for a single value."""
    value = unwrap(value)
    if isinstance(value, bytes):
        return [Byte(each) for each in value]
    return value if isinstance(value, list | tuple) else None


def type_name(value: WireValue) -> str:
    """Give the short name of a value's .NET type, `null` for none."""
    value = unwrap(value)
    if value is None:
        return "null"
    if isinstance(value, list | tuple):
        return "ArrayList"
    if isinstance(value, Bag):
        if is_switch_value(value):
            return "SwitchParameter"
        return value.types[0].rpartition(".")[2] if value.types else CUSTOM_OBJECT
    return _NAMES[type(value)]


def is_instance(value: WireValue, wanted: str) -> bool:
    """Tell whether a value is of a type as it stands; Object and PSObject take everything but null."""
    if value is None:
        return False
    if wanted in ("Object", "PSObject"):
        return True
    have = type_name(value)
    bare = unwrap(value)
    if isinstance(bare, Bag) and not is_switch_value(bare):
        return any(_short_class(each) == wanted for each in bare.types)
    return have == wanted or (wanted == "IDictionary" and have == "Hashtable")


def _short_class(full_name: str) -> str:
    """Give a class's name without namespace and CIM class; "" for a copy, which is no instance of it."""
    return "" if full_name.startswith(DESERIALIZED) else full_name.rpartition(".")[2].partition("#")[0]
