"""
Which cause stands for an error or an error record? Decided by class and id, never by localized text.
"""

from __future__ import annotations

from aksarc_harden.errors import (
    AccessDeniedError,
    CancelledError,
    CommandFailedError,
    ContractError,
    FactsDisagreeError,
    HardenError,
    HostBusyError,
    HostSilentError,
    HostUnreachableError,
    InputError,
    ProtocolError,
    UntrustedCertificateError,
    UnwritableError,
)
from aksarc_harden.model.answer import Cause, CauseCode, ErrorRecord

_OF_ERRORS: tuple[tuple[type[HardenError], CauseCode], ...] = (
    (AccessDeniedError, CauseCode.SIGN_IN_REFUSED),
    (UntrustedCertificateError, CauseCode.CERTIFICATE_UNTRUSTED),
    (HostUnreachableError, CauseCode.UNREACHABLE),
    (HostBusyError, CauseCode.BUSY),
    (HostSilentError, CauseCode.TIMED_OUT),
    (ProtocolError, CauseCode.PROTOCOL_BROKEN),
    (UnwritableError, CauseCode.REFUSED_BEFORE_SENDING),
    (ContractError, CauseCode.REFUSED_BEFORE_SENDING),
    (InputError, CauseCode.REFUSED_BEFORE_SENDING),
    (CancelledError, CauseCode.CANCELLED),
    (FactsDisagreeError, CauseCode.DISAGREES),
    (CommandFailedError, CauseCode.COMMAND_FAILED),
)

_DENIED_EXCEPTIONS = frozenset({"System.UnauthorizedAccessException", "System.Security.SecurityException"})


def cause_of(error: HardenError) -> Cause:
    """Give the cause that stands for an error in results; its detail is the error's own sentence."""
    for kind, code in _OF_ERRORS:
        if isinstance(error, kind):
            return Cause(code, str(error))
    return Cause(CauseCode.COMMAND_FAILED, str(error))


def cause_of_record(record: ErrorRecord) -> Cause:
    """Give the cause that stands for a PowerShell error record; its detail is the record's id."""
    if record.short_id == "CommandNotFoundException":
        return Cause(CauseCode.COMMAND_MISSING, record.id)
    if record.category == "PermissionDenied" or record.exception in _DENIED_EXCEPTIONS:
        return Cause(CauseCode.ACCESS_DENIED, record.id)
    return Cause(CauseCode.COMMAND_FAILED, record.id)
