"""Controls: one hardening decision about a setting, and all that an operator needs to trust it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import TypeAlias

from aksarc_harden.model.found import Absent, Data
from aksarc_harden.model.host import Platform, Role
from aksarc_harden.model.rule import Rule
from aksarc_harden.model.setting import Setting


class Scope(StrEnum):
    """Which hosts a control is for; a narrower scope beats a wider one where both name one setting."""

    ANY = "any"
    MEMBER = "member"
    HYPERV_HOST = "hyperv-host"
    DC = "dc"

    def covers(self, role: Role) -> bool:
        """Tell whether a host of this role is meant; a hyperv-host is also a member."""
        return self.rank(role) >= 0

    def rank(self, role: Role) -> int:
        """Say how narrowly this scope names the role; higher beats lower, -1 does not cover it."""
        order = {
            Role.MEMBER: (Scope.ANY, Scope.MEMBER),
            Role.HYPERV_HOST: (Scope.ANY, Scope.MEMBER, Scope.HYPERV_HOST),
            Role.DC: (Scope.ANY, Scope.DC),
        }[role]
        return order.index(self) if self in order else -1


class Severity(StrEnum):
    """How much it matters."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class Unknown(Enum):
    """Nobody found out; never taken for a value."""

    UNKNOWN = "unknown"

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN = Unknown.UNKNOWN


class Evidence(StrEnum):
    """How well it is known what an absent value counts as."""

    BACKED = "backed"  # a document, an export or a report says so (reference/windows-baseline.md, classes D, E, C, H)
    MEMORY = "memory"  # general knowledge, to be confirmed on a host (class G)
    NONE = "none"  # unknown, or there is no absence


class Reboot(StrEnum):
    """Whether a change takes a restart to be in force."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


AbsentMeans: TypeAlias = Data | Unknown | None
Want: TypeAlias = Data | Absent | None


@dataclass(frozen=True)
class Departure:
    """
    What one benchmark accepts and wants where it departs from the control's own row.

    Attributes:
        breaks: what the benchmark's value may break on an AKS host where the row's own would not, for people.
    """

    want: Want
    accept: Rule
    breaks: str = field(default="", compare=False)


@dataclass(frozen=True, kw_only=True)
class Control:
    """
    One hardening decision: a setting, the values to accept, the value to write, and why.

    Attributes:
        id: `<target>.<topic>.<meaning>`, forever; the first two parts are the path of its file in the catalogue.
        row: the id of its row in the baseline table.
        title: the safe condition, stated.
        why: one or two sentences for a change request.
        want: the value written; ABSENT deletes it; None where only the site can give it, then nothing is written.
        absent_means: the value that an absent one counts as; UNKNOWN where nobody found out; None where it counts as
            no value at all.
        default: what a fresh host has, for people; empty where unknown.
        can_cut_access: what a change may cut: winrm, logon, firewall, ntlm, tls, kerberos, smb, rdp, account, service.
        breaks: what it may break on an AKS host, for people.
        refs: benchmark → its numbers, for example `CIS` → `2.2.8 L1, 2.2.7 L1 DC`; `catalogue.benchmarks` reads them.
        benchmarks: benchmark → its departure from this row.
        departs: how the profile in force departs from the default one here, and what that risks; for people.
    """

    id: str
    row: str
    title: str
    why: str
    setting: Setting
    accept: Rule
    want: Want
    severity: Severity
    scope: Scope = Scope.ANY
    platforms: frozenset[Platform] = frozenset(Platform)
    absent_means: AbsentMeans = UNKNOWN
    absent_evidence: Evidence = Evidence.NONE
    default: str = ""
    needs_reboot: Reboot = Reboot.UNKNOWN
    can_cut_access: tuple[str, ...] = ()
    breaks: str = ""
    refs: Mapping[str, str] = field(default_factory=dict)
    benchmarks: Mapping[str, Departure] = field(default_factory=dict)
    departs: str = ""

    @property
    def topic(self) -> str:
        """The first two parts of the id: `windows.lsa`."""
        return self.id.rpartition(".")[0]

    def covers(self, role: Role, platform: Platform) -> bool:
        """Tell whether the control is meant for a host of this role and platform."""
        return self.scope.covers(role) and platform in self.platforms
