"""Event logs."""

from __future__ import annotations

from aksarc_harden.catalogue.row import control, dword, refs, text
from aksarc_harden.model.control import Evidence, Severity
from aksarc_harden.model.rule import Equals, OneOf, Range

EVENT_LOG = r"SOFTWARE\Policies\Microsoft\Windows\EventLog"

CONTROLS = (
    control(
        "windows.eventlog.application_size",
        row="eventlog-application-size",
        title="The application log holds at least 32 MB",
        why=(
            "Crashes and errors of programs are often the first trace of an exploit; with more room they are "
            "still there when somebody looks."
        ),
        setting=dword(rf"{EVENT_LOG}\Application", "MaxSize"),
        accept=Range(32768),
        want=32768,
        absent_means=20480,
        severity=Severity.MEDIUM,
        refs=refs(
            cis="18.10.26.1.2 L1", stig="V-254358", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.eventlog.application_overwrites",
        row="eventlog-application-overwrite",
        title="A full application log overwrites its oldest events",
        why=(
            "Otherwise a program that writes a lot fills the log, and later events are lost just when they are needed."
        ),
        setting=text(rf"{EVENT_LOG}\Application", "Retention"),
        accept=OneOf(("0",), or_absent=True),
        want="0",
        absent_means="0",
        severity=Severity.LOW,
        refs=refs(cis="18.10.26.1.1 L1", microsoft="ws2025-2510, azlocal-2506"),
    ),
    control(
        "windows.eventlog.security_size",
        row="eventlog-security-size",
        title="The security log holds at least 192 MB",
        why=(
            "The default of 20 MB holds less than a day of a busy host, and the traces of a break-in are older "
            "than that."
        ),
        setting=dword(rf"{EVENT_LOG}\Security", "MaxSize"),
        accept=Range(196608),
        want=196608,
        absent_means=20480,
        severity=Severity.HIGH,
        refs=refs(
            cis="18.10.26.2.2 L1", stig="V-254359", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.eventlog.security_overwrites",
        row="eventlog-security-overwrite",
        title="A full security log overwrites its oldest events",
        why="Otherwise new events are lost once the log is full, and those are the ones that matter.",
        setting=text(rf"{EVENT_LOG}\Security", "Retention"),
        accept=OneOf(("0",), or_absent=True),
        want="0",
        absent_means="0",
        severity=Severity.LOW,
        refs=refs(cis="18.10.26.2.1 L1", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.eventlog.security_warning_level",
        row="eventlog-security-warning-level",
        title="The system warns when the security log is 50 to 90 percent full",
        why=(
            "Where the log is kept and not overwritten, the warning leaves time to archive it; a log that "
            "overwrites its oldest events gives none."
        ),
        setting=dword(r"SYSTEM\CurrentControlSet\Services\Eventlog\Security", "WarningLevel"),
        accept=Range(50, 90),
        want=90,
        absent_means=0,
        severity=Severity.LOW,
        refs=refs(cis="18.5.12 L1", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.eventlog.setup_size",
        row="eventlog-setup-size",
        title="The setup log holds at least 32 MB",
        why=(
            "It tells when updates and features came and went, which dates a change that nobody remembers; by "
            "default it has little room."
        ),
        setting=dword(rf"{EVENT_LOG}\Setup", "MaxSize"),
        accept=Range(32768),
        want=32768,
        absent_means=1028,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        refs=refs(cis="18.10.26.3.2 L1", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.eventlog.setup_overwrites",
        row="eventlog-setup-overwrite",
        title="A full setup log overwrites its oldest events",
        why="Otherwise later installations are no longer recorded once the log is full.",
        setting=text(rf"{EVENT_LOG}\Setup", "Retention"),
        accept=OneOf(("0",), or_absent=True),
        want="0",
        absent_means="0",
        severity=Severity.LOW,
        refs=refs(cis="18.10.26.3.1 L1", microsoft="ws2025-2510, azlocal-2506"),
    ),
    control(
        "windows.eventlog.system_size",
        row="eventlog-system-size",
        title="The system log holds at least 32 MB",
        why=(
            "New services, restarts and drivers are recorded there, and a cluster node writes a lot beside them; "
            "the default of 20 MB is overwritten sooner."
        ),
        setting=dword(rf"{EVENT_LOG}\System", "MaxSize"),
        accept=Range(32768),
        want=32768,
        absent_means=20480,
        severity=Severity.MEDIUM,
        refs=refs(
            cis="18.10.26.4.2 L1", stig="V-254360", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.eventlog.system_overwrites",
        row="eventlog-system-overwrite",
        title="A full system log overwrites its oldest events",
        why=(
            "Otherwise new services and restarts are no longer recorded once the log is full, which an intruder "
            "can bring about."
        ),
        setting=text(rf"{EVENT_LOG}\System", "Retention"),
        accept=OneOf(("0",), or_absent=True),
        want="0",
        absent_means="0",
        severity=Severity.LOW,
        refs=refs(cis="18.10.26.4.1 L1", microsoft="ws2025-2510, azlocal-2506"),
    ),
    control(
        "windows.eventlog.command_lines_recorded",
        row="eventlog-process-command-line",
        title="The records of started processes name their command line",
        why=(
            "Without the arguments a record of powershell.exe or rundll32.exe tells nothing; passwords on "
            "command lines are recorded as well, so restrict who reads the security log."
        ),
        setting=dword(
            r"SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System\Audit", "ProcessCreationIncludeCmdLine_Enabled"
        ),
        accept=Equals(1),
        want=1,
        absent_means=0,
        severity=Severity.HIGH,
        refs=refs(cis="18.9.3.1 L1", stig="V-254341", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
)
