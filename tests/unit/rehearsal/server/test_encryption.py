from __future__ import annotations

import pytest

from aksarc_harden.rehearsal.server.encryption import EncryptionError, is_encrypted, open_body, seal_body


class Mirror:
    """Seals by turning bytes round; its signature is a constant."""

    def wrap(self, data: bytes) -> tuple[bytes, bytes, int]:
        return b"signature", data[::-1], 0

    def unwrap(self, signature: bytes, data: bytes) -> bytes:
        assert signature == b"signature"
        return data[::-1]


ENVELOPES = [b"<a/>", b"", b"--Encrypted Boundary\r\n", bytes(range(256)) * 100]


@pytest.mark.parametrize("plain", ENVELOPES)
def test_what_is_sealed_is_opened(plain: bytes) -> None:
    """An envelope comes out as it went in, boundaries inside it included."""
    content_type, body = seal_body(Mirror(), plain)
    assert is_encrypted(content_type)
    assert open_body(Mirror(), content_type, body) == plain


def test_several_parts_are_one_envelope() -> None:
    """A body of several sealed parts is their envelopes, one after the other."""
    content_type, first = seal_body(Mirror(), b"one")
    _, second = seal_body(Mirror(), b"two")
    assert open_body(Mirror(), content_type, first.removesuffix(b"--Encrypted Boundary--\r\n") + second) == b"onetwo"


def test_every_shorter_body_is_refused() -> None:
    """A body that breaks off anywhere before its last line is an error, never half an envelope."""
    content_type, body = seal_body(Mirror(), b"<envelope/>")
    for length in range(len(body) - len(b"--Encrypted Boundary--\r\n")):
        with pytest.raises(EncryptionError):
            open_body(Mirror(), content_type, body[:length])


def test_a_gigantic_signature_is_refused() -> None:
    """A length that no signature has is not believed."""
    content_type, body = seal_body(Mirror(), b"x")
    with pytest.raises(EncryptionError):
        open_body(Mirror(), content_type, body.replace(b"\x09\0\0\0signature", b"\xff\xff\xff\x7fsignature"))
