"""
What a simulated host's security policy says: user rights, account policies, audit events, Kerberos policies.

It knows SIDs and the accounts that live on the machine; how `secedit.exe` writes them is `providers.programs`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from aksarc_harden.rehearsal.host.machine import Machine

_SID = re.compile(r"S-1-\d+(-\d+)+", re.IGNORECASE)

# [MS-DTYP] 2.4.2.4: the well-known accounts that templates name by their English names.
WELL_KNOWN = {
    "everyone": "S-1-1-0",
    "creator owner": "S-1-3-0",
    "interactive": "S-1-5-4",
    "service": "S-1-5-6",
    "anonymous logon": "S-1-5-7",
    "authenticated users": "S-1-5-11",
    "system": "S-1-5-18",
    "local service": "S-1-5-19",
    "network service": "S-1-5-20",
    "administrators": "S-1-5-32-544",
    "users": "S-1-5-32-545",
    "guests": "S-1-5-32-546",
    "backup operators": "S-1-5-32-551",
    "remote desktop users": "S-1-5-32-555",
    "iis_iusrs": "S-1-5-32-568",
    "hyper-v administrators": "S-1-5-32-578",
    "local account": "S-1-5-113",
    "local account and member of administrators group": "S-1-5-114",
    "all services": "S-1-5-80-0",
    "virtual machines": "S-1-5-83-0",
}

LOCKOUT_TIMES = ("LockoutDuration", "ResetLockoutCount")
MINUTES_OF_A_LOCKOUT = 30  # both of them, where nobody set them yet


def listed_keys(keys: Mapping[str, int | str]) -> dict[str, int | str]:
    """Give the keys that an export lists: the times of a lockout only while there is one."""
    has_lockout = keys.get("LockoutBadCount", 0) != 0
    return {name: value for name, value in keys.items() if has_lockout or name not in LOCKOUT_TIMES}


@dataclass
class SecurityPolicy:
    """
    The policy database of one host.

    Attributes:
        rights: privilege or logon right → SIDs that hold it; a right that nobody holds is not in it.
        system_access, event_audit, kerberos: the keys of a security template, with numbers or text as values.
    """

    rights: dict[str, list[str]] = field(default_factory=dict)
    system_access: dict[str, int | str] = field(default_factory=dict)
    event_audit: dict[str, int | str] = field(default_factory=dict)
    kerberos: dict[str, int | str] = field(default_factory=dict)

    def holders(self, right: str) -> list[str]:
        """Give the SIDs that hold a right, whatever the case of its name."""
        return next((sids for name, sids in self.rights.items() if name.lower() == right.lower()), [])

    def grant(self, right: str, sids: list[str]) -> None:
        """Give a right to exactly these; an empty list takes it from all."""
        name = next((name for name in self.rights if name.lower() == right.lower()), right)
        self.rights.pop(name, None)
        if sids:
            self.rights[name] = list(dict.fromkeys(sids))

    def accounts(self, machine: Machine) -> dict[str, str]:
        """Give the machine's own accounts: name → SID; the names follow the policy that renames them."""
        return {
            str(self.system_access.get("NewAdministratorName", "Administrator")): f"{machine.accounts_sid}-500",
            str(self.system_access.get("NewGuestName", "Guest")): f"{machine.accounts_sid}-501",
            "DefaultAccount": f"{machine.accounts_sid}-503",
            "WDAGUtilityAccount": f"{machine.accounts_sid}-504",
        }

    def sid_of(self, account: str, machine: Machine) -> str | None:
        """Resolve `*SID`, a SID, a well-known name or an account of the machine; None where it means nobody."""
        text = account.strip().strip('"').removeprefix("*")
        if _SID.fullmatch(text):
            return text.upper()
        bare = text.rpartition("\\")[2].lower()
        own = {name.lower(): sid for name, sid in self.accounts(machine).items()}
        return own.get(bare) or WELL_KNOWN.get(bare)

    def to_plain(self) -> dict[str, dict[str, object]]:
        """Give all as JSON data."""
        return {
            "rights": {name: list(sids) for name, sids in sorted(self.rights.items())},
            "system_access": dict(sorted(self.system_access.items())),
            "event_audit": dict(sorted(self.event_audit.items())),
            "kerberos": dict(sorted(self.kerberos.items())),
        }

    @staticmethod
    def from_plain(plain: Mapping[str, Mapping[str, object]]) -> SecurityPolicy:
        """Read what `to_plain` gave."""
        return SecurityPolicy(
            rights={name: [str(sid) for sid in _list(sids)] for name, sids in plain["rights"].items()},
            system_access={**dict.fromkeys(LOCKOUT_TIMES, MINUTES_OF_A_LOCKOUT), **_values(plain["system_access"])},
            event_audit=_values(plain["event_audit"]),
            kerberos=_values(plain["kerberos"]),
        )


def _list(form: object) -> list[object]:
    assert isinstance(form, list)
    return form


def _values(form: Mapping[str, object]) -> dict[str, int | str]:
    return {name: value if isinstance(value, int) else str(value) for name, value in form.items()}
