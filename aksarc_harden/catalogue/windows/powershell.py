"""PowerShell's records."""

from __future__ import annotations

from aksarc_harden.catalogue.row import control, dword, refs, text
from aksarc_harden.model.control import Evidence, Severity
from aksarc_harden.model.rule import Equals, Range

POWERSHELL = r"SOFTWARE\Policies\Microsoft\Windows\PowerShell"

CONTROLS = (
    control(
        "windows.powershell.script_blocks_recorded",
        row="powershell-script-block-logging",
        title="PowerShell records the scripts that it runs",
        why=(
            "The record shows what was run also where a script was hidden or downloaded; it may hold secrets of badly "
            "written scripts, so restrict who reads it."
        ),
        setting=dword(rf"{POWERSHELL}\ScriptBlockLogging", "EnableScriptBlockLogging"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        severity=Severity.HIGH,
        refs=refs(
            cis="18.10.87.1 L2", stig="V-254377", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.powershell.modules_recorded",
        row="powershell-module-logging",
        title="PowerShell records the commands of its modules",
        why="The record shows with which arguments commands were run.",
        setting=dword(rf"{POWERSHELL}\ModuleLogging", "EnableModuleLogging"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        severity=Severity.MEDIUM,
        breaks="unknown",
    ),
    control(
        "windows.powershell.all_modules_recorded",
        row="powershell-module-logging-names",
        title="The record of PowerShell's commands takes in every module",
        why="Recording is on for the modules that are listed here, and without an entry for none.",
        setting=text(rf"{POWERSHELL}\ModuleLogging\ModuleNames", "*"),
        accept=Equals("*"),
        want="*",
        absent_means="",
        absent_evidence=Evidence.MEMORY,
        severity=Severity.MEDIUM,
        breaks="unknown",
    ),
    control(
        "windows.powershell.log_size",
        row="powershell-log-size",
        title="The event log of PowerShell holds at least 256 MB",
        why="With the record on, the default of 15 MB is overwritten within hours on a busy host.",
        setting=dword(
            r"SOFTWARE\Microsoft\Windows\CurrentVersion\WINEVT\Channels\Microsoft-Windows-PowerShell/Operational",
            "MaxSize",
        ),
        accept=Range(268_435_456),
        want=268_435_456,
        absent_means=15_728_640,
        default="15728640",
        severity=Severity.MEDIUM,
        breaks="unknown",
    ),
)
