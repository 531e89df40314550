"""Locking of local accounts after wrong passwords; on a domain controller the rules are the domain's."""

from __future__ import annotations

from aksarc_harden.catalogue.row import control, refs
from aksarc_harden.model.control import Departure, Evidence, Reboot, Severity
from aksarc_harden.model.rule import Equals, Range
from aksarc_harden.model.setting import AccountPolicy

CONTROLS = (
    control(
        "windows.lockout.threshold",
        row="account-lockout-threshold",
        title="Accounts are locked after at most 10 wrong passwords",
        why=(
            "Without a limit, passwords of local accounts can be tried for as long as it takes; 0 would mean no limit."
        ),
        setting=AccountPolicy("LockoutBadCount"),
        accept=Range(1, 10),
        want=10,
        absent_means=None,
        default="0",
        severity=Severity.HIGH,
        needs_reboot=Reboot.NO,
        can_cut_access=("account",),
        breaks=(
            "Services under local accounts stop when somebody else's guessing locks these, as the orchestrator "
            "of Azure Local 23H2 did; watch for event 4740, and take no fewer than 5."
        ),
        refs=refs(cis="1.2.2 L1", stig="V-254286", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"),
        benchmarks={
            "CIS": Departure(5, Range(1, 5)),
            "STIG": Departure(3, Range(1, 3), "Three mistakes lock the local accounts under which services run."),
        },
    ),
    control(
        "windows.lockout.duration",
        row="account-lockout-duration",
        title="A locked account stays locked for at least 15 minutes",
        why=(
            "The pause is what makes guessing slow: ten passwords in a quarter of an hour are about a thousand a day."
        ),
        setting=AccountPolicy("LockoutDuration"),
        accept=Range(15),
        want=15,
        absent_means=None,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.NO,
        can_cut_access=("account",),
        breaks="A service under a local account stands still for as long; an administrator can unlock it at once.",
        refs=refs(cis="1.2.1 L1", stig="V-254285", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.lockout.counting_period",
        row="account-lockout-reset",
        title="Wrong passwords are counted together for at least 15 minutes",
        why="With a shorter period somebody who waits a little between attempts is never locked out.",
        setting=AccountPolicy("ResetLockoutCount"),
        accept=Range(15),
        want=15,
        absent_means=None,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.NO,
        can_cut_access=("account",),
        breaks=(
            "Mistyped passwords of services and people add up over a longer time, so accounts are locked sooner; "
            "watch for event 4740."
        ),
        refs=refs(cis="1.2.4 L1", stig="V-254287", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.lockout.administrator_too",
        row="account-administrator-lockout",
        title="The built-in administrator is locked like other accounts",
        why=(
            "It exists on every host under a known SID, and without this its password can be tried without end, "
            "over the network as well."
        ),
        setting=AccountPolicy("AllowAdministratorLockout"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.NO,
        can_cut_access=("account",),
        breaks=(
            "unknown: it takes an update of October 2022 or later; what a deployment does that signs in as the "
            "built-in administrator while it is locked was not looked up."
        ),
        refs=refs(cis="1.2.3 L1"),
    ),
)
