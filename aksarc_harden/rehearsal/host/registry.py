"""
What is in a simulated host's registry: keys in keys, and values as the raw bytes that Windows keeps.

Values are raw so that data too short for its type, unknown types and odd byte counts are kept as they are
(recordings: windows-registry, values).
Nothing here knows PowerShell: how a path is found and how a value looks to a command is `providers`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

ROOTS = (
    "HKEY_LOCAL_MACHINE",
    "HKEY_CURRENT_USER",
    "HKEY_CLASSES_ROOT",
    "HKEY_USERS",
    "HKEY_CURRENT_CONFIG",
)
SHORT_ROOTS = {
    "HKLM": "HKEY_LOCAL_MACHINE",
    "HKCU": "HKEY_CURRENT_USER",
    "HKCR": "HKEY_CLASSES_ROOT",
    "HKU": "HKEY_USERS",
    "HKCC": "HKEY_CURRENT_CONFIG",
}

# winnt.h, REG_*: the numbers that are kept, and the names that .NET's RegistryValueKind gives them.
NONE, STRING, EXPAND_STRING, BINARY, DWORD, MULTI_STRING, QWORD = 0, 1, 2, 3, 4, 7, 11
KIND_NAMES = {
    NONE: "None",
    STRING: "String",
    EXPAND_STRING: "ExpandString",
    BINARY: "Binary",
    DWORD: "DWord",
    MULTI_STRING: "MultiString",
    QWORD: "QWord",
}
KIND_NUMBERS = {name: number for number, name in KIND_NAMES.items()}

Data: TypeAlias = int | str | bytes | list[str]
PlainKeys: TypeAlias = dict[str, dict[str, list[object]]]


@dataclass(frozen=True, slots=True)
class Value:
    """
    One value of a key.

    Attributes:
        name: in the case in which it was first written; empty for the default value.
        kind: the number of its type; any number, also one that Windows does not know.
        raw: the bytes as the registry keeps them: text in UTF-16LE with its zero, numbers little-endian.
    """

    name: str
    kind: int
    raw: bytes

    @property
    def kind_name(self) -> str:
        """What .NET calls the type; `Unknown` where it has no name."""
        return KIND_NAMES.get(self.kind, "Unknown")

    @property
    def data(self) -> Data:
        """Read the raw bytes by the type; bytes where the type is binary, unknown, or the data does not fit it."""
        if self.kind in (STRING, EXPAND_STRING):
            return _text(self.raw)
        if self.kind == MULTI_STRING:
            return _lines(self.raw)
        if (self.kind, len(self.raw)) in ((DWORD, 4), (QWORD, 8)):
            return int.from_bytes(self.raw, "little")
        return self.raw


def _text(raw: bytes) -> str:
    # .NET cuts one zero at the end; a byte too many is read as a zero character (recordings: values, unknown type)
    if len(raw) % 2:
        return raw[:-1].decode("utf-16-le", "surrogatepass") + "\0"
    return raw.decode("utf-16-le", "surrogatepass").removesuffix("\0")


def _lines(raw: bytes) -> list[str]:
    text = raw.decode("utf-16-le", "surrogatepass")
    text = text.removesuffix("\0")
    if not text:
        return []
    return text.removesuffix("\0").split("\0")


def encode(kind: int, data: Data) -> bytes:
    """Turn a number, text, lines or bytes into what the registry keeps for a type; numbers wrap at the type's size."""
    if isinstance(data, bytes):
        return data
    if isinstance(data, int):
        size = 8 if kind == QWORD else 4
        return (data % (1 << 8 * size)).to_bytes(size, "little")
    if isinstance(data, str):
        return (data + "\0").encode("utf-16-le", "surrogatepass")
    return ("".join(line + "\0" for line in data) + "\0").encode("utf-16-le", "surrogatepass")


class Key:
    """One key: its values and the keys below, both found in any case."""

    __slots__ = ("children", "name", "parent", "values")

    def __init__(self, name: str, parent: Key | None = None) -> None:
        self.name = name
        self.parent = parent
        self.children: dict[str, Key] = {}
        self.values: dict[str, Value] = {}

    @property
    def path(self) -> str:
        """The key's path from its hive's long name, in stored case."""
        return self.name if self.parent is None else f"{self.parent.path}\\{self.name}"

    def child(self, name: str) -> Key | None:
        """Find a key directly below; a slash in a name is an ordinary character here."""
        return self.children.get(name.lower())

    def make(self, name: str) -> Key:
        """Find or make a key directly below."""
        return self.children.setdefault(name.lower(), Key(name, self))

    def drop(self, name: str) -> bool:
        """Remove a key directly below with all that is in it; tells whether it was there."""
        return self.children.pop(name.lower(), None) is not None

    def value(self, name: str) -> Value | None:
        """Find a value by its name, empty for the default value."""
        return self.values.get(name.lower())

    def put(self, name: str, kind: int, data: Data) -> Value:
        """Write a value; an existing one keeps the case of its name (recordings: values, name in another case)."""
        old = self.values.get(name.lower())
        made = Value(old.name if old else name, kind, encode(kind, data))
        self.values[name.lower()] = made
        return made

    def unset(self, name: str) -> bool:
        """Remove a value; tells whether it was there."""
        return self.values.pop(name.lower(), None) is not None

    def sorted_values(self) -> list[Value]:
        """Give the values in the order of their names, the default one first (recordings: values)."""
        return [self.values[name] for name in sorted(self.values)]

    def sorted_children(self) -> list[Key]:
        """Give the keys below in the order of their names."""
        return [self.children[name] for name in sorted(self.children)]

    def walk(self) -> Iterator[Key]:
        """Give this key and all keys below it, parents first."""
        yield self
        for child in self.sorted_children():
            yield from child.walk()


class Registry:
    """The hives of one host."""

    def __init__(self) -> None:
        self.roots = {name.lower(): Key(name) for name in ROOTS}

    def root(self, name: str) -> Key | None:
        """Find a hive by its long or short name."""
        return self.roots.get(SHORT_ROOTS.get(name.upper(), name).lower())

    def find(self, path: str) -> Key | None:
        """Find a key by its path from the hive, parts between backslashes."""
        first, *rest = path.split("\\")
        key = self.root(first)
        for part in rest:
            if key is None:
                return None
            key = key.child(part)
        return key

    def make(self, path: str) -> Key:
        """
        Find or make a key and its parents.

        Raises KeyError where the hive does not exist.
        """
        first, *rest = path.split("\\")
        key = self.root(first)
        if key is None:
            raise KeyError(first)
        for part in rest:
            key = key.make(part)
        return key

    def to_plain(self) -> PlainKeys:
        """Give every key as JSON data: path → value name → [type, data]; unnamed types and misfits as hexadecimal."""
        keys = (key for root in self.roots.values() for key in root.walk() if key.parent is not None)
        return {key.path: {value.name: _plain(value) for value in key.sorted_values()} for key in keys}

    @staticmethod
    def from_plain(keys: Mapping[str, Mapping[str, list[object]]]) -> Registry:
        """Read what `to_plain` gave."""
        made = Registry()
        for path, values in keys.items():
            key = made.make(path)
            for name, form in values.items():
                value = _from_plain(name, form)
                key.values[name.lower()] = value
        return made


def _plain(value: Value) -> list[object]:
    data = value.data
    if value.kind in KIND_NAMES and not isinstance(data, bytes) and encode(value.kind, data) == value.raw:
        return [value.kind_name, data]
    return [value.kind if value.kind not in KIND_NAMES else value.kind_name, {"hex": value.raw.hex()}]


def _from_plain(name: str, form: list[object]) -> Value:
    kind_name, data = form
    kind = KIND_NUMBERS[kind_name] if isinstance(kind_name, str) else int(str(kind_name))
    if isinstance(data, dict):
        return Value(name, kind, bytes.fromhex(str(data["hex"])))
    if isinstance(data, int | str):
        return Value(name, kind, encode(kind, data))
    assert isinstance(data, list)
    return Value(name, kind, encode(kind, [str(line) for line in data]))
