"""A host that answers anything but WSMan is told apart by what it did, within a bounded time."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

from aksarc_harden.errors import (
    AccessDeniedError,
    HardenError,
    HostBusyError,
    HostSilentError,
    HostUnreachableError,
    InputError,
    ProtocolError,
    UntrustedCertificateError,
)
from aksarc_harden.model.host import Authentication, Endpoint, Host, Role, Scheme
from aksarc_harden.model.values import Credential, Secret
from aksarc_harden.transport.connect import connect
from aksarc_harden.transport.session import TimeLimits
from tests.support.rehearsal import free_address
from tests.support.rogue import Behaviour, answering, half, misbehaving, plain, rude, silent

LIMITS = TimeLimits(answer=1.0, whole=2.0)


@pytest.fixture(autouse=True)
def short_farewell(monkeypatch: pytest.MonkeyPatch) -> None:
    """Say goodbye to hosts that do not listen in less time."""
    monkeypatch.setattr("aksarc_harden.transport.wsman.shell._LAST_SECONDS", 0.2)


SOAP = "Content-Type: application/soap+xml;charset=UTF-8"
PASSWORD = "Geheim-42"


def refused(host: Host) -> HardenError:
    """Connect, which must fail, and give the error."""
    with pytest.raises(HardenError) as caught:
        connect(host, limits=LIMITS)
    return caught.value


@pytest.mark.parametrize(
    ("behave", "error"),
    [
        (answering(f"200 OK\r\n{SOAP}", b"<html>hello</html>"), ProtocolError),
        (answering(f"200 OK\r\n{SOAP}", b"no XML at all"), ProtocolError),
        (answering(f"200 OK\r\n{SOAP}", b"<s:Envelope xmlns:s='x'><s:Body>"), ProtocolError),
        (answering(f"200 OK\r\n{SOAP}"), ProtocolError),
        (answering("302 Found\r\nLocation: https://elsewhere.invalid/wsman"), ProtocolError),
        (answering("404 Not Found", b"nothing here"), ProtocolError),
        (answering("500 Internal Server Error", b"<p>oops</p>"), ProtocolError),
        (answering("503 Service Unavailable"), HostBusyError),
        (answering("403 Forbidden"), AccessDeniedError),
        (answering("401 Unauthorized\r\nWWW-Authenticate: Basic"), AccessDeniedError),
        (half, ProtocolError),
        (rude, HostUnreachableError),
        (silent, HostSilentError),
    ],
)  # fmt: skip
def test_what_a_rogue_host_does_is_named(tmp_path: Path, behave: Behaviour, error: type[HardenError]) -> None:
    """Rubbish, half an answer, a redirect, a status or silence: each has its error, soon."""
    with misbehaving(behave, tmp_path) as host:
        started = time.monotonic()
        found = refused(host)
        seconds = time.monotonic() - started
    assert type(found) is error
    assert seconds < 15
    assert "password" not in str(found)
    assert host.endpoint.address in str(found)


@pytest.mark.parametrize("head", ["200 OK", "500 Internal Server Error"])
def test_an_answer_in_the_open_is_refused_over_http(tmp_path: Path, head: str) -> None:
    """Nobody on the way can answer in the host's place without its keys."""
    with misbehaving(answering(f"{head}\r\n{SOAP}", b"<s:Envelope/>"), tmp_path, tls=False) as host:
        assert type(refused(host)) is ProtocolError


def test_a_host_without_tls_on_its_tls_port_breaks_the_protocol(tmp_path: Path) -> None:
    """Plain HTTP where TLS is expected is named as such."""
    with misbehaving(plain, tmp_path, tls=False) as host:
        endpoint = replace(host.endpoint, scheme=Scheme.HTTPS, authentication=Authentication.BASIC)
        assert type(refused(replace(host, endpoint=endpoint))) is ProtocolError


def test_a_certificate_of_another_authority_is_not_trusted(tmp_path: Path) -> None:
    """The password is not sent to whom we do not know."""
    heard: list[bytes] = []
    (tmp_path / "ours").mkdir()
    (tmp_path / "theirs").mkdir()
    with (
        misbehaving(lambda connection: heard.append(connection.recv(100)), tmp_path / "theirs") as host,
        misbehaving(rude, tmp_path / "ours") as other,
    ):
        endpoint = replace(host.endpoint, trust=other.endpoint.trust)
        assert type(refused(replace(host, endpoint=endpoint))) is UntrustedCertificateError
    assert not any(heard)


def test_a_site_may_leave_certificates_unchecked(tmp_path: Path) -> None:
    """With verify off the connection is made, whoever is there."""
    with misbehaving(answering("404 Not Found"), tmp_path) as host:
        assert type(refused(replace(host, endpoint=replace(host.endpoint, trust=None, verify=False)))) is ProtocolError


def endpoint_of(address: str, **changes: object) -> Host:
    """Give a host at an address where nobody listens."""
    endpoint = replace(Endpoint(address, 1, authentication=Authentication.NTLM), **changes)  # type: ignore[arg-type]
    return Host("gone", Role.MEMBER, endpoint, Credential("user", Secret(PASSWORD)))


def test_a_closed_port_and_an_unknown_name_are_unreachable() -> None:
    """Nothing listens, or no such name: unreachable."""
    assert type(refused(endpoint_of(free_address()))) is HostUnreachableError
    assert type(refused(endpoint_of("no-such-host.invalid"))) is HostUnreachableError


def test_basic_over_http_is_refused_before_connecting() -> None:
    """The password never travels in the open."""
    host = endpoint_of(free_address(), scheme=Scheme.HTTP, authentication=Authentication.BASIC)
    assert type(refused(host)) is InputError
    assert PASSWORD not in str(refused(host))


def test_basic_without_a_user_is_refused() -> None:
    """Basic needs both."""
    host = endpoint_of(free_address(), authentication=Authentication.BASIC)
    assert type(refused(replace(host, credential=None))) is InputError


def test_a_trust_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """The operator is told which file is missing."""
    missing = tmp_path / "no-ca.pem"
    assert str(missing) in str(refused(endpoint_of(free_address(), trust=missing)))
