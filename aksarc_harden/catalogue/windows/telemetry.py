"""Diagnostic data that Windows sends to Microsoft."""

from __future__ import annotations

from aksarc_harden.catalogue.row import SERVERS, control, dword, exactly, refs
from aksarc_harden.model.control import Severity
from aksarc_harden.model.rule import Equals, OneOf

DATA_COLLECTION = r"SOFTWARE\Policies\Microsoft\Windows\DataCollection"

CONTROLS = (
    control(
        "windows.telemetry.required_data_only",
        row="telemetry-level",
        title="Windows sends Microsoft no more than the required diagnostic data",
        why=(
            "Optional data can hold parts of memory and of files, which on a host may belong to the virtual "
            "machines of others."
        ),
        setting=dword(DATA_COLLECTION, "AllowTelemetry"),
        accept=OneOf((0, 1)),
        want=1,
        severity=Severity.LOW,
        breaks="0 sends nothing, while Azure Local asks for 1 or more for its own support data: keep 1 on such hosts.",
        refs=refs(cis="18.10.16.1 L1", stig="V-254356", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.telemetry.error_reporting_decided",
        row="telemetry-wer",
        title="Windows Error Reporting is switched off, or on, by a value that it knows",
        why=(
            "Crash reports can hold parts of memory with secrets in it, but help support; lists disagree, so "
            "both count, and off is what is written."
        ),
        setting=dword(r"SOFTWARE\Policies\Microsoft\Windows\Windows Error Reporting", "Disabled"),
        accept=OneOf((0, 1)),
        want=1,
        absent_means=0,
        severity=Severity.LOW,
        refs=refs(cis="18.9.20.1.13 L2", microsoft="azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.telemetry.no_feedback_questions",
        row="telemetry-no-feedback",
        title="Windows does not ask users for feedback",
        why=(
            "On a server such a question reaches an administrator in the middle of their work, and the answer "
            "may tell more than it should."
        ),
        setting=dword(DATA_COLLECTION, "DoNotShowFeedbackNotifications"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        severity=Severity.LOW,
        refs=refs(cis="18.10.16.4 L1", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.telemetry.no_authenticated_proxy",
        row="telemetry-no-authenticated-proxy",
        title="Diagnostic data do not use a proxy that asks for a sign-in, where a benchmark asks for it",
        why=(
            "The service would otherwise sign in to the proxy in the host's name, for data that the host can do "
            "without."
        ),
        setting=dword(DATA_COLLECTION, "DisableEnterpriseAuthProxy"),
        accept=OneOf((0, 1), or_absent=True),
        want=1,
        absent_means=0,
        severity=Severity.LOW,
        platforms=SERVERS,
        breaks=(
            "Behind a proxy that asks for a sign-in Windows no longer sends diagnostic data, support data among "
            "them; the agent of Azure Arc has a proxy setting of its own."
        ),
        refs=refs(cis="18.10.16.2 L2"),
        benchmarks={"CIS": exactly(1)},
    ),
    control(
        "windows.telemetry.no_onesettings",
        row="telemetry-no-onesettings",
        title="Windows fetches no settings from Microsoft's OneSettings service, where a benchmark asks for it",
        why=(
            "What a host does should change by policy and by updates, and not by a download that nobody has approved."
        ),
        setting=dword(DATA_COLLECTION, "DisableOneSettingsDownloads"),
        accept=OneOf((0, 1), or_absent=True),
        want=1,
        absent_means=0,
        severity=Severity.LOW,
        platforms=SERVERS,
        breaks="Components of Windows keep the settings that they came with; no use by Azure Arc or AKS is known.",
        refs=refs(cis="18.10.16.3 L1"),
        benchmarks={"CIS": exactly(1)},
    ),
    control(
        "windows.telemetry.onesettings_recorded",
        row="telemetry-onesettings-auditing",
        title="Attempts to fetch settings from the OneSettings service are recorded, where a benchmark asks for it",
        why="The events tell whether settings came from outside, and when.",
        setting=dword(DATA_COLLECTION, "EnableOneSettingsAuditing"),
        accept=OneOf((0, 1), or_absent=True),
        want=1,
        absent_means=0,
        severity=Severity.LOW,
        platforms=SERVERS,
        refs=refs(cis="18.10.16.5 L1"),
        benchmarks={"CIS": exactly(1)},
    ),
    control(
        "windows.telemetry.few_diagnostic_logs",
        row="telemetry-limit-diagnostic-logs",
        title="No further logs are collected for diagnosis, where a benchmark asks for it",
        why=(
            "Logs that are collected on demand can hold names, addresses and paths of the site; the setting acts "
            "only at the level of optional data."
        ),
        setting=dword(DATA_COLLECTION, "LimitDiagnosticLogCollection"),
        accept=OneOf((0, 1), or_absent=True),
        want=1,
        absent_means=0,
        severity=Severity.LOW,
        platforms=SERVERS,
        breaks=(
            "Support does not get additional logs of its own accord; at the level of required data it does not "
            "get them anyway."
        ),
        refs=refs(cis="18.10.16.6 L1"),
        benchmarks={"CIS": exactly(1)},
    ),
    control(
        "windows.telemetry.small_dumps_only",
        row="telemetry-limit-dumps",
        title="Dumps that are sent for diagnosis are small ones, where a benchmark asks for it",
        why="A full dump of a host can hold the memory of virtual machines and the secrets in it.",
        setting=dword(DATA_COLLECTION, "LimitDumpCollection"),
        accept=OneOf((0, 1), or_absent=True),
        want=1,
        absent_means=0,
        severity=Severity.LOW,
        platforms=SERVERS,
        breaks="Support gets small dumps only; hand over a full one by hand where a case needs it.",
        refs=refs(cis="18.10.16.7 L1"),
        benchmarks={"CIS": exactly(1)},
    ),
    control(
        "windows.telemetry.no_preview_builds",
        row="telemetry-no-build-preview",
        title="No policy offers preview builds to users of the host",
        why="Preview builds are unfinished, get no support in production and send more diagnostic data.",
        setting=dword(r"SOFTWARE\Policies\Microsoft\Windows\PreviewBuilds", "AllowBuildPreview"),
        accept=OneOf((0,), or_absent=True),
        want=0,
        absent_means=1,
        severity=Severity.LOW,
        platforms=SERVERS,
        refs=refs(cis="18.10.15.8 L1 (2022v3)"),
        benchmarks={"CIS": exactly(0)},
    ),
)
