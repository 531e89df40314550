"""The sign-in and lock screens: what they show, and what they let be done before anybody has signed in."""

from __future__ import annotations

from aksarc_harden.catalogue.row import SERVERS, control, dword, exactly, refs
from aksarc_harden.model.control import Reboot, Scope, Severity
from aksarc_harden.model.rule import Equals, OneOf

SYSTEM_POLICY = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System"
WINDOWS_POLICY = r"SOFTWARE\Policies\Microsoft\Windows\System"
PERSONALIZATION = r"SOFTWARE\Policies\Microsoft\Windows\Personalization"

CONTROLS = (
    control(
        "windows.sign_in_screen.no_last_user",
        row="logon-hide-last-user",
        title="The sign-in screen does not name who was there last",
        why=(
            "A known name of an administrator is half of what has to be guessed, and everybody before the "
            "console can read it."
        ),
        setting=dword(SYSTEM_POLICY, "DontDisplayLastUserName"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        default="0",
        severity=Severity.LOW,
        needs_reboot=Reboot.NO,
        refs=refs(cis="2.3.7.2 L1", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.sign_in_screen.no_connected_users",
        row="logon-no-connected-user-enum",
        title="The sign-in screen lists no users who are signed in",
        why="It would tell everybody before the console which accounts have a session on the host.",
        setting=dword(WINDOWS_POLICY, "DontEnumerateConnectedUsers"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        severity=Severity.LOW,
        refs=refs(cis="18.9.28.3 L1", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.sign_in_screen.no_local_users",
        row="logon-no-local-user-enum",
        title="The sign-in screen of a member server lists no local accounts",
        why="Their names are half of what has to be guessed, and nobody who is meant to sign in needs the list.",
        setting=dword(WINDOWS_POLICY, "EnumerateLocalUsers"),
        accept=Equals(0),
        want=0,
        absent_means=0,
        severity=Severity.LOW,
        scope=Scope.MEMBER,
        refs=refs(
            cis="18.9.28.4 L1", stig="V-254430", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.sign_in_screen.no_account_details",
        row="logon-no-account-details",
        title="Users cannot have their address or name shown on the sign-in screen",
        why="A mail address or full name on the screen tells everybody before the console whom to impersonate.",
        setting=dword(WINDOWS_POLICY, "BlockUserFromShowingAccountDetailsOnSignin"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        severity=Severity.LOW,
        refs=refs(cis="18.9.28.1 L1", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.sign_in_screen.no_notifications",
        row="logon-no-lockscreen-notifications",
        title="The lock screen shows no notifications of apps",
        why="Messages that appear there can be read by everybody before the console, without signing in.",
        setting=dword(WINDOWS_POLICY, "DisableLockScreenAppNotifications"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        severity=Severity.LOW,
        refs=refs(cis="18.9.28.5 L1", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.sign_in_screen.no_camera",
        row="logon-no-lockscreen-camera",
        title="The lock screen does not open the camera",
        why=(
            "Nobody who has not signed in should be able to use a device of the host; a server has no use for it "
            "either."
        ),
        setting=dword(PERSONALIZATION, "NoLockScreenCamera"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        severity=Severity.LOW,
        refs=refs(cis="18.1.1.1 L1", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.sign_in_screen.no_slide_show",
        row="logon-no-lockscreen-slideshow",
        title="The lock screen shows no slides",
        why="Pictures from a user's folders would be shown to everybody before the console.",
        setting=dword(PERSONALIZATION, "NoLockScreenSlideshow"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        severity=Severity.LOW,
        refs=refs(
            cis="18.1.1.2 L1", stig="V-254333", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.sign_in_screen.no_network_choice",
        row="logon-no-network-ui",
        title="The network cannot be changed from the sign-in screen",
        why=(
            "Somebody before the console could otherwise take the host off its network, or onto another one, "
            "without signing in."
        ),
        setting=dword(WINDOWS_POLICY, "DontDisplayNetworkSelectionUI"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        severity=Severity.LOW,
        refs=refs(cis="18.9.28.2 L1", stig="V-254348", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.sign_in_screen.no_shutdown",
        row="logon-no-shutdown-before-logon",
        title="The host cannot be shut down from the sign-in screen",
        why=(
            "A host that is shut down takes its virtual machines along, AKS nodes among them; that should leave "
            "somebody's name in the log."
        ),
        setting=dword(SYSTEM_POLICY, "ShutdownWithoutLogon"),
        accept=OneOf((0,), or_absent=True),
        want=0,
        absent_means=0,
        default="0",
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.NO,
        refs=refs(cis="2.3.13.1 L1", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.sign_in_screen.no_user_input_methods",
        row="logon-no-user-input-methods",
        title="The sign-in screen offers the system's own input methods alone, where a benchmark asks for it",
        why=(
            "An input method is a program that sees what is typed, passwords included. Every value passes here, "
            "for no Microsoft list asks."
        ),
        setting=dword(r"SOFTWARE\Policies\Microsoft\Control Panel\International", "BlockUserInputMethodsForSignIn"),
        accept=OneOf((0, 1), or_absent=True),
        want=1,
        absent_means=0,
        severity=Severity.LOW,
        platforms=SERVERS,
        refs=refs(cis="18.9.27.1 L2"),
        benchmarks={"CIS": exactly(1)},
    ),
)
