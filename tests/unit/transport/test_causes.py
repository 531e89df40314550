"""Errors and error records become causes by class and id."""

from __future__ import annotations

import pytest

from aksarc_harden import errors
from aksarc_harden.model.answer import Cause, CauseCode, ErrorRecord
from aksarc_harden.transport.causes import cause_of, cause_of_record
from aksarc_harden.transport.pool import PoolEndedError


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.AccessDeniedError("x"), CauseCode.SIGN_IN_REFUSED),
        (errors.UntrustedCertificateError("x"), CauseCode.CERTIFICATE_UNTRUSTED),
        (errors.HostUnreachableError("x"), CauseCode.UNREACHABLE),
        (PoolEndedError("x"), CauseCode.UNREACHABLE),
        (errors.HostBusyError("x"), CauseCode.BUSY),
        (errors.HostSilentError("x"), CauseCode.TIMED_OUT),
        (errors.ProtocolError("x"), CauseCode.PROTOCOL_BROKEN),
        (errors.UnwritableError("x"), CauseCode.REFUSED_BEFORE_SENDING),
        (errors.ContractError("x"), CauseCode.REFUSED_BEFORE_SENDING),
        (errors.InputError(errors.InputProblem("x", "")), CauseCode.REFUSED_BEFORE_SENDING),
        (errors.CancelledError("x"), CauseCode.CANCELLED),
        (errors.CommandFailedError("x"), CauseCode.COMMAND_FAILED),
        (errors.FactsDisagreeError("x", "y", "z"), CauseCode.DISAGREES),
        (errors.PermanentError("x"), CauseCode.COMMAND_FAILED),
    ],
)
def test_every_error_has_a_cause(error: errors.HardenError, code: CauseCode) -> None:
    """Its sentence is the detail."""
    assert cause_of(error) == Cause(code, str(error))


@pytest.mark.parametrize(
    ("record", "code"),
    [
        (ErrorRecord("CommandNotFoundException", "ObjectNotFound"), CauseCode.COMMAND_MISSING),
        (ErrorRecord("X,Y", "PermissionDenied"), CauseCode.ACCESS_DENIED),
        (ErrorRecord("X,Y", exception="System.Security.SecurityException"), CauseCode.ACCESS_DENIED),
        (ErrorRecord("X,Y", exception="System.UnauthorizedAccessException"), CauseCode.ACCESS_DENIED),
        (ErrorRecord("X,Y", message="Access is denied"), CauseCode.COMMAND_FAILED),
    ],
)
def test_records_are_judged_by_id_and_category_never_by_text(record: ErrorRecord, code: CauseCode) -> None:
    """The id is the detail."""
    assert cause_of_record(record) == Cause(code, record.id)
