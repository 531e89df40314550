from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import spnego
from spnego._ntlm_raw.messages import AvId, Challenge
from spnego.channel_bindings import GssChannelBindings

from aksarc_harden.rehearsal.server.ntlm import SignIn, SignInError
from aksarc_harden.rehearsal.server.settings import BindingLevel
from tests.support.rehearsal import PASSWORD, USER, host_settings

OURS = GssChannelBindings(application_data=b"tls-server-end-point:ours")
THEIRS = GssChannelBindings(application_data=b"tls-server-end-point:theirs")


def client(protocol: str = "ntlm", user: str = USER, password: str = PASSWORD, binding: Any = None) -> Any:
    """Give pyspnego's client, which is not ours."""
    options = spnego.NegotiateOptions.use_ntlm if protocol == "ntlm" else spnego.NegotiateOptions.none
    return spnego.client(
        user, password, hostname="host1", service="http", protocol=protocol, options=options, channel_bindings=binding
    )


def sign_in(peer: Any, binding: GssChannelBindings | None = None, level: BindingLevel = BindingLevel.RELAXED) -> SignIn:
    """Let a client sign in, whatever number of steps that takes."""
    settings = replace(host_settings(), binding_level=level)
    token = peer.step()
    ours = SignIn(settings, binding, token)
    while token:
        reply = ours.step(token)
        token = peer.step(reply) if reply and not peer.complete else None
    return ours


@pytest.mark.parametrize("protocol", ["ntlm", "negotiate"])
def test_a_client_signs_in_and_messages_are_sealed(protocol: str) -> None:
    """Raw NTLM and SPNEGO end in one security context on both sides."""
    peer = client(protocol)
    ours = sign_in(peer)
    assert ours.account is not None
    assert ours.account.principal("HOST1") == USER
    signature, data, _ = ours.wrap(b"from the host")
    assert b"host" not in data
    assert peer.unwrap_winrm(signature, data) == b"from the host"
    sealed = peer.wrap_winrm(b"from the client")
    assert ours.unwrap(sealed.header, sealed.data) == b"from the client"


@pytest.mark.parametrize(
    ("user", "password"),
    [(USER, "wrong"), ("CORP\\nobody", PASSWORD), ("OTHER\\aksarc-admin", PASSWORD), ("HOST1\\aksarc-admin", PASSWORD)],
)
def test_a_wrong_account_or_password_is_refused(user: str, password: str) -> None:
    """Only the host's own accounts with their passwords are let in."""
    with pytest.raises(SignInError):
        sign_in(client(user=user, password=password))


@pytest.mark.parametrize("user", ["HOST1\\Administrator", ".\\Administrator", "aksarc-admin@corp.example"])
def test_local_accounts_and_principal_names_sign_in(user: str) -> None:
    """The host's own accounts and names of the form user@domain are understood."""
    assert sign_in(client(user=user)).account is not None


def test_the_host_announces_its_own_names() -> None:
    """The challenge names the simulated host and its domain, not the machine that the rehearsal runs on."""
    challenge = Challenge.unpack(SignIn(host_settings(), None, b"NTLMSSP\0").step(client().step()))
    info = challenge.target_info
    assert info[AvId.nb_computer_name] == "HOST1"
    assert info[AvId.nb_domain_name] == "CORP"
    assert info[AvId.dns_computer_name] == "host1.corp.example"
    assert (challenge.version.major, challenge.version.build) == (10, 20348)


@pytest.mark.parametrize(
    ("level", "sent", "is_refused"),
    [
        (BindingLevel.NONE, THEIRS, False),
        (BindingLevel.RELAXED, None, False),
        (BindingLevel.RELAXED, OURS, False),
        (BindingLevel.RELAXED, THEIRS, True),
        (BindingLevel.STRICT, OURS, False),
        (BindingLevel.STRICT, None, True),
        (BindingLevel.STRICT, THEIRS, True),
    ],
)
def test_channel_bindings(level: BindingLevel, sent: GssChannelBindings | None, is_refused: bool) -> None:
    """Relaxed takes none or the right one, Strict the right one alone, None whatever comes."""
    if not is_refused:
        assert sign_in(client(binding=sent), OURS, level).account is not None
        return
    with pytest.raises(SignInError):
        sign_in(client(binding=sent), OURS, level)


def test_a_changed_message_is_refused() -> None:
    """The integrity code over the three messages is checked."""
    peer = client()
    first = peer.step()
    ours = SignIn(host_settings(), None, first)
    last = bytearray(peer.step(ours.step(first)))
    last[72] ^= 1  # the first byte of the integrity code ([MS-NLMP] 2.2.1.3)
    with pytest.raises(SignInError):
        ours.step(bytes(last))


@pytest.mark.parametrize(
    "token", [b"", b"NTLMSSP\0", b"NTLMSSP\0\1\0\0\0", b"rubbish" * 20, b"\x60\x28\x06\x06" + b"\xff" * 40]
)
def test_rubbish_is_refused(token: bytes) -> None:
    """A token of no protocol ends in the one error of a refused sign-in."""
    with pytest.raises(SignInError):
        SignIn(host_settings(), None, token).step(token)
