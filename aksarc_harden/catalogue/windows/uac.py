"""User Account Control."""

from __future__ import annotations

from aksarc_harden.catalogue.row import control, dword, refs
from aksarc_harden.model.control import Reboot, Scope, Severity
from aksarc_harden.model.rule import Equals, OneOf

SYSTEM_POLICY = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System"

CONTROLS = (
    control(
        "windows.uac.on",
        row="uac-enable",
        title="User Account Control is on",
        why=(
            "Without it every program of an administrator has all rights from the start, and several other protections "
            "silently end."
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
            "A program that asks for more rights is seen before it has them, on a desktop that other programs cannot "
            "reach."
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
        "windows.uac.remote_local_accounts_filtered",
        row="uac-remote-token-filter",
        title="Local administrators have no administrative rights over the network",
        why="It keeps one stolen hash of a local administrator from opening every host that has the same password.",
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
