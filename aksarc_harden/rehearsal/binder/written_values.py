"""
How are the values of a call and of its binding written down in JSON? As the recorded bindings have them.

A plain JSON value is a String, an Int32, a Double, a Boolean, null or an Object[]; `{"t": type, "v": value}` is any
other type (recordings: binder/README.md, "Format of a vector").
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

from aksarc_harden.contract.reader import CommandContract
from aksarc_harden.model.values import (
    Bag,
    Byte,
    Char,
    Credential,
    DateTime,
    EnumValue,
    Int16,
    Int64,
    ScriptBlock,
    Secret,
    Table,
    TimeSpan,
    UInt16,
    UInt32,
    UInt64,
    Uri,
    Version,
    WireValue,
)
from aksarc_harden.rehearsal.binder.moments import to_moment, to_span
from aksarc_harden.rehearsal.binder.net_types import is_switch_value, type_name, unwrap
from aksarc_harden.rehearsal.binder.texts import span_text, to_text

_DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
_WILDCARD = "System.Management.Automation.WildcardPattern"
_PLAIN = frozenset({"String", "Int32", "Boolean", "Double", "null"})

_READERS: dict[str, Callable[[Any], WireValue]] = {
    "Int64": Int64,
    "UInt64": UInt64,
    "UInt32": UInt32,
    "UInt16": UInt16,
    "Int16": Int16,
    "Byte": Byte,
    "Uri": Uri,
    "Version": Version,
    "ScriptBlock": ScriptBlock,
    "Char": Char,
    "Decimal": Decimal,
    "Guid": UUID,
    "Byte[]": bytes,
    "SecureString": Secret,
    "DateTime": to_moment,
    "TimeSpan": to_span,
    "ArrayList": lambda value: [to_value(each) for each in value],
    "Hashtable": lambda value: Table(tuple((key, to_value(each)) for key, each in value.items())),
    "PSCustomObject": lambda value: Bag({key: to_value(each) for key, each in value.items()}),
    "Switch": lambda value: Bag({"IsPresent": value}, ("System.Management.Automation.SwitchParameter",)),
    "PSCredential": lambda value: Credential(value, Secret("password")),
    "DayOfWeek": lambda value: EnumValue("System.DayOfWeek", value, _DAYS.index(value)),
}


def to_value(recorded: Any) -> WireValue:
    """Make the value that a vector's argument or input object stands for."""
    if isinstance(recorded, list):
        return [to_value(each) for each in recorded]
    if not isinstance(recorded, dict):
        plain: WireValue = recorded
        return plain
    kind, value = recorded["t"], recorded.get("v")
    if reader := _READERS.get(kind):
        return reader(value)
    if kind.endswith("[]"):
        return [to_value(each) for each in value or ()]
    properties = {key: to_value(each) for key, each in (value or {}).items()}
    return Bag(properties, (f"Contract.Types.{kind}",), text=f"Contract.Types.{kind.partition('#')[0]}")


def shown_target(value: WireValue) -> str | None:
    """Write an error's target as the recordings do: text, or the type in parentheses."""
    if value is None:
        return None
    if isinstance(value, str | int | float):
        return to_text(value)
    name = type_name(value)
    return "(PSCustomObject)" if name.startswith("CimInstance") else f"({name})"


def shown_parameter(command: CommandContract, name: str, value: WireValue) -> list[Any]:
    """Write one bound parameter as the recordings do: its type and its value."""
    if value is None:
        return ["null", None]
    parameter = command.parameter(name)
    if parameter is None:
        return [_type_of_engines_own(value), shown(value)]
    declared = parameter.type
    if declared in ("Object", "PSObject", "IDictionary") or declared.startswith("Nullable["):
        return [type_name(value), shown(unwrap(value))]
    if declared.startswith("List["):
        declared = declared[len("List[") : -1] + "[]"
    if declared == "WildcardPattern[]" and isinstance(value, tuple):
        return [declared, [_WILDCARD] * len(value)]
    if isinstance(value, tuple) and declared == "Object[]":
        return [declared, [shown(unwrap(each), nested=True) for each in value]]
    if isinstance(value, tuple):
        return [declared, [shown(each) for each in value]]
    return [declared, shown(value)]


def _type_of_engines_own(value: WireValue) -> str:
    if isinstance(value, EnumValue):
        return value.type_name.rpartition(".")[2]
    return "SwitchParameter" if isinstance(value, bool) else type_name(value)


def shown(value: WireValue, *, nested: bool = False) -> Any:
    """Write a bound value; nested in an object or a list of objects it tells its type."""
    kind = type_name(value)
    written = _written(value)
    return {"t": kind, "v": written} if nested and kind not in _PLAIN else written


def _written(value: WireValue) -> Any:
    if isinstance(value, list | tuple):
        return [shown(each, nested=True) for each in value]
    writer = next((write for kind, write in _WRITERS if isinstance(value, kind)), None)
    return writer(value) if writer else value


def _moment(value: DateTime) -> str:
    text = value.to_datetime().replace(tzinfo=None, microsecond=0).isoformat() + f".{value.ticks % 10_000_000:07d}"
    return text + ("+00:00" if value.offset_minutes is not None else "")


def _bag(value: Bag) -> Any:
    if is_switch_value(value):
        return value["IsPresent"]
    if value.types:
        return None
    return {key: shown(each, nested=True) for key, each in value.properties.items()}


_WRITERS: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (EnumValue, lambda value: value.name),
    (Bag, _bag),
    (Table, lambda value: {str(key): shown(each, nested=True) for key, each in value.entries}),
    (DateTime, _moment),
    (TimeSpan, span_text),
    (Secret, lambda value: len(value.reveal())),
    (Credential, lambda value: value.user or None),
    (bytes, list),
    (UUID, str),
    (Decimal, str),
)
