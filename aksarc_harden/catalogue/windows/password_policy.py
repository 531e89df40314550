"""Rules for passwords of local accounts; on a domain controller they are the domain's."""

from __future__ import annotations

from aksarc_harden.catalogue.row import control, dword, refs
from aksarc_harden.model.control import Departure, Reboot, Severity
from aksarc_harden.model.host import Platform
from aksarc_harden.model.rule import Equals, Range
from aksarc_harden.model.setting import AccountPolicy

CONTROLS = (
    control(
        "windows.password_policy.minimum_length",
        row="account-min-password-length",
        title="Passwords have at least 14 characters",
        why=(
            "Once the hash of a short password is known it is found by trying; each character more multiplies the work."
        ),
        setting=AccountPolicy("MinimumPasswordLength"),
        accept=Range(14),
        want=14,
        absent_means=None,
        default="0",
        severity=Severity.HIGH,
        needs_reboot=Reboot.NO,
        refs=refs(cis="1.1.4 L1", stig="V-254291", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2506"),
    ),
    control(
        "windows.password_policy.longer_minimums_allowed",
        row="account-relax-min-length-limits",
        title="Minimum lengths of more than 14 characters are allowed",
        why="Windows takes no minimum above 14 until this is set; by itself it changes no password.",
        setting=dword(r"SYSTEM\CurrentControlSet\Control\SAM", "RelaxMinimumPasswordLengthLimits"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        severity=Severity.LOW,
        platforms=frozenset({Platform.WS2022, Platform.WS2025, Platform.AZSHCI22H2}),
        breaks="unknown: no list for AKS hosts sets it, and nothing is known that depends on it.",
        refs=refs(cis="1.1.6 L1"),
    ),
    control(
        "windows.password_policy.complexity",
        row="account-password-complexity",
        title="Passwords mix several sorts of characters and leave out the name of their account",
        why="Plain words and names are what guessing begins with.",
        setting=AccountPolicy("PasswordComplexity"),
        accept=Equals(1),
        want=1,
        absent_means=None,
        default="1",
        severity=Severity.HIGH,
        needs_reboot=Reboot.NO,
        refs=refs(cis="1.1.5 L1", stig="V-254292", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.password_policy.history",
        row="account-password-history",
        title="At least the last 24 passwords are refused",
        why="Otherwise people return to an old password, which may have been stolen long ago.",
        setting=AccountPolicy("PasswordHistorySize"),
        accept=Range(24),
        want=24,
        absent_means=None,
        default="0",
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.NO,
        refs=refs(cis="1.1.1 L1", stig="V-254288", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.password_policy.minimum_age",
        row="account-min-password-age",
        title="A password is kept for at least a day",
        why=(
            "Without it somebody can change a password as often as the history is long, and be back at the old "
            "one within minutes."
        ),
        setting=AccountPolicy("MinimumPasswordAge"),
        accept=Range(1),
        want=1,
        absent_means=None,
        default="0",
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.NO,
        refs=refs(cis="1.1.3 L1", stig="V-254290", microsoft="ws2019, ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.password_policy.maximum_age",
        row="account-max-password-age",
        title="Passwords end after at most 365 days",
        why="A password that was stolen without notice stops working some day; 0 would mean that none ever ends.",
        setting=AccountPolicy("MaximumPasswordAge"),
        accept=Range(1, 365),
        want=42,
        absent_means=None,
        default="42",
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.NO,
        can_cut_access=("account",),
        refs=refs(cis="1.1.2 L1", stig="V-254289", microsoft="ws2019, ws2025-2510, azlocal-2411, azlocal-2506"),
        benchmarks={"STIG": Departure(60, Range(1, 60))},
    ),
    control(
        "windows.password_policy.no_reversible_storage",
        row="account-no-reversible-passwords",
        title="Passwords are not stored in a form that can be turned back",
        why="Such storage is as good as plain text to whoever copies the account database.",
        setting=AccountPolicy("ClearTextPassword"),
        accept=Equals(0),
        want=0,
        absent_means=None,
        default="0",
        severity=Severity.CRITICAL,
        needs_reboot=Reboot.NO,
        refs=refs(cis="1.1.7 L1", stig="V-254293", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
)
