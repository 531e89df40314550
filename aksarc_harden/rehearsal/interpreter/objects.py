"""
How objects of a pipeline look to commands: their properties, their type, their text, what is in a list.

Most objects are the plain values of `model.values`; an object with methods of its own is a `LiveObject`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol, TypeAlias, runtime_checkable
from uuid import UUID

from aksarc_harden.model.values import (
    Bag,
    Byte,
    DateTime,
    EnumValue,
    Int16,
    Int64,
    Items,
    SByte,
    Single,
    Table,
    UInt16,
    UInt32,
    UInt64,
    Version,
    WireValue,
)
from aksarc_harden.rehearsal.binder.texts import to_text


@runtime_checkable
class LiveObject(Protocol):
    """An object that answers methods, such as a registry key."""

    def bag(self) -> Bag:
        """Give it as it is sent to the client."""
        ...

    def properties(self) -> Mapping[str, WireValue]:
        """Give its properties as commands see them."""
        ...

    def has_method(self, member: str) -> bool:
        """Tell whether it has a method."""
        ...

    def call(self, member: str, arguments: tuple[WireValue, ...]) -> WireValue:
        """Call one of its methods; raises LookupError for one that it lacks, MemberError for one that fails."""
        ...


class MemberError(Exception):
    """A method of an object failed; the text is the .NET exception's."""

    def __init__(self, text: str, *, is_about_arguments: bool = False) -> None:
        super().__init__(text)
        self.is_about_arguments = is_about_arguments


Object: TypeAlias = WireValue | LiveObject

_TYPES: dict[type, str] = {
    bool: "System.Boolean",
    int: "System.Int32",
    float: "System.Double",
    str: "System.String",
    bytes: "System.Byte[]",
    Byte: "System.Byte",
    SByte: "System.SByte",
    Int16: "System.Int16",
    UInt16: "System.UInt16",
    UInt32: "System.UInt32",
    Int64: "System.Int64",
    UInt64: "System.UInt64",
    Single: "System.Single",
    Version: "System.Version",
    DateTime: "System.DateTime",
    UUID: "System.Guid",
}
CUSTOM_OBJECT = ("System.Management.Automation.PSCustomObject", "System.Object")


def to_wire(item: Object) -> WireValue:
    """Give an object as it is sent to the client."""
    return item.bag() if isinstance(item, LiveObject) else item


def properties_of(item: Object) -> Mapping[str, WireValue]:
    """Give an object's properties by name, in their order."""
    if isinstance(item, LiveObject):
        return item.properties()
    if isinstance(item, Bag):
        return item.properties
    if isinstance(item, str):
        return {"Length": len(item)}
    if isinstance(item, bytes | tuple | list):
        return {"Length": len(item), "Count": len(item)}
    if isinstance(item, Table):
        return {"Count": len(item.entries), **{str(key): value for key, value in item.entries}}
    return {}


def type_name(item: Object) -> str:
    """Name an object's .NET type."""
    if isinstance(item, LiveObject):
        item = item.bag()
    if isinstance(item, Bag):
        if item.types:
            return item.types[0]
        return CUSTOM_OBJECT[0] if item.base is None else type_name(item.base)
    if isinstance(item, EnumValue):
        return item.type_name
    if isinstance(item, Table):
        return item.types[0] if item.types else "System.Collections.Hashtable"
    if isinstance(item, Items) and item.types:
        return item.types[0]
    if isinstance(item, tuple | list):
        return "System.Collections.ArrayList"
    return _TYPES.get(type(item), "System.Object")


def elements(item: Object) -> Iterator[Object]:
    """Give what a command's output becomes in the pipeline: the elements of a list or array, or the object itself."""
    if isinstance(item, tuple | list):
        yield from item
    elif isinstance(item, bytes):
        yield from map(Byte, item)
    else:
        yield item


def text_of(item: Object) -> str:
    """Turn an object into text as the engine converts it to a String: lists are joined by blanks."""
    return to_text(to_wire(item))


def summary_of(properties: Mapping[str, WireValue]) -> str:
    """Give the text of a custom object: `@{name=value; …}`."""
    return "@{" + "; ".join(f"{name}={_in_summary(value)}" for name, value in properties.items()) + "}"


def _in_summary(value: WireValue) -> str:
    if isinstance(value, bytes | tuple | list | Table):
        return type_name(value)
    return text_of(value)


def display_of(item: Object) -> str:
    """Give what .NET's ToString says, which names the type of lists instead of joining them."""
    return type_name(item) if isinstance(item, bytes | tuple | list | Table) else text_of(item)
