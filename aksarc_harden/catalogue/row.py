"""
How a control is written down: constructors that let a row of the catalogue read in a dozen lines.

They know no control and no host.
"""

from __future__ import annotations

from collections.abc import Mapping

from aksarc_harden.model.control import (
    UNKNOWN,
    AbsentMeans,
    Control,
    Departure,
    Evidence,
    Reboot,
    Scope,
    Severity,
    Unknown,
    Want,
)
from aksarc_harden.model.found import Data
from aksarc_harden.model.host import Platform
from aksarc_harden.model.rule import Equals, Rule, SetEquals, Superset
from aksarc_harden.model.setting import Registry, RegistryType, Setting

SERVERS = frozenset({Platform.WS2019, Platform.WS2022, Platform.WS2025})  # Windows Server, not Azure Stack HCI

UEFI_LOCKED = "Locked in the firmware, it cannot be taken back from afar."

_MACHINE = "HKEY_LOCAL_MACHINE\\"


def control(
    id: str,  # noqa: A002 — a row is read by its words
    *,
    row: str,
    title: str,
    why: str,
    setting: Setting,
    accept: Rule,
    want: Want,
    severity: Severity,
    scope: Scope = Scope.ANY,
    platforms: frozenset[Platform] = frozenset(Platform),
    absent_means: AbsentMeans = UNKNOWN,
    absent_evidence: Evidence = Evidence.BACKED,
    default: str = "",
    needs_reboot: Reboot = Reboot.UNKNOWN,
    can_cut_access: tuple[str, ...] = (),
    breaks: str = "",
    refs: Mapping[str, str] | None = None,
    benchmarks: Mapping[str, Departure] | None = None,
) -> Control:
    """Write down one control; what is left out is unknown, or holds for every host."""
    is_known = absent_means is not None and not isinstance(absent_means, Unknown)
    return Control(
        id=id,
        row=row,
        title=title,
        why=why,
        setting=setting,
        accept=accept,
        want=want,
        severity=severity,
        scope=scope,
        platforms=platforms,
        absent_means=absent_means,
        absent_evidence=absent_evidence if is_known else Evidence.NONE,
        default=default,
        needs_reboot=needs_reboot,
        can_cut_access=can_cut_access,
        breaks=breaks,
        refs=refs or {},
        benchmarks=benchmarks or {},
    )


def dword(key: str, name: str) -> Registry:
    """Name a REG_DWORD below HKEY_LOCAL_MACHINE."""
    return Registry(_MACHINE + key, name, RegistryType.DWORD)


def text(key: str, name: str) -> Registry:
    """Name a REG_SZ below HKEY_LOCAL_MACHINE."""
    return Registry(_MACHINE + key, name, RegistryType.STRING)


def lines(key: str, name: str) -> Registry:
    """Name a REG_MULTI_SZ below HKEY_LOCAL_MACHINE."""
    return Registry(_MACHINE + key, name, RegistryType.MULTI_STRING)


def binary(key: str, name: str) -> Registry:
    """Name a REG_BINARY below HKEY_LOCAL_MACHINE."""
    return Registry(_MACHINE + key, name, RegistryType.BINARY)


def refs(*, cis: str = "", stig: str = "", microsoft: str = "") -> dict[str, str]:
    """
    Say which benchmarks ask for it, and under which number.

    `cis`: the numbers in CIS Windows Server 2022 v4, each with its level, and `MS` or `DC` where it is for member
    servers or domain controllers alone; where that has none, the one in another, as `2.3.1.1 L1 (2022v3)`;
    `stig`: of the Server 2022 STIG, or of those of Defender and the firewall; `microsoft`: the lists of Microsoft.
    """
    named = {"CIS": cis, "STIG": stig, "Microsoft": microsoft}
    return {benchmark: number for benchmark, number in named.items() if number}


def exactly(data: Data, breaks: str = "") -> Departure:
    """Depart from the row by one value alone; several items in any order."""
    return Departure(data, SetEquals(data) if isinstance(data, tuple) else Equals(data), breaks)


def at_least(items: tuple[str, ...], breaks: str = "") -> Departure:
    """Depart from the row by further items; what else is there stays."""
    return Departure(items, Superset(items), breaks)
