"""The session key travels sealed, and secrets under it."""

from __future__ import annotations

import base64
import subprocess
import sys

import pytest

from aksarc_harden.errors import ProtocolError
from aksarc_harden.psrp.key import KeyExchange, SessionKey
from tests.support.recordings import load

SECRETS = ["", "a", "päss-管理-\U0001f600", "x" * 1000, "\ud83d"]


@pytest.mark.parametrize("secret", SECRETS)
def test_a_secret_comes_back(secret: str) -> None:
    """Any text survives, half a surrogate pair included."""
    key = SessionKey()
    assert key.decrypt(key.encrypt(secret)) == secret


def test_a_secret_is_encrypted_as_published() -> None:
    """AES-256-CBC, zero vector, PKCS 7, UTF-16: the same text gives the same bytes, in whole blocks."""
    key = SessionKey(bytes(32))
    sealed = base64.b64decode(key.encrypt("12345678"))
    assert len(sealed) == 32
    assert key.encrypt("12345678") == key.encrypt("12345678")


def test_the_key_is_exchanged() -> None:
    """What the server seals to the client's public key, the client opens, and both encrypt alike."""
    exchange, theirs = KeyExchange(), SessionKey()
    ours = exchange.open(theirs.sealed_to(exchange.public_key()))
    assert ours.decrypt(theirs.encrypt("secret")) == "secret"


def test_the_public_key_has_the_published_form() -> None:
    """A PUBLICKEYBLOB of 2,048 bits: [MS-PSRP] 2.2.2.3."""
    blob = base64.b64decode(KeyExchange().public_key())
    assert blob[:20] == bytes.fromhex("06020000 00a40000 52534131 00080000 01000100")
    assert len(blob) == 20 + 256


def test_a_recorded_session_key_is_of_the_form_that_we_open() -> None:
    """A real engine's answer begins like ours, so only its key differs: an error of the key, not of the form."""
    case = next(case for case in load("wire/values") if case["name"] == "session key")
    text = case["received"][0]["clixml"]
    sealed = text.partition('"EncryptedSessionKey">')[2].partition("<")[0]
    own = SessionKey().sealed_to(KeyExchange().public_key())
    assert base64.b64decode(sealed)[:12] == base64.b64decode(own)[:12]
    with pytest.raises(ProtocolError, match="key pair does not open|bytes, not 32"):
        KeyExchange().open(sealed)


@pytest.mark.parametrize("sealed", [None, "", "AAAA", 5, base64.b64encode(bytes(300)).decode()])
def test_a_malformed_session_key_is_a_protocol_error(sealed: object) -> None:
    """Whatever is no key is said to be none."""
    with pytest.raises(ProtocolError):
        KeyExchange().open(sealed)


@pytest.mark.parametrize("public", ["", "AAAA", base64.b64encode(bytes(276)).decode(), "ä"])
def test_a_malformed_public_key_is_a_protocol_error(public: str) -> None:
    """A server does not fall over a client's rubbish."""
    with pytest.raises(ProtocolError):
        SessionKey().sealed_to(public)


@pytest.mark.parametrize("content", ["", "AAAA", "ä", base64.b64encode(bytes(32)).decode()])
def test_a_secret_under_another_key_is_a_protocol_error_that_tells_nothing(content: str) -> None:
    """The cause, which might hold a part of a secret, is left out."""
    with pytest.raises(ProtocolError) as caught:
        SessionKey(b"k" * 32).decrypt(content)
    assert caught.value.__cause__ is None


def test_cryptography_is_loaded_only_when_a_secret_travels() -> None:
    """Importing both roles loads nothing heavy."""
    code = (
        "import sys, aksarc_harden.psrp.client, aksarc_harden.psrp.server;"
        "print([m for m in ('cryptography', 'pypsrp', 'requests', 'pydantic') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=30)
    assert done.stdout.strip() == "[]"
