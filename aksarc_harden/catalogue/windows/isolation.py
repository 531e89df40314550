"""Protection by virtualisation."""

from __future__ import annotations

from aksarc_harden.catalogue.row import control, dword, exactly, refs
from aksarc_harden.model.control import Evidence, Reboot, Severity
from aksarc_harden.model.rule import OneOf

CONTROLS = (
    control(
        "windows.isolation.code_integrity",
        row="vbs-hvci",
        title="The hypervisor enforces the integrity of kernel code",
        why=(
            "Unsigned code cannot run in the kernel even after a driver was broken; without UEFI lock it can still be "
            "undone remotely."
        ),
        setting=dword(r"SOFTWARE\Policies\Microsoft\Windows\DeviceGuard", "HypervisorEnforcedCodeIntegrity"),
        accept=OneOf((1, 2)),
        want=2,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.HIGH,
        needs_reboot=Reboot.YES,
        breaks=(
            "Drivers that are not ready for it stop loading: check those of network adapters, storage controllers and "
            "GPUs."
        ),
        refs=refs(cis="18.9.5.3 NG", microsoft="ws2019, ws2022, ws2025-secured-core, azlocal-2506"),
        benchmarks={"CIS": exactly(1)},
    ),
)
