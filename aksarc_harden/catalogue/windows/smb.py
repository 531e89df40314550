"""SMB, server and client."""

from __future__ import annotations

from aksarc_harden.catalogue.row import SERVERS, control, dword, exactly, lines, refs, text
from aksarc_harden.model.control import Evidence, Reboot, Scope, Severity
from aksarc_harden.model.found import ABSENT
from aksarc_harden.model.host import Platform
from aksarc_harden.model.rule import Equals, OneOf, OneOfParts, SetEquals, Subset

SERVER = r"SYSTEM\CurrentControlSet\Services\LanmanServer\Parameters"
HARDENED = r"SOFTWARE\Policies\Microsoft\Windows\NetworkProvider\HardenedPaths"

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
        breaks="unknown",
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
        setting=dword(r"SOFTWARE\Policies\Microsoft\Windows\LanmanServer", "MinSmb2Dialect"),
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
        setting=dword(r"SOFTWARE\Policies\Microsoft\Windows\LanmanServer", "MinSmb2Dialect"),
        accept=OneOf((768, 770, 785), or_absent=True),
        want=ABSENT,
        severity=Severity.MEDIUM,
        platforms=frozenset({Platform.WS2022}),
        can_cut_access=("smb",),
        breaks="unknown: with 3.1.1 alone, peers, witnesses and libraries that stop at 3.0 are cut off",
        refs=refs(cis="18.6.7.1 L1"),
        benchmarks={"CIS": exactly(785)},
    ),
)
