"""SMB: dialects, hardened paths and the file server; the rest of the client is in smb_client."""

from __future__ import annotations

from aksarc_harden.catalogue.row import SERVERS, control, dword, exactly, lines, refs, text
from aksarc_harden.model.control import Evidence, Reboot, Scope, Severity
from aksarc_harden.model.found import ABSENT
from aksarc_harden.model.host import Platform
from aksarc_harden.model.rule import Equals, OneOf, OneOfParts, Range, SetEquals, Subset

SERVER = r"SYSTEM\CurrentControlSet\Services\LanmanServer\Parameters"
HARDENED = r"SOFTWARE\Policies\Microsoft\Windows\NetworkProvider\HardenedPaths"
SERVER_POLICY = r"SOFTWARE\Policies\Microsoft\Windows\LanmanServer"

CONTROLS = (
    control(
        "windows.smb.server_no_smb1",
        row="smb1-server-off",
        title="The file server does not speak SMB 1",
        why="SMB 1 has no protection against somebody in between and was the way in of the worst worms.",
        setting=dword(SERVER, "SMB1"),
        accept=Equals(0),
        want=0,
        absent_means=1,
        severity=Severity.CRITICAL,
        needs_reboot=Reboot.YES,
        can_cut_access=("smb",),
        refs=refs(cis="18.4.3 L1", stig="V-254276", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2506"),
    ),
    control(
        "windows.smb.client_without_smb1",
        row="smb1-client-dependencies",
        title="The SMB client does not depend on the SMB 1 driver",
        why="While the workstation service names the old driver, it is loaded and the client falls back to SMB 1.",
        setting=lines(r"SYSTEM\CurrentControlSet\Services\LanmanWorkstation", "DependOnService"),
        accept=Subset(("Bowser", "MRxSmb20", "NSI")),
        want=("Bowser", "MRxSmb20", "NSI"),
        default="Bowser, MRxSmb20, NSI",
        severity=Severity.LOW,
        platforms=frozenset({Platform.WS2025}),
        can_cut_access=("service", "smb"),
        refs=refs(microsoft="ws2025-2510, azlocal-2506"),
    ),
    control(
        "windows.smb.server_signing_required",
        row="smb-server-require-signing",
        title="The file server requires signed SMB",
        why="Unsigned sessions can be taken over, and sign-ins relayed to a host that does not ask for signatures.",
        setting=dword(SERVER, "RequireSecuritySignature"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        default="0",
        severity=Severity.HIGH,
        needs_reboot=Reboot.YES,
        can_cut_access=("smb",),
        breaks="RDMA throughput of storage traffic drops; Azure Local ships it on and lets the owner switch.",
        refs=refs(
            cis="2.3.9.2 L1", stig="V-254463", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.smb.no_anonymous_shares",
        row="smb-server-no-null-session-shares",
        title="No share can be opened without signing in",
        why="An anonymous share is readable by every machine that reaches the host.",
        setting=lines(SERVER, "NullSessionShares"),
        accept=SetEquals((), or_absent=True),
        want=(),
        absent_means=(),
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.NO,
        refs=refs(cis="2.3.10.12 L1", microsoft="ws2025-2510, azlocal-2506"),
    ),
    control(
        "windows.smb.no_anonymous_pipes_member",
        row="smb-server-no-null-session-pipes",
        title="No named pipe of a member server can be opened without signing in",
        why="Anonymous pipes lead to services that were never meant to be asked by strangers.",
        setting=lines(SERVER, "NullSessionPipes"),
        accept=SetEquals((), or_absent=True),
        want=(),
        absent_means=(),
        severity=Severity.MEDIUM,
        scope=Scope.MEMBER,
        needs_reboot=Reboot.NO,
        breaks=(
            "unknown: whether a program of the site opens a pipe of the host without signing in; nothing of AKS, "
            "MOC or clustering is known to"
        ),
        refs=refs(cis="2.3.10.7 L1"),
    ),
    control(
        "windows.smb.few_anonymous_pipes_dc",
        row="smb-server-null-session-pipes-dc",
        title="No pipes but those of the directory service can be opened without signing in",
        why=(
            "Domain controllers need three pipes for older trusts and clients; each further one can be asked by "
            "strangers."
        ),
        setting=lines(SERVER, "NullSessionPipes"),
        accept=Subset(("LSARPC", "NETLOGON", "SAMR")),
        want=("LSARPC", "NETLOGON", "SAMR"),
        severity=Severity.MEDIUM,
        scope=Scope.DC,
        platforms=SERVERS,
        needs_reboot=Reboot.NO,
        breaks="unknown: it is known only that domain controllers need the three pipes for older trusts and clients",
        refs=refs(cis="2.3.10.6 L1 DC"),
    ),
    control(
        "windows.smb.hardened_netlogon",
        row="smb-hardened-path-netlogon",
        title="NETLOGON shares are opened with mutual authentication and integrity only",
        why="Sign-in scripts come from there; without it a false domain controller could run its own as SYSTEM.",
        setting=text(HARDENED, r"\\*\NETLOGON"),
        accept=OneOfParts(
            (
                "RequireMutualAuthentication=1,RequireIntegrity=1",
                "RequireMutualAuthentication=1,RequireIntegrity=1,RequirePrivacy=1",
            )
        ),
        want="RequireMutualAuthentication=1,RequireIntegrity=1",
        absent_means="RequireMutualAuthentication=1,RequireIntegrity=1",
        severity=Severity.HIGH,
        refs=refs(
            cis="18.6.14.1 L1", stig="V-254340", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
        benchmarks={"CIS": exactly("RequireMutualAuthentication=1,RequireIntegrity=1,RequirePrivacy=1")},
    ),
    control(
        "windows.smb.hardened_sysvol",
        row="smb-hardened-path-sysvol",
        title="SYSVOL shares are opened with mutual authentication and integrity only",
        why="Group Policy comes from there; without it a false domain controller could set any policy on the host.",
        setting=text(HARDENED, r"\\*\SYSVOL"),
        accept=OneOfParts(
            (
                "RequireMutualAuthentication=1,RequireIntegrity=1",
                "RequireMutualAuthentication=1,RequireIntegrity=1,RequirePrivacy=1",
            )
        ),
        want="RequireMutualAuthentication=1,RequireIntegrity=1",
        absent_means="RequireMutualAuthentication=1,RequireIntegrity=1",
        severity=Severity.HIGH,
        refs=refs(
            cis="18.6.14.1 L1", stig="V-254340", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
        benchmarks={"CIS": exactly("RequireMutualAuthentication=1,RequireIntegrity=1,RequirePrivacy=1")},
    ),
    control(
        "windows.smb.server_smb3",
        row="smb-server-min-dialect",
        title="The file server speaks SMB 3 or newer",
        why="Older dialects know no encryption and can be talked down to weaker protection.",
        setting=dword(SERVER_POLICY, "MinSmb2Dialect"),
        accept=OneOf((768, 770, 785)),
        want=768,
        absent_means=514,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.HIGH,
        platforms=frozenset({Platform.WS2025}),
        can_cut_access=("smb",),
        refs=refs(cis="18.6.7.1 L1", microsoft="ws2025-2510, azlocal-2506"),
        benchmarks={"CIS": exactly(785)},
    ),
    control(
        "windows.smb.server_smb3_before_2025",
        row="smb-server-min-dialect-before-2025",
        title="No lower SMB dialect than 3 is set on Server 2022",
        why=(
            "A benchmark lists the setting for Server 2022, where it is not known to be read; absent leaves the "
            "system's own choice."
        ),
        setting=dword(SERVER_POLICY, "MinSmb2Dialect"),
        accept=OneOf((768, 770, 785), or_absent=True),
        want=ABSENT,
        severity=Severity.MEDIUM,
        platforms=frozenset({Platform.WS2022}),
        can_cut_access=("smb",),
        breaks="unknown: with 3.1.1 alone, peers, witnesses and libraries that stop at 3.0 are cut off",
        refs=refs(cis="18.6.7.1 L1"),
        benchmarks={"CIS": exactly(785)},
    ),
    control(
        "windows.smb.client_smb1_driver_off",
        row="smb1-client-driver-off",
        title="The driver of the SMB 1 client does not start",
        why=(
            "A client that speaks SMB 1 can be talked down to it by a false file server, and nothing it then "
            "sends is protected."
        ),
        setting=dword(r"SYSTEM\CurrentControlSet\Services\MrxSmb10", "Start"),
        accept=Equals(4),
        want=4,
        severity=Severity.CRITICAL,
        needs_reboot=Reboot.YES,
        can_cut_access=("service", "smb"),
        refs=refs(cis="18.4.2 L1", stig="V-254277", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2506"),
    ),
    control(
        "windows.smb.server_signing_offered",
        row="smb-server-enable-signing",
        title="The file server signs SMB 1 sessions where the client can",
        why=(
            "SMB 2 and newer look at the requirement alone; should SMB 1 ever come back, sessions with clients "
            "that can sign are still signed."
        ),
        setting=dword(SERVER, "EnableSecuritySignature"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        default="0",
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.YES,
        refs=refs(cis="2.3.9.3 L1", stig="V-254464", microsoft="ws2025-2510, azlocal-2506"),
    ),
    control(
        "windows.smb.server_idle_limit",
        row="smb-server-idle-disconnect",
        title="Idle SMB sessions are suspended after at most 15 minutes",
        why=(
            "Sessions that are held open without use take memory from the file server, which an attacker can "
            "make use of to exhaust it."
        ),
        setting=dword(SERVER, "AutoDisconnect"),
        accept=Range(1, 15),
        want=15,
        absent_means=15,
        default="15",
        severity=Severity.LOW,
        needs_reboot=Reboot.NO,
        refs=refs(cis="2.3.9.1 L1", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.smb.server_forced_logoff",
        row="smb-server-forced-logoff",
        title="The file server ends sessions when the hours of the account are over",
        why="An account with limited hours could otherwise keep working in a session that it opened in time.",
        setting=dword(SERVER, "EnableForcedLogOff"),
        accept=Equals(1),
        want=1,
        absent_means=1,
        default="1",
        severity=Severity.LOW,
        needs_reboot=Reboot.NO,
        refs=refs(cis="2.3.9.4 L1, 2.3.11.6 L1", microsoft="ws2025-2510, azlocal-2506"),
    ),
    control(
        "windows.smb.server_no_anonymous_access",
        row="smb-server-restrict-null-sessions",
        title="Without signing in, no more than the listed shares and pipes can be opened",
        why="Anonymous access to every pipe and share is how strangers list accounts and find weak services.",
        setting=dword(SERVER, "RestrictNullSessAccess"),
        accept=OneOf((1,), or_absent=True),
        want=1,
        absent_means=1,
        default="1",
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.NO,
        refs=refs(
            cis="2.3.10.10 L1", stig="V-254469", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.smb.server_spn_validation",
        row="smb-server-spn-validation",
        title="The file server refuses clients that name another server as their target",
        why=(
            "A sign-in that was meant for another server and is relayed to this one shows the wrong name, and is "
            "turned away."
        ),
        setting=dword(SERVER, "SMBServerNameHardeningLevel"),
        accept=OneOf((1, 2)),
        want=1,
        absent_means=0,
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.NO,
        can_cut_access=("smb",),
        breaks=(
            "With 2 instead of 1, access through the name of a cluster or an alias can be refused; Azure Local "
            "ships 1, which is what is written."
        ),
        refs=refs(cis="2.3.9.5 L1", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.smb.server_sign_in_limiter",
        row="smb-server-auth-rate-limiter",
        title="The file server slows failed sign-ins down",
        why="Without the limiter passwords of local accounts can be tried over SMB by the hundreds a second.",
        setting=dword(SERVER_POLICY, "EnableAuthRateLimiter"),
        accept=OneOf((1,), or_absent=True),
        want=1,
        absent_means=1,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.MEDIUM,
        platforms=frozenset({Platform.WS2025}),
        refs=refs(cis="18.6.8.4 L1 (2025v1)", microsoft="ws2025-2510, azlocal-2506"),
    ),
    control(
        "windows.smb.server_sign_in_delay",
        row="smb-server-auth-rate-limit-delay",
        title="A failed sign-in over SMB is answered after two to five seconds",
        why=(
            "With a delay of two seconds the guesses of a day shrink from millions to some forty thousand a connection."
        ),
        setting=dword(SERVER, "InvalidAuthenticationDelayTimeInMs"),
        accept=Range(2000, 5000),
        want=2000,
        absent_means=2000,
        severity=Severity.MEDIUM,
        platforms=frozenset({Platform.WS2025}),
        refs=refs(microsoft="ws2025-2510, azlocal-2506"),
    ),
    control(
        "windows.smb.no_guest_azshci",
        row="smb-no-guest-azshci",
        title="Guest sign-ins are off in the file server's policy on Azure Stack HCI",
        why=(
            "Azure Stack HCI's own baseline asks for the value here as well as at the client; which part of the "
            "system reads it is not known."
        ),
        setting=dword(rf"{SERVER_POLICY}\Parameters", "AllowInsecureGuestAuth"),
        accept=Equals(0),
        want=0,
        severity=Severity.MEDIUM,
        platforms=frozenset({Platform.AZSHCI22H2}),
        refs=refs(microsoft="azlocal-2411"),
    ),
    control(
        "windows.smb.server_audit_no_encryption",
        row="smb-server-audit-no-encryption",
        title="The file server records clients that cannot encrypt",
        why="Before encryption can be required it has to be known which clients would be cut off.",
        setting=dword(SERVER_POLICY, "AuditClientDoesNotSupportEncryption"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        platforms=frozenset({Platform.WS2025}),
        refs=refs(cis="18.6.7.1 L1 (2025v1)", microsoft="azlocal-2506"),
    ),
    control(
        "windows.smb.server_audit_no_signing",
        row="smb-server-audit-no-signing",
        title="The file server records clients that cannot sign",
        why=(
            "Where signing is required, the record explains why a client no longer gets in; where it is not, who "
            "stands in the way."
        ),
        setting=dword(SERVER_POLICY, "AuditClientDoesNotSupportSigning"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        platforms=frozenset({Platform.WS2025}),
        refs=refs(cis="18.6.7.2 L1 (2025v1)", microsoft="azlocal-2506"),
    ),
    control(
        "windows.smb.server_audit_guest",
        row="smb-server-audit-guest",
        title="The file server records sign-ins as a guest",
        why="A guest's sign-in names nobody; the record is what is left to find out who opened a share.",
        setting=dword(SERVER_POLICY, "AuditInsecureGuestLogon"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        platforms=frozenset({Platform.WS2025}),
        refs=refs(cis="18.6.7.3 L1 (2025v1)", microsoft="ws2025-2510, azlocal-2506"),
    ),
)
