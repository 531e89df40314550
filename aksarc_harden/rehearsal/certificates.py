"""
Which certificate authority and which server certificates does a rehearsal have?

One authority a state folder, its key readable by its owner alone; one certificate a host, for its names and address.
They are made once and used again, so that a client may keep trusting `ca.pem` over restarts.
"""

from __future__ import annotations

import datetime
import ipaddress
import os
import ssl
from collections.abc import Sequence
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from aksarc_harden.rehearsal.server.listener import Identity

_AUTHORITY_DAYS, _HOST_DAYS, _LEFT_DAYS = 3650, 397, 30


class Authority:
    """The certificate authority of one folder."""

    def __init__(self, folder: Path, now: datetime.datetime | None = None) -> None:
        self._now = now or datetime.datetime.now(datetime.UTC)
        self.ca_file = folder / "ca.pem"
        self._certificates = folder / "certificates"
        self._key_file = self._certificates / "ca.key"
        if not (self.ca_file.exists() and self._key_file.exists()):
            self._create()
        self._certificate = x509.load_pem_x509_certificate(self.ca_file.read_bytes())
        key = serialization.load_pem_private_key(self._key_file.read_bytes(), None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        self._key = key

    def _create(self) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        subject = _name("Rehearsal CA")
        builder = _builder(subject, subject, key, self._now, _AUTHORITY_DAYS)
        usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
        certificate = (
            builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(usage, critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .sign(key, hashes.SHA256())
        )
        self._certificates.mkdir(mode=0o700, exist_ok=True)
        write_secret(self._key_file, _pem(key))
        self.ca_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))

    def identity(self, names: Sequence[str], address: str) -> Identity:
        """Give a host's certificate, made unless a fitting one is here already; the first name is its subject."""
        file = self._certificates / f"{names[0]}.pem"
        if not self._fits(file, names, address):
            write_secret(file, self._issue(names, address))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        certificate = x509.load_pem_x509_certificate(file.read_bytes())
        return Identity(context, certificate.public_bytes(serialization.Encoding.DER))

    def _fits(self, file: Path, names: Sequence[str], address: str) -> bool:
        if not file.exists():
            return False
        certificate = x509.load_pem_x509_certificate(file.read_bytes())
        try:
            certificate.verify_directly_issued_by(self._certificate)
        except (ValueError, TypeError, InvalidSignature):
            return False
        its_names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        left = certificate.not_valid_after_utc - self._now
        return its_names == _alternative_names(names, address) and left > datetime.timedelta(days=_LEFT_DAYS)

    def _issue(self, names: Sequence[str], address: str) -> bytes:
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = (
            _builder(_name(names[0]), self._certificate.subject, key, self._now, _HOST_DAYS)
            .add_extension(_alternative_names(names, address), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False)
            .sign(self._key, hashes.SHA256())
        )
        return certificate.public_bytes(serialization.Encoding.PEM) + _pem(key)


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _alternative_names(names: Sequence[str], address: str) -> x509.SubjectAlternativeName:
    dns = [x509.DNSName(name) for name in dict.fromkeys(names)]
    return x509.SubjectAlternativeName([*dns, x509.IPAddress(ipaddress.ip_address(address))])


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, now: datetime.datetime, days: int
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=days))
    )


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def write_secret(file: Path, content: bytes) -> None:
    """Write a file that its owner alone can read, all of it or nothing."""
    draft = file.with_name(file.name + ".new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
    draft.replace(file)
