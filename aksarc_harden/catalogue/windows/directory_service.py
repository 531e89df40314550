"""The directory service of domain controllers."""

from __future__ import annotations

from aksarc_harden.catalogue.row import control, dword, refs
from aksarc_harden.model.control import Evidence, Reboot, Scope, Severity
from aksarc_harden.model.found import ABSENT
from aksarc_harden.model.rule import Equals, MustBeAbsent

CONTROLS = (
    control(
        "windows.directory_service.ldap_signing_required",
        row="dc-ldap-server-signing",
        title="Domain controllers require signed LDAP",
        why=(
            "Unsigned sign-ins to LDAP can be relayed by somebody in between, who then changes the directory in "
            "another's name."
        ),
        setting=dword(r"SYSTEM\CurrentControlSet\Services\NTDS\Parameters", "LDAPServerIntegrity"),
        accept=Equals(2),
        want=2,
        absent_means=1,
        severity=Severity.HIGH,
        scope=Scope.DC,
        needs_reboot=Reboot.NO,
        breaks="unknown",
        refs=refs(cis="2.3.5.4 L1", stig="V-254416", microsoft="ws2022-dc"),
    ),
    control(
        "windows.directory_service.no_vulnerable_netlogon",
        row="dc-no-vulnerable-netlogon",
        title="No account may use a vulnerable Netlogon channel",
        why="Every entry in this list opens the flaw known as Zerologon for one account.",
        setting=dword(r"SYSTEM\CurrentControlSet\Services\Netlogon\Parameters", "VulnerableChannelAllowList"),
        accept=MustBeAbsent(),
        want=ABSENT,
        absent_means="",
        absent_evidence=Evidence.MEMORY,
        severity=Severity.HIGH,
        scope=Scope.DC,
        breaks="unknown",
        refs=refs(cis="2.3.5.2 L1"),
    ),
)
