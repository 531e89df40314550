"""Software installation: Windows Installer and winget."""

from __future__ import annotations

from aksarc_harden.catalogue.row import SERVERS, control, dword, exactly, refs
from aksarc_harden.model.control import Evidence, Severity
from aksarc_harden.model.rule import OneOf

INSTALLER = r"SOFTWARE\Policies\Microsoft\Windows\Installer"
WINGET = r"SOFTWARE\Policies\Microsoft\Windows\AppInstaller"

CONTROLS = (
    control(
        "windows.software_installation.no_elevated_installs",
        row="installer-not-elevated",
        title="Packages that a user installs do not run with the rights of the system",
        why=(
            "With this set anybody who can sign in becomes SYSTEM by installing a package of their own making. "
            "The same value for users belongs off as well."
        ),
        setting=dword(INSTALLER, "AlwaysInstallElevated"),
        accept=OneOf((0,), or_absent=True),
        want=0,
        absent_means=0,
        severity=Severity.CRITICAL,
        refs=refs(
            cis="18.10.81.2 L1", stig="V-254374", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.software_installation.no_user_control",
        row="installer-no-user-control",
        title="Users cannot change the options of installations that run elevated",
        why=(
            "Choosing the target or the properties of an elevated installation lets a user place files where "
            "only administrators may."
        ),
        setting=dword(INSTALLER, "EnableUserControl"),
        accept=OneOf((0,), or_absent=True),
        want=0,
        absent_means=0,
        severity=Severity.MEDIUM,
        refs=refs(
            cis="18.10.81.1 L1", stig="V-254373", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.software_installation.no_silent_web_installs",
        row="installer-browser-prompt",
        title="A web page cannot start an installation without asking",
        why="A script in a page could otherwise install a package without the user seeing anything of it.",
        setting=dword(INSTALLER, "SafeForScripting"),
        accept=OneOf((0,), or_absent=True),
        want=0,
        absent_means=0,
        severity=Severity.MEDIUM,
        platforms=SERVERS,
        refs=refs(cis="18.10.81.3 L2", stig="V-254375"),
        benchmarks={"CIS": exactly(0), "STIG": exactly(0)},
    ),
    control(
        "windows.software_installation.winget",
        row="appinstaller-off",
        title="winget cannot be used on the host, where a benchmark asks for it",
        why=(
            "A package manager fetches programs from the internet past the way that software is meant to reach a "
            "host; off, one way less is to be watched."
        ),
        setting=dword(WINGET, "EnableAppInstaller"),
        accept=OneOf((0, 1), or_absent=True),
        want=0,
        absent_means=1,
        severity=Severity.LOW,
        platforms=SERVERS,
        breaks="A deployment script of your own that calls winget fails while it is off; AksHci does not use it.",
        refs=refs(cis="18.10.18.1 L2"),
        benchmarks={"CIS": exactly(0)},
    ),
    control(
        "windows.software_installation.winget_command_line",
        row="appinstaller-no-command-line",
        title="winget cannot be used from the command line, where a benchmark asks for it",
        why=(
            "The command line is what scripts, and intruders with a shell, install programs with; its windows "
            "stay usable."
        ),
        setting=dword(WINGET, "EnableWindowsPackageManagerCommandLineInterfaces"),
        accept=OneOf((0, 1), or_absent=True),
        want=0,
        absent_means=1,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        platforms=SERVERS,
        breaks="A script of your own that calls winget fails while it is off; AksHci does not use it.",
        refs=refs(cis="18.10.18.7 L2"),
        benchmarks={"CIS": exactly(0)},
    ),
    control(
        "windows.software_installation.winget_experimental_features",
        row="appinstaller-no-experimental",
        title="winget's experimental features cannot be used, where a benchmark asks for it",
        why="Features under development have had little review, and a server has no use for them.",
        setting=dword(WINGET, "EnableExperimentalFeatures"),
        accept=OneOf((0, 1), or_absent=True),
        want=0,
        absent_means=1,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        platforms=SERVERS,
        refs=refs(cis="18.10.18.2 L1"),
        benchmarks={"CIS": exactly(0)},
    ),
    control(
        "windows.software_installation.winget_checks_hashes",
        row="appinstaller-no-hash-override",
        title="No policy lets winget install a file whose hash is wrong",
        why=(
            "A wrong hash means that the file is not the one that was reviewed: a changed download or an exchanged one."
        ),
        setting=dword(WINGET, "EnableHashOverride"),
        accept=OneOf((0,), or_absent=True),
        want=0,
        absent_means=1,
        severity=Severity.MEDIUM,
        platforms=SERVERS,
        refs=refs(cis="18.10.18.3 L1"),
        benchmarks={"CIS": exactly(0)},
    ),
    control(
        "windows.software_installation.winget_scans_archives",
        row="appinstaller-no-malware-scan-override",
        title="No policy lets winget skip the malware scan of archives",
        why=(
            "The scan is the only look at an archive that comes from a manifest on the disk and not from a "
            "reviewed source."
        ),
        setting=dword(WINGET, "EnableLocalArchiveMalwareScanOverride"),
        accept=OneOf((0,), or_absent=True),
        want=0,
        absent_means=1,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.MEDIUM,
        platforms=SERVERS,
        refs=refs(cis="18.10.18.4 L1"),
        benchmarks={"CIS": exactly(0)},
    ),
    control(
        "windows.software_installation.no_installs_from_links",
        row="appinstaller-no-web-protocol",
        title="Links in web pages start no installation of an app package",
        why=(
            "Ransomware crews have used ms-appinstaller links to have signed malware installed past the "
            "browser's checks."
        ),
        setting=dword(WINGET, "EnableMSAppInstallerProtocol"),
        accept=OneOf((0,), or_absent=True),
        want=0,
        absent_means=0,
        severity=Severity.MEDIUM,
        platforms=SERVERS,
        refs=refs(cis="18.10.18.5 L1"),
        benchmarks={"CIS": exactly(0)},
    ),
    control(
        "windows.software_installation.winget_pins_certificates",
        row="appinstaller-no-pinning-bypass",
        title="winget talks to the Microsoft Store only if its certificate is the expected one",
        why=(
            "Whoever can present any trusted certificate, an inspecting proxy or an intruder, could otherwise "
            "stand between the host and the Store."
        ),
        setting=dword(WINGET, "EnableBypassCertificatePinningForMicrosoftStore"),
        accept=OneOf((0,), or_absent=True),
        want=0,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        platforms=SERVERS,
        refs=refs(cis="18.10.18.6 L1"),
        benchmarks={"CIS": exactly(0)},
    ),
)
