"""PowerShell's records."""

from __future__ import annotations

from aksarc_harden.catalogue.row import control, dword, exactly, refs, text
from aksarc_harden.model.control import Evidence, Severity
from aksarc_harden.model.rule import Equals, OneOf, Range

POWERSHELL = r"SOFTWARE\Policies\Microsoft\Windows\PowerShell"

CONTROLS = (
    control(
        "windows.powershell.script_blocks_recorded",
        row="powershell-script-block-logging",
        title="PowerShell records the scripts that it runs",
        why=(
            "The record shows what was run also where a script was hidden or downloaded; it may hold secrets of "
            "badly written scripts, so restrict who reads it."
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
        "windows.powershell.no_invocation_records",
        row="powershell-no-invocation-logging",
        title="PowerShell does not record the start and the end of each script block",
        why="These events are many and say little; they would push the records of what was run out of the log.",
        setting=dword(rf"{POWERSHELL}\ScriptBlockLogging", "EnableScriptBlockInvocationLogging"),
        accept=OneOf((0,), or_absent=True),
        want=0,
        absent_means=0,
        severity=Severity.LOW,
        breaks="unknown: nothing on an AKS host is known to read these events",
        refs=refs(microsoft="ws2019, ws2022"),
    ),
    control(
        "windows.powershell.modules_recorded",
        row="powershell-module-logging",
        title="PowerShell records the commands of its modules",
        why=(
            "The record shows with which arguments commands were run, also where the script itself was typed and "
            "never saved."
        ),
        setting=dword(rf"{POWERSHELL}\ModuleLogging", "EnableModuleLogging"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        severity=Severity.MEDIUM,
        breaks=(
            "unknown: how much the long scripts of an AKS deployment write; arguments may hold secrets, so "
            "restrict who reads the log"
        ),
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
        breaks="unknown: how much the long scripts of an AKS deployment write with every module recorded",
    ),
    control(
        "windows.powershell.transcripts",
        row="powershell-transcription",
        title="Transcripts of PowerShell sessions are written, where a benchmark asks for it",
        why=(
            "A transcript shows what was typed and what came back, and holds every secret that was shown; "
            "benchmarks and Microsoft's lists disagree on it, so either value counts elsewhere."
        ),
        setting=dword(rf"{POWERSHELL}\Transcription", "EnableTranscripting"),
        accept=OneOf((0, 1)),
        want=0,
        absent_means=0,
        severity=Severity.MEDIUM,
        breaks=(
            "Transcripts of an AKS deployment can hold credentials: give them a folder that administrators alone "
            "can read, and a date on which they are deleted."
        ),
        refs=refs(cis="18.10.87.2 L2", stig="V-254384", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
        benchmarks={"CIS": exactly(1), "STIG": exactly(1)},
    ),
    control(
        "windows.powershell.transcripts_dated",
        row="powershell-transcription-header",
        title="Transcripts of PowerShell sessions say when each command started",
        why=(
            "Without the time a transcript cannot be laid beside other records; the setting acts only where "
            "transcripts are written."
        ),
        setting=dword(rf"{POWERSHELL}\Transcription", "EnableInvocationHeader"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        severity=Severity.LOW,
        breaks="unknown: nothing is known against it; it acts only where transcripts are written",
    ),
    control(
        "windows.powershell.log_size",
        row="powershell-log-size",
        title="The event log of PowerShell holds at least 256 MB",
        why="With the record on, a deployment alone can fill the default of 15 MB and push out what came before it.",
        setting=dword(
            r"SOFTWARE\Microsoft\Windows\CurrentVersion\WINEVT\Channels\Microsoft-Windows-PowerShell/Operational",
            "MaxSize",
        ),
        accept=Range(268435456),
        want=268435456,
        absent_means=15728640,
        default="15728640",
        severity=Severity.MEDIUM,
        breaks="unknown: no list of Microsoft sets it; it takes up to 256 MB of the system disk",
    ),
)
