"""
How is one host's WinRM service set up: its names, accounts, session configurations and quotas?

Data only; the defaults are those of a fresh Windows Server ([MS-WSMV] 2.2.4.43 and `winrm get winrm/config`).
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from aksarc_harden.rehearsal.shells.backend import Opener


class BindingLevel(StrEnum):
    """CbtHardeningLevel: what is made of the channel binding in a sign-in over TLS."""

    NONE = "None"
    RELAXED = "Relaxed"  # a binding that is sent must be right
    STRICT = "Strict"  # a binding must be sent


@dataclass(frozen=True)
class Quotas:
    """
    The limits of the service.

    Attributes:
        max_envelope_kb: of a request, and of an answer unless the client asks for less.
        idle_shell_seconds: a shell that nobody uses for so long is closed.
        request_seconds: from a request's first byte to its last, and for a sign-in altogether.
        idle_connection_seconds: between two requests on a connection that has signed in.
        pipelined_bytes: received while an answer is still being made.
    """

    max_envelope_kb: int = 500
    max_shells_per_user: int = 30
    max_operations_per_user: int = 1500
    max_connections: int = 300
    idle_shell_seconds: float = 7200.0
    max_idle_shell_seconds: float = 2147483.647
    request_seconds: float = 60.0
    idle_connection_seconds: float = 900.0
    pipelined_bytes: int = 65536

    @property
    def envelope_bytes(self) -> int:
        """The largest envelope, in bytes."""
        return self.max_envelope_kb * 1024


@dataclass(frozen=True)
class Account:
    """
    Who may sign in.

    Attributes:
        domain: the NetBIOS name of its domain; None for an account of the host itself.
        dns_domain: the DNS name of that domain, for names of the form user@domain.
    """

    name: str
    password: str = field(repr=False)
    domain: str | None = None
    dns_domain: str | None = None

    def is_named(self, domain: str | None, user: str, host: str) -> bool:
        """Tell whether a client that says this domain and user means this account."""
        if "@" in user and not domain:
            user, _, domain = user.partition("@")
        if user.lower() != self.name.lower():
            return False
        if not domain:
            return True
        ours = (self.domain, self.dns_domain) if self.domain else (host, ".")
        return domain.lower() in {name.lower() for name in ours if name}

    def has_password(self, password: str) -> bool:
        """Tell whether the password is right, in a time that does not tell how wrong it is."""
        return hmac.compare_digest(self.password.encode(), password.encode())

    def principal(self, host: str) -> str:
        """Give the name under which the account's shells are listed."""
        return f"{self.domain or host}\\{self.name}"


@dataclass(frozen=True)
class Configuration:
    r"""
    A session configuration that clients name in the resource URI.

    Attributes:
        opener: makes the back end of a shell.
        principals: who may use it, as DOMAIN\user in lower case; None for everybody who can sign in.
    """

    opener: Opener
    principals: frozenset[str] | None = None

    def allows(self, principal: str) -> bool:
        """Tell whether this principal may open a shell here."""
        return self.principals is None or principal.lower() in self.principals


@dataclass(frozen=True)
class HostSettings:
    """
    One host's WinRM service.

    Attributes:
        name: the computer's name, which it announces at the sign-in.
        domain, dns_domain: NetBIOS and DNS name of its domain; None for a host in a workgroup.
        os_version: what Identify tells a client that has signed in.
        configurations: by name in lower case.
        allows_basic: over HTTPS only, whatever is said here.
    """

    name: str
    accounts: tuple[Account, ...]
    configurations: Mapping[str, Configuration]
    domain: str | None = None
    dns_domain: str | None = None
    os_version: str = "10.0.20348"
    quotas: Quotas = Quotas()
    binding_level: BindingLevel = BindingLevel.RELAXED
    allows_basic: bool = True

    @property
    def dns_name(self) -> str:
        """The host's full name."""
        return f"{self.name}.{self.dns_domain}".lower() if self.dns_domain else self.name.lower()

    def account(self, domain: str | None, user: str) -> Account | None:
        """Find who is meant, or None."""
        return next((account for account in self.accounts if account.is_named(domain, user, self.name)), None)
