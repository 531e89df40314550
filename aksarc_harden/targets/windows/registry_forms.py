"""
The forms in which a registry value travels: from what the engine answered to a `Value`, and back to what it takes.

Facts (recordings: windows-registry): numbers from 0x80000000 on come unsigned, below it signed; REG_EXPAND_SZ comes
expanded; REG_NONE comes as bytes like REG_BINARY; a value of a type that .NET does not name comes as nothing.
So text and bytes need the type's name beside them, the other forms tell their type.
"""

from __future__ import annotations

from aksarc_harden.model.answer import Cause, CauseCode
from aksarc_harden.model.found import Found, Unreadable, Value
from aksarc_harden.model.setting import RegistryType
from aksarc_harden.model.values import EnumValue, Int64, UInt32, UInt64, WireValue, bare

_MASKS = {RegistryType.DWORD: 0xFFFF_FFFF, RegistryType.QWORD: 0xFFFF_FFFF_FFFF_FFFF}
_SIGNED_MAX = 0x7FFF_FFFF
_LONG_MAX = 0x7FFF_FFFF_FFFF_FFFF

# Microsoft.Win32.RegistryValueKind; Unknown (0) is left out, for a value of it cannot be written back as it was.
_KIND_NUMBERS = {
    -1: RegistryType.NONE,
    1: RegistryType.STRING,
    2: RegistryType.EXPAND_STRING,
    3: RegistryType.BINARY,
    4: RegistryType.DWORD,
    7: RegistryType.MULTI_STRING,
    11: RegistryType.QWORD,
}
_KIND_NAMES = {kind.value.casefold(): kind for kind in RegistryType}
_TEXTS = (RegistryType.STRING, RegistryType.EXPAND_STRING)
_BYTES = (RegistryType.BINARY, RegistryType.NONE)


def needs_type_name(value: WireValue) -> bool:
    """Tell whether the form alone leaves the type open: text and bytes."""
    return isinstance(bare(value), str | bytes)


def read_type_name(answered: WireValue) -> RegistryType | None:
    """Read what GetValueKind said, which comes as an enumeration's object, its name or its number."""
    said = bare(answered)
    if isinstance(said, EnumValue):
        return _KIND_NUMBERS.get(said.number)
    if isinstance(said, str):
        return _KIND_NAMES.get(said.casefold())
    return _KIND_NUMBERS.get(said) if isinstance(said, int) else None


def decode(value: WireValue, type_name: WireValue = None, raw: WireValue = None) -> Found:
    """
    Turn an answered value into what was found.

    `type_name` and `raw` are what GetValueKind and GetValue without expansion said; they are needed for text and bytes.
    """
    plain = bare(value)
    if isinstance(plain, str | bytes):
        return _decode_named(plain, type_name, bare(raw))
    if isinstance(plain, int) and not isinstance(plain, bool):
        number_type = RegistryType.QWORD if isinstance(plain, Int64 | UInt64) else RegistryType.DWORD
        return Value(int(plain) & _MASKS[number_type], number_type)
    if isinstance(plain, list | tuple):
        return _decode_lines(tuple(bare(line) for line in plain))
    return _undecodable("a type that the engine does not know" if plain is None else type(plain).__name__)


def _decode_named(plain: str | bytes, type_name: WireValue, raw: WireValue) -> Found:
    kind = read_type_name(type_name)
    if isinstance(plain, bytes):
        return Value(plain, kind) if kind in _BYTES else _undecodable(f"bytes of type {kind}")
    if kind not in _TEXTS:
        return _undecodable(f"text of type {kind}")
    if kind is RegistryType.STRING:
        return Value(str(plain), kind)
    return Value(str(raw), kind) if isinstance(raw, str) else _undecodable("no raw text of an ExpandString")


def _decode_lines(lines: tuple[WireValue, ...]) -> Found:
    texts = tuple(str(line) for line in lines if isinstance(line, str))
    if len(texts) != len(lines):
        return _undecodable("a list of something else than texts")
    return Value(texts, RegistryType.MULTI_STRING)


def _undecodable(detail: str) -> Unreadable:
    return Unreadable(Cause(CauseCode.VALUE_UNDECODABLE, detail))


def to_wire(value: Value) -> WireValue:
    """
    Give the form in which New-ItemProperty takes a value of its type.

    Tried on the Windows engine: unsigned numbers, byte arrays (also empty, also for None), lists of texts (also empty).
    """
    data = value.data
    if isinstance(data, int):
        if data <= _SIGNED_MAX:
            return data
        if value.type == RegistryType.DWORD:
            return UInt32(data)
        return UInt64(data) if data > _LONG_MAX else Int64(data)
    return data
