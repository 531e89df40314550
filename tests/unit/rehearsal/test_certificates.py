from __future__ import annotations

import datetime
import ssl
import stat
from pathlib import Path

from cryptography import x509

from aksarc_harden.rehearsal.certificates import Authority, write_secret

NAMES = ("host1.corp.example", "host1")


def test_a_certificate_is_for_the_hosts_names_and_address(tmp_path: Path) -> None:
    """Clients may reach the host by each of them."""
    identity = Authority(tmp_path).identity(NAMES, "127.1.0.11")
    certificate = x509.load_der_x509_certificate(identity.certificate)
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == list(NAMES)
    assert [str(address) for address in names.get_values_for_type(x509.IPAddress)] == ["127.1.0.11"]


def test_everything_is_made_once(tmp_path: Path) -> None:
    """A restart finds the authority and the certificates of before."""
    first = Authority(tmp_path)
    certificate = first.identity(NAMES, "127.1.0.11").certificate
    trusted = first.ca_file.read_bytes()
    second = Authority(tmp_path)
    assert second.ca_file.read_bytes() == trusted
    assert second.identity(NAMES, "127.1.0.11").certificate == certificate


def test_another_address_or_a_near_end_brings_a_new_certificate(tmp_path: Path) -> None:
    """A certificate that would not be accepted, or not for long, is made anew."""
    certificate = Authority(tmp_path).identity(NAMES, "127.1.0.11").certificate
    moved = Authority(tmp_path).identity(NAMES, "127.1.0.12").certificate
    assert moved != certificate
    later = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=390)
    assert Authority(tmp_path, later).identity(NAMES, "127.1.0.12").certificate != moved


def test_a_certificate_of_another_authority_is_replaced(tmp_path: Path) -> None:
    """Where the authority was lost, the hosts get certificates of the new one."""
    certificate = Authority(tmp_path).identity(NAMES, "127.1.0.11").certificate
    (tmp_path / "ca.pem").unlink()
    renewed = Authority(tmp_path)
    identity = renewed.identity(NAMES, "127.1.0.11")
    assert identity.certificate != certificate
    issuer = x509.load_pem_x509_certificate(renewed.ca_file.read_bytes())
    x509.load_der_x509_certificate(identity.certificate).verify_directly_issued_by(issuer)
    assert ssl.create_default_context(cafile=str(renewed.ca_file)).get_ca_certs()


def test_keys_are_their_owners_alone(tmp_path: Path) -> None:
    """No other user can read a private key, also where a file with wide rights stood before."""
    Authority(tmp_path).identity(NAMES, "127.1.0.11")
    keys = [file for file in tmp_path.rglob("*") if file.is_file() and b"PRIVATE KEY" in file.read_bytes()]
    assert len(keys) == 2
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in keys)
    wide = tmp_path / "secret"
    wide.touch(mode=0o644)
    write_secret(wide, b"x")
    assert stat.S_IMODE(wide.stat().st_mode) == 0o600
