"""
How a function's parameter gets its value (ArgumentTypeConverterAttribute of the engine's source).

Wider than a cmdlet's: arrays are joined to a String, null to a String is "", to a number 0, to a switch false
(recordings: binder, "function or cmdlet" and the rows that name functions).
"""

from __future__ import annotations

from aksarc_harden.model.values import WireValue
from aksarc_harden.rehearsal.binder.conversion import Converter
from aksarc_harden.rehearsal.binder.net_types import (
    NUMBERS,
    Collection,
    NetType,
    as_list,
    is_switch_value,
    type_name,
    unwrap,
)
from aksarc_harden.rehearsal.binder.refusal import CastError

_TRUTHS = ("Boolean", "SwitchParameter", "Nullable[Boolean]")


def transform(value: WireValue, wanted: NetType, converter: Converter) -> WireValue:
    """Convert as a function does; raises CastError."""
    if wanted.name == "String" and isinstance(unwrap(value), bytes):
        raise CastError  # an array proper; what came as ArrayList is joined
    if wanted.name in _TRUTHS:
        _check_truth(value, wanted.name)
    elif wanted.collection is not Collection.NONE and wanted.element in _TRUTHS:
        elements = as_list(value)
        for each in [value] if elements is None else elements:
            _check_truth(each, wanted.element)
    return converter.to(value, wanted.name)


def _check_truth(value: WireValue, wanted: str) -> None:
    if value is None:
        if wanted == "Boolean":
            raise CastError
        return
    bare = unwrap(value)
    if not (isinstance(bare, bool) or is_switch_value(bare) or type_name(bare) in NUMBERS):
        raise CastError
