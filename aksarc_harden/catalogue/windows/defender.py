"""Microsoft Defender."""

from __future__ import annotations

from aksarc_harden.catalogue.row import SERVERS, control, dword, exactly, refs, text
from aksarc_harden.model.control import Departure, Evidence, Severity
from aksarc_harden.model.found import ABSENT
from aksarc_harden.model.host import Platform
from aksarc_harden.model.rule import Equals, MustBeAbsent, OneOf

DEFENDER = r"SOFTWARE\Policies\Microsoft\Windows Defender"
REAL_TIME = rf"{DEFENDER}\Real-Time Protection"
CLOUD = rf"{DEFENDER}\Spynet"

CONTROLS = (
    control(
        "windows.defender.no_lsass_reading",
        row="asr-block-lsass-theft",
        title="Programs that read the memory of the LSA are blocked or recorded",
        why=(
            "Password hashes and tickets of everybody who is signed in lie there; tools for stealing them read "
            "it first."
        ),
        setting=text(rf"{DEFENDER}\Windows Defender Exploit Guard\ASR\Rules", "9e6c4e1f-7d60-472f-ba1a-a39ef669e4b2"),
        accept=OneOf(("1", "2")),
        want="1",
        absent_means="0",
        severity=Severity.HIGH,
        refs=refs(cis="18.10.43.6.1.2 L1", stig="V-278648", microsoft="ws2022, ws2025-defender-2510, azlocal-2506"),
    ),
    control(
        "windows.defender.real_time",
        row="defender-real-time",
        title="Defender's real-time protection is on",
        why="Malware is otherwise found by the next scan, after it has run.",
        setting=dword(REAL_TIME, "DisableRealtimeMonitoring"),
        accept=OneOf((0,), or_absent=True),
        want=0,
        absent_means=0,
        severity=Severity.CRITICAL,
        refs=refs(
            cis="18.10.43.10.3 L1",
            stig="V-213445",
            microsoft="ws2022, ws2025-defender-2510, azlocal-2411, azlocal-2506",
        ),
    ),
    control(
        "windows.defender.on",
        row="defender-antivirus-on",
        title="No policy turns Microsoft Defender Antivirus off",
        why=(
            "One registry value would otherwise switch the scanner off for good, which is among the first things "
            "that ransomware crews write once they are administrator."
        ),
        setting=dword(DEFENDER, "DisableAntiSpyware"),
        accept=OneOf((0,), or_absent=True),
        want=0,
        absent_means=0,
        severity=Severity.CRITICAL,
        refs=refs(
            cis="18.10.42.17 L1 (2022v3)", stig="V-213428", microsoft="ws2025-defender-2510, azlocal-2411, azlocal-2506"
        ),
        benchmarks={"STIG": Departure(ABSENT, MustBeAbsent())},
    ),
    control(
        "windows.defender.behaviour_monitoring",
        row="defender-behavior-monitoring",
        title="Defender watches what programs do, not only what they look like",
        why=(
            "Malware that no definition knows yet is recognised by its behaviour alone, such as encrypting many "
            "files or reaching into other processes."
        ),
        setting=dword(REAL_TIME, "DisableBehaviorMonitoring"),
        accept=OneOf((0,), or_absent=True),
        want=0,
        absent_means=0,
        severity=Severity.HIGH,
        refs=refs(
            cis="18.10.43.10.4 L1", stig="V-213446", microsoft="ws2019, ws2022, ws2025-defender-2510, azlocal-2506"
        ),
    ),
    control(
        "windows.defender.download_scan",
        row="defender-download-scan",
        title="Downloaded files and attachments are scanned",
        why="A download is the cheapest moment to stop malware: the file is checked before anybody opens it.",
        setting=dword(REAL_TIME, "DisableIOAVProtection"),
        accept=OneOf((0,), or_absent=True),
        want=0,
        absent_means=0,
        severity=Severity.HIGH,
        refs=refs(
            cis="18.10.43.10.2 L1",
            stig="V-213444",
            microsoft="ws2022, ws2025-defender-2510, azlocal-2411, azlocal-2506",
        ),
    ),
    control(
        "windows.defender.script_scan",
        row="defender-script-scan",
        title="Scripts are scanned before they run",
        why=(
            "Most intrusions use PowerShell and other script engines instead of files, so a scanner that does "
            "not see scripts misses them."
        ),
        setting=dword(REAL_TIME, "DisableScriptScanning"),
        accept=OneOf((0,), or_absent=True),
        want=0,
        absent_means=0,
        severity=Severity.HIGH,
        refs=refs(
            cis="18.10.43.10.5 L1",
            stig="V-278668",
            microsoft="ws2022, ws2025-defender-2510, azlocal-2411, azlocal-2506",
        ),
    ),
    control(
        "windows.defender.file_and_program_activity",
        row="defender-on-access",
        title="Defender watches files and programs as they are used",
        why=(
            "Files are otherwise written and started without being looked at, and malware is found by a later "
            "scan at best."
        ),
        setting=dword(REAL_TIME, "DisableOnAccessProtection"),
        accept=OneOf((0,), or_absent=True),
        want=0,
        absent_means=0,
        severity=Severity.HIGH,
        breaks=(
            "unknown: no test on an AKS host is on record. It is Windows' own default; virtual disks and cluster "
            "files stay out of it through the automatic exclusions of the Hyper-V role."
        ),
        refs=refs(stig="V-213443"),
    ),
    control(
        "windows.defender.unwanted_programs",
        row="defender-pua",
        title="Potentially unwanted programs are blocked or recorded",
        why=(
            "Remote control tools, coin miners and bundled installers are no malware by name, yet intruders "
            "bring them along and nobody needs them on a host."
        ),
        setting=dword(DEFENDER, "PUAProtection"),
        accept=OneOf((1, 2)),
        want=1,
        absent_means=0,
        severity=Severity.MEDIUM,
        refs=refs(
            cis="18.10.43.16 L1",
            stig="V-213426",
            microsoft="ws2019, ws2022, ws2025-defender-2510, azlocal-2411, azlocal-2506",
        ),
    ),
    control(
        "windows.defender.automatic_action",
        row="defender-routine-action",
        title="Defender acts on what it finds without waiting for somebody",
        why=(
            "A threat that is only reported stays active until an administrator reads the report, which on an "
            "unattended host can take days."
        ),
        setting=dword(DEFENDER, "DisableRoutinelyTakingAction"),
        accept=OneOf((0,), or_absent=True),
        want=0,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.MEDIUM,
        refs=refs(stig="V-213427", microsoft="ws2025-defender-2510, azlocal-2506"),
    ),
    control(
        "windows.defender.local_exclusions",
        row="defender-no-local-merge",
        title="Exclusions that are made on the host itself count beside those of policy",
        why=(
            "AKS and the cluster add their exclusions on the host; without them the scanner holds open the files "
            "of virtual machines. The price is that a local administrator can add exclusions, so review the list."
        ),
        setting=dword(DEFENDER, "DisableLocalAdminMerge"),
        accept=OneOf((0,), or_absent=True),
        want=0,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.MEDIUM,
        breaks=(
            "unknown: what happens once local exclusions no longer count (1, as the STIG wants it) was not tried "
            "on an AKS host. Bring the exclusions for AKS, Hyper-V and cluster paths by policy first; those that "
            "come with server roles stay."
        ),
        refs=refs(stig="V-278656"),
        benchmarks={"STIG": exactly(1)},
    ),
    control(
        "windows.defender.role_exclusions",
        row="defender-keep-auto-exclusions",
        title="The exclusions that belong to server roles stay in force",
        why=(
            "Without them every write to a virtual disk on a cluster volume is scanned, which slows the virtual "
            "machines and can lock their files."
        ),
        setting=dword(rf"{DEFENDER}\Exclusions", "DisableAutoExclusions"),
        accept=OneOf((0,), or_absent=True),
        want=0,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.MEDIUM,
        refs=refs(stig="V-213431", microsoft="ws2025-defender-2510, azlocal-2506"),
    ),
    control(
        "windows.defender.exclusions_hidden_from_users",
        row="defender-hide-exclusions-users",
        title="Users cannot see what Defender leaves unscanned",
        why=(
            "The list of exclusions tells an intruder which folder to put malware into; a plain user has no need "
            "to read it."
        ),
        setting=dword(DEFENDER, "HideExclusionsFromLocalUsers"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        platforms=frozenset({Platform.WS2022, Platform.WS2025}),
        refs=refs(cis="18.10.43.17 L1", microsoft="ws2025-defender-2510, azlocal-2506"),
    ),
    control(
        "windows.defender.exclusions_hidden_from_administrators",
        row="defender-hide-exclusions-admins",
        title="Local administrators cannot read Defender's exclusions through its own tools",
        why=(
            "Malware that has become administrator asks Defender for the unscanned folders first; whoever "
            "manages the policy can still see them there."
        ),
        setting=dword(DEFENDER, "HideExclusionsFromLocalAdmins"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        platforms=frozenset({Platform.WS2022, Platform.WS2025}),
        refs=refs(stig="V-278658", microsoft="ws2025-defender-2510, azlocal-2506"),
    ),
    control(
        "windows.defender.file_hashes",
        row="defender-file-hash",
        title="Defender computes the hashes of the files that it scans",
        why=(
            "Files can then be blocked and searched for by their hash across all hosts, which matters in the "
            "hours after the first finding."
        ),
        setting=dword(rf"{DEFENDER}\MpEngine", "EnableFileHashComputation"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        breaks=(
            "unknown: the cost was not measured on an AKS host. Hashing takes CPU while large files are copied; "
            "watch one node before the others follow."
        ),
        refs=refs(cis="18.10.43.7.1 L1", stig="V-278661"),
    ),
    control(
        "windows.defender.edr_blocks",
        row="defender-edr-block-mode",
        title="Defender may act on what Defender for Endpoint detects beside another scanner",
        why=(
            "Where another product is the active scanner, threats that it misses are then still removed; on "
            "hosts without Defender for Endpoint it changes nothing."
        ),
        setting=dword(rf"{DEFENDER}\Features", "PassiveRemediation"),
        accept=OneOf((0, 1), or_absent=True),
        want=1,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        platforms=SERVERS,
        refs=refs(cis="18.10.43.4.1 L1"),
        benchmarks={"CIS": exactly(1)},
    ),
    control(
        "windows.defender.crash_reports",
        row="defender-no-watson-events",
        title="Defender does not report its own crashes to Microsoft, where a benchmark asks for it",
        why="Reports of a crashed scanner can hold parts of memory, and so of the data that it was scanning.",
        setting=dword(rf"{DEFENDER}\Reporting", "DisableGenericRePorts"),
        accept=OneOf((0, 1), or_absent=True),
        want=1,
        absent_means=0,
        severity=Severity.LOW,
        platforms=SERVERS,
        breaks=(
            "Microsoft gets fewer reports when the scanner itself crashes, which can make a support case about "
            "Defender slower; nothing else changes."
        ),
        refs=refs(cis="18.10.43.12.1 L2"),
        benchmarks={"CIS": exactly(1)},
    ),
    control(
        "windows.defender.cloud_block_level",
        row="defender-cloud-block-level",
        title="Defender blocks suspicious files at a high level or above",
        why=(
            "At the ordinary level an unknown file runs unless it is clearly bad; at the high one doubt is "
            "enough, which suits a host where new programs are rare."
        ),
        setting=dword(rf"{DEFENDER}\MpEngine", "MpCloudBlockLevel"),
        accept=OneOf((2, 4, 6)),
        want=2,
        absent_means=0,
        severity=Severity.MEDIUM,
        refs=refs(stig="V-278863", microsoft="ws2022, ws2025-defender-2510, azlocal-2506"),
    ),
    control(
        "windows.defender.cloud_membership",
        row="defender-cloud-membership",
        title="Defender asks Microsoft's cloud about unknown files, with full details",
        why=(
            "New malware is known in the cloud hours before a definition reaches the host. Paths and names of "
            "suspicious programs leave the host with it, which is why some benchmarks want it off."
        ),
        setting=dword(CLOUD, "SpynetReporting"),
        accept=Equals(2),
        want=2,
        severity=Severity.MEDIUM,
        refs=refs(
            cis="18.10.43.5.2 L2", stig="V-213434", microsoft="ws2019, ws2022, ws2025-defender-2510, azlocal-2506"
        ),
        benchmarks={"CIS": Departure(0, OneOf((0,), or_absent=True))},
    ),
    control(
        "windows.defender.sample_submission",
        row="defender-sample-consent",
        title="Suspicious files are sent for analysis without asking anybody",
        why=(
            "Nobody sits at a host to answer the question, so an unknown file would run unjudged; files that may "
            "hold personal data stay back unless all samples are chosen."
        ),
        setting=dword(CLOUD, "SubmitSamplesConsent"),
        accept=OneOf((1, 3)),
        want=1,
        absent_means=1,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.MEDIUM,
        refs=refs(stig="V-213435", microsoft="ws2019, ws2022, ws2025-defender-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.defender.block_at_first_sight",
        row="defender-block-first-seen",
        title="A file that was never seen before waits until the cloud has judged it",
        why=(
            "The first host that meets new malware is otherwise the one that it infects; the check holds the "
            "file for some seconds."
        ),
        setting=dword(CLOUD, "DisableBlockAtFirstSeen"),
        accept=Equals(0),
        want=0,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.MEDIUM,
        refs=refs(stig="V-213433", microsoft="ws2022, ws2025-defender-2510, azlocal-2506"),
    ),
    control(
        "windows.defender.no_local_cloud_override",
        row="defender-no-local-maps-override",
        title="The level of cloud reporting cannot be changed on the host itself",
        why=(
            "Malware with administrator rights would otherwise lower the host's own setting and lose the cloud "
            "as a witness."
        ),
        setting=dword(CLOUD, "LocalSettingOverrideSpynetReporting"),
        accept=OneOf((0,), or_absent=True),
        want=0,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        refs=refs(cis="18.10.43.5.1 L1", stig="V-213432", microsoft="ws2025-defender-2510, azlocal-2506"),
    ),
)
