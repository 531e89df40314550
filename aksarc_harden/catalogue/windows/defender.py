"""Microsoft Defender."""

from __future__ import annotations

from aksarc_harden.catalogue.row import control, dword, refs, text
from aksarc_harden.model.control import Severity
from aksarc_harden.model.rule import OneOf

DEFENDER = r"SOFTWARE\Policies\Microsoft\Windows Defender"

CONTROLS = (
    control(
        "windows.defender.no_lsass_reading",
        row="asr-block-lsass-theft",
        title="Defender keeps programs from reading the memory of the LSA",
        why="It is where tools for stealing passwords look first.",
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
        setting=dword(rf"{DEFENDER}\Real-Time Protection", "DisableRealtimeMonitoring"),
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
)
