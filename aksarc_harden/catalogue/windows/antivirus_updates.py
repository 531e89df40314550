"""How Defender stays up to date: definitions, engine and platform."""

from __future__ import annotations

from aksarc_harden.catalogue.row import control, dword, exactly, refs
from aksarc_harden.model.control import Evidence, Severity
from aksarc_harden.model.host import Platform
from aksarc_harden.model.rule import Equals, OneOf, Range

UPDATES = r"SOFTWARE\Policies\Microsoft\Windows Defender\Signature Updates"
DEFENDER = r"SOFTWARE\Policies\Microsoft\Windows Defender"
LOCAL_UPDATES = r"SOFTWARE\Microsoft\Windows Defender\Signature Updates"

CONTROLS = (
    control(
        "windows.antivirus_updates.virus_definitions_age",
        row="defender-antivirus-age",
        title="Virus definitions count as out of date after seven days at most",
        why=(
            "A scanner whose updates have failed looks healthy until its age is reported; new malware has then "
            "had the whole time to itself."
        ),
        setting=dword(UPDATES, "AVSignatureDue"),
        accept=Range(1, 7),
        want=7,
        severity=Severity.HIGH,
        breaks=(
            "unknown: no test on an AKS host is on record. Hosts without a way to the update source will report "
            "old definitions, so give them an internal one."
        ),
        refs=refs(stig="V-213453"),
    ),
    control(
        "windows.antivirus_updates.spyware_definitions_age",
        row="defender-antispyware-age",
        title="Spyware definitions count as out of date after seven days at most",
        why=(
            "A host whose definitions no longer arrive is reported within the week and not when something has "
            "been missed."
        ),
        setting=dword(UPDATES, "ASSignatureDue"),
        accept=Range(1, 7),
        want=7,
        severity=Severity.HIGH,
        breaks=(
            "unknown: no test on an AKS host is on record. Hosts without a way to the update source will report "
            "old definitions, so give them an internal one."
        ),
        refs=refs(stig="V-213452"),
    ),
    control(
        "windows.antivirus_updates.check_every_day",
        row="defender-signature-check-daily",
        title="New definitions are looked for every day",
        why="A day without a check is a day on which malware that others know already is not recognised here.",
        setting=dword(LOCAL_UPDATES, "ScheduleDay"),
        accept=Equals(0),
        want=0,
        severity=Severity.LOW,
        platforms=frozenset({Platform.AZSHCI22H2}),
        refs=refs(microsoft="azlocal-2411"),
    ),
    control(
        "windows.antivirus_updates.check_every_hour",
        row="defender-signature-interval",
        title="New definitions are looked for every hour",
        why=(
            "Definitions appear several times a day, and each hour of delay is one in which a fresh outbreak "
            "goes unseen."
        ),
        setting=dword(LOCAL_UPDATES, "SignatureUpdateInterval"),
        accept=Equals(1),
        want=1,
        severity=Severity.LOW,
        platforms=frozenset({Platform.AZSHCI22H2}),
        refs=refs(microsoft="azlocal-2411"),
    ),
    control(
        "windows.antivirus_updates.engine_channel",
        row="defender-engine-ring",
        title="Updates of the scan engine come from a channel for production hosts",
        why=(
            "Preview channels put an untried engine on the hosts first; the production ones bring it once others "
            "have run it."
        ),
        setting=dword(DEFENDER, "EngineRing"),
        accept=OneOf((5, 6), or_absent=True),
        want=5,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        platforms=frozenset({Platform.WS2025}),
        refs=refs(microsoft="ws2025-defender-2510, azlocal-2506"),
    ),
    control(
        "windows.antivirus_updates.platform_channel",
        row="defender-platform-ring",
        title="Updates of the Defender platform come from a channel for production hosts",
        why=(
            "Preview channels put untried drivers and services on the hosts first, and a faulty one can take "
            "down every node at once."
        ),
        setting=dword(DEFENDER, "PlatformRing"),
        accept=OneOf((5, 6), or_absent=True),
        want=5,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        platforms=frozenset({Platform.WS2025}),
        refs=refs(microsoft="ws2025-defender-2510, azlocal-2506"),
    ),
    control(
        "windows.antivirus_updates.definitions_channel",
        row="defender-signature-ring",
        title="Definitions come from the channel for production hosts",
        why=(
            "The staged channel brings each definition earlier and so brings a wrong one earlier, too; here it "
            "has been out for a while."
        ),
        setting=dword(DEFENDER, "SignaturesRing"),
        accept=OneOf((5,), or_absent=True),
        want=5,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        platforms=frozenset({Platform.WS2025}),
        refs=refs(microsoft="ws2025-defender-2510, azlocal-2506"),
    ),
    control(
        "windows.antivirus_updates.protected_at_first_start_ws2025",
        row="defender-oobe-updates",
        title="Protection and updates run from the first start on Windows Server 2025",
        why=(
            "A new host otherwise sits on the network with old definitions, or without protection, until its "
            "setup is finished."
        ),
        setting=dword(rf"{DEFENDER}\Real-Time Protection", "OobeEnableRtpAndSigUpdate"),
        accept=Equals(1),
        want=1,
        severity=Severity.LOW,
        platforms=frozenset({Platform.WS2025}),
        refs=refs(cis="18.10.43.10.1 L1", stig="V-278669", microsoft="ws2025-defender-2510, azlocal-2506"),
    ),
    control(
        "windows.antivirus_updates.protected_at_first_start_before_2025",
        row="defender-oobe-updates-before-2025",
        title=(
            "Protection and updates run from the first start on Windows Server 2019 and 2022, where a benchmark "
            "asks for it"
        ),
        why=(
            "A new host otherwise sits on the network with old definitions, or without protection, until its "
            "setup is finished; after setup the value has no effect."
        ),
        setting=dword(rf"{DEFENDER}\Real-Time Protection", "OobeEnableRtpAndSigUpdate"),
        accept=OneOf((0, 1), or_absent=True),
        want=1,
        severity=Severity.LOW,
        platforms=frozenset({Platform.WS2019, Platform.WS2022}),
        refs=refs(cis="18.10.43.10.1 L1", stig="V-278669"),
        benchmarks={"CIS": exactly(1), "STIG": exactly(1)},
    ),
)
