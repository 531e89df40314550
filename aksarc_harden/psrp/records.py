"""
Error records and the records of the other streams, to and from their wire form ([MS-PSRP] 2.2.3.15, 2.2.3.16).

Decodes by ids and numbers, never by localized text.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from aksarc_harden.errors import ProtocolError
from aksarc_harden.model.answer import ErrorRecord
from aksarc_harden.model.values import Bag, EnumValue, Int64, Items, Table, WireValue

CATEGORIES = (
    "NotSpecified", "OpenError", "CloseError", "DeviceError", "DeadlockDetected", "InvalidArgument", "InvalidData",
    "InvalidOperation", "InvalidResult", "InvalidType", "MetadataError", "NotImplemented", "NotInstalled",
    "ObjectNotFound", "OperationStopped", "OperationTimeout", "SyntaxError", "ParserError", "PermissionDenied",
    "ResourceBusy", "ResourceExists", "ResourceUnavailable", "ReadError", "WriteError", "FromStdErr", "SecurityError",
    "ProtocolError", "ConnectionError", "AuthenticationError", "LimitsExceeded", "QuotaExceeded", "NotEnabled",
)  # fmt: skip
"""ErrorCategory's names, each at its number ([MS-PSRP] 2.2.3.9)."""

ERROR_RECORD = "System.Management.Automation.ErrorRecord"

_EXCEPTION = ("System.SystemException", "System.Exception", "System.Object")
_RUNTIME = ("System.Management.Automation.RuntimeException", *_EXCEPTION)
_SESSION_STATE = ("System.Management.Automation.SessionStateException", *_RUNTIME)
_BINDING = ("System.Management.Automation.ParameterBindingException", *_RUNTIME)
_BASES: dict[str, tuple[str, ...]] = {
    "System.Exception": ("System.Object",),
    "System.Management.Automation.RuntimeException": _EXCEPTION,
    "System.Management.Automation.CommandNotFoundException": _RUNTIME,
    "System.Management.Automation.PipelineStoppedException": _RUNTIME,
    "System.Management.Automation.ActionPreferenceStopException": _RUNTIME,
    "System.Management.Automation.ParameterBindingException": _RUNTIME,
    "System.Management.Automation.ParameterBindingValidationException": _BINDING,
    "System.Management.Automation.ParameterBindingArgumentTransformationException": _BINDING,
    "System.Management.Automation.SessionStateException": _RUNTIME,
    "System.Management.Automation.ItemNotFoundException": _SESSION_STATE,
    "System.Management.Automation.DriveNotFoundException": _SESSION_STATE,
    "System.Management.Automation.ProviderNotFoundException": _SESSION_STATE,
    "System.Management.Automation.Host.HostException": _RUNTIME,
    "System.Management.Automation.PSArgumentException": ("System.ArgumentException", *_EXCEPTION),
    "System.Management.Automation.PSNotSupportedException": ("System.NotSupportedException", *_EXCEPTION),
    "System.ArgumentException": _EXCEPTION,
}  # what each derives from, as recorded; any other is taken for a SystemException
_HRESULT = -2146233087  # COR_E_SYSTEM: every recorded exception that names no other


def error_record(value: WireValue) -> ErrorRecord:
    """
    Decode an error record, from the error stream, a state's error or an output object of a merged stream.

    Raises:
        ProtocolError: it is none.
    """
    if not isinstance(value, Bag) or "FullyQualifiedErrorId" not in value:
        raise ProtocolError("an error record without FullyQualifiedErrorId")
    exception = value.get("Exception")
    reason = _text(value.get("ErrorCategory_Reason"))
    invocation = value.get("InvocationInfo")
    command = _text(invocation.get("MyCommand")) if isinstance(invocation, Bag) else ""
    return ErrorRecord(
        id=_text(value.get("FullyQualifiedErrorId")),
        category=_category(value.get("ErrorCategory_Category")),
        target=value.get("TargetObject"),
        exception=exception.types[0] if isinstance(exception, Bag) and exception.types else reason,
        message=_message(value, exception),
        command=command or _text(value.get("ErrorCategory_Activity")),
    )


def is_error_record(value: WireValue) -> bool:
    """Tell whether an output object is an error record of a merged stream."""
    return isinstance(value, Bag) and value.types[:1] == (ERROR_RECORD,)


def _category(value: WireValue) -> str:
    number = value.number if isinstance(value, EnumValue) else value
    if isinstance(number, int) and 0 <= number < len(CATEGORIES):
        return CATEGORIES[number]
    return CATEGORIES[0]


def _message(record: Bag, exception: WireValue) -> str:
    details = _text(record.get("ErrorDetails_Message"))
    told = _text(exception.get("Message")) if isinstance(exception, Bag) else ""
    return details or told or record.text or ""


def _text(value: WireValue) -> str:
    if isinstance(value, Bag):
        return value.text or (value.base if isinstance(value.base, str) else "")
    return str(value) if isinstance(value, (str, EnumValue)) else ""


def error_bag(
    record: ErrorRecord, *, activity: str | None = None, target_name: str | None = None, target_type: str | None = None
) -> Bag:
    """
    Give an error record the form in which the engine sends it.

    Args:
        activity: what the category's text names; the command where it is not given.
        target_name, target_type: how the category's text shows the target; derived from it where not given.
    """
    exception = record.exception or "System.Exception"
    types = (exception, *_BASES.get(exception, _EXCEPTION))
    reason = exception.rpartition(".")[2]
    activity = record.command if activity is None else activity
    name = _target_name(record.target) if target_name is None else target_name
    kind = _target_type(record.target) if target_type is None else target_type
    properties: dict[str, WireValue] = {
        "Exception": _exception_bag(types, record.message),
        "TargetObject": record.target,
        "FullyQualifiedErrorId": record.id,
        "InvocationInfo": _invocation_bag(record.command) if record.command else None,
        "ErrorCategory_Category": CATEGORIES.index(record.category) if record.category in CATEGORIES else 0,
        "ErrorCategory_Activity": activity,
        "ErrorCategory_Reason": reason,
        "ErrorCategory_TargetName": name,
        "ErrorCategory_TargetType": kind,
        "ErrorCategory_Message": f"{record.category}: ({_shortened(name)}:{kind}) [{activity}], {reason}",
        "SerializeExtendedInfo": False,
    }
    return Bag(properties, (ERROR_RECORD, "System.Object"), record.message, extended=frozenset(properties))


def _shortened(text: str) -> str:
    """Shorten as ErrorCategoryInfo.GetMessage does."""
    return text if len(text) <= 40 else f"{text[:15]}...{text[-15:]}"


def _target_name(target: WireValue) -> str:
    return "" if target is None else str(target)


def _target_type(target: WireValue) -> str:
    if target is None:
        return ""
    if isinstance(target, Bag):
        return target.types[0].rpartition(".")[2] if target.types else "PSCustomObject"
    return _TYPE_NAMES.get(type(target), type(target).__name__)


_TYPE_NAMES: dict[type, str] = {
    str: "String", int: "Int32", bool: "Boolean", float: "Double", bytes: "Byte[]", tuple: "Object[]",
    list: "Object[]", Items: "Object[]", Table: "Hashtable", UUID: "Guid",
}  # fmt: skip


def _exception_bag(types: tuple[str, ...], message: str) -> Bag:
    properties: Mapping[str, WireValue] = {
        "TargetSite": None,
        "Message": message,
        "Data": Table((), ("System.Collections.ListDictionaryInternal", "System.Object")),
        "InnerException": None,
        "HelpLink": None,
        "Source": None,
        "HResult": _HRESULT,
        "StackTrace": None,
    }
    return Bag(properties, types, f"{types[0]}: {message}")


def _invocation_bag(command: str) -> Bag:
    properties: Mapping[str, WireValue] = {
        "MyCommand": command,
        "BoundParameters": Table((), _BOUND_TYPES),
        "UnboundArguments": Items((), "LST", _UNBOUND_TYPES),
        "ScriptLineNumber": 0,
        "OffsetInLine": 0,
        "HistoryId": Int64(1),
        "ScriptName": "",
        "Line": "",
        "PositionMessage": "",
        "PSScriptRoot": "",
        "PSCommandPath": None,
        "InvocationName": command,
        "PipelineLength": 0,
        "PipelinePosition": 0,
        "ExpectingInput": False,
        "CommandOrigin": "Internal",
        "DisplayScriptPosition": None,
    }
    return Bag(properties, (_INVOCATION, "System.Object"), _INVOCATION)


_INVOCATION = "System.Management.Automation.InvocationInfo"
_BOUND_TYPES = (
    "System.Collections.Generic.Dictionary`2[[System.String, mscorlib, Version=4.0.0.0, Culture=neutral, "
    "PublicKeyToken=b77a5c561934e089],[System.Object, mscorlib, Version=4.0.0.0, Culture=neutral, "
    "PublicKeyToken=b77a5c561934e089]]",
    "System.Object",
)
_UNBOUND_TYPES = (
    "System.Collections.Generic.List`1[[System.Object, mscorlib, Version=4.0.0.0, Culture=neutral, "
    "PublicKeyToken=b77a5c561934e089]]",
    "System.Object",
)
