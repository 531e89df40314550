"""Windows Update."""

from __future__ import annotations

from aksarc_harden.catalogue.row import SERVERS, control, dword, exactly, refs
from aksarc_harden.model.control import Departure, Evidence, Scope, Severity
from aksarc_harden.model.rule import Equals, OneOf, Range

WINDOWS_UPDATE = r"SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate"

CONTROLS = (
    control(
        "windows.update.automatic_member",
        row="update-automatic-member",
        title="Member servers install updates by themselves",
        why="A server that waits for somebody to patch it stays open to flaws that are used within days.",
        setting=dword(rf"{WINDOWS_UPDATE}\AU", "NoAutoUpdate"),
        accept=OneOf((0,), or_absent=True),
        want=0,
        absent_means=0,
        severity=Severity.MEDIUM,
        scope=Scope.MEMBER,
        platforms=SERVERS,
        breaks="Cluster nodes would restart on their own, all at once; the row for Hyper-V hosts holds there.",
        refs=refs(cis="18.10.93.2.1 L1"),
    ),
    control(
        "windows.update.not_automatic_hyperv_host",
        row="update-automatic-hyperv-host",
        title="Hyper-V hosts do not install updates by themselves",
        why=(
            "Nodes are patched one after another by the cluster's own update run, so that virtual machines move "
            "first; there has to be such a process."
        ),
        setting=dword(rf"{WINDOWS_UPDATE}\AU", "NoAutoUpdate"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        severity=Severity.MEDIUM,
        scope=Scope.HYPERV_HOST,
        refs=refs(cis="18.10.93.2.1 L1"),
        benchmarks={"CIS": exactly(0)},
    ),
    control(
        "windows.update.automatic_dc",
        row="update-automatic-dc",
        title="Domain controllers install updates by themselves, where a benchmark asks for it",
        why=(
            "A domain controller that waits for somebody to patch it stays open to flaws that hand over the "
            "whole domain."
        ),
        setting=dword(rf"{WINDOWS_UPDATE}\AU", "NoAutoUpdate"),
        accept=OneOf((0, 1), or_absent=True),
        want=0,
        absent_means=0,
        severity=Severity.MEDIUM,
        scope=Scope.DC,
        platforms=SERVERS,
        breaks=(
            "unknown: whether another domain controller answers while this one restarts by itself; with none, "
            "nobody signs in to the nodes"
        ),
        refs=refs(cis="18.10.93.2.1 L1"),
        benchmarks={"CIS": exactly(0)},
    ),
    control(
        "windows.update.restart_despite_sessions",
        row="update-restart-with-users",
        title="A signed-in user does not hold back the restart after automatic updates, where a benchmark asks for it",
        why=(
            "An update that waits for its restart protects nothing, and a forgotten session would hold it back "
            "for weeks."
        ),
        setting=dword(rf"{WINDOWS_UPDATE}\AU", "NoAutoRebootWithLoggedOnUsers"),
        accept=OneOf((0, 1), or_absent=True),
        want=0,
        absent_means=0,
        severity=Severity.LOW,
        platforms=SERVERS,
        breaks=(
            "It acts only where updates are automatic, which the row for Hyper-V hosts switches off; on a node "
            "that has them on, it may restart under running virtual machines."
        ),
        refs=refs(cis="18.10.93.1.1 L1"),
        benchmarks={"CIS": exactly(0)},
    ),
    control(
        "windows.update.installed_every_day",
        row="update-install-every-day",
        title="Automatic updates may be installed on every day of the week, where a benchmark asks for it",
        why="With one day a week an update for a flaw that is already used waits for up to seven days.",
        setting=dword(rf"{WINDOWS_UPDATE}\AU", "ScheduledInstallDay"),
        accept=Range(0, 7),
        want=0,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        platforms=SERVERS,
        breaks="It acts only where updates are automatic, which the row for Hyper-V hosts switches off.",
        refs=refs(cis="18.10.93.2.2 L1"),
        benchmarks={"CIS": exactly(0)},
    ),
    control(
        "windows.update.preview_builds_managed",
        row="update-manage-preview-builds",
        title="Policy decides on preview builds, where a benchmark asks for it",
        why=(
            "Only then does the choice that policy makes about preview builds count, and not the one of whoever "
            "signs in."
        ),
        setting=dword(WINDOWS_UPDATE, "ManagePreviewBuilds"),
        accept=OneOf((0, 1), or_absent=True),
        want=1,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        platforms=SERVERS,
        refs=refs(cis="18.10.93.4.1 L1"),
        benchmarks={"CIS": exactly(1)},
    ),
    control(
        "windows.update.no_preview_builds",
        row="update-no-preview-builds",
        title="No policy lets preview builds in",
        why="Preview builds are unfinished, get no support in production and send more diagnostic data.",
        setting=dword(WINDOWS_UPDATE, "ManagePreviewBuildsPolicyValue"),
        accept=OneOf((0, 1), or_absent=True),
        want=1,
        absent_means=3,
        severity=Severity.LOW,
        platforms=SERVERS,
        refs=refs(cis="18.10.93.4.1 L1"),
        benchmarks={"CIS": Departure(1, OneOf((0, 1)))},
    ),
    control(
        "windows.update.feature_updates_deferred",
        row="update-defer-feature",
        title="New releases of Windows are deferred, where a benchmark asks for it",
        why="A new release that comes with the usual updates would change a host before AKS supports it.",
        setting=dword(WINDOWS_UPDATE, "DeferFeatureUpdates"),
        accept=OneOf((0, 1), or_absent=True),
        want=1,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        platforms=SERVERS,
        breaks=(
            "Deferring as such breaks nothing on a host. Next to a WSUS server a deferral can make the host look "
            "for updates at Windows Update as well: check where Cluster-Aware Updating takes its updates from."
        ),
        refs=refs(cis="18.10.93.4.2 L1"),
        benchmarks={"CIS": exactly(1)},
    ),
    control(
        "windows.update.feature_update_days",
        row="update-defer-feature-days",
        title="New releases of Windows wait for at most a year, and for half a year where a benchmark asks for it",
        why="The days give others the time to find its faults; beyond a year the setting has no meaning.",
        setting=dword(WINDOWS_UPDATE, "DeferFeatureUpdatesPeriodInDays"),
        accept=Range(0, 365),
        want=180,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        platforms=SERVERS,
        breaks=(
            "Deferring as such breaks nothing on a host. Next to a WSUS server a deferral can make the host look "
            "for updates at Windows Update as well: check where Cluster-Aware Updating takes its updates from."
        ),
        refs=refs(cis="18.10.93.4.2 L1"),
        benchmarks={"CIS": Departure(180, Range(180, 365))},
    ),
    control(
        "windows.update.quality_update_deferral_decided",
        row="update-defer-quality",
        title="Policy decides how long security updates wait, where a benchmark asks for it",
        why=(
            "With the days given by policy (none, in the row beside this one) nobody at the host can put an update off."
        ),
        setting=dword(WINDOWS_UPDATE, "DeferQualityUpdates"),
        accept=OneOf((0, 1), or_absent=True),
        want=1,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        platforms=SERVERS,
        breaks=(
            "Policy as such breaks nothing on a host. Next to a WSUS server a deferral can make the host look "
            "for updates at Windows Update as well: check where Cluster-Aware Updating takes its updates from."
        ),
        refs=refs(cis="18.10.93.4.3 L1"),
        benchmarks={"CIS": exactly(1)},
    ),
    control(
        "windows.update.quality_update_days",
        row="update-defer-quality-days",
        title="Security updates wait for at most 30 days, and not at all where a benchmark asks for it",
        why=("Flaws are used within days of their update; each day of waiting is a day in which the recipe is public."),
        setting=dword(WINDOWS_UPDATE, "DeferQualityUpdatesPeriodInDays"),
        accept=Range(0, 30),
        want=0,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        platforms=SERVERS,
        breaks=(
            "Without a delay (0) an update comes before others have tried it: on nodes install it through "
            "Cluster-Aware Updating, one node first."
        ),
        refs=refs(cis="18.10.93.4.3 L1"),
        benchmarks={"CIS": exactly(0)},
    ),
    control(
        "windows.update.no_peers_on_internet",
        row="update-delivery-optimization",
        title="Updates are not exchanged with machines on the internet",
        why=(
            "A server that takes updates from strangers, and serves them, opens connections that nobody has "
            "asked for; peers of its own network may stay."
        ),
        setting=dword(r"SOFTWARE\Policies\Microsoft\Windows\DeliveryOptimization", "DODownloadMode"),
        accept=OneOf((0, 1, 2, 99, 100)),
        want=2,
        absent_means=1,
        severity=Severity.LOW,
        refs=refs(stig="V-254357", microsoft="ws2025-2510, azlocal-2506"),
    ),
)
