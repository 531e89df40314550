"""
Describes values in the neutral form of the recorded vectors, without the project's reader or writer.

A description has `t`, the .NET type, and by type `v`, `r`, `code`, `utf16`, `iso` with `kind`, `ticks`, `b64`, `items`,
`entries`, `props`, `enum` with `n`, or `text`.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from aksarc_harden.model import values as v
from aksarc_harden.model.values import Bag, Credential, EnumValue, Items, Secret, Table

_CUSTOM = "System.Management.Automation.PSCustomObject"
_NUMBERS: dict[type, str] = {
    int: "Int32",
    v.Byte: "Byte",
    v.SByte: "SByte",
    v.Int16: "Int16",
    v.UInt16: "UInt16",
    v.UInt32: "UInt32",
    v.Int64: "Int64",
    v.UInt64: "UInt64",
    bool: "Boolean",
    Decimal: "Decimal",
    UUID: "Guid",
    v.Version: "Version",
    v.Uri: "Uri",
}
_SHOWN_AS_NUMBER = ("System.Numerics.BigInteger", "System.Management.Automation.SemanticVersion")
_SHOWN_AS_TYPE = {Secret: "System.Security.SecureString", Credential: "System.Management.Automation.PSCredential"}


def describe(value: Any) -> dict[str, Any]:
    """Give the neutral description of a value."""
    if value is None:
        return {"t": "null"}
    kind = type(value)
    if kind in _NUMBERS:
        text = format(value, "f") if isinstance(value, Decimal) else str(value)
        return {"t": f"System.{_NUMBERS[kind]}", "v": text}
    if kind in _SHOWN_AS_TYPE:
        return {"t": _SHOWN_AS_TYPE[kind], "text": _SHOWN_AS_TYPE[kind]}
    return _DESCRIBERS[kind](value)


def _string(value: str) -> dict[str, Any]:
    units = value.encode("utf-16-le", "surrogatepass")
    return {"t": "System.String", "utf16": [low | high << 8 for low, high in zip(units[::2], units[1::2], strict=True)]}


def _float(value: float) -> dict[str, Any]:
    return {"t": "System.Single" if isinstance(value, v.Single) else "System.Double", "r": float(value)}


def _time(value: v.DateTime) -> dict[str, Any]:
    seconds, ticks = divmod(value.ticks, 10_000_000)
    wall = datetime(1, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    iso = f"{wall.replace(tzinfo=None).isoformat()}.{ticks:07d}"
    if value.offset_minutes is None:
        return {"t": "System.DateTime", "iso": iso, "kind": "Unspecified"}
    if value.offset_minutes == 0:
        return {"t": "System.DateTime", "iso": f"{iso}Z"}
    sign, minutes = "-" if value.offset_minutes < 0 else "+", abs(value.offset_minutes)
    return {"t": "System.DateTime", "iso": f"{iso}{sign}{minutes // 60:02d}:{minutes % 60:02d}", "kind": "Local"}


def _enum(value: EnumValue) -> dict[str, Any]:
    if value.type_name.startswith("Deserialized."):
        return {"t": "System.Int32", "v": str(value.number)}
    return {"t": value.type_name, "enum": value.name, "n": value.number}


def _bag(bag: Bag) -> dict[str, Any]:
    if isinstance(bag.base, (Items, Table)):
        return describe(bag.base)
    if bag.base is not None:
        return describe(bag.base)
    if bag.types[:1] == ("System.Management.Automation.ProgressRecord",) and bag.text is None:
        return {"t": bag.types[0], "text": _progress_text(bag)}
    if bag.types[:1] == ("System.DateTimeOffset",):
        return {"t": bag.types[0], "iso": _time_with_offset(bag)}
    if not bag.types or any(name.endswith(_CUSTOM) for name in bag.types):
        return {"t": _CUSTOM, "props": {name: describe(item) for name, item in bag.properties.items()}}
    if bag.types[0] in _SHOWN_AS_NUMBER:
        return {"t": bag.types[0], "v": bag.text or ""}
    return {"t": bag.types[0], "text": bag.text or ""}


def _time_with_offset(bag: Bag) -> str:
    wall, offset = bag["DateTime"], bag["Offset"]
    assert isinstance(wall, v.DateTime)
    assert isinstance(offset, v.TimeSpan)
    minutes = offset.ticks // (60 * v.TICKS_PER_SECOND)
    return str(_time(v.DateTime(wall.ticks, minutes))["iso"])


def _progress_text(bag: Bag) -> str:
    told: Mapping[str, Any] = bag.properties
    return (
        f"parent = {told['ParentActivityId']} id = {told['ActivityId']} act = {told['Activity']} "
        f"stat = {told['StatusDescription']} cur = {told.get('CurrentOperation') or ''} "
        f"pct = {told['PercentComplete']} sec = {told['SecondsRemaining']} type = {told['Type']}"
    )


_DESCRIBERS: dict[type, Callable[[Any], dict[str, Any]]] = {
    str: _string,
    float: _float,
    v.Single: _float,
    v.Char: lambda value: {"t": "System.Char", "code": ord(value)},
    bytes: lambda value: {"t": "System.Byte[]", "b64": base64.b64encode(value).decode()},
    v.DateTime: _time,
    v.TimeSpan: lambda value: {"t": "System.TimeSpan", "ticks": str(value.ticks)},
    v.ScriptBlock: lambda value: {"t": "System.Management.Automation.ScriptBlock", "text": str(value)},
    v.Xml: lambda value: {"t": "System.Xml.XmlDocument", "text": str(value)},
    EnumValue: _enum,
    Items: lambda value: {"t": value.types[0], "items": [describe(item) for item in value]},
    Table: lambda value: {
        "t": value.types[0],
        "entries": [[describe(key), describe(item)] for key, item in value.entries],
    },
    Bag: _bag,
}
