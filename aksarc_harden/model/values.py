"""
The values that travel between us and a PowerShell engine, as Python sees them.

Plain Python types stand for the commonest .NET types: None, bool, int (Int32), float (Double), str, bytes (Byte[]),
Decimal and UUID (Guid).
The others are named here, as subclasses where that keeps them comparable: `UInt32(5) == 5`, and `type()` tells which
.NET type came over the wire, as the registry needs (REG_DWORD comes as Int32 below 0x80000000 and as UInt32 above,
recordings: windows-registry).
Nothing here knows CLIXML; `psrp` turns these into text and back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import TypeAlias, Union
from uuid import UUID

TICKS_PER_SECOND = 10_000_000  # .NET counts time in units of 100 ns


class Byte(int):
    """System.Byte."""


class SByte(int):
    """System.SByte."""


class Int16(int):
    """System.Int16."""


class UInt16(int):
    """System.UInt16."""


class UInt32(int):
    """System.UInt32."""


class Int64(int):
    """System.Int64."""


class UInt64(int):
    """System.UInt64."""


class Single(float):
    """System.Single."""


class Char(str):
    """System.Char: one UTF-16 code unit."""


class Uri(str):
    """System.Uri."""


class Version(str):
    """System.Version, as its text."""


class ScriptBlock(str):
    """A script block's text; we read these and never send one."""


class Xml(str):
    """System.Xml.XmlDocument, as its text."""


@dataclass(frozen=True, slots=True)
class DateTime:
    """
    A moment with the seven digits .NET keeps.

    Attributes:
        ticks: units of 100 ns since 0001-01-01, of the wall clock that `offset_minutes` names.
        offset_minutes: None where the time says nothing of its zone; 0 is UTC.
    """

    ticks: int
    offset_minutes: int | None = None

    def to_datetime(self) -> datetime:
        """Round to Python's microseconds; without an offset the result is naive."""
        zone = None if self.offset_minutes is None else timezone(timedelta(minutes=self.offset_minutes))
        return datetime(1, 1, 1, tzinfo=zone) + timedelta(microseconds=self.ticks // 10)


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """A duration in units of 100 ns."""

    ticks: int


@dataclass(frozen=True, slots=True)
class EnumValue:
    """An enumeration's value as it comes over the wire; a host may also send its name or its number alone."""

    type_name: str
    name: str
    number: int

    def __str__(self) -> str:
        return self.name


class Secret:
    """A text that is never shown: not by repr, not by str, not in a traceback."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Return the text; call this only where it is used up at once."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(***)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(Secret)

    def __reduce__(self) -> tuple[type, tuple[str]]:
        raise TypeError("a secret is not pickled")


@dataclass(frozen=True, slots=True)
class Credential:
    """System.Management.Automation.PSCredential."""

    user: str
    password: Secret


class Items(tuple["WireValue", ...]):
    """
    A list that remembers what it was on the wire; a plain tuple or list is sent as Object[].

    Attributes:
        kind: LST, IE, STK or QUE ([MS-PSRP] 2.2.5.2.6).
        types: the .NET type names, most derived first.
    """

    kind: str
    types: tuple[str, ...]

    def __new__(
        cls, items: tuple[WireValue, ...] | list[WireValue] = (), kind: str = "LST", types: tuple[str, ...] = ()
    ) -> Items:
        made = super().__new__(cls, items)
        made.kind = kind
        made.types = types
        return made


@dataclass(frozen=True, slots=True)
class Table:
    """
    A dictionary in its own order; keys are kept as they came, also two that differ only in case.

    Attributes:
        types: the .NET type names; empty means Hashtable when sent.
    """

    entries: tuple[tuple[WireValue, WireValue], ...] = ()
    types: tuple[str, ...] = ()

    def get(self, key: WireValue, default: WireValue = None) -> WireValue:
        """Look a key up; text ignores case, as .NET's Hashtable of PowerShell does."""
        for have, value in self.entries:
            if have == key or (isinstance(have, str) and isinstance(key, str) and have.lower() == key.lower()):
                return value
        return default


@dataclass(frozen=True, slots=True)
class Bag(Mapping[str, "WireValue"]):
    """
    A property bag: what PowerShell calls a PSObject or PSCustomObject. Names are looked up without case.

    Attributes:
        properties: name → value, adapted and extended ones together, in the order they came.
        types: the .NET type names, most derived first; empty for a PSCustomObject that we send.
        text: what ToString() said, None if the engine sent none.
        base: the primitive or collection beneath, where there is one.
        extended: names of properties that were added to the object instead of being its own, which are written
            apart; what is read does not fill it, and equality does not look at it.
    """

    properties: Mapping[str, WireValue] = field(default_factory=dict)
    types: tuple[str, ...] = ()
    text: str | None = None
    base: WireValue = None
    extended: frozenset[str] = field(default=frozenset(), compare=False)

    def __getitem__(self, name: str) -> WireValue:
        if name in self.properties:
            return self.properties[name]
        for have, value in self.properties.items():
            if have.lower() == name.lower():
                return value
        raise KeyError(name)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and any(have.lower() == name.lower() for have in self.properties)

    def __iter__(self) -> Iterator[str]:
        return iter(self.properties)

    def __len__(self) -> int:
        return len(self.properties)

    def __str__(self) -> str:
        return self.text or ""


WireValue: TypeAlias = Union[  # noqa: UP007 — forward references cannot be joined by a bar
    None, bool, int, float, str, bytes, Decimal, UUID, DateTime, TimeSpan, EnumValue, Secret, Credential,
    Bag, Table, tuple["WireValue", ...], list["WireValue"],
]  # fmt: skip


def bare(value: WireValue) -> WireValue:
    """Take a value out of the object that wraps it: one that a script looked at, a line that Get-Content brought."""
    return value.base if isinstance(value, Bag) and value.base is not None else value
