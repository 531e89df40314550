"""What is recorded about sign-ins, accounts, groups and the directory."""

from __future__ import annotations

from aksarc_harden.catalogue.row import at_least, control, refs
from aksarc_harden.model.control import Reboot, Scope, Severity
from aksarc_harden.model.rule import Superset
from aksarc_harden.model.setting import AuditPolicy

CONTROLS = (
    control(
        "windows.audit_accounts.sign_ins",
        row="audit-logon",
        title="Sign-ins are recorded, those that succeed and those that fail",
        why=(
            "Events 4624 and 4625 say who came when, from where and how; without them no other trace of an "
            "intruder can be tied to an account."
        ),
        setting=AuditPolicy("{0CCE9215-69AE-11D9-BED3-505054503030}", "Logon"),
        accept=Superset(("Success", "Failure")),
        want=("Success", "Failure"),
        absent_means=None,
        default="Success, Failure",
        severity=Severity.HIGH,
        needs_reboot=Reboot.NO,
        refs=refs(cis="17.5.4 L1", stig="V-254312", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2506"),
    ),
    control(
        "windows.audit_accounts.sign_offs",
        row="audit-logoff",
        title="Ends of sessions are recorded",
        why="Events 4634 and 4647 tell how long somebody was there, which bounds what can be theirs.",
        setting=AuditPolicy("{0CCE9216-69AE-11D9-BED3-505054503030}", "Logoff"),
        accept=Superset(("Success",)),
        want=("Success",),
        absent_means=None,
        default="Success",
        severity=Severity.LOW,
        needs_reboot=Reboot.NO,
        refs=refs(cis="17.5.3 L1", stig="V-254311", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.audit_accounts.special_sign_ins",
        row="audit-special-logon",
        title="Sign-ins with administrative privileges are recorded",
        why="Event 4672 picks out the sessions that could do harm from all the others.",
        setting=AuditPolicy("{0CCE921B-69AE-11D9-BED3-505054503030}", "Special Logon"),
        accept=Superset(("Success",)),
        want=("Success",),
        absent_means=None,
        default="Success",
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.NO,
        refs=refs(
            cis="17.5.6 L1", stig="V-254314", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.audit_accounts.locked_out_sign_ins",
        row="audit-account-lockout",
        title="Sign-ins that fail because the account is locked are recorded",
        why="They show that guessing goes on after an account was locked, and from where.",
        setting=AuditPolicy("{0CCE9217-69AE-11D9-BED3-505054503030}", "Account Lockout"),
        accept=Superset(("Failure",)),
        want=("Failure",),
        absent_means=None,
        default="Success",
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.NO,
        refs=refs(
            cis="17.5.1 L1", stig="V-254309", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
        benchmarks={"STIG": at_least(("Success", "Failure"))},
    ),
    control(
        "windows.audit_accounts.other_session_events",
        row="audit-other-logon-logoff-events",
        title="Reconnected, locked and unlocked sessions and refused delegations are recorded",
        why=(
            "Events 4778 and 4779 show who took up a session of Remote Desktop again, event 5378 that "
            "credentials were not passed on over CredSSP."
        ),
        setting=AuditPolicy("{0CCE921C-69AE-11D9-BED3-505054503030}", "Other Logon/Logoff Events"),
        accept=Superset(("Success", "Failure")),
        want=("Success", "Failure"),
        absent_means=None,
        default="empty",
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.NO,
        refs=refs(cis="17.5.5 L1", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.audit_accounts.group_membership",
        row="audit-group-membership",
        title="The groups of an account are recorded as it signs in",
        why="Event 4627 lists what the session's token held, also when the groups were changed afterwards.",
        setting=AuditPolicy("{0CCE9249-69AE-11D9-BED3-505054503030}", "Group Membership"),
        accept=Superset(("Success",)),
        want=("Success",),
        absent_means=None,
        default="empty",
        severity=Severity.LOW,
        needs_reboot=Reboot.NO,
        refs=refs(
            cis="17.5.2 L1", stig="V-254310", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.audit_accounts.checked_passwords",
        row="audit-credential-validation",
        title="Passwords that are checked are recorded, right and wrong ones",
        why=(
            "Event 4776 shows guessing against local accounts, and on a domain controller every NTLM sign-in of "
            "the domain."
        ),
        setting=AuditPolicy("{0CCE923F-69AE-11D9-BED3-505054503030}", "Credential Validation"),
        accept=Superset(("Success", "Failure")),
        want=("Success", "Failure"),
        absent_means=None,
        default="Success",
        severity=Severity.HIGH,
        needs_reboot=Reboot.NO,
        refs=refs(
            cis="17.1.1 L1", stig="V-254300", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.audit_accounts.kerberos_sign_ins_dc",
        row="audit-kerberos-authentication-service",
        title="Domain controllers record requests for ticket-granting tickets",
        why=(
            "Events 4768 and 4771 are the domain's own list of sign-ins and wrong passwords, with the address "
            "that each came from."
        ),
        setting=AuditPolicy("{0CCE9242-69AE-11D9-BED3-505054503030}", "Kerberos Authentication Service"),
        accept=Superset(("Success", "Failure")),
        want=("Success", "Failure"),
        absent_means=None,
        default="Success",
        severity=Severity.MEDIUM,
        scope=Scope.DC,
        needs_reboot=Reboot.NO,
        refs=refs(cis="17.1.2 L1", microsoft="ws2022-dc"),
    ),
    control(
        "windows.audit_accounts.kerberos_service_tickets_dc",
        row="audit-kerberos-service-ticket-operations",
        title="Domain controllers record requests for service tickets",
        why=(
            "Event 4769 says who asked for which service; many services at once, or tickets with old ciphers, "
            "are the sign of somebody who collects tickets to crack."
        ),
        setting=AuditPolicy("{0CCE9240-69AE-11D9-BED3-505054503030}", "Kerberos Service Ticket Operations"),
        accept=Superset(("Success", "Failure")),
        want=("Success", "Failure"),
        absent_means=None,
        default="Success",
        severity=Severity.MEDIUM,
        scope=Scope.DC,
        needs_reboot=Reboot.NO,
        refs=refs(cis="17.1.3 L1", microsoft="ws2022-dc"),
    ),
    control(
        "windows.audit_accounts.user_accounts",
        row="audit-user-account-management",
        title="Changes of user accounts are recorded",
        why=(
            "Events such as 4720, 4724 and 4738 show new accounts and reset passwords, which is how an intruder "
            "makes sure of coming back."
        ),
        setting=AuditPolicy("{0CCE9235-69AE-11D9-BED3-505054503030}", "User Account Management"),
        accept=Superset(("Success", "Failure")),
        want=("Success", "Failure"),
        absent_means=None,
        default="Success",
        severity=Severity.HIGH,
        needs_reboot=Reboot.NO,
        refs=refs(
            cis="17.2.6 L1", stig="V-254304", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.audit_accounts.security_groups",
        row="audit-security-group-management",
        title="Changes of security groups are recorded",
        why="Events 4728, 4732 and 4756 show who was let into a group such as Administrators, and by whom.",
        setting=AuditPolicy("{0CCE9237-69AE-11D9-BED3-505054503030}", "Security Group Management"),
        accept=Superset(("Success",)),
        want=("Success",),
        absent_means=None,
        default="Success",
        severity=Severity.HIGH,
        needs_reboot=Reboot.NO,
        refs=refs(
            cis="17.2.5 L1", stig="V-254303", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.audit_accounts.computer_accounts_dc",
        row="audit-computer-account-management",
        title="Domain controllers record changes of computer accounts",
        why=(
            "Events 4741 to 4743 show computer accounts that nobody ordered, the first step of several attacks "
            "on delegation."
        ),
        setting=AuditPolicy("{0CCE9236-69AE-11D9-BED3-505054503030}", "Computer Account Management"),
        accept=Superset(("Success",)),
        want=("Success",),
        absent_means=None,
        default="Success",
        severity=Severity.MEDIUM,
        scope=Scope.DC,
        needs_reboot=Reboot.NO,
        refs=refs(cis="17.2.2 L1", stig="V-254407", microsoft="azlocal-2411"),
    ),
    control(
        "windows.audit_accounts.distribution_groups_dc",
        row="audit-distribution-group-management",
        title="Domain controllers record changes of distribution groups",
        why="Such a group can be made a security group later; the record shows who was put in before that.",
        setting=AuditPolicy("{0CCE9238-69AE-11D9-BED3-505054503030}", "Distribution Group Management"),
        accept=Superset(("Success",)),
        want=("Success",),
        absent_means=None,
        default="empty",
        severity=Severity.LOW,
        scope=Scope.DC,
        needs_reboot=Reboot.NO,
        refs=refs(cis="17.2.3 L1"),
    ),
    control(
        "windows.audit_accounts.application_groups",
        row="audit-application-group-management",
        title="Changes of application groups are recorded",
        why=(
            "Applications that ask Authorization Manager for permission go by these groups; few events come of "
            "it where none does."
        ),
        setting=AuditPolicy("{0CCE9239-69AE-11D9-BED3-505054503030}", "Application Group Management"),
        accept=Superset(("Success", "Failure")),
        want=("Success", "Failure"),
        absent_means=None,
        default="empty",
        severity=Severity.LOW,
        needs_reboot=Reboot.NO,
        refs=refs(cis="17.2.1 L1"),
    ),
    control(
        "windows.audit_accounts.other_account_events",
        row="audit-other-account-management-events",
        title="Reads of password hashes and checks of password rules by programs are recorded",
        why=(
            "Event 4782 tells that a password hash was read, as tools do that migrate accounts; it should never "
            "come unannounced."
        ),
        setting=AuditPolicy("{0CCE923A-69AE-11D9-BED3-505054503030}", "Other Account Management Events"),
        accept=Superset(("Success",)),
        want=("Success",),
        absent_means=None,
        default="empty",
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.NO,
        refs=refs(cis="17.2.4 L1 DC", stig="V-254302", microsoft="azlocal-2411"),
    ),
    control(
        "windows.audit_accounts.directory_access_dc",
        row="audit-directory-service-access",
        title="Domain controllers record refused access to directory objects",
        why=(
            "Event 4662 shows who reaches for objects that are closed to them; it comes for objects whose own "
            "audit list asks."
        ),
        setting=AuditPolicy("{0CCE923B-69AE-11D9-BED3-505054503030}", "Directory Service Access"),
        accept=Superset(("Failure",)),
        want=("Failure",),
        absent_means=None,
        default="Success",
        severity=Severity.MEDIUM,
        scope=Scope.DC,
        needs_reboot=Reboot.NO,
        refs=refs(cis="17.4.1 L1", stig="V-254408", microsoft="azlocal-2411"),
        benchmarks={"STIG": at_least(("Success", "Failure"))},
    ),
    control(
        "windows.audit_accounts.directory_changes_dc",
        row="audit-directory-service-changes",
        title="Domain controllers record changes of directory objects with the old and new values",
        why="Events 5136 to 5141 tell what was changed and from what, which is needed to put it back.",
        setting=AuditPolicy("{0CCE923C-69AE-11D9-BED3-505054503030}", "Directory Service Changes"),
        accept=Superset(("Success",)),
        want=("Success",),
        absent_means=None,
        default="empty",
        severity=Severity.MEDIUM,
        scope=Scope.DC,
        needs_reboot=Reboot.NO,
        refs=refs(cis="17.4.2 L1", stig="V-254410", microsoft="azlocal-2411"),
    ),
)
