"""How a parameter receives one value: conversion by its form, the class of an input object, and what may be refused."""

from __future__ import annotations

from aksarc_harden.model.values import Bag, WireValue
from aksarc_harden.rehearsal.binder.coercion import as_it_stands, coerce
from aksarc_harden.rehearsal.binder.conversion import Converter
from aksarc_harden.rehearsal.binder.net_types import as_list, unwrap
from aksarc_harden.rehearsal.binder.parameters import Bindable, Origin
from aksarc_harden.rehearsal.binder.refusal import (
    TRANSFORMATION,
    BindingError,
    CastError,
    NullRefusedError,
    UnsupportedError,
)
from aksarc_harden.rehearsal.binder.transformation import transform
from aksarc_harden.rehearsal.binder.validation import validate

_SUSPEND = 5  # ActionPreference.Suspend, which no command takes


def give(parameter: Bindable, value: WireValue, engine: str) -> WireValue:
    """Convert, check and accept a value; raises BindingError with the answer of the parameter's form."""
    converter = Converter(parameter.enumeration, engine)
    if parameter.as_function:
        value = _as_function(parameter, value, converter)
    else:
        value = _as_cmdlet(parameter, value, converter)
    if not _has_class(parameter, value):
        raise BindingError("MismatchedPSTypeName", parameter=parameter.name, exception=TRANSFORMATION)
    return _accept(parameter, value)


def give_as_it_stands(parameter: Bindable, value: WireValue, *, is_input: bool) -> WireValue:
    """Accept a value of the parameter's own type; raises CastError for any other, BindingError where it is refused."""
    value = as_it_stands(value, parameter.type, is_value=_is_value(parameter), is_input=is_input)
    if not _has_class(parameter, value):
        raise CastError
    return _accept(parameter, value)


def _as_cmdlet(parameter: Bindable, value: WireValue, converter: Converter) -> WireValue:
    try:
        return coerce(value, parameter.type, converter)
    except NullRefusedError as error:
        raise BindingError("ParameterArgumentValidationErrorNullNotAllowed", parameter=parameter.name) from error
    except UnsupportedError as error:
        raise BindingError("CannotConvertArgument", parameter=parameter.name) from error
    except CastError as error:
        raise BindingError("CannotConvertArgumentNoMessage", parameter=parameter.name) from error


def _as_function(parameter: Bindable, value: WireValue, converter: Converter) -> WireValue:
    try:
        if value is None and parameter.type.name == "PSCredential" and _must_not_be_null(parameter):
            raise CastError  # the engine asks for it, and a remote caller has no prompt
        return transform(value, parameter.type, converter)
    except CastError as error:
        raise BindingError(
            "ParameterArgumentTransformationError",
            category="InvalidData",
            exception=TRANSFORMATION,
            parameter=parameter.name,
        ) from error


def _accept(parameter: Bindable, value: WireValue) -> WireValue:
    validate(value, parameter)
    if not parameter.as_function and not _can_be_set(parameter, value):
        raise BindingError("ParameterBindingFailed", category="WriteError", parameter=parameter.name)
    return value


def _can_be_set(parameter: Bindable, value: WireValue) -> bool:
    """Tell whether the property of a cmdlet's class takes the value: null is none for a value type."""
    if value is None:
        return not _is_value(parameter)
    is_action = parameter.origin is Origin.ENGINE and parameter.enumeration is not None
    return not (is_action and getattr(value, "number", None) == _SUSPEND)


def _is_value(parameter: Bindable) -> bool:
    return parameter.type.is_single and (parameter.type.is_value or parameter.enumeration is not None)


def _must_not_be_null(parameter: Bindable) -> bool:
    return parameter.is_mandatory_somewhere or bool(
        parameter.attributes & {"ValidateNotNull", "ValidateNotNullOrEmpty"}
    )


def _has_class(parameter: Bindable, value: WireValue) -> bool:
    """Check the PSTypeName of a CIM parameter (recordings: "pipeline, CIM objects")."""
    if parameter.pipeline_class is None or value is None:
        return True
    elements = as_list(value)
    return all(_is_of_class(each, parameter.pipeline_class) for each in ([value] if elements is None else elements))


def _is_of_class(value: WireValue, wanted: str) -> bool:
    if value is None:
        return True
    bare = unwrap(value)
    return isinstance(bare, Bag) and any(each.lower().endswith(f"#{wanted}".lower()) for each in bare.types)
