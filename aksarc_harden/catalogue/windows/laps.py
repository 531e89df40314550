"""Windows LAPS: the local administrator's password, kept in a directory."""

from __future__ import annotations

from aksarc_harden.catalogue.row import control, dword, refs
from aksarc_harden.model.control import Evidence, Severity
from aksarc_harden.model.rule import Equals, OneOf, Range

LAPS = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\LAPS"

CONTROLS = (
    control(
        "windows.laps.password_backed_up",
        row="laps-backup-directory",
        title="Windows LAPS manages the local administrator's password and keeps it in a directory",
        why="Each host then has a password of its own that changes; one that is found on a host opens no other.",
        setting=dword(LAPS, "BackupDirectory"),
        accept=OneOf((1, 2)),
        want=2,
        absent_means=0,
        severity=Severity.HIGH,
        can_cut_access=("account",),
        breaks=(
            "unknown: whether a deployment, an update or a script at your site signs in with a fixed password of "
            "this account; it fails after the first change"
        ),
        refs=refs(cis="18.9.25.1 L1"),
    ),
    control(
        "windows.laps.no_late_expiry",
        row="laps-expiration-protection",
        title="The password of Windows LAPS expires no later than policy says",
        why=(
            "Whoever may write the date in the directory could otherwise keep a password that they have read "
            "valid for years."
        ),
        setting=dword(LAPS, "PwdExpirationProtectionEnabled"),
        accept=Equals(1),
        want=1,
        absent_means=1,
        severity=Severity.MEDIUM,
        breaks="unknown: nothing on AKS hosts is known to move the date",
        refs=refs(cis="18.9.25.2 L1"),
    ),
    control(
        "windows.laps.password_encrypted",
        row="laps-ad-encryption",
        title="The password of Windows LAPS is encrypted in Active Directory",
        why=(
            "In clear text it can be read by everybody who has rights to the attribute, and from each backup of "
            "the directory."
        ),
        setting=dword(LAPS, "ADPasswordEncryptionEnabled"),
        accept=Equals(1),
        want=1,
        absent_means=1,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.HIGH,
        breaks=(
            "unknown: the state of your domain; below functional level 2016 nothing is stored at all, so read a "
            "password back after the first change"
        ),
        refs=refs(cis="18.9.25.3 L1"),
    ),
    control(
        "windows.laps.password_complexity",
        row="laps-password-complexity",
        title="Passwords of Windows LAPS draw on all four classes of characters or on a newer scheme",
        why="Fewer kinds of characters leave fewer passwords to try for whoever has the hash.",
        setting=dword(LAPS, "PasswordComplexity"),
        accept=Range(4),
        want=4,
        absent_means=4,
        severity=Severity.MEDIUM,
        breaks="unknown: older builds know no value above 4; nothing on AKS hosts is known to mind",
        refs=refs(cis="18.9.25.4 L1"),
    ),
    control(
        "windows.laps.password_length",
        row="laps-password-length",
        title="Passwords of Windows LAPS have at least 15 characters",
        why="From 15 characters on no LM hash can be made of a password, and trying them all is out of reach.",
        setting=dword(LAPS, "PasswordLength"),
        accept=Range(15),
        want=15,
        absent_means=14,
        severity=Severity.MEDIUM,
        breaks="unknown: nothing on AKS hosts is known to need a shorter one",
        refs=refs(cis="18.9.25.5 L1"),
    ),
    control(
        "windows.laps.password_age",
        row="laps-password-age",
        title="Passwords of Windows LAPS are changed after at most 30 days",
        why="A password that was noted down or stolen loses its worth after a month without anybody's doing.",
        setting=dword(LAPS, "PasswordAgeDays"),
        accept=Range(1, 30),
        want=30,
        absent_means=30,
        severity=Severity.MEDIUM,
        can_cut_access=("account",),
        breaks=(
            "unknown: whether a script at your site keeps the password longer than that; let it ask the "
            "directory each time"
        ),
        refs=refs(cis="18.9.25.6 L1"),
    ),
    control(
        "windows.laps.changed_after_use_hours",
        row="laps-post-auth-delay",
        title="A password of Windows LAPS that was used is changed within eight hours",
        why="Whoever was given the password for one repair cannot come back with it the next day.",
        setting=dword(LAPS, "PostAuthenticationResetDelay"),
        accept=Range(1, 8),
        want=8,
        absent_means=24,
        severity=Severity.LOW,
        can_cut_access=("account",),
        breaks=(
            "unknown: whether work under this account takes longer than eight hours at your site; sessions are "
            "ended when the time is up"
        ),
        refs=refs(cis="18.9.25.7 L1"),
    ),
    control(
        "windows.laps.changed_after_use_sign_out",
        row="laps-post-auth-actions",
        title="After its use the password of Windows LAPS is changed and the session ended",
        why="A session that stays open outlives the change of its password.",
        setting=dword(LAPS, "PostAuthenticationActions"),
        accept=OneOf((3, 5, 11)),
        want=3,
        absent_means=3,
        severity=Severity.LOW,
        can_cut_access=("account",),
        breaks=(
            "5 restarts the host, and its virtual machines with it: keep to 3, which changes the password and "
            "signs out, on cluster nodes."
        ),
        refs=refs(cis="18.9.25.8 L1"),
    ),
)
