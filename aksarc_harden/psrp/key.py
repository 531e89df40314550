"""
The session key that secrets travel under ([MS-PSRP] 3.1.5.4.3 to 3.1.5.4.5, 2.2.5.1.24).

The client makes an RSA pair of 2,048 bits, the server answers with an AES-256 key encrypted to it; secrets are
AES-256-CBC with a zero initialisation vector over UTF-16. `cryptography` is loaded only when a key is made.
"""

from __future__ import annotations

import base64
import os
import struct
from typing import TYPE_CHECKING

from aksarc_harden.errors import ProtocolError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.ciphers import Cipher
    from cryptography.hazmat.primitives.ciphers.modes import CBC

_RSA_BITS = 2048
_AES_BYTES = 32
_AES_BLOCK_BITS = 128
_PUBLIC_BLOB = bytes.fromhex("06020000 00a40000 52534131")  # PUBLICKEYBLOB, CALG_RSA_KEYX, "RSA1"
_KEY_BLOB = bytes.fromhex("01020000 10660000 00a40000")  # SIMPLEBLOB, CALG_AES_256, CALG_RSA_KEYX
_PUBLIC_SIZES = struct.Struct("<II")  # bits, exponent
_LARGEST_RSA_BITS = 16_384  # what .NET's RSA accepts; a bound on the work that a peer can ask for


class SessionKey:
    """The AES key; never shown."""

    def __init__(self, key: bytes | None = None) -> None:
        self._key = os.urandom(_AES_BYTES) if key is None else key

    def encrypt(self, text: str) -> str:
        """Encrypt a secret's text into the content of an SS element."""
        from cryptography.hazmat.primitives import padding

        padder = padding.PKCS7(_AES_BLOCK_BITS).padder()
        padded = padder.update(text.encode("utf-16-le", "surrogatepass")) + padder.finalize()
        encryptor = self._cipher().encryptor()
        return base64.b64encode(encryptor.update(padded) + encryptor.finalize()).decode("ascii")

    def decrypt(self, content: str) -> str:
        """
        Decrypt the content of an SS element.

        Raises:
            ProtocolError: it was encrypted with another key, or not at all.
        """
        from cryptography.hazmat.primitives import padding

        decryptor = self._cipher().decryptor()
        unpadder = padding.PKCS7(_AES_BLOCK_BITS).unpadder()
        try:
            padded = decryptor.update(base64.b64decode(content)) + decryptor.finalize()
            return (unpadder.update(padded) + unpadder.finalize()).decode("utf-16-le", "surrogatepass")
        except ValueError:
            # Nothing is chained: the cause might hold a part of the secret.
            raise ProtocolError("a secret that the session key does not open") from None

    def sealed_to(self, public_key: str) -> str:
        """
        Give what ENCRYPTED_SESSION_KEY carries for the holder of a public key.

        Raises:
            ProtocolError: the public key is malformed.
        """
        from cryptography.hazmat.primitives.asymmetric import padding, rsa

        try:
            blob = base64.b64decode(public_key)
            bits, exponent = _PUBLIC_SIZES.unpack_from(blob, len(_PUBLIC_BLOB))
            modulus = blob[len(_PUBLIC_BLOB) + _PUBLIC_SIZES.size :]
            if not blob.startswith(_PUBLIC_BLOB) or bits != len(modulus) * 8 or bits > _LARGEST_RSA_BITS:
                raise ValueError("another form")
            key = rsa.RSAPublicNumbers(exponent, int.from_bytes(modulus, "little")).public_key()
            sealed = key.encrypt(self._key, padding.PKCS1v15())
        except (ValueError, struct.error) as error:
            raise ProtocolError("a public key of no known form") from error
        return base64.b64encode(_KEY_BLOB + sealed[::-1]).decode("ascii")

    def _cipher(self) -> Cipher[CBC]:
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

        return Cipher(algorithms.AES(self._key), modes.CBC(bytes(_AES_BLOCK_BITS // 8)))


class KeyExchange:
    """The client's half: a key pair that lives until the answer has come."""

    def __init__(self) -> None:
        from cryptography.hazmat.primitives.asymmetric import rsa

        self._pair: RSAPrivateKey = rsa.generate_private_key(65_537, _RSA_BITS)

    def public_key(self) -> str:
        """Give what PUBLIC_KEY carries."""
        numbers = self._pair.public_key().public_numbers()
        modulus = numbers.n.to_bytes(_RSA_BITS // 8, "little")
        blob = _PUBLIC_BLOB + _PUBLIC_SIZES.pack(_RSA_BITS, numbers.e) + modulus
        return base64.b64encode(blob).decode("ascii")

    def open(self, sealed: object) -> SessionKey:
        """
        Take what ENCRYPTED_SESSION_KEY carries.

        Raises:
            ProtocolError: it is no AES-256 key encrypted to us.
        """
        from cryptography.hazmat.primitives.asymmetric import padding

        try:
            blob = base64.b64decode(sealed) if isinstance(sealed, str) else b""
            if not blob.startswith(_KEY_BLOB):
                raise ProtocolError("a session key of no known form")
            key = self._pair.decrypt(blob[len(_KEY_BLOB) :][::-1], padding.PKCS1v15())
        except ValueError as error:
            raise ProtocolError("a session key that our key pair does not open") from error
        if len(key) != _AES_BYTES:
            raise ProtocolError(f"a session key of {len(key)} bytes, not {_AES_BYTES}")
        return SessionKey(key)
