"""How PowerShell writes a value as a String, with the invariant culture."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from math import isfinite, isnan
from typing import Any

from aksarc_harden.model.values import Bag, Credential, DateTime, EnumValue, Secret, Single, Table, TimeSpan, WireValue
from aksarc_harden.rehearsal.binder.net_types import as_list, is_switch_value, unwrap

_TICKS_PER_SECOND = 10_000_000
_DOUBLE_DIGITS, _SINGLE_DIGITS = 15, 7  # LanguagePrimitives.DoublePrecision and SinglePrecision


def to_text(value: WireValue) -> str:
    """
    Write a value as ToString does; null is the empty string, a list its elements with blanks between.

    An enumeration that came over PSRP is a number that still has its name as text.
    """
    if isinstance(value, EnumValue):
        return value.name
    value = unwrap(value)
    elements = as_list(value)
    if elements is not None:
        return " ".join(map(to_text, elements))
    writer = next((write for kind, write in _WRITERS if isinstance(value, kind)), str)
    return writer(value)


def _double_text(value: float) -> str:
    """Write a Double with 15 digits, a Single with 7, as both versions of the engine do (tried on 7.6.9)."""
    if not isfinite(value):
        return "NaN" if isnan(value) else ("Infinity" if value > 0 else "-Infinity")
    text = f"{value:.{_SINGLE_DIGITS if isinstance(value, Single) else _DOUBLE_DIGITS}g}"
    return text.replace("e", "E")


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
    (float, _double_text),
    (Bag, _bag_text),
    (Table, lambda _: "System.Collections.Hashtable"),
    (Secret, lambda _: "System.Security.SecureString"),
    (Credential, lambda _: "System.Management.Automation.PSCredential"),
    (DateTime, _moment_text),
    (TimeSpan, span_text),
    (Decimal, lambda value: format(value, "f")),
)
