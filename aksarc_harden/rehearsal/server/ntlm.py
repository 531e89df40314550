"""
How does a simulated host accept NTLM and SPNEGO with its own accounts and names?

The only place that touches pyspnego's private names (checked against 0.12; one test each).
pyspnego's acceptor reads one process-wide file of accounts, announces the real machine's name, and treats channel
bindings as neither Relaxed nor Strict; all three are replaced here.
"""

from __future__ import annotations

import hmac
import struct
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from spnego._context import GSSMech
from spnego._negotiate import NegotiateProxy
from spnego._ntlm import NTLMProxy
from spnego._ntlm_raw.crypto import compute_response_v2, md5, ntowfv1, ntowfv2, rc4k
from spnego._ntlm_raw.messages import (
    Authenticate,
    AvFlags,
    AvId,
    Challenge,
    FileTime,
    NegotiateFlags,
    NTClientChallengeV2,
    TargetInfo,
    Version,
)
from spnego.channel_bindings import GssChannelBindings
from spnego.exceptions import BadBindingsError, InvalidTokenError, SpnegoError

from aksarc_harden.rehearsal.server.settings import Account, BindingLevel, HostSettings

if TYPE_CHECKING:
    _Proxy: Any = object
else:
    _Proxy = NTLMProxy

SignInError = SpnegoError
"""Whatever pyspnego raises for a token that it refuses."""

_NTLM_SIGNATURE = b"NTLMSSP\0"
_BROKEN_TOKEN = (ValueError, TypeError, KeyError, IndexError, StopIteration, RuntimeError, struct.error)
_SHORTEST_V2 = 24  # an NTLMv1 response has 24 bytes, a v2 one more ([MS-NLMP] 2.2.2.8)


class HostNtlm(_Proxy):  # type: ignore[misc]  # pyspnego is not typed for us
    """The NTLM acceptor of one connection to one host; NTLMv2 only."""

    def __init__(self, settings: HostSettings, binding: GssChannelBindings | None) -> None:
        # As an acceptor the base class insists on a file of accounts; as an initiator on credentials, here unused.
        super().__init__(username="unused", password="unused", usage="initiate", channel_bindings=binding)  # noqa: S106
        self.usage = "accept"
        self._credential = None
        self._temp_challenge: Any = None
        self._settings = settings
        self.account: Account | None = None

    def _step_accept_negotiate(self, token: bytes) -> bytes:
        """Announce the simulated host's names instead of the machine's."""
        super()._step_accept_negotiate(token)
        theirs = self._temp_challenge
        host = self._settings
        info = TargetInfo()
        info[AvId.nb_domain_name] = host.domain or host.name.upper()
        info[AvId.nb_computer_name] = host.name.upper()
        info[AvId.dns_domain_name] = host.dns_domain or host.name.lower()
        info[AvId.dns_computer_name] = host.dns_name
        info[AvId.timestamp] = FileTime.now()
        self._temp_challenge = Challenge(
            theirs.flags,
            theirs.server_challenge,
            target_name=host.domain or host.name.upper(),
            target_info=info,
            version=Version(major=10, minor=0, build=int(host.os_version.split(".")[2])),
        )
        packed: bytes = self._temp_challenge.pack()
        return packed

    def _step_accept_authenticate(self, token: bytes, channel_bindings: GssChannelBindings | None) -> None:
        """Check an NTLMv2 response against the host's accounts ([MS-NLMP] 3.3.2) and take over the session key."""
        message = Authenticate.unpack(token)
        response = message.nt_challenge_response or b""
        account = self._settings.account(message.domain_name, message.user_name or "")
        if account is None or len(response) <= _SHORTEST_V2:
            raise InvalidTokenError(context_msg="unknown account, or no NTLMv2 response")
        client = NTClientChallengeV2.unpack(response[16:])
        expected, _, key = compute_response_v2(
            ntowfv2(message.user_name, ntowfv1(account.password), message.domain_name),
            self._temp_challenge.server_challenge,
            client.challenge_from_client,
            client.time_stamp,
            client.av_pairs,
        )
        if not hmac.compare_digest(response, expected):
            raise InvalidTokenError(context_msg="wrong password")
        self._check_binding(client.av_pairs.get(AvId.channel_bindings), channel_bindings)
        self._session_key = _session_key(message, key)
        if client.av_pairs.get(AvId.flags, 0) & AvFlags.mic:
            self._check_integrity(message)
        self._context_attr = message.flags
        self._complete = True
        self.account = account

    def _check_binding(self, theirs: bytes | None, ours: GssChannelBindings | None) -> None:
        level = self._settings.binding_level
        if ours is None or level is BindingLevel.NONE:
            return
        if not theirs or not theirs.strip(b"\0"):
            if level is BindingLevel.STRICT:
                raise BadBindingsError(context_msg="no channel binding, although the host demands one")
            return
        if not hmac.compare_digest(theirs, md5(ours.pack())):
            raise BadBindingsError(context_msg="the channel binding is that of another certificate")

    def _check_integrity(self, message: Any) -> None:
        """Check the Authenticate message's own signature over all three messages."""
        theirs = message.mic
        message.mic = b"\0" * 16
        ours = self._calculate_mic(
            self._session_key, self._temp_negotiate.pack(), self._temp_challenge.pack(), message.pack()
        )
        if not hmac.compare_digest(theirs or b"", ours):
            raise InvalidTokenError(context_msg="the sign-in's messages were changed on their way")


def _session_key(message: Any, key: bytes) -> bytes:
    exchanged = message.flags & NegotiateFlags.key_exch
    if exchanged and message.flags & (NegotiateFlags.sign | NegotiateFlags.seal):
        decrypted: bytes = rc4k(key, message.encrypted_random_session_key or b"")
        return decrypted
    return key


class SignIn:
    """One sign-in in progress, then the security context of its connection."""

    def __init__(self, settings: HostSettings, binding: GssChannelBindings | None, first_token: bytes) -> None:
        self._ntlm = HostNtlm(settings, binding)
        self._context: Any = self._ntlm
        if not first_token.startswith(_NTLM_SIGNATURE):
            self._ntlm._is_wrapped = True
            self._context = NegotiateProxy(
                usage="accept", channel_bindings=binding, _negotiate_contexts={GSSMech.ntlm: self._ntlm}
            )

    def step(self, token: bytes) -> bytes:
        """
        Take the client's token and give ours, empty when there is none.

        Raises:
            SignInError: refused; the sign-in is over.
        """
        if not token:
            raise InvalidTokenError(context_msg="no token")
        try:
            reply: bytes | None = self._context.step(token)
        except _BROKEN_TOKEN as error:
            raise InvalidTokenError(context_msg="not a token of this protocol") from error
        return reply or b""

    @property
    def account(self) -> Account | None:
        """Who signed in, once it is complete."""
        return self._ntlm.account if self._context.complete else None

    def wrap(self, data: bytes) -> tuple[bytes, bytes, int]:
        """Encrypt a message: its signature, the sealed data, and how many bytes of padding that holds."""
        sealed = self._context.wrap_winrm(data)
        return sealed.header, sealed.data, sealed.padding_length

    def unwrap(self, signature: bytes, data: bytes) -> bytes:
        """
        Decrypt a message.

        Raises:
            SignInError: the signature is wrong.
        """
        plain: bytes = self._context.unwrap_winrm(signature, data)
        return plain


def endpoint_binding(certificate: bytes) -> GssChannelBindings:
    """Give the tls-server-end-point binding of a server certificate in DER form (RFC 5929, 4.1)."""
    algorithm = x509.load_der_x509_certificate(certificate).signature_hash_algorithm
    if algorithm is None or algorithm.name in ("md5", "sha1"):
        algorithm = hashes.SHA256()
    digest = hashes.Hash(algorithm)
    digest.update(certificate)
    return GssChannelBindings(application_data=b"tls-server-end-point:" + digest.finalize())
