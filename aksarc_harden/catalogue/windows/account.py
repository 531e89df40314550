"""Local accounts, and accounts of Microsoft's on a host."""

from __future__ import annotations

from aksarc_harden.catalogue.row import control, dword, refs
from aksarc_harden.model.control import Evidence, Reboot, Severity
from aksarc_harden.model.found import ABSENT
from aksarc_harden.model.host import Platform
from aksarc_harden.model.rule import Equals, OneOf, TextFromSite
from aksarc_harden.model.setting import AccountPolicy

CONTROLS = (
    control(
        "windows.account.blank_passwords_at_console_only",
        row="account-limit-blank-passwords",
        title="Local accounts without a password sign in at the console only",
        why=(
            "A local account whose password was left empty would otherwise be open to everybody who reaches the "
            "host over the network."
        ),
        setting=dword(r"SYSTEM\CurrentControlSet\Control\Lsa", "LimitBlankPasswordUse"),
        accept=Equals(1),
        want=1,
        absent_means=1,
        default="1",
        severity=Severity.CRITICAL,
        needs_reboot=Reboot.NO,
        refs=refs(
            cis="2.3.1.2 L1", stig="V-254446", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.account.guest_disabled",
        row="account-guest-disabled",
        title="The built-in guest account is disabled",
        why=(
            "It is the one account that is meant for people nobody knows; whatever is done under it leaves no "
            "name behind."
        ),
        setting=AccountPolicy("EnableGuestAccount"),
        accept=Equals(0),
        want=0,
        absent_means=None,
        default="0",
        severity=Severity.HIGH,
        needs_reboot=Reboot.NO,
        refs=refs(cis="2.3.1.1 L1", stig="V-254445", microsoft="ws2019, ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.account.administrator_renamed",
        row="account-rename-administrator",
        title="The built-in administrator has a name of the site's own",
        why=(
            "Guessing passwords starts with the name that is the same everywhere; it is a small hurdle, for the "
            "SID ends in 500 under any name."
        ),
        setting=AccountPolicy("NewAdministratorName", is_text=True),
        accept=TextFromSite(("Administrator",)),
        want=None,
        absent_means=None,
        default="Administrator",
        severity=Severity.LOW,
        needs_reboot=Reboot.NO,
        can_cut_access=("account",),
        breaks=(
            "unknown: whether scripts of the site or of AKS call the account by its name instead of its SID has "
            "to be looked up first."
        ),
        refs=refs(cis="2.3.1.3 L1", stig="V-254447"),
    ),
    control(
        "windows.account.guest_renamed",
        row="account-rename-guest",
        title="The built-in guest account has a name of the site's own",
        why=(
            "Tools that try the guest account try it under the name that is the same everywhere; it is a small "
            "hurdle beside disabling it."
        ),
        setting=AccountPolicy("NewGuestName", is_text=True),
        accept=TextFromSite(("Guest",)),
        want=None,
        absent_means=None,
        default="Guest",
        severity=Severity.LOW,
        needs_reboot=Reboot.NO,
        refs=refs(cis="2.3.1.4 L1", stig="V-254448", microsoft="azlocal-2411"),
    ),
    control(
        "windows.account.sessions_end_with_logon_hours",
        row="account-force-logoff-hours",
        title="SMB sessions end when the logon hours of their account do",
        why=(
            "A session that was opened in time would otherwise go on through the hours in which its account may "
            "not be used."
        ),
        setting=AccountPolicy("ForceLogoffWhenHourExpire"),
        accept=Equals(1),
        want=1,
        absent_means=None,
        default="0",
        severity=Severity.LOW,
        needs_reboot=Reboot.NO,
        refs=refs(cis="2.3.11.6 L1 (2022v3)", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.account.no_microsoft_accounts",
        row="account-block-microsoft-accounts",
        title="Microsoft accounts can be neither added nor used to sign in",
        why=(
            "Password, recovery and second factor of such an account are governed by its owner, not by the "
            "organisation."
        ),
        setting=dword(r"SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System", "NoConnectedUser"),
        accept=Equals(3),
        want=3,
        absent_means=0,
        severity=Severity.LOW,
        needs_reboot=Reboot.NO,
        breaks=(
            "unknown: no list for AKS hosts sets it; nothing is known that signs in to one with a Microsoft account."
        ),
        refs=refs(cis="2.3.1.1 L1 (2022v3)"),
    ),
    control(
        "windows.account.no_consumer_sign_in_of_apps",
        row="account-block-consumer-msa-auth",
        title="Apps cannot sign in with Microsoft accounts of consumers",
        why="Through such a sign-in data of the host could be carried to somebody's private cloud storage.",
        setting=dword(r"SOFTWARE\Policies\Microsoft\MicrosoftAccount", "DisableUserAuth"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        refs=refs(cis="18.10.42.1 L1", microsoft="ws2025-2510, azlocal-2506"),
    ),
    control(
        "windows.account.microsoft_account_optional",
        row="account-msa-optional-for-apps",
        title="Store apps do not insist on a Microsoft account",
        why="Otherwise people connect private accounts to a server only to start an app.",
        setting=dword(r"SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System", "MSAOptional"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        severity=Severity.LOW,
        refs=refs(cis="18.10.6.1 L1", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.account.no_legacy_laps",
        row="laps-legacy-enabled",
        title="The legacy LAPS policy is not in force",
        why=(
            "Windows LAPS has replaced it on patched hosts; where both act, they overwrite each other's "
            "passwords and nobody knows which one is valid."
        ),
        setting=dword(r"SOFTWARE\Policies\Microsoft Services\AdmPwd", "AdmPwdEnabled"),
        accept=OneOf((0,), or_absent=True),
        want=ABSENT,
        absent_means=0,
        severity=Severity.LOW,
        platforms=frozenset({Platform.WS2019, Platform.WS2022}),
        can_cut_access=("account",),
        breaks=(
            "unknown: whether the site still reads passwords from where the legacy LAPS keeps them; have Windows "
            "LAPS in place before this"
        ),
        refs=refs(microsoft="ws2019, ws2022"),
    ),
)
