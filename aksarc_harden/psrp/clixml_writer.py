"""
Writes values as CLIXML ([MS-PSRP] 2.2.5), element by element in PowerShell's own order.

Whatever the engine could not read is refused here, before anything is sent: in an argument it would be a hang, in an
input object a silent loss (recordings/wire README, l). Error texts name kinds and places, never a value.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final, TypeAlias
from uuid import UUID

from aksarc_harden.errors import UnwritableError
from aksarc_harden.model import values as v
from aksarc_harden.model.values import Bag, Credential, EnumValue, Items, Secret, Table, WireValue
from aksarc_harden.psrp import clixml_numbers as numbers
from aksarc_harden.psrp.clixml_documents import write_uri, write_xml
from aksarc_harden.psrp.clixml_escapes import escape, escape_name

Encrypt: TypeAlias = Callable[[str], str]

INPUT_LEVELS: Final = 47
"""Levels of an input object, the innermost value counted; with one more the engine loses it (recordings/wire, d)."""
ARGUMENT_LEVELS: Final = 41
"""Levels of an argument; with one more the engine never answers (recordings/wire, d)."""

OBJECT_ARRAY = ("System.Object[]", "System.Array", "System.Object")
HASHTABLE = ("System.Collections.Hashtable", "System.Object")
CUSTOM_OBJECT = ("System.Management.Automation.PSCustomObject", "System.Object")
ENUM = ("System.Enum", "System.ValueType", "System.Object")
CREDENTIAL = ("System.Management.Automation.PSCredential", "System.Object")
CONTAINERS = frozenset({"LST", "IE", "STK", "QUE"})


def write(
    value: WireValue,
    *,
    encrypt: Encrypt | None = None,
    levels: int = INPUT_LEVELS,
    terse: bool = False,
) -> str:
    """
    Write one value as one element, without XML declaration and `Objs`.

    Args:
        encrypt: turns a secret's text into what an SS element holds; without it secrets are refused.
        levels: how deep the value may nest, itself counted.
        terse: leave out RefIds and the type names of plain property bags, as our requests do; otherwise as
            PowerShell writes its answers.

    Raises:
        UnwritableError: the engine could not read it.
    """
    writer = Writer(encrypt, terse)
    writer.add(value, "", levels)
    return "".join(writer.parts)


def write_message(properties: Mapping[str, WireValue], *, encrypt: Encrypt | None = None) -> str:
    """Write a message's own body: an object without type names, as PowerShell does."""
    writer = Writer(encrypt, terse=False)
    writer.open("", ())
    writer.add_properties("MS", properties, INPUT_LEVELS)
    writer.close()
    return "".join(writer.parts)


class Writer:
    """One element being written; `parts` joined is its text."""

    def __init__(self, encrypt: Encrypt | None, terse: bool) -> None:
        self.parts: list[str] = []
        self._encrypt = encrypt
        self._terse = terse
        self._objects = 0
        self._types: dict[tuple[str, ...], int] = {}

    def add(self, value: WireValue, attribute: str, levels: int) -> None:
        """Add a value whose element carries `attribute`: nothing, or ` N="…"` already escaped."""
        if levels <= 0:
            raise UnwritableError("a value nested deeper than the engine reads")
        kind = type(value)
        if kind is str:
            self.parts.append(f"<S{attribute}>{escape(value)}</S>")  # type: ignore[arg-type]
            return
        scalar = _SCALARS.get(kind)
        if scalar is not None:
            tag, form = scalar
            if tag == "SBK" and self._terse:
                raise UnwritableError("a script block, which arrives as text")
            self.parts.append(f"<{tag}{attribute}>{form(value)}</{tag}>")
            return
        composite = _COMPOSITES.get(kind)
        if composite is None:
            raise UnwritableError(f"a value of the Python type {kind.__name__}")
        composite(self, value, attribute, levels)

    def open(self, attribute: str, types: tuple[str, ...]) -> None:
        """Begin an Obj with its type names."""
        if self._terse:
            self.parts.append(f"<Obj{attribute}>")
        else:
            self.parts.append(f'<Obj{attribute} RefId="{self._objects}">')
            self._objects += 1
        if types:
            self._add_types(types)

    def close(self) -> None:
        """End an Obj."""
        self.parts.append("</Obj>")

    def _add_types(self, types: tuple[str, ...]) -> None:
        known = self._types.get(types)
        if known is not None:
            self.parts.append(f'<TNRef RefId="{known}" />')
            return
        number = self._types[types] = len(self._types)
        names = "".join([f"<T>{_type_name(name)}</T>" for name in types])
        self.parts.append(f'<TN RefId="{number}">{names}</TN>')

    def _add_text(self, text: str | None) -> None:
        if text is not None:
            self.parts.append(f"<ToString>{escape(text)}</ToString>" if text else "<ToString />")

    def _nil(self, _value: None, attribute: str, _levels: int) -> None:
        self.parts.append(f"<Nil{attribute} />")

    def _plain_int(self, value: int, attribute: str, _levels: int) -> None:
        tag = _int_tag(value)
        self.parts.append(f"<{tag}{attribute}>{value}</{tag}>")

    def _enum(self, value: EnumValue, attribute: str, levels: int) -> None:
        self.open(attribute, (value.type_name, *ENUM))
        self._add_text(value.name)
        self._plain_int(value.number, "", levels)
        self.close()

    def _secret(self, value: Secret, attribute: str, _levels: int) -> None:
        if self._encrypt is None:
            raise UnwritableError("a secret before the session key is exchanged")
        self.parts.append(f"<SS{attribute}>{self._encrypt(value.reveal())}</SS>")

    def _credential(self, value: Credential, attribute: str, levels: int) -> None:
        self.open(attribute, CREDENTIAL)
        self._add_text(CREDENTIAL[0])
        self.add_properties("Props", {"UserName": value.user, "Password": value.password}, levels)
        self.close()

    def _items(self, value: tuple[WireValue, ...] | list[WireValue], attribute: str, levels: int) -> None:
        types: tuple[str, ...] = OBJECT_ARRAY
        tag = "LST"
        if isinstance(value, Items):
            types, tag = value.types or OBJECT_ARRAY, value.kind
        self.open(attribute, types)
        self._add_list(tag, value, levels)
        self.close()

    def _add_list(self, tag: str, items: tuple[WireValue, ...] | list[WireValue], levels: int) -> None:
        if tag not in CONTAINERS:
            raise UnwritableError("a list of an unknown kind")
        if not items:
            self.parts.append(f"<{tag} />")
            return
        self.parts.append(f"<{tag}>")
        for item in items:
            self.add(item, "", levels - 1)
        self.parts.append(f"</{tag}>")

    def _table(self, value: Table, attribute: str, levels: int) -> None:
        self.open(attribute, value.types or HASHTABLE)
        self._add_entries(value, levels)
        self.close()

    def _add_entries(self, table: Table, levels: int) -> None:
        if not table.entries:
            self.parts.append("<DCT />")
            return
        self.parts.append("<DCT>")
        seen: set[tuple[type, WireValue]] = set()
        for key, value in table.entries:
            if key is None:
                raise UnwritableError("a dictionary key that is null")
            if isinstance(key, (str, int)):
                if (type(key), key) in seen:
                    raise UnwritableError("a dictionary key that comes twice")
                seen.add((type(key), key))
            self.parts.append("<En>")
            self.add(key, ' N="Key"', levels - 1)
            self.add(value, ' N="Value"', levels - 1)
            self.parts.append("</En>")
        self.parts.append("</DCT>")

    def _bag(self, value: Bag, attribute: str, levels: int) -> None:
        if len({name.lower() for name in value.properties}) != len(value.properties):
            raise UnwritableError("two properties whose names differ only in case, of which the engine keeps one")
        types = value.types
        if not types and value.base is None and (not self._terse or not value.properties):
            types = CUSTOM_OBJECT
        self.open(attribute, types)
        self._add_text(value.text)
        if value.base is not None:
            self._add_base(value.base, levels)
        own, added = _divided(value)
        if own:
            self.add_properties("Props", own, levels)
        if added:
            self.add_properties("MS", added, levels)
        self.close()

    def _add_base(self, base: WireValue, levels: int) -> None:
        if isinstance(base, (tuple, list)):
            self._add_list(base.kind if isinstance(base, Items) else "LST", base, levels)
        elif isinstance(base, Table):
            self._add_entries(base, levels)
        elif isinstance(base, (Bag, EnumValue, Credential)):
            raise UnwritableError("an object that stands on another object")
        else:
            self.add(base, "", levels)

    def add_properties(self, tag: str, properties: Mapping[str, WireValue], levels: int) -> None:
        """Add properties of an Obj in one Props or MS element."""
        self.parts.append(f"<{tag}>")
        for name, item in properties.items():
            if not name:
                raise UnwritableError("a property without a name")
            self.add(item, f' N="{escape_name(name)}"', levels - 1)
        self.parts.append(f"</{tag}>")


def _divided(bag: Bag) -> tuple[Mapping[str, WireValue], Mapping[str, WireValue]]:
    """Divide properties into a .NET object's own and those added to it; a PSCustomObject has none of its own."""
    on_primitive = bag.base is not None and not isinstance(bag.base, (tuple, list, Table))
    if on_primitive or not bag.types or CUSTOM_OBJECT[0] in bag.types:
        return {}, bag.properties
    if not bag.extended:
        return bag.properties, {}
    own = {name: value for name, value in bag.properties.items() if name not in bag.extended}
    return own, {name: value for name, value in bag.properties.items() if name in bag.extended}


def _type_name(name: str) -> str:
    if not name:
        raise UnwritableError("a type name that is empty")
    return escape(name)


def _int_tag(value: int) -> str:
    if -(2**31) <= value < 2**31:
        return "I32"
    if numbers.INT64_MIN <= value <= numbers.INT64_MAX:
        return "I64"
    if 0 <= value <= numbers.UINT64_MAX:
        return "U64"
    raise UnwritableError("an integer beyond Int64 and UInt64")


def _integer(bits: int, signed: bool, kind: str) -> Callable[[Any], str]:
    low, high = (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) if signed else (0, 2**bits - 1)
    return lambda value: numbers.write_int(value, low, high, kind)


def _char(value: str) -> str:
    if len(value) != 1 or ord(value) > 0xFFFF:
        raise UnwritableError("a character that is not one UTF-16 unit")
    return str(ord(value))


_SCALARS: dict[type, tuple[str, Callable[[Any], str]]] = {
    bool: ("B", lambda value: "true" if value else "false"),
    v.Byte: ("By", _integer(8, False, "Byte")),
    v.SByte: ("SB", _integer(8, True, "SByte")),
    v.Int16: ("I16", _integer(16, True, "Int16")),
    v.UInt16: ("U16", _integer(16, False, "UInt16")),
    v.UInt32: ("U32", _integer(32, False, "UInt32")),
    v.Int64: ("I64", _integer(64, True, "Int64")),
    v.UInt64: ("U64", _integer(64, False, "UInt64")),
    float: ("Db", numbers.write_double),
    v.Single: ("Sg", numbers.write_single),
    Decimal: ("D", numbers.write_decimal),
    v.Char: ("C", _char),
    bytes: ("BA", lambda value: base64.b64encode(value).decode("ascii")),
    UUID: ("G", str),
    v.DateTime: ("DT", numbers.write_time),
    v.TimeSpan: ("TS", numbers.write_span),
    v.Uri: ("URI", write_uri),
    v.Version: ("Version", numbers.write_version),
    v.ScriptBlock: ("SBK", escape),
    v.Xml: ("XD", write_xml),
}

_COMPOSITES: dict[type, Callable[[Writer, Any, str, int], None]] = {
    type(None): Writer._nil,
    int: Writer._plain_int,
    EnumValue: Writer._enum,
    Secret: Writer._secret,
    Credential: Writer._credential,
    tuple: Writer._items,
    list: Writer._items,
    Items: Writer._items,
    Table: Writer._table,
    Bag: Writer._bag,
}
