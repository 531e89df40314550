"""
Can this value be meant for a parameter of this type? Plausible is enough; the host has the last word.

Refused is what PowerShell would take for something else, or would end the pipeline for.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from aksarc_harden.contract.enumerations import Enumeration
from aksarc_harden.contract.reader import Parameter
from aksarc_harden.model.values import Bag, Credential, EnumValue, ScriptBlock, Secret, Table, WireValue
from aksarc_harden.transport.within import holds

_NUMBERS = frozenset(
    {"Byte", "SByte", "Int16", "Int32", "Int64", "UInt16", "UInt32", "UInt64", "Double", "Single", "Decimal"}
)


def holds_script(value: WireValue) -> bool:
    """Tell whether there is a script block in a value, however deep."""
    return holds(value, (ScriptBlock,))


def what_is_wrong(value: WireValue, parameter: Parameter, enumeration: Enumeration | None) -> str | None:
    """Say why a value cannot be meant for a parameter, None if it can."""
    if holds_script(value):
        return "script blocks are never sent"
    kind = parameter.type
    if parameter.is_switch or kind == "SwitchParameter":
        return None if isinstance(value, bool) else "a switch is True or False"
    is_array = kind.endswith("[]")
    if not isinstance(value, list | tuple):
        return _wrong_item(value, kind.removesuffix("[]"), parameter, enumeration)
    if kind == "Byte[]" or is_array:
        items = (_wrong_item(item, kind.removesuffix("[]"), parameter, enumeration) for item in value)
        return next((reason for reason in items if reason is not None), None)
    # A function joins a list with blanks, a cmdlet refuses it (recordings: binder).
    return None if kind in ("Object", "PSObject") else f"a list is no {kind}"


def _wrong_item(value: WireValue, kind: str, parameter: Parameter, enumeration: Enumeration | None) -> str | None:
    if value is None:
        return None if kind in ("Object", "PSObject", "String") else f"null is no {kind}"
    check = _CHECKS.get(kind)
    if check is not None and (reason := check(value)) is not None:
        return reason
    if kind not in ("SecureString", "PSCredential", "Object", "PSObject") and isinstance(value, Secret | Credential):
        return f"a secret is no {kind}"
    return _wrong_choice(value, kind, parameter, enumeration)


def _wrong_choice(value: WireValue, kind: str, parameter: Parameter, enumeration: Enumeration | None) -> str | None:
    choices = parameter.values or (tuple(enumeration.members) if enumeration is not None else ())
    if not choices or kind in _NUMBERS:  # a list of numbers is advice (recordings: binder)
        return None
    if isinstance(value, EnumValue):
        value = value.name
    if isinstance(value, bool):
        return f"True or False is no {kind}"
    if not isinstance(value, str):
        return None
    known = {choice.lower() for choice in choices}
    parts = [part.strip().lower() for part in value.split(",")] if enumeration is not None else [value.lower()]
    if all(part in known for part in parts):
        return None
    return f"none of {', '.join(choices)}"  # the value is not repeated: who knows what it is


def _wrong_number(value: WireValue) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str | EnumValue):
        return f"{type(value).__name__} is no number"
    return None


def _wrong_text(value: WireValue) -> str | None:
    wrong = isinstance(value, Bag | Table | bytes)
    return f"{type(value).__name__} is no text" if wrong else None


def _wrong_truth(value: WireValue) -> str | None:
    return None if isinstance(value, bool | int) else "a Boolean is True or False"


def _wrong_secret(value: WireValue) -> str | None:
    return None if isinstance(value, Secret) else "only a Secret becomes a SecureString"


def _wrong_credential(value: WireValue) -> str | None:
    return None if isinstance(value, Credential) else "only a Credential becomes a PSCredential"


def _wrong_script(value: WireValue) -> str | None:
    return "script blocks are never sent"


def _wrong_table(value: WireValue) -> str | None:
    return None if isinstance(value, Table) else f"{type(value).__name__} is no Hashtable"


_CHECKS: dict[str, Callable[[WireValue], str | None]] = {
    **dict.fromkeys(_NUMBERS - {"Byte"}, _wrong_number),
    "String": _wrong_text,
    "Boolean": _wrong_truth,
    "SecureString": _wrong_secret,
    "PSCredential": _wrong_credential,
    "ScriptBlock": _wrong_script,
    "Hashtable": _wrong_table,
}
