"""
Who is at the other end of a connection?

NTLM signs in a connection, Basic signs in each request; Basic is taken over HTTPS only.
What the scheme's tokens mean is `ntlm`'s; this module knows HTTP's two headers.
"""

from __future__ import annotations

import base64
import binascii
import logging
from dataclasses import dataclass

from spnego.channel_bindings import GssChannelBindings

from aksarc_harden.rehearsal.server.ntlm import SignIn, SignInError
from aksarc_harden.rehearsal.server.settings import HostSettings

_LOG = logging.getLogger(__name__)
_LONGEST_TOKEN = 32768


@dataclass(frozen=True)
class Verdict:
    """
    What to make of a request.

    Attributes:
        principal: who sent it; None: answer 401.
        challenges: values of WWW-Authenticate.
    """

    principal: str | None
    challenges: tuple[str, ...] = ()


class ConnectionSignIn:
    """The sign-in state of one TCP connection."""

    def __init__(self, settings: HostSettings, binding: GssChannelBindings | None, *, is_tls: bool) -> None:
        self._settings = settings
        self._binding = binding
        self._is_tls = is_tls
        self._sign_in: SignIn | None = None
        self._principal: str | None = None

    @property
    def principal(self) -> str | None:
        """Who signed in the connection by NTLM."""
        return self._principal

    @property
    def seal(self) -> SignIn | None:
        """The context that seals messages, once NTLM has signed in."""
        return self._sign_in if self._principal else None

    def judge(self, authorization: str | None) -> Verdict:
        """Take a request's Authorization header."""
        if authorization is None:
            return Verdict(self._principal, () if self._principal else self._offers())
        scheme, _, token = authorization.partition(" ")
        decoded = _decode(token)
        if decoded is None:
            return Verdict(None, self._offers())
        if scheme.lower() == "basic":
            return self._basic(decoded)
        if scheme.lower() in ("negotiate", "ntlm"):
            return self._negotiate(scheme, decoded)
        return Verdict(None, self._offers())

    def _offers(self) -> tuple[str, ...]:
        return ("Negotiate", 'Basic realm="WSMAN"') if self._takes_basic else ("Negotiate",)

    @property
    def _takes_basic(self) -> bool:
        return self._is_tls and self._settings.allows_basic

    def _basic(self, decoded: bytes) -> Verdict:
        user, _, password = decoded.decode("utf-8", "replace").partition(":")
        domain, _, name = user.rpartition("\\")
        account = self._settings.account(domain or None, name)
        if self._takes_basic and account is not None and account.has_password(password):
            return Verdict(account.principal(self._settings.name))
        return Verdict(None, self._offers())

    def _negotiate(self, scheme: str, token: bytes) -> Verdict:
        if self._principal is not None:  # a client may sign in again on the same connection
            self._sign_in = self._principal = None
        try:
            if self._sign_in is None:
                self._sign_in = SignIn(self._settings, self._binding, token)
            reply = self._sign_in.step(token)
        except SignInError as error:
            _LOG.info("%s: sign-in refused: %s", self._settings.name, type(error).__name__)
            self._sign_in = None
            return Verdict(None, self._offers())
        challenge = (f"{scheme} {base64.b64encode(reply).decode()}",) if reply else ()
        account = self._sign_in.account
        if account is None:
            return Verdict(None, challenge or self._offers())
        self._principal = account.principal(self._settings.name)
        return Verdict(self._principal, challenge)


def _decode(token: str) -> bytes | None:
    if len(token) > _LONGEST_TOKEN:
        return None
    try:
        return base64.b64decode(token, validate=True)
    except (binascii.Error, ValueError):
        return None
