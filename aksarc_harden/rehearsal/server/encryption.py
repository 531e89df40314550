"""
How is an envelope wrapped in a multipart/encrypted body and taken out again?

[MS-WSMV] 2.2.9.1: a part that names the protocol and the original length, a part with the sealed bytes.
It knows no keys: the connection's security context seals and opens.
"""

from __future__ import annotations

import re
import struct
from typing import Protocol

SPNEGO = "application/HTTP-SPNEGO-session-encrypted"
_BOUNDARY = b"--Encrypted Boundary"
_OCTETS = b"application/octet-stream\r\n"
_LENGTH = re.compile(rb"OriginalContent:[^\r\n]*;\s*Length=(\d{1,9})\s*\r\n", re.IGNORECASE)
_LONGEST_SIGNATURE = 4096


class Seal(Protocol):
    """A security context that has signed in."""

    def wrap(self, data: bytes) -> tuple[bytes, bytes, int]:
        """Give signature, sealed data and padding length."""
        ...

    def unwrap(self, signature: bytes, data: bytes) -> bytes:
        """Open sealed data."""
        ...


class EncryptionError(ValueError):
    """The body is no encrypted envelope."""


def is_encrypted(content_type: str) -> bool:
    """Tell whether a Content-Type announces a sealed body."""
    return content_type.lower().startswith(("multipart/encrypted", "multipart/x-multi-encrypted"))


def open_body(seal: Seal, content_type: str, body: bytes) -> bytes:
    """
    Take the envelope out of an encrypted body; a body may hold several sealed parts.

    Raises:
        EncryptionError: the body has another form, or a part has another length than it says.
    """
    found = re.search(r'boundary="?([^";]{1,70})"?', content_type)
    boundary = b"--" + found.group(1).encode() if found else _BOUNDARY
    plain, rest = b"", body
    while not rest.startswith(boundary + b"--"):
        part, rest = _open_part(seal, boundary, rest)
        plain += part
    return plain


def _open_part(seal: Seal, boundary: bytes, body: bytes) -> tuple[bytes, bytes]:
    head, found, rest = body.partition(_OCTETS)
    length = _LENGTH.search(head)
    if not head.startswith(boundary) or not found or not length or len(rest) < 4:
        raise EncryptionError("not a part of an encrypted body")
    signature_length = struct.unpack("<I", rest[:4])[0]
    if signature_length > _LONGEST_SIGNATURE:
        raise EncryptionError("a signature cannot be that long")
    # The sealed length is not announced: NTLM keeps the plain one, Kerberos counts its padding in Length.
    data_at = 4 + signature_length
    end = data_at + int(length.group(1))
    if len(rest) < end:
        raise EncryptionError("a part is shorter than it says")
    return seal.unwrap(rest[4:data_at], rest[data_at:end]), rest[end:].lstrip(b"\r\n")


def seal_body(seal: Seal, envelope: bytes) -> tuple[str, bytes]:
    """Give the Content-Type and the body that carry a sealed envelope."""
    signature, data, padding = seal.wrap(envelope)
    head = (
        f"--Encrypted Boundary\r\n\tContent-Type: {SPNEGO}\r\n"
        f"\tOriginalContent: type=application/soap+xml;charset=UTF-8;Length={len(envelope) + padding}\r\n"
        "--Encrypted Boundary\r\n\tContent-Type: application/octet-stream\r\n"
    ).encode()
    body = head + struct.pack("<I", len(signature)) + signature + data + b"--Encrypted Boundary--\r\n"
    return f'multipart/encrypted;protocol="{SPNEGO}";boundary="Encrypted Boundary"', body
