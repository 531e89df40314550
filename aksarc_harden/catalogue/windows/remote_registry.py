"""The registry over the network."""

from __future__ import annotations

from aksarc_harden.catalogue.row import control, lines, refs
from aksarc_harden.model.control import Reboot, Severity
from aksarc_harden.model.rule import Subset

CONTROLS = (
    control(
        "windows.remote_registry.few_exact_paths",
        row="remote-registry-exact-paths",
        title="No more than the usual keys can be read remotely without rights of their own",
        why="Each further path in this list can be read over the network by everybody who may sign in.",
        setting=lines(r"SYSTEM\CurrentControlSet\Control\SecurePipeServers\Winreg\AllowedExactPaths", "Machine"),
        accept=Subset(
            (
                r"System\CurrentControlSet\Control\ProductOptions",
                r"System\CurrentControlSet\Control\Server Applications",
                r"Software\Microsoft\Windows NT\CurrentVersion",
            )
        ),
        want=(
            r"System\CurrentControlSet\Control\ProductOptions",
            r"System\CurrentControlSet\Control\Server Applications",
            r"Software\Microsoft\Windows NT\CurrentVersion",
        ),
        absent_means=(),
        default=(
            r"System\CurrentControlSet\Control\ProductOptions, System\CurrentControlSet\Control\Server Applications, "
            r"Software\Microsoft\Windows NT\CurrentVersion"
        ),
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.NO,
        breaks="unknown",
        refs=refs(cis="2.3.10.8 L1"),
    ),
)
