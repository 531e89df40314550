"""
Which machine a simulated host pretends to be: names, role, platform, language; nothing that a command can change.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from aksarc_harden.model.host import Platform, Role

BUILDS = {
    Platform.WS2019: 17763,
    Platform.WS2022: 20348,
    Platform.WS2025: 26100,
    Platform.AZSHCI22H2: 20349,
}


@dataclass(frozen=True)
class Machine:
    """
    The identity of one host.

    Attributes:
        domain: its DNS name, empty for a machine in no domain.
        netbios_domain: the domain's short name.
        culture: of the operator's session and of all texts: `en-US`, `ja-JP` …
        windows: the system folder, without a backslash at its end.
        account: the account of the session, as `DOMAIN\\user`.
    """

    name: str
    role: Role = Role.MEMBER
    platform: Platform = Platform.WS2022
    domain: str = ""
    netbios_domain: str = ""
    culture: str = "en-US"
    windows: str = "C:\\Windows"
    account: str = "Administrator"

    @property
    def build(self) -> int:
        """The build number of the platform."""
        return BUILDS[self.platform]

    @property
    def user(self) -> str:
        """The account's name without its domain."""
        return self.account.rpartition("\\")[2]

    @property
    def sid(self) -> str:
        """The machine's own SID: made of its name, so that it is the same in every run."""
        return _sid_of(self.name.lower())

    @property
    def domain_sid(self) -> str:
        """The SID of the domain's accounts; the machine's own where there is no domain."""
        return _sid_of(self.domain.lower()) if self.domain else self.sid

    @property
    def accounts_sid(self) -> str:
        """The SID before the relative ids of the accounts that live here: a domain controller has the domain's."""
        return self.domain_sid if self.role is Role.DC else self.sid

    @property
    def code_page(self) -> str:
        """The system's ANSI code page, as Python names it."""
        return "cp932" if self.culture.startswith("ja") else "cp1252"

    def program(self, name: str) -> str:
        """Give a program of the system its full path."""
        return f"{self.windows}\\System32\\{name}"


def _sid_of(name: str) -> str:
    digest = hashlib.sha256(name.encode()).digest()
    parts = (int.from_bytes(digest[at : at + 4], "little") for at in (0, 4, 8))
    return "S-1-5-21-" + "-".join(str(part) for part in parts)
