"""User Account Control."""

from __future__ import annotations

from aksarc_harden.catalogue.row import control, dword, refs
from aksarc_harden.model.control import Reboot, Scope, Severity
from aksarc_harden.model.host import Platform
from aksarc_harden.model.rule import Equals, OneOf

SYSTEM_POLICY = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System"

CONTROLS = (
    control(
        "windows.uac.on",
        row="uac-enable",
        title="User Account Control is on",
        why=(
            "Without it every program of an administrator has all rights from the start, and several other "
            "protections silently end."
        ),
        setting=dword(SYSTEM_POLICY, "EnableLUA"),
        accept=Equals(1),
        want=1,
        absent_means=1,
        default="1",
        severity=Severity.CRITICAL,
        needs_reboot=Reboot.YES,
        can_cut_access=("account",),
        refs=refs(
            cis="2.3.17.6 L1", stig="V-254488", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.uac.administrators_confirm",
        row="uac-admin-prompt",
        title="Administrators confirm an elevation on the secure desktop",
        why=(
            "A program that asks for more rights is seen before it has them, on a desktop that other programs "
            "cannot reach."
        ),
        setting=dword(SYSTEM_POLICY, "ConsentPromptBehaviorAdmin"),
        accept=OneOf((1, 2)),
        want=2,
        absent_means=5,
        default="5",
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.NO,
        refs=refs(
            cis="2.3.17.2 L1", stig="V-254484", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.uac.built_in_administrator_filtered",
        row="uac-filter-builtin-admin",
        title="The built-in administrator has to confirm elevations, too",
        why=(
            "Otherwise everything that the built-in administrator starts has all rights from the first moment, "
            "and the account is the same on every host."
        ),
        setting=dword(SYSTEM_POLICY, "FilterAdministratorToken"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        severity=Severity.HIGH,
        needs_reboot=Reboot.NO,
        can_cut_access=("account", "winrm"),
        breaks=(
            "Scripts that come over the network as the local account with RID 500 get a filtered token and lose "
            "their rights; let them use a domain account."
        ),
        refs=refs(
            cis="2.3.17.1 L1", stig="V-254482", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.uac.users_cannot_elevate",
        row="uac-user-prompt",
        title="Users who are no administrators cannot elevate programs",
        why=(
            "A prompt there would ask for somebody else's password, and an administrator who types it into a "
            "user's session gives it to whatever runs in that session."
        ),
        setting=dword(SYSTEM_POLICY, "ConsentPromptBehaviorUser"),
        accept=Equals(0),
        want=0,
        absent_means=3,
        default="3",
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.NO,
        refs=refs(
            cis="2.3.17.3 L1", stig="V-254485", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.uac.secure_desktop",
        row="uac-secure-desktop",
        title="Prompts for elevation come on the secure desktop",
        why="Other programs of the session can neither answer the prompt there nor draw over it.",
        setting=dword(SYSTEM_POLICY, "PromptOnSecureDesktop"),
        accept=Equals(1),
        want=1,
        absent_means=1,
        default="1",
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.NO,
        refs=refs(cis="2.3.17.7 L1", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.uac.no_uiaccess_prompts",
        row="uac-no-uia-desktop-toggle",
        title="UIAccess programs cannot take prompts off the secure desktop",
        why="On the user's own desktop another program could answer the prompt or imitate it.",
        setting=dword(SYSTEM_POLICY, "EnableUIADesktopToggle"),
        accept=Equals(0),
        want=0,
        absent_means=0,
        default="0",
        severity=Severity.MEDIUM,
        refs=refs(stig="V-254483", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.uac.uiaccess_from_protected_folders",
        row="uac-secure-uiaccess-paths",
        title="UIAccess programs run from protected folders alone",
        why="Such a program may press the buttons of stronger ones; where users can write, anybody could put one.",
        setting=dword(SYSTEM_POLICY, "EnableSecureUIAPaths"),
        accept=Equals(1),
        want=1,
        absent_means=1,
        default="1",
        severity=Severity.MEDIUM,
        refs=refs(
            cis="2.3.17.5 L1", stig="V-254487", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.uac.installers_detected",
        row="uac-installer-detection",
        title="Installers are recognised and ask before they elevate",
        why=(
            "Otherwise an old installer that does not ask by itself would fail half way, or somebody would start "
            "it with all rights from the beginning to avoid that."
        ),
        setting=dword(SYSTEM_POLICY, "EnableInstallerDetection"),
        accept=Equals(1),
        want=1,
        absent_means=1,
        default="1",
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.NO,
        refs=refs(
            cis="2.3.17.4 L1", stig="V-254486", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.uac.writes_redirected",
        row="uac-virtualization",
        title="Writes of old programs to system folders go to the user's own folder",
        why="Such programs then work without rights on the real files, which nobody has to give them.",
        setting=dword(SYSTEM_POLICY, "EnableVirtualization"),
        accept=Equals(1),
        want=1,
        absent_means=1,
        default="1",
        severity=Severity.LOW,
        needs_reboot=Reboot.NO,
        refs=refs(
            cis="2.3.17.8 L1", stig="V-254489", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.uac.unsigned_may_elevate",
        row="uac-no-signed-only-elevation",
        title="Programs without a signature may be elevated on Azure Stack HCI",
        why=(
            "With the check on, tools without a trusted signature could no longer be elevated, an "
            "administrator's own among them; Azure Local's baseline leaves it off."
        ),
        setting=dword(SYSTEM_POLICY, "ValidateAdminCodeSignatures"),
        accept=Equals(0),
        want=0,
        absent_means=0,
        default="0",
        severity=Severity.LOW,
        platforms=frozenset({Platform.AZSHCI22H2}),
        refs=refs(microsoft="azlocal-2411"),
    ),
    control(
        "windows.uac.remote_local_accounts_filtered",
        row="uac-remote-token-filter",
        title="Administrative rights of local accounts are filtered over the network",
        why=(
            "It keeps one stolen hash of a local administrator from opening every host that has the same "
            "password. The built-in administrator (RID 500) is bound by it only where it has to confirm "
            "elevations, too."
        ),
        setting=dword(SYSTEM_POLICY, "LocalAccountTokenFilterPolicy"),
        accept=Equals(0),
        want=0,
        absent_means=0,
        severity=Severity.HIGH,
        scope=Scope.MEMBER,
        can_cut_access=("account", "winrm", "smb"),
        breaks="A cluster in a workgroup or without Active Directory needs 1; domain-joined clusters do not.",
        refs=refs(
            cis="18.4.1 L1", stig="V-254429", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
)
