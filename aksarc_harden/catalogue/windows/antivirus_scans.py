"""What Defender's scans look into, and when they run."""

from __future__ import annotations

from aksarc_harden.catalogue.row import SERVERS, control, dword, exactly, refs
from aksarc_harden.model.control import Evidence, Severity
from aksarc_harden.model.host import Platform
from aksarc_harden.model.rule import Equals, OneOf, Range

SCAN = r"SOFTWARE\Policies\Microsoft\Windows Defender\Scan"

CONTROLS = (
    control(
        "windows.antivirus_scans.archives",
        row="defender-archive-scan",
        title="Archives are opened and scanned",
        why=(
            "Malware travels in ZIP and CAB files, and one that sits unscanned in an archive is found only when "
            "somebody unpacks it."
        ),
        setting=dword(SCAN, "DisableArchiveScanning"),
        accept=OneOf((0,), or_absent=True),
        want=0,
        absent_means=0,
        severity=Severity.MEDIUM,
        breaks=(
            "unknown: the cost was not measured on an AKS host. It is Windows' own default; a full scan of a "
            "folder with large archives takes longer and more CPU."
        ),
        refs=refs(stig="V-213448"),
    ),
    control(
        "windows.antivirus_scans.packed_programs",
        row="defender-packed-scan",
        title="Packed programs are scanned",
        why=(
            "Packing changes the look of a known piece of malware for nothing; a scanner that does not unpack "
            "compares the wrapping only."
        ),
        setting=dword(SCAN, "DisablePackedExeScanning"),
        accept=OneOf((0,), or_absent=True),
        want=0,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.MEDIUM,
        breaks=(
            "unknown: no test on an AKS host is on record. It is Windows' own default, so a host that was never "
            "changed does it already."
        ),
        refs=refs(cis="18.10.43.13.2 L1", stig="V-278679"),
    ),
    control(
        "windows.antivirus_scans.heuristics",
        row="defender-heuristics",
        title="Heuristic detection is on",
        why="Definitions know what was seen before; heuristics also find the variant that was built yesterday.",
        setting=dword(SCAN, "DisableHeuristics"),
        accept=OneOf((0,), or_absent=True),
        want=0,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.MEDIUM,
        breaks=(
            "unknown: no test on an AKS host is on record. It is Windows' own default; a false alarm on a seldom "
            "used tool is possible, so watch the detections after a change."
        ),
        refs=refs(stig="V-278680"),
    ),
    control(
        "windows.antivirus_scans.removable_drives",
        row="defender-removable-scan",
        title="Removable drives are part of a full scan",
        why="A USB drive left at a host is otherwise never looked at, until somebody starts a program from it.",
        setting=dword(SCAN, "DisableRemovableDriveScanning"),
        accept=Equals(0),
        want=0,
        absent_means=1,
        severity=Severity.MEDIUM,
        refs=refs(
            cis="18.10.43.13.3 L1",
            stig="V-213449",
            microsoft="ws2019, ws2022, ws2025-defender-2510, azlocal-2411, azlocal-2506",
        ),
    ),
    control(
        "windows.antivirus_scans.mail_stores",
        row="defender-email-scan",
        title="Mail files are opened and scanned",
        why=(
            "Malware rests unnoticed in mailbox files that were copied to the host, since the scanner does not "
            "look into them by default."
        ),
        setting=dword(SCAN, "DisableEmailScanning"),
        accept=Equals(0),
        want=0,
        absent_means=1,
        severity=Severity.LOW,
        refs=refs(
            cis="18.10.43.13.5 L1",
            stig="V-213451",
            microsoft="ws2019, ws2025-defender-2510, azlocal-2411, azlocal-2506",
        ),
    ),
    control(
        "windows.antivirus_scans.excluded_files_in_quick_scans",
        row="defender-quickscan-exclusions",
        title="Quick scans look at excluded files and folders as well",
        why="Exclusions are where malware hides, and the list of them is long on a host that runs virtual machines.",
        setting=dword(SCAN, "QuickScanIncludeExclusions"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        platforms=frozenset({Platform.WS2022, Platform.WS2025}),
        breaks=(
            "unknown: a quick scan may then also read the storage of virtual machines, which the exclusions keep "
            "out for good reason. How much it slows them was not measured; try one node outside of office hours."
        ),
        refs=refs(cis="18.10.43.13.1 L1", stig="V-278676", microsoft="ws2025-defender-2510, azlocal-2506"),
    ),
    control(
        "windows.antivirus_scans.catch_up_quick_scan",
        row="defender-catchup-quick-scan",
        title="A missed quick scan is made up for within sixty days, or catching up is knowingly off",
        why=(
            "A host that is busy or restarts whenever its scan is due would otherwise go without one for good. "
            "It acts only while the ordinary catch-up scans are off."
        ),
        setting=dword(SCAN, "DaysUntilAggressiveCatchupQuickScan"),
        accept=Range(0, 60),
        want=7,
        absent_means=30,
        severity=Severity.LOW,
        platforms=SERVERS,
        breaks=(
            "A quick scan takes some CPU and disk of the host for minutes, at a moment that nobody chose; the "
            "virtual machines may feel it on a full node."
        ),
        refs=refs(cis="18.10.43.13.4 L1"),
        benchmarks={"CIS": exactly(7)},
    ),
    control(
        "windows.antivirus_scans.scan_after_update",
        row="defender-scan-on-update",
        title="A scan follows every update of the definitions",
        why=("What came in before its definition did is found right after the update, not at the next scheduled scan."),
        setting=dword(r"SOFTWARE\Policies\Microsoft\Windows Defender\Signature Updates", "DisableScanOnUpdate"),
        accept=OneOf((0,), or_absent=True),
        want=0,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        platforms=frozenset({Platform.WS2025}),
        refs=refs(microsoft="ws2025-defender-2510, azlocal-2506"),
    ),
    control(
        "windows.antivirus_scans.start_spread",
        row="defender-scan-randomization",
        title="Scheduled scans of the hosts start spread over one to four hours",
        why=(
            "If all nodes of a cluster scan at the same minute, the storage that they share slows down for every "
            "virtual machine at once."
        ),
        setting=dword(r"SOFTWARE\Policies\Microsoft\Windows Defender", "SchedulerRandomizationTime"),
        accept=Range(1, 4),
        want=4,
        absent_means=4,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        platforms=frozenset({Platform.WS2025}),
        refs=refs(microsoft="ws2025-defender-2510, azlocal-2506"),
    ),
)
