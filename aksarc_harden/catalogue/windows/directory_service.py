"""The directory service of domain controllers."""

from __future__ import annotations

from aksarc_harden.catalogue.row import control, dword, refs
from aksarc_harden.model.control import Departure, Evidence, Reboot, Scope, Severity
from aksarc_harden.model.found import ABSENT
from aksarc_harden.model.host import Platform
from aksarc_harden.model.rule import Equals, MustBeAbsent, OneOf

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
        breaks=(
            "unknown: clients that neither sign nor use TLS can no longer sign in; whether an estate has any "
            "shows in events 2887 and 2889 of its domain controllers"
        ),
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
        breaks=(
            "unknown: whether a device of the site still needs an entry; it can no longer sign in to the domain "
            "once the entry is gone"
        ),
        refs=refs(cis="2.3.5.2 L1"),
    ),
    control(
        "windows.directory_service.ldap_channel_binding_required",
        row="dc-ldap-channel-binding",
        title="Domain controllers require channel binding for LDAP over TLS",
        why=(
            "A sign-in that is not bound to its TLS channel can be relayed to the directory by somebody in "
            "between, who then changes it in another's name."
        ),
        setting=dword(r"SYSTEM\CurrentControlSet\Services\NTDS\Parameters", "LdapEnforceChannelBinding"),
        accept=Equals(2),
        want=2,
        absent_means=0,
        severity=Severity.HIGH,
        scope=Scope.DC,
        needs_reboot=Reboot.NO,
        breaks=(
            "unknown: clients without channel binding, old appliances for example, can no longer sign in over "
            "TLS; whether an estate has any shows in events 3039 to 3041 of its domain controllers."
        ),
        refs=refs(cis="2.3.5.3 L1", microsoft="ws2022-dc"),
    ),
    control(
        "windows.directory_service.no_tasks_of_server_operators",
        row="dc-no-server-operator-tasks",
        title="Server Operators cannot schedule tasks with the at command on domain controllers",
        why=(
            "Such tasks run as SYSTEM, so a Server Operator could use one to take over the domain controller, "
            "and with it the domain."
        ),
        setting=dword(r"SYSTEM\CurrentControlSet\Control\Lsa", "SubmitControl"),
        accept=Equals(0),
        want=0,
        absent_means=0,
        severity=Severity.MEDIUM,
        scope=Scope.DC,
        needs_reboot=Reboot.NO,
        breaks=(
            "unknown: domain controllers only; whether a site still has tasks that were made with the at command "
            "is not known."
        ),
        refs=refs(cis="2.3.5.1 L1"),
    ),
    control(
        "windows.directory_service.flawed_hello_keys_noticed",
        row="dc-whfb-roca-validation",
        title="Windows Hello keys from TPMs with the ROCA flaw are recorded or refused",
        why=(
            "The secret half of such a key can be computed from its public half, and with it somebody signs in "
            "as its owner."
        ),
        setting=dword(r"SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System\SAM", "SamNGCKeyROCAValidation"),
        accept=OneOf((1, 2), or_absent=True),
        want=1,
        absent_means=1,
        severity=Severity.MEDIUM,
        scope=Scope.DC,
        platforms=frozenset({Platform.WS2022, Platform.WS2025}),
        needs_reboot=Reboot.NO,
        refs=refs(cis="18.9.39.1 L1 DC"),
        benchmarks={"CIS": Departure(1, OneOf((1, 2)))},
    ),
)
