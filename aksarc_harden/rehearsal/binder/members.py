"""
How PowerShell reads a member of an enumeration.

Any case, blanks around, any unique prefix, defined numbers also as strings, several with commas; no Boolean, no
wildcard, no fraction (recordings: binder, "enumerations"); the elements of an array are combined ("array to a single
number …").
"""

from __future__ import annotations

import re

from aksarc_harden.contract.enumerations import Enumeration
from aksarc_harden.model.values import EnumValue, WireValue
from aksarc_harden.rehearsal.binder.net_types import INTEGERS, as_list, type_name, unwrap
from aksarc_harden.rehearsal.binder.refusal import CastError
from aksarc_harden.rehearsal.binder.texts import to_text

_NUMBER = re.compile(r"[+-]?\d+")


def to_member(value: WireValue, wanted: Enumeration) -> EnumValue:
    """Convert to a member of an enumeration; raises CastError."""
    value = unwrap(value)
    elements = as_list(value)
    if elements is not None:
        return _parse(",".join(to_text(each) for each in elements), wanted)
    if isinstance(value, str):
        return _parse(value, wanted)
    if type_name(value) in INTEGERS and isinstance(value, int):
        return _member(int(value), wanted)
    raise CastError


def _member(number: int, wanted: Enumeration) -> EnumValue:
    name = wanted.name_of(number)
    if name is None:
        raise CastError
    return EnumValue(wanted.type_name, name, number)


def _parse(text: str, wanted: Enumeration) -> EnumValue:
    number = 0
    for part in text.split(","):
        number |= _one(part.strip(), wanted)
    return _member(number, wanted)


def _one(text: str, wanted: Enumeration) -> int:
    if not text:
        raise CastError
    if _NUMBER.fullmatch(text):
        return int(text)
    low = text.lower()
    names = {name.lower(): number for name, number in wanted.members.items()}
    if low in names:
        return names[low]
    matches = [number for name, number in names.items() if name.startswith(low)]
    if len(matches) != 1:
        raise CastError
    return matches[0]
