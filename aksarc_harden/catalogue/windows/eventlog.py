"""Event logs."""

from __future__ import annotations

from aksarc_harden.catalogue.row import control, dword, refs, text
from aksarc_harden.model.control import Severity
from aksarc_harden.model.rule import OneOf, Range

SECURITY_LOG = r"SOFTWARE\Policies\Microsoft\Windows\EventLog\Security"

CONTROLS = (
    control(
        "windows.eventlog.security_size",
        row="eventlog-security-size",
        title="The security log holds at least 192 MB",
        why=(
            "The default of 20 MB holds less than a day of a busy host, and the traces of a break-in are older than "
            "that."
        ),
        setting=dword(SECURITY_LOG, "MaxSize"),
        accept=Range(196_608),
        want=196_608,
        absent_means=20_480,
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
        setting=text(SECURITY_LOG, "Retention"),
        accept=OneOf(("0",), or_absent=True),
        want="0",
        absent_means="0",
        severity=Severity.LOW,
        refs=refs(cis="18.10.26.2.1 L1", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
)
