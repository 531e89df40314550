"""A host: a Windows machine of the estate, its place in it, and how to reach it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from aksarc_harden.model.values import Credential


class Role(StrEnum):
    """What a host is to the estate; a hyperv-host is also a member."""

    MEMBER = "member"
    HYPERV_HOST = "hyperv-host"
    DC = "dc"


class Platform(StrEnum):
    """The operating systems that the catalogue knows."""

    WS2019 = "ws2019"
    WS2022 = "ws2022"
    WS2025 = "ws2025"
    AZSHCI22H2 = "azshci22h2"


class Scheme(StrEnum):
    """HTTP carries WSMan with message encryption only."""

    HTTP = "http"
    HTTPS = "https"


class Authentication(StrEnum):
    """How to sign in over WSMan; Basic goes over HTTPS only."""

    NEGOTIATE = "negotiate"
    NTLM = "ntlm"
    KERBEROS = "kerberos"
    BASIC = "basic"


@dataclass(frozen=True)
class Endpoint:
    """
    Where and how a host's WSMan service is reached.

    Attributes:
        trust: a file of CA certificates; None for the system's own.
        verify: False only where the site says so; the report then says so, too.
        configuration: the session configuration; a JEA endpoint has a name of its own.
        connect_seconds, operation_seconds: time limits of one connection and one operation.
    """

    address: str
    port: int = 5986
    scheme: Scheme = Scheme.HTTPS
    authentication: Authentication = Authentication.NEGOTIATE
    trust: Path | None = None
    verify: bool = True
    configuration: str = "Microsoft.PowerShell"
    connect_seconds: float = 30.0
    operation_seconds: float = 20.0


@dataclass(frozen=True)
class Host:
    """One Windows machine of the site."""

    name: str
    role: Role
    endpoint: Endpoint
    credential: Credential | None = None
    groups: tuple[str, ...] = ()
