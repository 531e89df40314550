"""
Which of our errors stands for what pypsrp, requests or spnego raised?

Messages name the address and what happened in our own words; a library's text is kept out, since it may be localized,
quote what the host sent, or be anything a hostile host likes. The original is always the cause.
"""

from __future__ import annotations

import http.client
import ssl
import struct
from collections.abc import Iterator
from xml.etree.ElementTree import ParseError

import requests
from pypsrp.exceptions import AuthenticationError, WinRMError, WinRMTransportError, WSManFaultError
from spnego.exceptions import BadMICError, InvalidTokenError, SpnegoError
from urllib3.exceptions import ReadTimeoutError

from aksarc_harden.errors import (
    AccessDeniedError,
    HardenError,
    HostBusyError,
    HostSilentError,
    HostUnreachableError,
    InputError,
    InputProblem,
    ProtocolError,
    UntrustedCertificateError,
)
from aksarc_harden.transport.pool import PoolEndedError

# wsmerror.h and winerror.h, as numbers, since a fault's text is localized.
OPERATION_TIMED_OUT = 0x80338029  # ERROR_WSMAN_OPERATION_TIMEDOUT
SHELL_NOT_FOUND = 0x8033805B  # ERROR_WSMAN_UNEXPECTED_SELECTORS: the shell or the command is not there any more
ABORTED = 995  # ERROR_OPERATION_ABORTED: told to what is under way when a shell is deleted or the host restarts
_ACCESS_DENIED = frozenset({5, 0x80070005})  # ERROR_ACCESS_DENIED, E_ACCESSDENIED
_BUSY = frozenset(
    {0x803381A5, 0x803381A6, 0x803381A7, 0x803381A8, 0x803381AB}  # ERROR_WSMAN_QUOTA_…: shells, operations, user, …
    | set(range(0x803381E4, 0x803381E9))  # the same of a session configuration: ERROR_WSMAN_QUOTA_…_PPQ
)
_TLS_CUT = (ssl.SSLEOFError, ssl.SSLZeroReturnError)  # the peer hung up, within TLS
_CUT = (ConnectionError, *_TLS_CUT)
_QUOTA_SECONDS = 60.0  # an idle shell of somebody else's may end by then

# pypsrp and spnego take a response apart without checks; a broken one raises these.
BROKEN_ANSWER = (ParseError, struct.error, LookupError, AttributeError, TypeError, ValueError, StopIteration)
BROKEN_CONNECTION = (SpnegoError, OSError, *BROKEN_ANSWER)  # nothing more can be said on it; requests' own are OSErrors
LIBRARY_ERRORS = (WinRMError, *BROKEN_CONNECTION)


def translate(error: BaseException, address: str, *, is_receive: bool = False) -> HardenError:
    """Give our error for what a library raised while it talked to an address."""
    if isinstance(error, WSManFaultError):
        # A Receive has not done anything, so it is the shell that counts; what an aborted Command did is not known.
        is_ended = error.code == SHELL_NOT_FOUND or (error.code == ABORTED and is_receive)
        return PoolEndedError(f"{address}: the shell has ended") if is_ended else _fault(error.code, address)
    if isinstance(error, WinRMTransportError):
        return _status(error.code, address)
    if isinstance(error, AuthenticationError):
        return AccessDeniedError(f"{address}: the sign-in was refused")
    if isinstance(error, SpnegoError):
        if isinstance(error, BadMICError | InvalidTokenError):
            return ProtocolError(f"{address}: an encrypted message is damaged or not from this host")
        return AccessDeniedError(f"{address}: no sign-in is possible ({type(error).__name__})")
    if isinstance(error, requests.exceptions.InvalidURL):
        return InputError(InputProblem(f"{address!r} is no address", "give a host name or an IP address"))
    if isinstance(error, OSError):
        return _connection(error, address)
    return ProtocolError(f"{address}: the answer is no WSMan envelope")


def is_connection_lost(error: BaseException) -> bool:
    """Tell whether a request may or may not have arrived, because its connection broke or stayed silent."""
    if isinstance(error, requests.exceptions.SSLError):
        return any(isinstance(one, _TLS_CUT) for one in _chain(error))
    lost = (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError)
    return isinstance(error, lost)


def _fault(code: object, address: str) -> HardenError:
    if code in _ACCESS_DENIED:
        return AccessDeniedError(f"{address}: access denied")
    if code in _BUSY:
        return HostBusyError(f"{address}: a quota is used up (fault {code})", retry_after_seconds=_QUOTA_SECONDS)
    if code == OPERATION_TIMED_OUT:
        return HostSilentError(f"{address}: the operation timed out")
    if code == ABORTED:
        return HostUnreachableError(f"{address}: the host aborted the operation")
    shown = code if isinstance(code, int) else "without a number"
    return ProtocolError(f"{address}: WSMan fault {shown}")


def _status(code: int, address: str) -> HardenError:
    if code == http.client.FORBIDDEN:
        return AccessDeniedError(f"{address}: HTTP status {code}")
    if code in {http.client.SERVICE_UNAVAILABLE, http.client.TOO_MANY_REQUESTS}:
        return HostBusyError(f"{address}: HTTP status {code}")
    return ProtocolError(f"{address}: HTTP status {code} without a WSMan fault")


def _connection(error: OSError, address: str) -> HardenError:
    every = tuple(_chain(error))
    if any(isinstance(one, ssl.SSLCertVerificationError) for one in every):
        return UntrustedCertificateError(f"{address}: the certificate is not trusted")
    if any(isinstance(one, requests.ReadTimeout | ReadTimeoutError) for one in every):
        return HostSilentError(f"{address}: no answer within the time limit")
    if any(isinstance(one, _CUT) and not isinstance(one, requests.RequestException) for one in every):
        return HostUnreachableError(f"{address}: the connection was refused or lost")
    broken = (ssl.SSLError, http.client.HTTPException, requests.exceptions.ChunkedEncodingError)
    if any(isinstance(one, broken) for one in every):
        return ProtocolError(f"{address}: it does not speak HTTP as it should, or broke off in mid-answer")
    if isinstance(error, requests.ConnectionError | requests.Timeout) or not isinstance(
        error, requests.RequestException
    ):
        return HostUnreachableError(f"{address}: it cannot be reached")
    return ProtocolError(f"{address}: {type(error).__name__}")


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Give an error, what it holds (requests and urllib3 wrap), and what it came from, each once."""
    waiting, known = [error], set[int]()
    while waiting:
        one = waiting.pop()
        if id(one) in known:
            continue
        known.add(id(one))
        yield one
        inner = (*one.args, getattr(one, "reason", None), one.__cause__, one.__context__)
        waiting += [other for other in inner if isinstance(other, BaseException)]
