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
        breaks="unknown: whether a monitoring or printing tool of the site counts on a path that was added to the list",
        refs=refs(cis="2.3.10.8 L1"),
    ),
    control(
        "windows.remote_registry.few_paths",
        row="remote-registry-paths",
        title="No more than the usual trees can be read remotely without rights of their own",
        why=(
            "Each further path in this list can be read with all that is below it, over the network, by "
            "everybody who may sign in."
        ),
        setting=lines(r"SYSTEM\CurrentControlSet\Control\SecurePipeServers\Winreg\AllowedPaths", "Machine"),
        accept=Subset(
            (
                r"System\CurrentControlSet\Control\Print\Printers",
                r"System\CurrentControlSet\Services\Eventlog",
                r"Software\Microsoft\OLAP Server",
                r"Software\Microsoft\Windows NT\CurrentVersion\Print",
                r"Software\Microsoft\Windows NT\CurrentVersion\Windows",
                r"System\CurrentControlSet\Control\ContentIndex",
                r"System\CurrentControlSet\Control\Terminal Server",
                r"System\CurrentControlSet\Control\Terminal Server\UserConfig",
                r"System\CurrentControlSet\Control\Terminal Server\DefaultUserConfiguration",
                r"Software\Microsoft\Windows NT\CurrentVersion\Perflib",
                r"System\CurrentControlSet\Services\SysmonLog",
            )
        ),
        want=(
            r"System\CurrentControlSet\Control\Print\Printers",
            r"System\CurrentControlSet\Services\Eventlog",
            r"Software\Microsoft\OLAP Server",
            r"Software\Microsoft\Windows NT\CurrentVersion\Print",
            r"Software\Microsoft\Windows NT\CurrentVersion\Windows",
            r"System\CurrentControlSet\Control\ContentIndex",
            r"System\CurrentControlSet\Control\Terminal Server",
            r"System\CurrentControlSet\Control\Terminal Server\UserConfig",
            r"System\CurrentControlSet\Control\Terminal Server\DefaultUserConfiguration",
            r"Software\Microsoft\Windows NT\CurrentVersion\Perflib",
            r"System\CurrentControlSet\Services\SysmonLog",
        ),
        absent_means=(),
        default=(
            r"System\CurrentControlSet\Control\Print\Printers, System\CurrentControlSet\Services\Eventlog, "
            r"Software\Microsoft\OLAP Server, Software\Microsoft\Windows NT\CurrentVersion\Print, "
            r"Software\Microsoft\Windows NT\CurrentVersion\Windows, "
            r"System\CurrentControlSet\Control\ContentIndex, System\CurrentControlSet\Control\Terminal Server, "
            r"System\CurrentControlSet\Control\Terminal Server\UserConfig, "
            r"System\CurrentControlSet\Control\Terminal Server\DefaultUserConfiguration, "
            r"Software\Microsoft\Windows NT\CurrentVersion\Perflib, System\CurrentControlSet\Services\SysmonLog"
        ),
        severity=Severity.MEDIUM,
        breaks="unknown: whether a monitoring or printing tool of the site counts on a path that was added to the list",
        refs=refs(cis="2.3.10.9 L1"),
    ),
)
