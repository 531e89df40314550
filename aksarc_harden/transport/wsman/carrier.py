"""
How does one WSMan request reach a host, and what if its connection breaks?

The one module that drives pypsrp's `WSMan` class, and the only one that touches what lies behind its public face. These
names are pinned by `pypsrp>=0.9.1,<0.10` and a test each: `WSMan.transport`, its `send`, `session`, `encryption`,
`wrap_required` and `_build_session`.
It knows no PSRP. Its callers see our errors only.
"""

from __future__ import annotations

import logging
import math
import re
import threading
import time
from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element

import requests
from pypsrp.exceptions import WSManFaultError
from pypsrp.wsman import OptionSet, SelectorSet, WSMan, WSManAction

from aksarc_harden.errors import HardenError, InputError, InputProblem, ProtocolError
from aksarc_harden.model.host import Authentication, Endpoint, Scheme
from aksarc_harden.model.values import Credential
from aksarc_harden.transport.deadline import Deadline
from aksarc_harden.transport.session import Traffic
from aksarc_harden.transport.wsman import translation
from aksarc_harden.transport.wsman.connection import NoConnectionError, Patience, PatientAdapter

ENVELOPE_BYTES = 512_000  # MaxEnvelopeSizekb of Windows Server 2012 and later, 500 KiB ([MS-WSMV] 3.1.4.1.14)
MOST_ANSWER_BYTES = 2 * ENVELOPE_BYTES  # with its HTTP headers, its sealing, and the steps of a sign-in before it
REPEAT_PAUSES = (0.0, 0.25, 1.0, 2.0)  # seconds before each repeat of a request over a fresh connection
ANSWER_MARGIN = 3.0  # seconds that a host may take longer than the operation's own time limit

# The one form that a sealed answer has ([MS-WSMV] 2.2.9.1.1.1); pypsrp takes what it finds as boundary for a pattern.
_SEALED = re.compile(
    r'multipart/encrypted; *protocol="application/HTTP-\w+-session-encrypted"; *boundary="Encrypted Boundary"', re.I
)

# The host answers the same again to the same MessageID, or nothing changes by a second one.
_REPEATABLE = frozenset({WSManAction.RECEIVE, WSManAction.DELETE})

# pypsrp logs payloads at DEBUG, and as ERROR what is translated here.
logging.getLogger("pypsrp").setLevel(logging.CRITICAL)

_making = threading.Lock()  # WSMan() changes ElementTree's global table of prefixes


class Carrier:
    """Carries WSMan requests to one host, one at a time; owned by one thread."""

    def __init__(
        self, endpoint: Endpoint, credential: Credential | None, traffic: Traffic,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:  # fmt: skip
        refuse_unsafe(endpoint, credential)
        self.address = f"{endpoint.address}:{endpoint.port}"
        self._traffic = traffic
        with _making:
            self._wsman = _client(endpoint, credential)
        self._line = _Line(self._wsman.transport, endpoint, pause)
        self._wsman.transport = self._line

    @property
    def payload_bytes(self) -> int:
        """The bytes, before base64, that fit one request."""
        return int(self._wsman.max_payload_size)

    def invoke(
        self, action: str, resource: str, body: Element | None, options: OptionSet | None = None,
        selectors: SelectorSet | None = None, *, seconds: float, deadline: Deadline,
    ) -> Element | None:  # fmt: skip
        """
        Send one request and give its envelope, or None where a Receive brought nothing within its time limit.

        Args:
            seconds: the operation's time limit, told to the host.
            deadline: for all of it, repeats included; a Receive may take a little longer, to say that there is nothing.
        """
        timeout = max(1, math.ceil(seconds))
        is_receive = action == WSManAction.RECEIVE
        self._line.prepare(deadline, timeout, repeatable=action in _REPEATABLE, is_receive=is_receive)
        try:
            answer: Element = self._wsman.invoke(action, resource, body, options, selectors, timeout)
        except WSManFaultError as error:
            if is_receive and error.code == translation.OPERATION_TIMED_OUT:
                return None
            self._count()
            raise translation.translate(error, self.address, is_receive=is_receive) from error
        except translation.LIBRARY_ERRORS as error:
            raise translation.translate(error, self.address) from error
        self._count()
        return answer

    def close(self) -> None:
        """Close the connection."""
        self._line.renew()

    def _count(self) -> None:
        self._traffic.requests += 1
        self._traffic.bytes_sent += self._line.bytes_sent


class _Line:
    """Stands in for pypsrp's transport: time limits of our own, and the same bytes again over a fresh connection."""

    def __init__(self, inner: Any, endpoint: Endpoint, pause: Callable[[float], None]) -> None:
        self.endpoint = inner.endpoint  # WSMan writes it into every header
        self.bytes_sent = 0
        self._endpoint = endpoint
        self._address = f"{endpoint.address}:{endpoint.port}"
        self._inner = inner
        self._patience = Patience(self._address, endpoint.connect_seconds, MOST_ANSWER_BYTES)
        self._pause = pause
        self._deadline: Deadline
        self._repeatable = self._is_receive = False
        self._seconds = 0.0

    def prepare(self, deadline: Deadline, seconds: float, *, repeatable: bool, is_receive: bool) -> None:
        """Say what the next request is."""
        self._deadline, self._seconds = deadline, seconds
        self._repeatable, self._is_receive = repeatable, is_receive

    def send(self, message: bytes, **_: Any) -> bytes:
        """Send one envelope and give the answer's; called by WSMan.invoke, whose own time limits are not used."""
        self.bytes_sent = len(message)
        for pause in REPEAT_PAUSES:
            try:
                return self._send_once(message)
            except (HardenError, *translation.BROKEN_CONNECTION) as error:
                self.renew()  # a broken connection takes its security context with it
                is_late = pause >= self._deadline.remaining_seconds
                if is_late or not (self._repeatable and translation.is_connection_lost(error)):
                    raise
                self._pause(pause)
        return self._send_once(message)

    def renew(self) -> None:
        """Forget the connection and its security context; the next request makes new ones."""
        if self._inner.session is not None:
            self._inner.session.close()
        self._inner.session = self._inner.encryption = None

    def close(self) -> None:
        """Close the connection; called by WSMan.close."""
        self.renew()

    def _send_once(self, message: bytes) -> bytes:
        if self._inner.encryption is not None:
            # A message sealed for one connection means nothing on another, so none may be made behind our back.
            self._patience.may_connect = False
            try:
                return self._answer(message)
            except NoConnectionError:  # the host closed it meanwhile; nothing was sent
                self.renew()
            finally:
                self._patience.may_connect = True
        return self._answer(message)

    def _answer(self, message: bytes) -> bytes:
        if self._inner.session is None:
            self._inner.session = self._session()
        silence = self._seconds + ANSWER_MARGIN
        whole = self._deadline.remaining_seconds
        self._patience.begin(self._deadline, silence, max(silence, whole) if self._is_receive else whole)
        answer: bytes = self._inner.send(message)
        return answer

    def _session(self) -> requests.Session:
        session: requests.Session = self._inner._build_session()
        endpoint = self._endpoint
        adapter = PatientAdapter(self._patience, trusts_system=endpoint.trust is None, verifies=endpoint.verify)
        session.mount("https://", adapter)
        session.mount("http://", adapter)
        session.hooks["response"].append(self._refuse_open_answer)
        return session

    def _refuse_open_answer(self, response: requests.Response, **_: Any) -> None:
        """Accept over HTTP only what is sealed, so that nobody on the way can answer in the host's place."""
        response.encoding = "utf-8"  # nothing is guessed from the bytes, which may be many
        kind = response.headers.get("Content-Type", "")
        is_sealed = _SEALED.fullmatch(kind) is not None
        is_answer = response.ok or "soap" in kind.lower()
        reason = None
        if response.is_redirect:
            reason = "it sends us elsewhere"
        elif not is_sealed and kind.lower().startswith("multipart/"):
            reason = "an answer is sealed in a way of its own"
        elif self._inner.wrap_required and is_answer and not is_sealed and response.content:
            reason = "an answer is not encrypted"
        if reason is not None:
            response.close()
            raise ProtocolError(f"{self._address}: {reason}")


def refuse_unsafe(endpoint: Endpoint, credential: Credential | None) -> None:
    """Refuse, before anything is sent, what would show a password or cannot be verified."""
    if endpoint.authentication is Authentication.BASIC:
        if endpoint.scheme is Scheme.HTTP:
            raise InputError(
                InputProblem(
                    f"{endpoint.address}: Basic over HTTP shows the password to everybody", "use HTTPS or NTLM"
                )
            )
        if credential is None:
            raise InputError(InputProblem(f"{endpoint.address}: Basic needs a user and a password", "give both"))
    if endpoint.trust is not None and not endpoint.trust.exists():
        raise InputError(InputProblem("the file of trusted certificates is not there", "give its path", endpoint.trust))


def _client(endpoint: Endpoint, credential: Credential | None) -> Any:
    https = endpoint.scheme is Scheme.HTTPS
    verify = endpoint.verify and (True if endpoint.trust is None else str(endpoint.trust))
    return WSMan(
        endpoint.address, port=endpoint.port, ssl=https, auth=str(endpoint.authentication),
        username=None if credential is None else credential.user,
        password=None if credential is None else credential.password.reveal(),
        cert_validation=verify, encryption="auto" if https else "always", no_proxy=True,
        max_envelope_size=ENVELOPE_BYTES, operation_timeout=max(1, round(endpoint.operation_seconds)),
    )  # fmt: skip
