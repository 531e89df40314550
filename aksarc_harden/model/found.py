"""
What a setting was found to be, and what it shall become.

Found = Value | Missing | Unreadable; Wanted = Value | ABSENT.
All of these have a JSON form, which the journal stores; another process can roll back from it alone.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeAlias

from aksarc_harden.model.answer import Cause

Data: TypeAlias = int | str | bytes | tuple[str, ...]


class Absent(Enum):
    """A setting that is not there; not the same as zero or empty."""

    ABSENT = "absent"

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = Absent.ABSENT


@dataclass(frozen=True)
class Value:
    """
    A setting's value.

    Attributes:
        data: a number (registry numbers as unsigned), a text, bytes, or texts (lines, SIDs).
        type: the setting's own type word: a registry type (`DWord`, `String`, …) or `SIDs`.
    """

    data: Data
    type: str


@dataclass(frozen=True)
class Missing:
    """
    The setting is not there.

    Attributes:
        first_missing_ancestor: the topmost key that is not there either; None where only the value is absent.
    """

    first_missing_ancestor: str | None = None


@dataclass(frozen=True)
class Unreadable:
    """The setting could not be read, so it will not be written."""

    cause: Cause


Found: TypeAlias = Value | Missing | Unreadable
Wanted: TypeAlias = Value | Absent
Before: TypeAlias = Value | Missing


def value_to_json(value: Value | Missing | Absent) -> dict[str, Any]:
    """Give the journal's form of a value; bytes become base64."""
    if isinstance(value, Absent):
        return {"state": "absent"}
    if isinstance(value, Missing):
        return {"state": "missing", "first_missing_ancestor": value.first_missing_ancestor}
    data: Any = value.data
    if isinstance(data, bytes):
        data = {"base64": base64.b64encode(data).decode()}
    elif isinstance(data, tuple):
        data = list(data)
    return {"state": "value", "type": value.type, "data": data}


def value_from_json(form: dict[str, Any]) -> Value | Missing | Absent:
    """Turn the journal's form back into a value."""
    if form["state"] == "absent":
        return ABSENT
    if form["state"] == "missing":
        return Missing(form["first_missing_ancestor"])
    data = form["data"]
    if isinstance(data, dict):
        data = base64.b64decode(data["base64"])
    elif isinstance(data, list):
        data = tuple(data)
    return Value(data, form["type"])
