"""Remote Desktop."""

from __future__ import annotations

from aksarc_harden.catalogue.row import SERVERS, control, dword, exactly, refs
from aksarc_harden.model.control import Evidence, Severity
from aksarc_harden.model.host import Platform
from aksarc_harden.model.rule import Equals, OneOf, Range

TERMINAL_SERVICES = r"SOFTWARE\Policies\Microsoft\Windows NT\Terminal Services"

CONTROLS = (
    control(
        "windows.remote_desktop.network_level_authentication",
        row="rdp-nla",
        title="Remote Desktop asks for the password before it opens a session",
        why=(
            "Without it everybody who reaches the port gets a sign-in screen, and with it the flaws of all that runs "
            "behind one."
        ),
        setting=dword(TERMINAL_SERVICES, "UserAuthentication"),
        accept=Equals(1),
        want=1,
        absent_means=1,
        severity=Severity.CRITICAL,
        can_cut_access=("rdp",),
        refs=refs(cis="18.10.57.3.9.4 L1", microsoft="ws2025-2510, azlocal-2506"),
    ),
    control(
        "windows.remote_desktop.protected_credentials",
        row="credssp-allow-protected-creds",
        title="The host supports Restricted Admin and Remote Credential Guard",
        why=(
            "In either mode an administrator signs in by Remote Desktop without leaving a password or ticket on "
            "the host, where an intruder could take it."
        ),
        setting=dword(r"SOFTWARE\Policies\Microsoft\Windows\CredentialsDelegation", "AllowProtectedCreds"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        severity=Severity.HIGH,
        refs=refs(
            cis="18.9.4.2 L1", stig="V-254342", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.remote_desktop.tls_required",
        row="rdp-security-layer-tls",
        title="Remote Desktop connections are protected by TLS",
        why=(
            "The older protection of Remote Desktop does not prove which host answers, so a machine in between "
            "can show a sign-in screen of its own."
        ),
        setting=dword(TERMINAL_SERVICES, "SecurityLayer"),
        accept=Equals(2),
        want=2,
        severity=Severity.HIGH,
        can_cut_access=("rdp",),
        breaks=(
            "unknown: Azure Local rates the impact of this setting as high and does not say on what; keep "
            "another console at hand on the first host"
        ),
        refs=refs(cis="18.10.57.3.9.3 L1"),
    ),
    control(
        "windows.remote_desktop.strong_encryption",
        row="rdp-encryption-level",
        title="Remote Desktop encrypts at the level high or FIPS",
        why=(
            "At a lower level the client decides how strong the encryption is, and an old or forged one decides "
            "for 56 bits or less."
        ),
        setting=dword(TERMINAL_SERVICES, "MinEncryptionLevel"),
        accept=OneOf((3, 4)),
        want=3,
        absent_means=2,
        severity=Severity.MEDIUM,
        can_cut_access=("rdp",),
        refs=refs(
            cis="18.10.57.3.9.5 L1",
            stig="V-254369",
            microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506",
        ),
    ),
    control(
        "windows.remote_desktop.secure_rpc",
        row="rdp-secure-rpc",
        title="Remote Desktop is administered over authenticated and encrypted RPC only",
        why="Unprotected requests to the service can be read and altered on the way, by whoever stands in between.",
        setting=dword(TERMINAL_SERVICES, "fEncryptRPCTraffic"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        severity=Severity.MEDIUM,
        can_cut_access=("rdp",),
        refs=refs(
            cis="18.10.57.3.9.2 L1",
            stig="V-254368",
            microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506",
        ),
    ),
    control(
        "windows.remote_desktop.always_prompt",
        row="rdp-always-prompt",
        title="Remote Desktop asks for the password at every connection",
        why=(
            "Whoever finds an administrator's workstation with a saved password could otherwise walk on into the host."
        ),
        setting=dword(TERMINAL_SERVICES, "fPromptForPassword"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        severity=Severity.MEDIUM,
        refs=refs(
            cis="18.10.57.3.9.1 L1",
            stig="V-254367",
            microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506",
        ),
    ),
    control(
        "windows.remote_desktop.no_saved_passwords",
        row="rdp-no-saved-passwords",
        title="The Remote Desktop client of the host saves no passwords",
        why="A password that is saved on one host opens the next one for whoever takes the first.",
        setting=dword(TERMINAL_SERVICES, "DisablePasswordSaving"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        severity=Severity.MEDIUM,
        refs=refs(
            cis="18.10.57.2.2 L1", stig="V-254365", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.remote_desktop.no_drive_redirection",
        row="rdp-no-drive-redirection",
        title="Drives of the client are not mapped into Remote Desktop sessions",
        why=(
            "Malware on a workstation reaches the host through a mapped drive, and data leaves the host the same "
            "way without a trace on the network."
        ),
        setting=dword(TERMINAL_SERVICES, "fDisableCdm"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        severity=Severity.MEDIUM,
        refs=refs(
            cis="18.10.57.3.3.3 L1",
            stig="V-254366",
            microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506",
        ),
    ),
    control(
        "windows.remote_desktop.temporary_files_deleted",
        row="rdp-delete-temp",
        title="Temporary files of a Remote Desktop session are deleted at its end",
        why="What an administrator had open would otherwise lie on the disk for the next one who can read it.",
        setting=dword(TERMINAL_SERVICES, "DeleteTempDirsOnExit"),
        accept=Equals(1),
        want=1,
        absent_means=1,
        severity=Severity.LOW,
        refs=refs(cis="18.10.57.3.11.1 L1", microsoft="ws2025-2510, azlocal-2506"),
    ),
    control(
        "windows.remote_desktop.temporary_folder_per_session",
        row="rdp-per-session-temp",
        title="Every Remote Desktop session has a temporary folder of its own",
        why="In a shared folder one session can read the temporary files of another, or put its own in their place.",
        setting=dword(TERMINAL_SERVICES, "PerSessionTempDir"),
        accept=Equals(1),
        want=1,
        absent_means=1,
        severity=Severity.LOW,
        refs=refs(cis="18.10.57.3.11.2 L1", microsoft="ws2025-2510, azlocal-2506"),
    ),
    control(
        "windows.remote_desktop.idle_limit",
        row="rdp-idle-limit",
        title="Idle Remote Desktop sessions are disconnected after at most 15 minutes",
        why="A session that was left open is an administrator's session for whoever comes to the workstation next.",
        setting=dword(TERMINAL_SERVICES, "MaxIdleTime"),
        accept=Range(1, 900_000),
        want=900_000,
        absent_means=0,
        severity=Severity.LOW,
        can_cut_access=("rdp",),
        breaks=(
            "unknown: a long deployment that is watched over Remote Desktop looks idle and would be cut; run it "
            "over PowerShell remoting, or not on hosts in deployment"
        ),
        refs=refs(cis="18.10.57.3.10.1 L2"),
    ),
    control(
        "windows.remote_desktop.disconnected_limit",
        row="rdp-disconnect-limit",
        title="Disconnected Remote Desktop sessions are ended after one minute",
        why=(
            "A disconnected session keeps its credentials in the memory of the host for days, ready for whoever "
            "takes it."
        ),
        setting=dword(TERMINAL_SERVICES, "MaxDisconnectionTime"),
        accept=Equals(60_000),
        want=60_000,
        absent_means=0,
        severity=Severity.LOW,
        can_cut_access=("rdp",),
        breaks=(
            "unknown: what was left running in a closed session is ended with it, a deployment among other "
            "things; run it over PowerShell remoting"
        ),
        refs=refs(cis="18.10.57.3.10.2 L2"),
    ),
    control(
        "windows.remote_desktop.default_port",
        row="rdp-default-port",
        title="Remote Desktop listens on port 3389",
        why=(
            "Firewall rules and monitoring are written for the well-known port; another one hides nothing from a "
            "scan and slips past both."
        ),
        setting=dword(r"SYSTEM\CurrentControlSet\Control\Terminal Server\WinStations\RDP-Tcp", "PortNumber"),
        accept=Equals(3389),
        want=3389,
        absent_means=3389,
        default="3389",
        severity=Severity.LOW,
        platforms=frozenset({Platform.WS2025}),
        can_cut_access=("rdp",),
        refs=refs(microsoft="ws2025-2510, azlocal-2506"),
    ),
    control(
        "windows.remote_desktop.single_session",
        row="rdp-single-session",
        title="A user has one Remote Desktop session at a time, where a benchmark asks for it",
        why="A second session of the same user leaves the first one open and forgotten, with all that runs in it.",
        setting=dword(TERMINAL_SERVICES, "fSingleSessionPerUser"),
        accept=OneOf((0, 1), or_absent=True),
        want=1,
        absent_means=1,
        severity=Severity.LOW,
        platforms=SERVERS,
        refs=refs(cis="18.10.57.3.2.1 L2"),
        benchmarks={"CIS": exactly(1)},
    ),
    control(
        "windows.remote_desktop.no_ui_automation_redirection",
        row="rdp-no-ui-automation-redirection",
        title="Remote Desktop lets no program of the client drive its windows, where a benchmark asks for it",
        why=("With it a program on the workstation can read and press what is shown in the session, malware included."),
        setting=dword(TERMINAL_SERVICES, "EnableUiaRedirection"),
        accept=OneOf((0, 1), or_absent=True),
        want=0,
        severity=Severity.LOW,
        platforms=frozenset({Platform.WS2022, Platform.WS2025}),
        refs=refs(cis="18.10.57.3.3.1 L2"),
        benchmarks={"CIS": exactly(0)},
    ),
    control(
        "windows.remote_desktop.no_com_redirection",
        row="rdp-no-com-redirection",
        title="Serial ports of the client stay out of Remote Desktop sessions, where a benchmark asks for it",
        why=(
            "Every device that is passed into a session is a way for data between the administrator's "
            "workstation and the host; nothing on a host needs serial ports."
        ),
        setting=dword(TERMINAL_SERVICES, "fDisableCcm"),
        accept=OneOf((0, 1), or_absent=True),
        want=1,
        absent_means=0,
        severity=Severity.LOW,
        platforms=SERVERS,
        refs=refs(cis="18.10.57.3.3.2 L2"),
        benchmarks={"CIS": exactly(1)},
    ),
    control(
        "windows.remote_desktop.no_location_redirection",
        row="rdp-no-location-redirection",
        title="The location of the client stays out of Remote Desktop sessions, where a benchmark asks for it",
        why=(
            "Programs on the host could otherwise learn where the administrator sits, which they have no need to know."
        ),
        setting=dword(TERMINAL_SERVICES, "fDisableLocationRedir"),
        accept=OneOf((0, 1), or_absent=True),
        want=1,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        platforms=frozenset({Platform.WS2022, Platform.WS2025}),
        refs=refs(cis="18.10.57.3.3.4 L2"),
        benchmarks={"CIS": exactly(1)},
    ),
    control(
        "windows.remote_desktop.no_lpt_redirection",
        row="rdp-no-lpt-redirection",
        title="Parallel ports of the client stay out of Remote Desktop sessions, where a benchmark asks for it",
        why=(
            "Every device that is passed into a session is a way for data between the administrator's "
            "workstation and the host; nothing on a host needs parallel ports."
        ),
        setting=dword(TERMINAL_SERVICES, "fDisableLPT"),
        accept=OneOf((0, 1), or_absent=True),
        want=1,
        absent_means=0,
        severity=Severity.LOW,
        platforms=SERVERS,
        refs=refs(cis="18.10.57.3.3.5 L2"),
        benchmarks={"CIS": exactly(1)},
    ),
    control(
        "windows.remote_desktop.no_pnp_redirection",
        row="rdp-no-pnp-redirection",
        title="Plug and Play devices of the client stay out of Remote Desktop sessions, where a benchmark asks for it",
        why=(
            "Every device that is passed into a session is a way for data between the administrator's "
            "workstation and the host; nothing on a host needs cameras or phones."
        ),
        setting=dword(TERMINAL_SERVICES, "fDisablePNPRedir"),
        accept=OneOf((0, 1), or_absent=True),
        want=1,
        absent_means=0,
        severity=Severity.LOW,
        platforms=SERVERS,
        refs=refs(cis="18.10.57.3.3.6 L2"),
        benchmarks={"CIS": exactly(1)},
    ),
    control(
        "windows.remote_desktop.no_webauthn_redirection",
        row="rdp-no-webauthn-redirection",
        title="Security keys of the client stay out of Remote Desktop sessions, where a benchmark asks for it",
        why=(
            "A program on a host that was taken over could otherwise ask the administrator's security key to "
            "confirm sign-ins elsewhere."
        ),
        setting=dword(TERMINAL_SERVICES, "fDisableWebAuthn"),
        accept=OneOf((0, 1), or_absent=True),
        want=1,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        platforms=frozenset({Platform.WS2022, Platform.WS2025}),
        breaks=(
            "With the value 1 an administrator's security key does not work inside the session; sign in to web "
            "pages on the workstation instead."
        ),
        refs=refs(cis="18.10.57.3.3.7 L2"),
        benchmarks={"CIS": exactly(1)},
    ),
)
