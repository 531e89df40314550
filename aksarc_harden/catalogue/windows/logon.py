"""Signing in at the console."""

from __future__ import annotations

from aksarc_harden.catalogue.row import SERVERS, control, dword, exactly, refs, text
from aksarc_harden.model.control import Evidence, Reboot, Scope, Severity
from aksarc_harden.model.host import Platform
from aksarc_harden.model.rule import Equals, OneOf, Range, TextFromSite

SYSTEM_POLICY = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System"
WINLOGON = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon"

CONTROLS = (
    control(
        "windows.logon.secure_attention_keys",
        row="logon-require-ctrl-alt-del",
        title="Ctrl+Alt+Del comes before sign-in",
        why=(
            "Only Windows itself receives these keys, so no program can put up a false sign-in screen that "
            "collects passwords."
        ),
        setting=dword(SYSTEM_POLICY, "DisableCAD"),
        accept=OneOf((0,), or_absent=True),
        want=0,
        absent_means=0,
        default="0",
        severity=Severity.LOW,
        needs_reboot=Reboot.NO,
        refs=refs(cis="2.3.7.1 L1", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.logon.few_cached_logons",
        row="logon-cached-logons",
        title="At most four cached sign-ins are kept",
        why=(
            "Cached verifiers of passwords can be cracked off line by whoever copies the disk; a few keep a "
            "cluster manageable while its domain controller is down."
        ),
        setting=text(WINLOGON, "CachedLogonsCount"),
        accept=Range(0, 4),
        want="4",
        absent_means="10",
        default="10",
        severity=Severity.MEDIUM,
        scope=Scope.MEMBER,
        needs_reboot=Reboot.NO,
        can_cut_access=("logon",),
        breaks=(
            "With 0 nobody but local accounts can sign in while no domain controller answers, which happens "
            "where it runs as a virtual machine on the same hosts."
        ),
        refs=refs(cis="2.3.7.6 L2", stig="V-254432", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.logon.unlock_asks_domain_controller",
        row="logon-unlock-needs-dc",
        title="Unlocking a session asks a domain controller",
        why="Otherwise the cached verifier opens it, even after the account was locked or its password was changed.",
        setting=dword(WINLOGON, "ForceUnlockLogon"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        default="0",
        severity=Severity.LOW,
        needs_reboot=Reboot.NO,
        can_cut_access=("logon",),
        breaks=(
            "While no domain controller answers, nobody can unlock a session of a domain account; that happens "
            "where it runs as a virtual machine on the same hosts."
        ),
        refs=refs(cis="2.3.7.8 L1", microsoft="azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.logon.inactivity_lock",
        row="logon-inactivity-lock",
        title="The console locks after at most 15 minutes",
        why="A forgotten session at the console or over KVM is an administrator's session for whoever finds it.",
        setting=dword(SYSTEM_POLICY, "InactivityTimeoutSecs"),
        accept=Range(1, 900),
        want=900,
        absent_means=0,
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.YES,
        refs=refs(
            cis="2.3.7.3 L1", stig="V-254456", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.logon.screen_saver_locks_at_once",
        row="logon-screensaver-grace",
        title="A screen saver locks after at most 5 seconds",
        why="During the grace period a session that looks locked opens to anybody who moves the mouse.",
        setting=text(WINLOGON, "ScreenSaverGracePeriod"),
        accept=Range(0, 5),
        want="5",
        absent_means="5",
        severity=Severity.LOW,
        platforms=SERVERS,
        refs=refs(cis="18.5.9 L1"),
    ),
    control(
        "windows.logon.banner_title",
        row="logon-banner-title",
        title="A notice before sign-in has a title of the site's own",
        why="Prosecution and works councils ask for a notice; its wording is the site's to give.",
        setting=text(SYSTEM_POLICY, "LegalNoticeCaption"),
        accept=TextFromSite(),
        want=None,
        absent_means="",
        default="empty",
        severity=Severity.LOW,
        needs_reboot=Reboot.NO,
        breaks=(
            "unknown: whether somebody signs in at these hosts by a program that cannot confirm the notice; "
            "PowerShell remoting does not show it"
        ),
        refs=refs(cis="2.3.7.5 L1", stig="V-254458", microsoft="ws2025-2510"),
    ),
    control(
        "windows.logon.banner_text",
        row="logon-banner-text",
        title="A notice before sign-in has a text of the site's own",
        why=(
            "Where it is said to everybody that the host is not theirs to use freely, nobody can claim not to "
            "have known; the wording is the site's to give."
        ),
        setting=text(SYSTEM_POLICY, "LegalNoticeText"),
        accept=TextFromSite(),
        want=None,
        absent_means="",
        default="empty",
        severity=Severity.LOW,
        breaks=(
            "unknown: whether somebody signs in at these hosts by a program that cannot confirm the notice; "
            "PowerShell remoting does not show it"
        ),
        refs=refs(cis="2.3.7.4 L1", stig="V-254457", microsoft="ws2025-2510"),
    ),
    control(
        "windows.logon.expiry_warning",
        row="logon-password-expiry-warning",
        title="Users are warned 5 to 14 days before their password expires",
        why=(
            "A warning in time lets people change a password at leisure rather than be shut out in the middle of "
            "an incident."
        ),
        setting=dword(WINLOGON, "PasswordExpiryWarning"),
        accept=Range(5, 14),
        want=14,
        absent_means=5,
        default="5",
        severity=Severity.LOW,
        needs_reboot=Reboot.NO,
        refs=refs(cis="2.3.7.7 L1", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.logon.smart_card_removal_locks",
        row="logon-smartcard-removal",
        title="Taking out the smart card locks or ends the session",
        why="A session that stays open without its card can be used by the next person at the console.",
        setting=text(WINLOGON, "ScRemoveOption"),
        accept=OneOf(("1", "2")),
        want="1",
        absent_means="0",
        default="0",
        severity=Severity.LOW,
        needs_reboot=Reboot.NO,
        refs=refs(
            cis="2.3.7.9 L1", stig="V-254459", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.logon.smart_card_optional",
        row="logon-smartcard-not-forced",
        title="Sign-in does not insist on a smart card",
        why=(
            "With cards enforced nobody reaches the console while the domain or the certificates are out of "
            "order; Azure Local's baseline leaves passwords possible."
        ),
        setting=dword(SYSTEM_POLICY, "ScForceOption"),
        accept=Equals(0),
        want=0,
        absent_means=0,
        default="0",
        severity=Severity.LOW,
        platforms=frozenset({Platform.AZSHCI22H2}),
        refs=refs(microsoft="azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.logon.no_automatic_sign_in",
        row="logon-no-auto-admin",
        title="No account signs in by itself at the start",
        why=(
            "Automatic sign-in keeps its password readable in the registry and leaves an open console after "
            "every restart."
        ),
        setting=text(WINLOGON, "AutoAdminLogon"),
        accept=OneOf(("0",), or_absent=True),
        want="0",
        absent_means="0",
        severity=Severity.HIGH,
        breaks=(
            "unknown: whether a tool of the site signs in by itself after a restart, as some deployment tools do "
            "while they run"
        ),
        refs=refs(cis="18.5.1 L1"),
    ),
    control(
        "windows.logon.no_sign_in_after_restart",
        row="logon-no-arso",
        title="Nobody is signed in by Windows after a restart",
        why=(
            "After an update Windows would open the last user's session again with credentials that it kept for "
            "that; an administrator's session would then run with nobody there."
        ),
        setting=dword(SYSTEM_POLICY, "DisableAutomaticRestartSignOn"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        severity=Severity.MEDIUM,
        refs=refs(
            cis="18.10.82.2 L1", stig="V-254376", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.logon.sign_in_after_restart_mode",
        row="logon-arso-config",
        title="Sign-in by Windows after a restart, where it is allowed at all, does not depend on BitLocker",
        why=(
            "The value is that of Microsoft's baseline for Windows Server 2025 and has no effect while sign-in "
            "after a restart is off. Keep that off, for alone this is the weaker of the two modes."
        ),
        setting=dword(SYSTEM_POLICY, "AutomaticRestartSignOnConfig"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        platforms=frozenset({Platform.WS2025}),
        refs=refs(microsoft="ws2025-2510, azlocal-2506"),
    ),
    control(
        "windows.logon.no_convenience_pin",
        row="logon-no-convenience-pin",
        title="Domain users cannot sign in with a convenience PIN",
        why=(
            "For such a PIN the domain password is kept on the host, and a few digits are all that protects it. "
            "Windows Hello for Business is not meant."
        ),
        setting=dword(r"SOFTWARE\Policies\Microsoft\Windows\System", "AllowDomainPINLogon"),
        accept=OneOf((0,), or_absent=True),
        want=0,
        absent_means=0,
        severity=Severity.MEDIUM,
        refs=refs(cis="18.9.28.7 L1", microsoft="ws2025-2510, azlocal-2506"),
    ),
    control(
        "windows.logon.no_picture_password",
        row="logon-no-picture-password",
        title="Picture passwords are off for domain users, where a benchmark asks for it",
        why=(
            "Gestures on a picture are few and leave traces, and the domain password is kept on the host for "
            "them. Every value passes here, for no Microsoft list asks."
        ),
        setting=dword(r"SOFTWARE\Policies\Microsoft\Windows\System", "BlockDomainPicturePassword"),
        accept=OneOf((0, 1), or_absent=True),
        want=1,
        absent_means=0,
        severity=Severity.MEDIUM,
        platforms=SERVERS,
        refs=refs(cis="18.9.28.6 L1"),
        benchmarks={"CIS": exactly(1)},
    ),
    control(
        "windows.logon.face_antispoofing",
        row="logon-face-antispoofing",
        title="Recognition of faces insists on protection against photographs",
        why=(
            "Without it a good picture of somebody may pass for the face. It has no effect on a host without a camera."
        ),
        setting=dword(r"SOFTWARE\Policies\Microsoft\Biometrics\FacialFeatures", "EnhancedAntiSpoofing"),
        accept=Equals(1),
        want=1,
        severity=Severity.LOW,
        refs=refs(cis="18.10.9.1.1 L1", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2506"),
    ),
    control(
        "windows.logon.no_passwords_for_network_providers",
        row="logon-no-mpr-notifications",
        title="Winlogon hands no passwords to network providers",
        why=(
            "A network provider gets each user's password in plain text at sign-in; intruders register one of "
            "their own to collect them."
        ),
        setting=dword(SYSTEM_POLICY, "EnableMPR"),
        accept=Equals(0),
        want=0,
        severity=Severity.MEDIUM,
        platforms=frozenset({Platform.WS2022, Platform.WS2025, Platform.AZSHCI22H2}),
        breaks=(
            "unknown: providers of other vendors that sign in with the user's password no longer get it; whether "
            "an AKS host has any is not known."
        ),
        refs=refs(cis="18.10.82.1 L1"),
    ),
    control(
        "windows.logon.no_list_of_administrators",
        row="credui-no-admin-enum",
        title="A prompt for elevation lists no administrators",
        why=(
            "Their names are half of what has to be guessed, and the prompt shows them to everybody who can open one."
        ),
        setting=dword(r"SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\CredUI", "EnumerateAdministrators"),
        accept=OneOf((0,), or_absent=True),
        want=0,
        absent_means=0,
        severity=Severity.MEDIUM,
        refs=refs(cis="18.10.15.2 L1", stig="V-254355", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.logon.no_password_reveal",
        row="credui-no-password-reveal",
        title="Password fields have no button that shows the password",
        why="A password that is shown can be read over a shoulder, from a shared screen or from a recorded session.",
        setting=dword(r"SOFTWARE\Policies\Microsoft\Windows\CredUI", "DisablePasswordReveal"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        severity=Severity.LOW,
        refs=refs(cis="18.10.15.1 L1", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.logon.media_for_administrators",
        row="logon-eject-media-admins",
        title="None but administrators format and eject removable media",
        why="Whoever may format or take out a medium can carry data away, or destroy the backup that lies on it.",
        setting=text(WINLOGON, "AllocateDASD"),
        accept=OneOf(("0",), or_absent=True),
        want="0",
        absent_means="0",
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        platforms=frozenset({Platform.WS2025}),
        refs=refs(microsoft="ws2025-2510, azlocal-2506"),
    ),
    control(
        "windows.logon.recovery_console_restricted",
        row="logon-recovery-console-no-copy",
        title="The recovery console copies no files to removable media and reaches no other folders",
        why=(
            "Whoever starts the console could carry files away past their permissions. Current Windows has no "
            "such console; Microsoft's lists still ask for the value."
        ),
        setting=dword(r"SOFTWARE\Microsoft\Windows NT\CurrentVersion\Setup\RecoveryConsole", "SetCommand"),
        accept=Equals(0),
        want=0,
        absent_means=0,
        default="0",
        severity=Severity.LOW,
        platforms=frozenset({Platform.WS2025, Platform.AZSHCI22H2}),
        refs=refs(microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
)
