"""
How PowerShell reads a number from a value.

Fractions round half to even; "" is 0; blanks, a sign, hexadecimal, "1e3", "1,000" and "5.5" are read; "1,2" is 12
(recordings: binder, "strings to numbers"). Since 6.2 also what a number may look like in a script: "5kb", "0b101".
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

from aksarc_harden.model.values import (
    Byte,
    Char,
    Int16,
    Int64,
    SByte,
    Single,
    UInt16,
    UInt32,
    UInt64,
    WireValue,
)
from aksarc_harden.rehearsal.binder.net_types import INTEGERS, unwrap
from aksarc_harden.rehearsal.binder.refusal import CastError

_MAKERS: dict[str, type[int]] = {
    "SByte": SByte, "Byte": Byte, "Int16": Int16, "UInt16": UInt16, "Int32": int, "UInt32": UInt32, "Int64": Int64,
    "UInt64": UInt64,
}  # fmt: skip
_FLOATS: dict[str, type[float]] = {"Single": Single, "Double": float}
_HEXADECIMAL = re.compile(r"(?:0x|&h|#)([0-9a-f]+)", re.IGNORECASE)
_DECIMAL = re.compile(r"[+-]?(?:\d[\d,]*\.?\d*|\.\d+)(?:e[+-]?\d+)?", re.IGNORECASE | re.ASCII)
_LITERAL = re.compile(  # the suffixes of a script's number: type, then multiplier
    r"([+-]?)(0b[01]+|0x[0-9a-f]+|(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)(u?[ylsn]|u|d)?(kb|mb|gb|tb|pb)?",
    re.IGNORECASE | re.ASCII,
)
_MULTIPLIERS = {"kb": 1 << 10, "mb": 1 << 20, "gb": 1 << 30, "tb": 1 << 40, "pb": 1 << 50}


def to_number(value: WireValue, wanted: str, *, engine: str = "7") -> WireValue:
    """Convert to an integer or a fraction type; raises CastError."""
    exact = _exact(unwrap(value), engine, wanted)
    if wanted in _FLOATS:
        return _FLOATS[wanted](exact)
    if wanted == "Decimal":
        return exact
    whole = int(exact.to_integral_value(ROUND_HALF_EVEN))
    low, high = INTEGERS[wanted]
    if not low <= whole <= high:
        raise CastError
    return _MAKERS[wanted](whole)


def _exact(value: WireValue, engine: str, wanted: str) -> Decimal:
    if value is None:
        return Decimal(0)
    if isinstance(value, Char):
        return Decimal(ord(value))
    if type(value) is str:
        return _read(value, engine, wanted)
    if isinstance(value, bool | int | Decimal):
        return Decimal(value)
    if isinstance(value, float) and value == value and abs(value) != float("inf"):
        return Decimal(repr(float(value)))
    raise CastError


def _read(text: str, engine: str, wanted: str) -> Decimal:
    stripped = text.strip()
    if stripped == "":
        return Decimal(0)
    if found := _HEXADECIMAL.fullmatch(stripped):
        return Decimal(_signed(int(found[1], 16), wanted))
    if _DECIMAL.fullmatch(stripped):
        try:
            return Decimal(stripped.replace(",", ""))
        except InvalidOperation as error:
            raise CastError from error
    if engine != "5.1" and (found := _LITERAL.fullmatch(stripped)):
        return _literal(found)
    raise CastError


def _signed(number: int, wanted: str) -> int:
    """Read hexadecimal digits that fill a signed type as its bits: "0xFFFFFFFF" is -1 to an Int32."""
    low, high = INTEGERS.get(wanted, (0, number))
    span = high - low + 1
    return number - span if low < 0 and high < number < span else number


def _literal(found: re.Match[str]) -> Decimal:
    sign, digits, _, multiplier = found.groups()
    low = digits.lower()
    base = {"0b": 2, "0x": 16}.get(low[:2])
    number = Decimal(int(low[2:], base)) if base else Decimal(low)
    return number * _MULTIPLIERS.get((multiplier or "").lower(), 1) * (-1 if sign == "-" else 1)
