"""
Which fault does the service answer with, and how is it written?

Codes are those of wsmerror.h; clients decide by them, never by the text.
"""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from aksarc_harden.rehearsal.server.envelope import write_envelope

TIMED_OUT = 2150858793  # ERROR_WSMAN_OPERATION_TIMEDOUT; [MS-WSMV] 3.1.4.14 has clients ask again
SHELL_NOT_FOUND = 2150858843  # ERROR_WSMAN_UNEXPECTED_SELECTORS
INVALID_RESOURCE_URI = 2150858811  # ERROR_WSMAN_INVALID_RESOURCE_URI; clients say "cannot find the configuration"
INVALID_ACTION = 2150858753  # ERROR_WSMAN_INVALID_ACTIONURI
INVALID_BODY = 2150858791  # ERROR_WSMAN_INVALID_SOAP_BODY
ENVELOPE_TOO_LARGE = 2150858825  # ERROR_WSMAN_SERVER_ENVELOPE_LIMIT
TOO_MANY_SHELLS = 2150859173  # ERROR_WSMAN_QUOTA_MAX_SHELLS
TOO_MANY_OPERATIONS = 2150859174  # ERROR_WSMAN_QUOTA_MAX_OPERATIONS
SHELL_DISCONNECTED = 2150859204  # ERROR_WINRS_SHELL_DISCONNECTED
STREAM_DISCONNECTED = 2150859230  # ERROR_WSMAN_SERVICE_STREAM_DISCONNECTED
ACCESS_DENIED = 5  # ERROR_ACCESS_DENIED
PLUGIN_FAILED = 2150858883  # ERROR_WSMAN_PLUGIN_FAILED
OPERATION_ABORTED = 995  # ERROR_OPERATION_ABORTED: the shell went away under a waiting Receive

_ACTION = "http://schemas.dmtf.org/wbem/wsman/1/wsman/fault"
_DETAIL = "http://schemas.dmtf.org/wbem/wsman/1/wsman/faultDetail/"


class Fault(Exception):
    """
    An answer that says no.

    Attributes:
        code: the WSManFault code.
        subcode: the qualified name of the SOAP subcode.
        detail: the last part of the fault detail's URI, or empty.
        is_sender: the client is to blame.
    """

    def __init__(
        self, code: int, message: str, *, subcode: str = "w:InternalError", detail: str = "", is_sender: bool = True
    ) -> None:
        super().__init__(message)
        self.code, self.message = code, message
        self.subcode, self.detail, self.is_sender = subcode, detail, is_sender


def timed_out() -> Fault:
    """Nothing came within OperationTimeout."""
    return Fault(
        TIMED_OUT,
        "The WS-Management service cannot complete the operation within the time specified in OperationTimeout.  ",
        subcode="w:TimedOut",
        is_sender=False,
    )


def shell_not_found(shell_id: str) -> Fault:
    """Refuse a shell that is not there, or is somebody else's."""
    return Fault(
        SHELL_NOT_FOUND,
        f"The request for the Windows Remote Shell with ShellId {shell_id} failed because the shell was not found on "
        "the server. Possible causes are: the specified ShellId is incorrect or the shell no longer exists on the "
        "server. Provide the correct ShellId or create a new shell and retry the operation. ",
        subcode="w:InvalidSelectors",
        detail="UnexpectedSelectors",
    )


def invalid_resource_uri() -> Fault:
    """Refuse a resource, or a session configuration, that the host does not have."""
    return Fault(
        INVALID_RESOURCE_URI,
        "The WS-Management service cannot process the request. The resource URI is missing or it has an incorrect "
        "format. Check the documentation or use the following command for information on how to construct a resource "
        'URI: "winrm help uris". ',
        subcode="a:DestinationUnreachable",
        detail="InvalidResourceURI",
    )


def invalid_action(action: str) -> Fault:
    """Refuse an action that the resource does not know."""
    return Fault(
        INVALID_ACTION,
        f"The WS-Management service cannot process the request. The action {action} is not supported by the service. ",
        subcode="a:ActionNotSupported",
    )


def invalid_body() -> Fault:
    """Refuse a body that lacks what its action needs."""
    return Fault(
        INVALID_BODY,
        "The SOAP packet body contains an XML namespace or element that is not valid. ",
        subcode="w:SchemaValidationError",
    )


def envelope_too_large(limit_kb: int) -> Fault:
    """Refuse an envelope beyond MaxEnvelopeSizekb."""
    return Fault(
        ENVELOPE_TOO_LARGE,
        f"The WS-Management service cannot process the request. The request exceeds the envelope size of {limit_kb} "
        "kilobytes that the service allows. ",
        subcode="w:EncodingLimit",
        detail="MaxEnvelopeSize",
    )


def too_many_shells(limit: int) -> Fault:
    """Refuse a shell beyond MaxShellsPerUser."""
    return Fault(
        TOO_MANY_SHELLS,
        f"The WS-Management service cannot process the request. This user is allowed a maximum number of {limit} "
        "concurrent shells, which has been exceeded. Close existing shells or raise the quota for this user. ",
        subcode="w:QuotaLimit",
    )


def too_many_operations(limit: int) -> Fault:
    """Refuse an operation beyond MaxConcurrentOperationsPerUser."""
    return Fault(
        TOO_MANY_OPERATIONS,
        f"The WS-Management service cannot process the request. This user is allowed a maximum number of {limit} "
        "concurrent operations, which has been exceeded. Close existing operations for this user, or raise the quota "
        "for this user. ",
        subcode="w:QuotaLimit",
    )


def access_denied() -> Fault:
    """Refuse a session configuration that is not for this user."""
    return Fault(ACCESS_DENIED, "Access is denied. ", subcode="w:AccessDenied")


def shell_disconnected() -> Fault:
    """Refuse an operation in a shell that is disconnected."""
    return Fault(
        SHELL_DISCONNECTED,
        "The WS-Management service cannot process the request. The Windows Remote Shell is disconnected. ",
    )


def stream_disconnected() -> Fault:
    """End a waiting Receive because its shell was disconnected."""
    return Fault(
        STREAM_DISCONNECTED,
        "The WS-Management service cannot complete the operation because the stream was disconnected. ",
        is_sender=False,
    )


def operation_aborted() -> Fault:
    """End a waiting Receive because its shell or command went away."""
    return Fault(
        OPERATION_ABORTED,
        "The I/O operation has been aborted because of either a thread exit or an application request. ",
        is_sender=False,
    )


def plugin_failed() -> Fault:
    """Say that what stands behind the shell could not be opened."""
    return Fault(
        PLUGIN_FAILED,
        "The WSMan provider host process did not return a proper response. A provider in the host process may have "
        "behaved improperly. ",
        is_sender=False,
    )


def write_fault(relates_to: str, machine: str, fault: Fault) -> bytes:
    """Write a fault's envelope ([DSP0226] 14.1, [MS-WSMV] 2.2.4.42)."""
    text = escape(fault.message)
    detail = f"<w:FaultDetail>{_DETAIL}{fault.detail}</w:FaultDetail>" if fault.detail else ""
    return write_envelope(
        _ACTION,
        relates_to,
        f"<s:Fault><s:Code><s:Value>s:{'Sender' if fault.is_sender else 'Receiver'}</s:Value>"
        f"<s:Subcode><s:Value>{fault.subcode}</s:Value></s:Subcode></s:Code>"
        f'<s:Reason><s:Text xml:lang="en-US">{text}</s:Text></s:Reason><s:Detail>{detail}'
        f"<f:WSManFault xmlns:f={quoteattr('http://schemas.microsoft.com/wbem/wsman/1/wsmanfault')} "
        f'Code="{fault.code}" Machine={quoteattr(machine)}><f:Message>{text}</f:Message></f:WSManFault>'
        "</s:Detail></s:Fault>",
    )
