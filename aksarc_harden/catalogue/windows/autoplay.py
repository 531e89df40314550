"""AutoPlay: what happens when media or devices are connected."""

from __future__ import annotations

from aksarc_harden.catalogue.row import control, dword, refs
from aksarc_harden.model.control import Evidence, Severity
from aksarc_harden.model.rule import Equals

CONTROLS = (
    control(
        "windows.autoplay.no_autorun",
        row="autorun-off",
        title="Commands in autorun files are not run",
        why=(
            "A stick or a disk image could otherwise start a program with the rights of whoever is signed in, by "
            "being connected."
        ),
        setting=dword(r"SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\Explorer", "NoAutorun"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        severity=Severity.HIGH,
        refs=refs(
            cis="18.10.8.2 L1", stig="V-254353", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.autoplay.off_for_all_drives",
        row="autorun-all-drives-off",
        title="AutoPlay is off for all kinds of drives",
        why=(
            "Media that are read as soon as they are connected, also over the console of a management board, "
            "reach the flaws of whatever reads them."
        ),
        setting=dword(r"SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\Explorer", "NoDriveTypeAutoRun"),
        accept=Equals(255),
        want=255,
        absent_means=145,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.HIGH,
        refs=refs(
            cis="18.10.8.3 L1", stig="V-254354", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.autoplay.off_for_other_devices",
        row="autoplay-non-volume-off",
        title="AutoPlay is off for devices without a drive letter, such as phones and cameras",
        why=(
            "They speak protocols of their own, and a device that poses as one can reach programs that a server "
            "does not need."
        ),
        setting=dword(r"SOFTWARE\Policies\Microsoft\Windows\Explorer", "NoAutoplayfornonVolume"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        severity=Severity.HIGH,
        refs=refs(
            cis="18.10.8.1 L1", stig="V-254352", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
)
