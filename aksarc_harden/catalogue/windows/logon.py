"""Signing in at the console."""

from __future__ import annotations

from aksarc_harden.catalogue.row import control, dword, refs, text
from aksarc_harden.model.control import Reboot, Scope, Severity
from aksarc_harden.model.rule import OneOf, Range, TextFromSite

SYSTEM_POLICY = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System"
WINLOGON = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon"

CONTROLS = (
    control(
        "windows.logon.few_cached_logons",
        row="logon-cached-logons",
        title="At most four cached sign-ins are kept",
        why=(
            "Cached verifiers of passwords can be cracked off line by whoever copies the disk; a few keep a cluster "
            "manageable while its domain controller is down."
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
            "With 0 nobody but local accounts can sign in while no domain controller answers, which happens where it "
            "runs as a virtual machine on the same hosts."
        ),
        refs=refs(cis="2.3.7.6 L2", stig="V-254432", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
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
        breaks="unknown",
        refs=refs(cis="2.3.7.5 L1", stig="V-254458", microsoft="ws2025-2510"),
    ),
    control(
        "windows.logon.banner_text",
        row="logon-banner-text",
        title="A notice before sign-in has a text of the site's own",
        why="Prosecution and works councils ask for a notice; its wording is the site's to give.",
        setting=text(SYSTEM_POLICY, "LegalNoticeText"),
        accept=TextFromSite(),
        want=None,
        absent_means="",
        default="empty",
        severity=Severity.LOW,
        breaks="unknown",
        refs=refs(cis="2.3.7.4 L1", stig="V-254457", microsoft="ws2025-2510"),
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
        "windows.logon.no_automatic_sign_in",
        row="logon-no-auto-admin",
        title="No account signs in by itself at the start",
        why=(
            "Automatic sign-in keeps its password readable in the registry and leaves an open console after every "
            "restart."
        ),
        setting=text(WINLOGON, "AutoAdminLogon"),
        accept=OneOf(("0",), or_absent=True),
        want="0",
        absent_means="0",
        severity=Severity.HIGH,
        breaks="unknown",
        refs=refs(cis="18.5.1 L1"),
    ),
)
