"""How PowerShell writes a value as a String, with the invariant culture."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from aksarc_harden.model.values import Bag, Credential, DateTime, EnumValue, Secret, Single, Table, TimeSpan, WireValue
from aksarc_harden.rehearsal.binder.net_types import as_list, is_switch_value, unwrap

_TICKS_PER_SECOND = 10_000_000
_LARGEST_PLAIN = 1e15  # .NET writes an exponent from here on, and below 1e-5


def to_text(value: WireValue, *, engine: str = "7") -> str:
    """
    Write a value as ToString does; null is the empty string, a list its elements with blanks between.

    An enumeration that came over PSRP is a number that still has its name as text.
    """
    if isinstance(value, EnumValue):
        return value.name
    value = unwrap(value)
    elements = as_list(value)
    if elements is not None:
        return " ".join(to_text(each, engine=engine) for each in elements)
    if isinstance(value, float):
        return _double_text(value, engine)
    writer = next((write for kind, write in _WRITERS if isinstance(value, kind)), str)
    return writer(value)


def _double_text(value: float, engine: str) -> str:
    """Write a Double: the shortest form that reads back, 15 digits on 5.1 (recordings: binder, 5.1 against 7)."""
    if value != value or value in (float("inf"), float("-inf")):
        return "NaN" if value != value else ("Infinity" if value > 0 else "-Infinity")
    digits = 7 if isinstance(value, Single) else 15
    text = repr(float(value)) if engine != "5.1" and not isinstance(value, Single) else f"{value:.{digits}g}"
    mantissa, exponent_mark, exponent = text.partition("e")
    mantissa = mantissa.removesuffix(".0")
    if not exponent_mark:
        return mantissa if abs(value) < _LARGEST_PLAIN else _with_exponent(mantissa)
    sign = "-" if exponent.startswith("-") else "+"
    return f"{mantissa}E{sign}{exponent.lstrip('+-'):0>2}"


def _with_exponent(digits: str) -> str:
    sign, digits = ("-", digits[1:]) if digits.startswith("-") else ("", digits)
    fraction = digits[1:].rstrip("0")
    return f"{sign}{digits[0]}{'.' + fraction if fraction else ''}E+{len(digits) - 1:02d}"


def _bag_text(bag: Bag) -> str:
    if is_switch_value(bag):
        return str(bool(bag["IsPresent"]))
    if bag.text is not None:
        return bag.text
    if bag.types and not bag.types[0].endswith("PSCustomObject"):
        return bag.types[0]
    pairs = "; ".join(f"{name}={_property_text(value)}" for name, value in bag.properties.items())
    return f"@{{{pairs}}}"


def _property_text(value: WireValue) -> str:
    """Write a property of a PSCustomObject: a list by its type's name."""
    bare = unwrap(value)
    if isinstance(bare, list | tuple):
        return "System.Collections.ArrayList"
    return "System.Byte[]" if isinstance(bare, bytes) else to_text(value)


def _moment_text(moment: DateTime) -> str:
    return moment.to_datetime().strftime("%m/%d/%Y %H:%M:%S")


def span_text(span: TimeSpan) -> str:
    """Write a TimeSpan in its constant form: `[-][d.]hh:mm:ss[.fffffff]`."""
    seconds, ticks = divmod(abs(span.ticks), _TICKS_PER_SECOND)
    parts = timedelta(seconds=seconds)
    hours, rest = divmod(parts.seconds, 3600)
    day = f"{parts.days}." if parts.days else ""
    fraction = f".{ticks:07d}" if ticks else ""
    return f"{'-' if span.ticks < 0 else ''}{day}{hours:02d}:{rest // 60:02d}:{rest % 60:02d}{fraction}"


_WRITERS: tuple[tuple[type, Callable[[Any], str]], ...] = (
    (type(None), lambda _: ""),
    (Bag, _bag_text),
    (Table, lambda _: "System.Collections.Hashtable"),
    (Secret, lambda _: "System.Security.SecureString"),
    (Credential, lambda _: "System.Management.Automation.PSCredential"),
    (DateTime, _moment_text),
    (TimeSpan, span_text),
    (Decimal, lambda value: format(value, "f")),
)
