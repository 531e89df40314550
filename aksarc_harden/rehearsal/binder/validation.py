"""
Which converted values a parameter still refuses: value lists, validation attributes, null and emptiness.

Recordings: binder, Errors, the rows of ParameterArgumentValidationError; "mandatory and empty", "Object, mandatory".
"""

from __future__ import annotations

from aksarc_harden.model.values import Table, WireValue
from aksarc_harden.rehearsal.binder.net_types import VALUE_TYPES, Collection, as_list
from aksarc_harden.rehearsal.binder.parameters import Bindable
from aksarc_harden.rehearsal.binder.refusal import VALIDATION, BindingError
from aksarc_harden.rehearsal.binder.texts import to_text

_PLAIN = "ParameterArgumentValidationError"


def validate(value: WireValue, parameter: Bindable) -> None:
    """Refuse what the parameter's attributes refuse; raises BindingError."""
    if not (_in_value_list(value, parameter) and _passes_attributes(value, parameter)):
        raise refused(_PLAIN, parameter)
    if parameter.is_mandatory_somewhere:
        _check_emptiness(value, parameter)


def refused(id: str, parameter: Bindable) -> BindingError:
    """Make the error of a value that is refused."""
    return BindingError(id, category="InvalidData", exception=VALIDATION, parameter=parameter.name)


def _in_value_list(value: WireValue, parameter: Bindable) -> bool:
    """Check a ValidateSet: every element, in any case; null fits none, an empty list is fine."""
    if not parameter.values:
        return True
    accepted = {each.lower() for each in parameter.values}
    elements = as_list(value)
    listed = [value] if elements is None else list(elements)
    return all(each is not None and to_text(each).lower() in accepted for each in listed)


def _passes_attributes(value: WireValue, parameter: Bindable) -> bool:
    attributes = parameter.attributes
    if "ValidateVariableName" in attributes and not _is_variable_name(value):
        return False
    if "ValidateNotNegative" in attributes and not (isinstance(value, int) and value >= 0):
        return False
    if "ValidateNotNull" in attributes or "ValidateNotNullOrEmpty" in attributes:
        return _holds_something(value, refuse_empty="ValidateNotNullOrEmpty" in attributes)
    return True


def _is_variable_name(value: WireValue) -> bool:
    """Check OutVariable and its kin: null, or a name without drive or scope, a plus sign before it is fine."""
    if not isinstance(value, str):
        return value is None
    name = value.removeprefix("+")
    return bool(name) and ":" not in name


def _holds_something(value: WireValue, *, refuse_empty: bool) -> bool:
    elements = as_list(value)
    if isinstance(value, Table):
        return not refuse_empty or bool(value.entries)
    if elements is None:
        return value is not None and not (refuse_empty and type(value) is str and not value)
    if refuse_empty and not elements:
        return False
    return all(each is not None and not (refuse_empty and type(each) is str and not each) for each in elements)


def _check_emptiness(value: WireValue, parameter: Bindable) -> None:
    """Refuse null and emptiness for a parameter that is mandatory in any set (ValidateNullOrEmptyArgument)."""
    kind = parameter.type
    if value is None:
        if "AllowNull" not in parameter.attributes:
            raise refused(_PLAIN + "NullNotAllowed", parameter)
        return
    if kind.is_single:
        _check_text(value, kind.name, parameter)
        return
    elements = as_list(value) or ()
    if kind.element not in VALUE_TYPES and parameter.enumeration is None:
        for each in elements:
            if each is None and "AllowNull" not in parameter.attributes:
                raise refused(_PLAIN + "NullNotAllowed", parameter)
            _check_text(each, kind.element, parameter)
    if not elements and "AllowEmptyCollection" not in parameter.attributes:
        what = "Array" if kind.collection is Collection.ARRAY else "Collection"
        raise refused(f"{_PLAIN}Empty{what}NotAllowed", parameter)


def _check_text(value: WireValue, kind: str, parameter: Bindable) -> None:
    if kind == "String" and value == "" and "AllowEmptyString" not in parameter.attributes:
        raise refused(_PLAIN + "EmptyStringNotAllowed", parameter)
