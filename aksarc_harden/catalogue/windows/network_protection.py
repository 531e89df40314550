"""What Defender blocks on the network: bad sites, guessed passwords, encryption from afar."""

from __future__ import annotations

from aksarc_harden.catalogue.row import SERVERS, control, dword, exactly, refs
from aksarc_harden.model.control import Departure, Evidence, Severity
from aksarc_harden.model.host import Platform
from aksarc_harden.model.rule import Equals, OneOf

GUARD = r"SOFTWARE\Policies\Microsoft\Windows Defender\Windows Defender Exploit Guard\Network Protection"
BLOCKS = r"SOFTWARE\Policies\Microsoft\Windows Defender\Remediation\Behavioral Network Blocks"
INSPECTION = r"SOFTWARE\Policies\Microsoft\Windows Defender\NIS"

CONTROLS = (
    control(
        "windows.network_protection.on",
        row="defender-network-protection",
        title="Connections to known bad sites are blocked or recorded, whatever program makes them",
        why="Malware on a host has to reach its master; the browser's own filter sees nothing of that.",
        setting=dword(GUARD, "EnableNetworkProtection"),
        accept=OneOf((1, 2)),
        want=2,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.MEDIUM,
        breaks=(
            "unknown: blocking was not tried on hosts that pull images through proxies and registries. On "
            "servers it acts only with its server switch on; stay in audit (2) and read events 1125 before "
            "blocking."
        ),
        refs=refs(cis="18.10.43.6.3.1 L1", stig="V-213463", microsoft="ws2019, ws2022"),
        benchmarks={"CIS": exactly(1), "STIG": exactly(1)},
    ),
    control(
        "windows.network_protection.on_servers",
        row="defender-network-protection-server",
        title="Network protection may act on a server",
        why=(
            "On Windows Server the setting for network protection is ignored until this switch allows it, and "
            "the host is thought to be covered when it is not."
        ),
        setting=dword(GUARD, "AllowNetworkProtectionOnWinServer"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        platforms=SERVERS,
        refs=refs(stig="V-278672", microsoft="ws2025-defender-2510, azlocal-2506"),
    ),
    control(
        "windows.network_protection.no_datagram_inspection",
        row="defender-nis-datagram",
        title="UDP traffic of a server passes without Defender's inspection",
        why=(
            "Inspecting datagrams costs a busy host much of its throughput, and on servers Windows leaves it off "
            "for that reason."
        ),
        setting=dword(rf"{INSPECTION}\Consumers\IPS", "AllowDatagramProcessingOnWinServer"),
        accept=Equals(0),
        want=0,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        platforms=frozenset({Platform.WS2022, Platform.WS2025}),
        refs=refs(microsoft="ws2025-defender-2510, azlocal-2506"),
    ),
    control(
        "windows.network_protection.warnings_or_blocks_ws2025",
        row="defender-nis-warn-to-block",
        title="Network protection blocks instead of warning on Windows Server 2025, where a benchmark asks for it",
        why=(
            "A warning can be clicked away, a block cannot. Azure Local keeps the warning (0) so that nothing "
            "that a host needs is cut by a mistaken verdict; a block (1) is accepted."
        ),
        setting=dword(INSPECTION, "EnableConvertWarnToBlock"),
        accept=OneOf((0, 1)),
        want=0,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        platforms=frozenset({Platform.WS2025}),
        refs=refs(cis="18.10.43.8.1 L2", stig="V-278677", microsoft="ws2025-defender-2510, azlocal-2506"),
        benchmarks={"CIS": exactly(1), "STIG": exactly(1)},
    ),
    control(
        "windows.network_protection.warnings_or_blocks_before_2025",
        row="defender-nis-warn-to-block-before-2025",
        title=(
            "Network protection blocks instead of warning on Windows Server 2019 and 2022, where a benchmark "
            "asks for it"
        ),
        why=(
            "A warning is clicked away by whoever is in a hurry; turned into a block, the connection to a "
            "doubtful site does not happen."
        ),
        setting=dword(INSPECTION, "EnableConvertWarnToBlock"),
        accept=OneOf((0, 1), or_absent=True),
        want=1,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        platforms=frozenset({Platform.WS2019, Platform.WS2022}),
        breaks=(
            "A site that so far brought a warning is cut off: look through the warnings in the event log first, "
            "and allow what AKS, Arc or the image registries need."
        ),
        refs=refs(cis="18.10.43.8.1 L2", stig="V-278677"),
        benchmarks={"CIS": exactly(1), "STIG": exactly(1)},
    ),
    control(
        "windows.network_protection.brute_force_guard",
        row="defender-brute-force-mode",
        title="Protection against guessed passwords is not turned off",
        why="Addresses that try password after password over SMB or RDP are recorded or shut out before one fits.",
        setting=dword(rf"{BLOCKS}\Brute Force Protection", "BruteForceProtectionConfiguredState"),
        accept=OneOf((0, 1, 2), or_absent=True),
        want=2,
        absent_means=0,
        severity=Severity.LOW,
        platforms=SERVERS,
        can_cut_access=("smb", "rdp"),
        breaks=(
            "In block mode an address with many failed sign-ins is shut out, and that can be a management server "
            "with an old password. Audit (2) is written; block only once the records show no address of your own."
        ),
        refs=refs(cis="18.10.43.11.1.1.2 L1"),
        benchmarks={"CIS": Departure(2, OneOf((1, 2)))},
    ),
    control(
        "windows.network_protection.brute_force_confidence",
        row="defender-brute-force-aggressiveness",
        title="Protection against guessed passwords acts at one of its three levels of confidence",
        why=(
            "At the lowest level only certain attackers are shut out; the medium one adds addresses that the "
            "cloud holds for bad with over 99 percent."
        ),
        setting=dword(rf"{BLOCKS}\Brute Force Protection", "BruteForceProtectionAggressiveness"),
        accept=OneOf((0, 1, 2), or_absent=True),
        want=1,
        absent_means=0,
        severity=Severity.LOW,
        platforms=SERVERS,
        can_cut_access=("smb", "rdp"),
        breaks=(
            "It matters in block mode alone: the higher the level, the sooner a management address with failing "
            "sign-ins is shut out. Keep the mode at audit until the records are clean."
        ),
        refs=refs(cis="18.10.43.11.1.1.1 L2"),
        benchmarks={"CIS": Departure(1, OneOf((1, 2)))},
    ),
    control(
        "windows.network_protection.remote_encryption_confidence",
        row="defender-remote-encryption-aggressiveness",
        title="Protection against encryption over the network acts at one of its three levels of confidence",
        why=(
            "Ransomware on one host encrypts the shares of others over SMB; the medium level also stops senders "
            "that the cloud is over 99 percent sure of."
        ),
        setting=dword(rf"{BLOCKS}\Remote Encryption Protection", "RemoteEncryptionProtectionAggressiveness"),
        accept=OneOf((0, 1, 2), or_absent=True),
        want=1,
        absent_means=0,
        severity=Severity.LOW,
        platforms=SERVERS,
        can_cut_access=("smb",),
        breaks=(
            "A backup or replication server that rewrites many files over SMB could be taken for ransomware and "
            "shut out; exclude its address where blocking is on."
        ),
        refs=refs(cis="18.10.43.11.1.2.1 L2"),
        benchmarks={"CIS": Departure(1, OneOf((1, 2)))},
    ),
)
