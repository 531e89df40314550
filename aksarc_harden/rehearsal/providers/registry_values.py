"""
How values of the registry look to PowerShell, and what becomes of values that it is given to write.

The registry provider turns the signed numbers of .NET into unsigned ones where they are above what a signed one holds;
the methods of a key do not (recordings: windows-registry, values; GetValue tried on the Windows engine).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from aksarc_harden.model.values import EnumValue, Int64, Items, UInt32, UInt64, WireValue
from aksarc_harden.rehearsal.binder.conversion import Converter
from aksarc_harden.rehearsal.binder.net_types import as_list
from aksarc_harden.rehearsal.binder.refusal import CastError
from aksarc_harden.rehearsal.host import registry as kinds
from aksarc_harden.rehearsal.host.registry import Data, Value
from aksarc_harden.rehearsal.interpreter.failures import AUTOMATION, FailureRaised, failure
from aksarc_harden.rehearsal.interpreter.objects import display_of, text_of, type_name

STRINGS = ("System.String[]", "System.Array", "System.Object")
_READ_AS_BYTES = (kinds.NONE, kinds.BINARY, 5)  # 5 is REG_DWORD_BIG_ENDIAN
_NET_NUMBERS = {kinds.NONE: -1}  # RegistryValueKind.None is -1 in .NET, 0 in the registry
_VARIABLE = re.compile(r"%([^%]+)%")


class WrongSizeError(Exception):
    """Data that is too short or too long for its type; `type_name` is what .NET could not cast it to."""

    def __init__(self, type_name: str) -> None:
        super().__init__(type_name)
        self.type_name = type_name


def kind_of(value: Value) -> EnumValue:
    """Give a value's RegistryValueKind."""
    number = _NET_NUMBERS.get(value.kind, value.kind if value.kind in kinds.KIND_NAMES else 0)
    return EnumValue("Microsoft.Win32.RegistryValueKind", value.kind_name, number)


def expand(text: str, environment: Mapping[str, str]) -> str:
    """Put environment variables in place of their names between percent signs; unknown ones stay."""
    known = {name.lower(): value for name, value in environment.items()}
    return _VARIABLE.sub(lambda found: known.get(found[1].lower(), found[0]), text)


def net_value(value: Value, environment: Mapping[str, str] | None) -> WireValue:
    """
    Read a value as .NET's RegistryKey does: signed numbers, null for a type that it does not know.

    Args:
        value: what to read.
        environment: for REG_EXPAND_SZ; None leaves it as it stands.
    """
    data = value.data
    if value.kind in _READ_AS_BYTES or value.kind not in kinds.KIND_NAMES:
        return value.raw if value.kind in _READ_AS_BYTES else None
    if value.kind in (kinds.DWORD, kinds.QWORD):
        return _signed(value)
    if isinstance(data, list):
        return Items(tuple(data), "LST", STRINGS)
    assert isinstance(data, str)
    return expand(data, environment) if value.kind == kinds.EXPAND_STRING and environment is not None else data


def _signed(value: Value) -> WireValue:
    size = 4 if value.kind == kinds.DWORD else 8
    if len(value.raw) != size:
        return value.raw
    number = int.from_bytes(value.raw, "little", signed=True)
    return number if size == 4 else Int64(number)


def shown_value(value: Value, environment: Mapping[str, str]) -> WireValue:
    """
    Read a value as the registry provider does.

    Raises WrongSizeError for a number whose data has not the size of its type.
    """
    found = net_value(value, environment)
    if value.kind == kinds.DWORD:
        if isinstance(found, bytes):
            raise WrongSizeError("System.Int32")
        return UInt32(found & 0xFFFFFFFF) if isinstance(found, int) and found < 0 else found
    if value.kind == kinds.QWORD:
        if isinstance(found, bytes):
            raise WrongSizeError("System.Int64")
        return UInt64(found & (1 << 64) - 1) if isinstance(found, int) and found < 0 else found
    return found


def parse_kind(text: str | None, target: WireValue = None) -> int | None:
    """
    Read the type given as -PropertyType; None for `Unknown` and for none given.

    Raises FailureRaised for a word that is no RegistryValueKind.
    """
    if not text:
        return None
    wanted = text.strip().lower()
    if wanted == "unknown":
        return None
    for name, number in kinds.KIND_NUMBERS.items():
        if name.lower() == wanted:
            return number
    raise failure(
        "System.ArgumentException", "InvalidArgument", "System.ArgumentException", "value-kind-unknown", text, name=text
    )


def to_write(value: WireValue, kind: int | None, existing: int | None, path: str) -> tuple[int, Data]:
    """
    Decide the type of a value and convert it.

    Args:
        value: what the command was given.
        kind: the type that was named; None where none was.
        existing: the type of the value that is there.
        path: the key, for the error.

    Raises FailureRaised where the value does not fit the type.
    """
    if kind is None and existing is not None:
        try:
            return existing, _converted(value, existing, path)
        except FailureRaised:
            pass  # the type changes without a word (recordings: Set-ItemProperty, no -Type, does not fit)
    if kind is None:
        return _by_value(value)
    return kind, _converted(value, kind, path)


def _by_value(value: WireValue) -> tuple[int, Data]:
    if isinstance(value, bytes):
        return kinds.BINARY, value
    if isinstance(value, Items) and value.types[:1] == STRINGS[:1]:
        return kinds.MULTI_STRING, [text_of(each) for each in value]
    if type(value) is int:
        return kinds.DWORD, value
    if isinstance(value, Int64):
        return kinds.QWORD, int(value)
    return kinds.STRING, display_of(value)


def _converted(value: WireValue, kind: int, path: str) -> Data:
    if kind == kinds.DWORD:
        return _number(value, ("Int32", "UInt32"), path)
    if kind == kinds.QWORD:
        return _number(value, ("Int64", "UInt64"), path)
    if kind == kinds.BINARY:
        return _bytes(value, path)
    if kind == kinds.MULTI_STRING:
        lines = [] if value is None else as_list(value)
        return [text_of(value)] if lines is None else [text_of(line) for line in lines]
    if kind == kinds.NONE:
        if not isinstance(value, bytes):
            raise _write_failure("System.ArgumentException", "value-kind-mismatch", path)
        return value
    return text_of(value)


def _number(value: WireValue, types: tuple[str, str], path: str) -> int:
    if value is None:
        return 0
    for wanted in types:
        try:
            found = Converter().to(value, wanted)
        except CastError:
            continue
        assert isinstance(found, int)
        return int(found)
    raise _cannot_convert(value, types[-1], path)


def _bytes(value: WireValue, path: str) -> bytes:
    if isinstance(value, bytes):
        return value
    elements = [] if value is None else as_list(value)
    try:
        found = [Converter().to(each, "Byte") for each in ([value] if elements is None else elements)]
    except CastError as error:
        raise _cannot_convert(value, "Byte[]", path) from error
    return bytes(int(each) for each in found if isinstance(each, int))


def _cannot_convert(value: WireValue, wanted: str, path: str) -> FailureRaised:
    said = type_name(value) if isinstance(value, tuple | list) else text_of(value)
    why = f"The input string '{said}' was not in a correct format."
    if isinstance(value, int):
        why = f"Value was either too large or too small for a {wanted}."
    exception = AUTOMATION + "PSInvalidCastException"
    return _write_failure(exception, "cannot-convert", path, value=said, type=f"System.{wanted}", why=why)


def _write_failure(exception: str, text: str, path: str, **values: object) -> FailureRaised:
    return failure(exception, "WriteError", exception, text, path, **values)
