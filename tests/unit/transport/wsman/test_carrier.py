"""The carrier drives pypsrp through names that are pinned here, one test each, and tells errors apart."""

from __future__ import annotations

import inspect
import logging
import ssl
from collections.abc import Callable
from typing import Any

import pytest
import requests
from pypsrp.exceptions import AuthenticationError, WinRMError, WinRMTransportError, WSManFaultError
from pypsrp.wsman import WSMan, WSManAction
from spnego.exceptions import BadMICError, NoCredentialError

from aksarc_harden import errors
from aksarc_harden.model.host import Authentication, Endpoint, Scheme
from aksarc_harden.model.values import Credential, Secret
from aksarc_harden.transport.deadline import Deadline
from aksarc_harden.transport.pool import PoolEndedError
from aksarc_harden.transport.session import TimeLimits, Traffic
from aksarc_harden.transport.wsman.carrier import ENVELOPE_BYTES, REPEAT_PAUSES, Carrier
from aksarc_harden.transport.wsman.translation import is_connection_lost, translate

ENDPOINT = Endpoint("192.0.2.1", authentication=Authentication.BASIC)
CREDENTIAL = Credential("user", Secret("hidden"))
RESET = requests.ConnectionError(ConnectionResetError())


class FakeTransport:
    """Stands where pypsrp's HTTP transport stands: raises or answers what a test says, in order."""

    endpoint = "https://192.0.2.1:5986/wsman"
    wrap_required = False

    def __init__(self, *outcomes: Exception | Callable[[bytes], bytes]) -> None:
        self.session: Any = None
        self.encryption: Any = None
        self.sent: list[bytes] = []
        self.sessions_built = 0
        self._outcomes = list(outcomes)

    def _build_session(self) -> requests.Session:
        self.sessions_built += 1
        return requests.Session()

    def send(self, message: bytes) -> bytes:
        self.sent.append(message)
        outcome = self._outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome(message)


def answer(message: bytes) -> bytes:
    """Answer an envelope with an empty one that relates to it."""
    message_id = message.split(b"MessageID>")[1].split(b"<")[0]
    return (
        b'<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" '
        b'xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing"><s:Header><a:RelatesTo>'
        + message_id
        + b"</a:RelatesTo></s:Header><s:Body/></s:Envelope>"
    )


def carrier_over(transport: FakeTransport, traffic: Traffic | None = None) -> tuple[Carrier, list[float]]:
    """Give a carrier over a fake transport, and the pauses that it makes."""
    pauses: list[float] = []
    carrier = Carrier(ENDPOINT, CREDENTIAL, traffic or Traffic(), pauses.append)
    carrier._line._inner = transport
    return carrier, pauses


def ask(carrier: Carrier, action: str = WSManAction.RECEIVE, patience: float = 30.0) -> object:
    """Send one request."""
    deadline = Deadline(TimeLimits(patience, patience))
    return carrier.invoke(action, "resource", None, seconds=5.0, deadline=deadline)


def test_the_public_transport_of_wsman_can_be_replaced() -> None:
    """`WSMan.transport` is an attribute, and `invoke` sends through it."""
    wsman = WSMan("192.0.2.1", username="u", password="p", auth="basic")
    assert "self.transport.send(" in inspect.getsource(WSMan.invoke)
    assert wsman.transport.endpoint.startswith("https://192.0.2.1")


@pytest.mark.parametrize("name", ["session", "encryption", "wrap_required"])
def test_the_transport_has_the_attributes_that_we_set(name: str) -> None:
    """Each is there before anything is sent."""
    assert hasattr(WSMan("192.0.2.1", username="u", password="p").transport, name)


def test_the_transport_sends_bytes() -> None:
    """`send(message)`; its time limits have defaults."""
    first, *others = inspect.signature(
        WSMan("192.0.2.1", username="u", password="p").transport.send
    ).parameters.values()
    assert first.name == "message"
    assert all(other.default is not other.empty for other in others)


def test_the_transport_builds_a_session_with_hooks() -> None:
    """`_build_session` gives a requests session that takes response hooks."""
    with WSMan("192.0.2.1", username="u", password="p", auth="basic").transport._build_session() as session:
        assert session.hooks["response"] == []


def test_a_request_carries_the_envelope_size_and_the_time_limit() -> None:
    """The host is told the largest answer, and how long it may take."""
    transport = FakeTransport(answer)
    carrier, _ = carrier_over(transport)
    ask(carrier)
    assert f">{ENVELOPE_BYTES}<".encode() in transport.sent[0]
    assert b"PT5S" in transport.sent[0]
    assert carrier.payload_bytes > 350_000


def test_a_lost_receive_goes_again_byte_for_byte() -> None:
    """Over a fresh connection each time, with pauses that grow."""
    transport = FakeTransport(RESET, requests.ReadTimeout(), RESET, answer)
    carrier, pauses = carrier_over(transport)
    assert ask(carrier) is not None
    assert len(set(transport.sent)) == 1
    assert transport.sessions_built == 4
    assert pauses == list(REPEAT_PAUSES[:3])


def test_a_receive_is_repeated_a_bounded_number_of_times() -> None:
    """Then the host is unreachable."""
    transport = FakeTransport(*[RESET] * 10)
    carrier, _ = carrier_over(transport)
    with pytest.raises(errors.HostUnreachableError):
        ask(carrier)
    assert len(transport.sent) == len(REPEAT_PAUSES) + 1


def test_nothing_is_repeated_when_patience_is_over() -> None:
    """The caller's time counts more."""
    transport = FakeTransport(*[RESET] * 10)
    carrier, _ = carrier_over(transport)
    with pytest.raises(errors.HostUnreachableError):
        ask(carrier, patience=0.0)
    assert len(transport.sent) == 1


@pytest.mark.parametrize("action", [WSManAction.CREATE, WSManAction.COMMAND, WSManAction.SEND])
def test_what_may_have_been_done_is_not_repeated(action: str) -> None:
    """A command whose fate is unknown is reported."""
    transport = FakeTransport(RESET, answer)
    carrier, _ = carrier_over(transport)
    with pytest.raises(errors.HostUnreachableError):
        ask(carrier, action)
    assert len(transport.sent) == 1


@pytest.mark.parametrize("raised", [BadMICError(), IndexError(), RESET])
def test_a_broken_connection_is_not_used_again(raised: Exception) -> None:
    """Its security context is out of step, so the next request makes another."""
    transport = FakeTransport(raised, answer)
    carrier, _ = carrier_over(transport)
    with pytest.raises(errors.HardenError):
        ask(carrier, WSManAction.COMMAND)
    assert transport.session is None
    assert ask(carrier, WSManAction.DELETE) is not None


def fault(code: int) -> WinRMTransportError:
    """Give what pypsrp raises for a fault."""
    text = (
        '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><s:Fault><s:Detail>'
        f'<f:WSManFault xmlns:f="http://schemas.microsoft.com/wbem/wsman/1/wsmanfault" Code="{code}"/>'
        "</s:Detail></s:Fault></s:Body></s:Envelope>"
    )
    return WinRMTransportError("http", 500, text)


def test_traffic_counts_answers_and_faults_but_no_receive_that_timed_out() -> None:
    """As the benchmarks count."""
    traffic = Traffic()
    transport = FakeTransport(answer, fault(2150858793), fault(5))
    carrier, _ = carrier_over(transport, traffic)
    ask(carrier)
    assert ask(carrier) is None
    with pytest.raises(errors.AccessDeniedError):
        ask(carrier)
    assert traffic.requests == 2
    assert traffic.bytes_sent == len(transport.sent[0]) + len(transport.sent[2])


@pytest.mark.parametrize(
    ("raised", "error"),
    [
        (WSManFaultError(5, None, None, None, None, None), errors.AccessDeniedError),
        (WSManFaultError(2150859173, None, None, None, None, None), errors.HostBusyError),
        (WSManFaultError(2150858793, None, None, None, None, None), errors.HostSilentError),
        (WSManFaultError(2150858843, None, None, None, None, None), PoolEndedError),
        (WSManFaultError(995, None, None, None, None, None), errors.HostUnreachableError),
        (WSManFaultError("w:InternalError", None, "secret", None, None, None), errors.ProtocolError),
        (WinRMTransportError("http", 503, "secret"), errors.HostBusyError),
        (WinRMTransportError("http", 400, "secret"), errors.ProtocolError),
        (AuthenticationError("secret"), errors.AccessDeniedError),
        (NoCredentialError(context_msg="secret"), errors.AccessDeniedError),
        (BadMICError(context_msg="secret"), errors.ProtocolError),
        (WinRMError("secret"), errors.ProtocolError),
        (requests.exceptions.SSLError(ssl.SSLCertVerificationError("secret")), errors.UntrustedCertificateError),
        (requests.exceptions.SSLError(ssl.SSLError("secret")), errors.ProtocolError),
        (requests.exceptions.SSLError(ssl.SSLEOFError("secret")), errors.HostUnreachableError),
        (requests.ConnectTimeout("secret"), errors.HostUnreachableError),
        (requests.ReadTimeout("secret"), errors.HostSilentError),
        (RESET, errors.HostUnreachableError),
        (requests.exceptions.ChunkedEncodingError("secret"), errors.ProtocolError),
        (requests.exceptions.InvalidURL("secret"), errors.InputError),
        (requests.TooManyRedirects("secret"), errors.ProtocolError),
        (IndexError("secret"), errors.ProtocolError),
    ],
)
def test_each_library_error_has_one_of_ours(raised: Exception, error: type[errors.HardenError]) -> None:
    """Named by address, without a word of what the library or the host said."""
    translated = translate(raised, "host:5986")
    assert type(translated) is error
    assert "host:5986" in str(translated)
    assert "secret" not in str(translated)


def test_an_aborted_receive_tells_that_its_shell_has_ended() -> None:
    """An aborted Command may have been begun, so nobody may take it for one that was not."""
    for action, error in ((WSManAction.RECEIVE, PoolEndedError), (WSManAction.COMMAND, errors.HostUnreachableError)):
        carrier, _ = carrier_over(FakeTransport(fault(995)))
        with pytest.raises(errors.HardenError) as caught:
            ask(carrier, action)
        assert type(caught.value) is error


def test_a_certificate_error_is_no_lost_connection() -> None:
    """Repeating would not help; a cut within TLS is one."""
    assert not is_connection_lost(requests.exceptions.SSLError(ssl.SSLCertVerificationError()))
    assert is_connection_lost(requests.exceptions.SSLError(ssl.SSLEOFError()))


def test_the_password_is_in_no_repr() -> None:
    """Neither the carrier nor the endpoint shows it."""
    carrier = Carrier(ENDPOINT, CREDENTIAL, Traffic())
    assert "hidden" not in repr(vars(carrier)) + repr(ENDPOINT) + repr(CREDENTIAL)


def test_payloads_are_not_logged() -> None:
    """pypsrp would log them at DEBUG."""
    assert not logging.getLogger("pypsrp.wsman").isEnabledFor(logging.ERROR)


def test_http_always_seals_messages() -> None:
    """Whatever the sign-in."""
    endpoint = Endpoint("192.0.2.1", 5985, Scheme.HTTP, Authentication.NEGOTIATE)
    carrier = Carrier(endpoint, CREDENTIAL, Traffic())
    assert carrier._line._inner.wrap_required
