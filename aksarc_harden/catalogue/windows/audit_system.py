"""What is recorded about the system, its policies, programs, devices and shares, and how recording works at all."""

from __future__ import annotations

from aksarc_harden.catalogue.row import at_least, control, dword, refs
from aksarc_harden.model.control import Reboot, Severity
from aksarc_harden.model.host import Platform
from aksarc_harden.model.rule import Equals, Superset
from aksarc_harden.model.setting import AuditPolicy

LSA = r"SYSTEM\CurrentControlSet\Control\Lsa"

CONTROLS = (
    control(
        "windows.audit_system.subcategories_override",
        row="lsa-force-subcategory-audit",
        title="Audit subcategories override the nine old audit categories",
        why=(
            "Otherwise an old policy that sets a whole category undoes what the subcategories say, and records "
            "go missing unnoticed."
        ),
        setting=dword(LSA, "SCENoApplyLegacyAuditPolicy"),
        accept=Equals(1),
        want=1,
        absent_means=1,
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.NO,
        refs=refs(
            cis="2.3.2.1 L1", stig="V-254449", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.audit_system.no_halt_on_full_log",
        row="lsa-no-crash-on-audit-fail",
        title="The host does not halt when it cannot write to the security log",
        why="Whoever can fill the log could otherwise bring down the host and every virtual machine on it.",
        setting=dword(LSA, "CrashOnAuditFail"),
        accept=Equals(0),
        want=0,
        absent_means=0,
        default="0",
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.NO,
        refs=refs(cis="2.3.2.2 L1", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.audit_system.system_starts",
        row="audit-security-state-change",
        title="Starts of Windows and changes of the clock are recorded",
        why="Event 4608 marks each start, event 4616 a changed clock; both are needed to read all other times.",
        setting=AuditPolicy("{0CCE9210-69AE-11D9-BED3-505054503030}", "Security State Change"),
        accept=Superset(("Success",)),
        want=("Success",),
        absent_means=None,
        default="Success",
        severity=Severity.HIGH,
        needs_reboot=Reboot.NO,
        refs=refs(cis="17.9.3 L1", stig="V-254329", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2506"),
    ),
    control(
        "windows.audit_system.system_extensions",
        row="audit-security-system-extension",
        title="New services and security packages are recorded",
        why=(
            "Event 4697 names each service that is installed, the usual way to stay on a host; events 4610 to "
            "4622 name packages that the LSA loads."
        ),
        setting=AuditPolicy("{0CCE9211-69AE-11D9-BED3-505054503030}", "Security System Extension"),
        accept=Superset(("Success",)),
        want=("Success",),
        absent_means=None,
        default="empty",
        severity=Severity.HIGH,
        needs_reboot=Reboot.NO,
        refs=refs(
            cis="17.9.4 L1", stig="V-254330", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.audit_system.system_integrity",
        row="audit-system-integrity",
        title="Damage to the security subsystem and code with a wrong signature is recorded",
        why="Event 4612 tells that records were lost, event 5038 that a file is not what its signature says.",
        setting=AuditPolicy("{0CCE9212-69AE-11D9-BED3-505054503030}", "System Integrity"),
        accept=Superset(("Success", "Failure")),
        want=("Success", "Failure"),
        absent_means=None,
        default="Success, Failure",
        severity=Severity.HIGH,
        needs_reboot=Reboot.NO,
        refs=refs(
            cis="17.9.5 L1", stig="V-254331", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.audit_system.ipsec_driver",
        row="audit-ipsec-driver",
        title="Starts, stops and refused packets of the IPsec driver are recorded",
        why=(
            "Packets with a wrong check or out of order, and a driver that stops, point to somebody who works on "
            "the traffic between hosts."
        ),
        setting=AuditPolicy("{0CCE9213-69AE-11D9-BED3-505054503030}", "IPsec Driver"),
        accept=Superset(("Success", "Failure")),
        want=("Success", "Failure"),
        absent_means=None,
        default="empty",
        severity=Severity.LOW,
        needs_reboot=Reboot.NO,
        refs=refs(cis="17.9.1 L1", stig="V-254325", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.audit_system.firewall_service",
        row="audit-other-system-events",
        title="Starts, stops and failures of the firewall service are recorded",
        why="Events 5024 to 5034 tell when a host was without its firewall.",
        setting=AuditPolicy("{0CCE9214-69AE-11D9-BED3-505054503030}", "Other System Events"),
        accept=Superset(("Success", "Failure")),
        want=("Success", "Failure"),
        absent_means=None,
        default="Success, Failure",
        severity=Severity.LOW,
        needs_reboot=Reboot.NO,
        refs=refs(
            cis="17.9.2 L1", stig="V-254327", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.audit_system.audit_policy_changes",
        row="audit-audit-policy-change",
        title="Changes of the audit policy are recorded",
        why="Event 4719 shows that somebody switched recording off, which comes before what is not to be seen.",
        setting=AuditPolicy("{0CCE922F-69AE-11D9-BED3-505054503030}", "Audit Policy Change"),
        accept=Superset(("Success",)),
        want=("Success",),
        absent_means=None,
        default="Success",
        severity=Severity.HIGH,
        needs_reboot=Reboot.NO,
        refs=refs(
            cis="17.7.1 L1", stig="V-254319", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
        benchmarks={"STIG": at_least(("Success", "Failure"))},
    ),
    control(
        "windows.audit_system.authentication_policy_changes",
        row="audit-authentication-policy-change",
        title="Changes of sign-in policies and trusts are recorded",
        why="Events 4706, 4713 and 4739 show a new trust, and changed rules for Kerberos, passwords and lockout.",
        setting=AuditPolicy("{0CCE9230-69AE-11D9-BED3-505054503030}", "Authentication Policy Change"),
        accept=Superset(("Success",)),
        want=("Success",),
        absent_means=None,
        default="Success",
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.NO,
        refs=refs(
            cis="17.7.2 L1", stig="V-254321", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.audit_system.rights_changes",
        row="audit-authorization-policy-change",
        title="Changes of user rights are recorded",
        why="Events 4704 and 4705 show who was given a right or lost it.",
        setting=AuditPolicy("{0CCE9231-69AE-11D9-BED3-505054503030}", "Authorization Policy Change"),
        accept=Superset(("Success",)),
        want=("Success",),
        absent_means=None,
        default="empty",
        severity=Severity.LOW,
        needs_reboot=Reboot.NO,
        refs=refs(cis="17.7.3 L1", stig="V-254322", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.audit_system.firewall_rule_changes",
        row="audit-mpssvc-rule-level-policy-change",
        title="Changes of firewall rules are recorded",
        why=(
            "Events 4946 to 4948 show each rule that was added, changed or deleted; those of AKS and of "
            "clustering are among them."
        ),
        setting=AuditPolicy("{0CCE9232-69AE-11D9-BED3-505054503030}", "MPSSVC Rule-Level Policy Change"),
        accept=Superset(("Success", "Failure")),
        want=("Success", "Failure"),
        absent_means=None,
        default="empty",
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.NO,
        refs=refs(cis="17.7.4 L1", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.audit_system.other_policy_changes",
        row="audit-other-policy-change-events",
        title="Failures of rarer policies are recorded",
        why=(
            "Event 6145 tells that security settings of a group policy could not be applied, so that the host is "
            "not as its administrators think."
        ),
        setting=AuditPolicy("{0CCE9234-69AE-11D9-BED3-505054503030}", "Other Policy Change Events"),
        accept=Superset(("Failure",)),
        want=("Failure",),
        absent_means=None,
        default="empty",
        severity=Severity.LOW,
        needs_reboot=Reboot.NO,
        refs=refs(cis="17.7.5 L1", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.audit_system.started_programs",
        row="audit-process-creation",
        title="Started programs are recorded",
        why=(
            "Event 4688 names each program with its parent and account, the thread along which an incident is followed."
        ),
        setting=AuditPolicy("{0CCE922B-69AE-11D9-BED3-505054503030}", "Process Creation"),
        accept=Superset(("Success",)),
        want=("Success",),
        absent_means=None,
        default="empty",
        severity=Severity.HIGH,
        needs_reboot=Reboot.NO,
        refs=refs(
            cis="17.3.2 L1", stig="V-254307", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.audit_system.new_devices",
        row="audit-plug-and-play-events",
        title="Newly found devices are recorded",
        why="Event 6416 shows a disk or keyboard that somebody plugged into a host.",
        setting=AuditPolicy("{0CCE9248-69AE-11D9-BED3-505054503030}", "Plug and Play Events"),
        accept=Superset(("Success",)),
        want=("Success",),
        absent_means=None,
        default="empty",
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.NO,
        refs=refs(
            cis="17.3.1 L1", stig="V-254306", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.audit_system.use_of_privileges",
        row="audit-sensitive-privilege-use",
        title="Use of the strongest privileges is recorded",
        why=(
            "Events 4673 and 4674 show who acted past permissions, for example as part of the system or with a "
            "driver; they are many, so mind the size of the log."
        ),
        setting=AuditPolicy("{0CCE9228-69AE-11D9-BED3-505054503030}", "Sensitive Privilege Use"),
        accept=Superset(("Success", "Failure")),
        want=("Success", "Failure"),
        absent_means=None,
        default="empty",
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.NO,
        refs=refs(
            cis="17.8.1 L1", stig="V-254323", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.audit_system.scheduled_tasks",
        row="audit-other-object-access-events",
        title="Changes of scheduled tasks and of COM+ objects are recorded",
        why=("Events 4698 to 4702 show tasks that were made or changed, a usual way to run something again and again."),
        setting=AuditPolicy("{0CCE9227-69AE-11D9-BED3-505054503030}", "Other Object Access Events"),
        accept=Superset(("Success", "Failure")),
        want=("Success", "Failure"),
        absent_means=None,
        default="empty",
        severity=Severity.LOW,
        needs_reboot=Reboot.NO,
        refs=refs(
            cis="17.6.3 L1", stig="V-254315", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.audit_system.removable_storage",
        row="audit-removable-storage",
        title="Reads and writes on removable disks are recorded",
        why="Event 4663 names the files that somebody carried onto a host or away from it.",
        setting=AuditPolicy("{0CCE9245-69AE-11D9-BED3-505054503030}", "Removable Storage"),
        accept=Superset(("Success", "Failure")),
        want=("Success", "Failure"),
        absent_means=None,
        default="empty",
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.NO,
        refs=refs(
            cis="17.6.4 L1", stig="V-254317", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.audit_system.shares",
        row="audit-file-share",
        title="Access to shares is recorded",
        why=(
            "Event 5140 says who opened which share, events 5142 to 5144 who made, changed or deleted one. "
            "Cluster nodes write many of them."
        ),
        setting=AuditPolicy("{0CCE9224-69AE-11D9-BED3-505054503030}", "File Share"),
        accept=Superset(("Success", "Failure")),
        want=("Success", "Failure"),
        absent_means=None,
        default="empty",
        severity=Severity.LOW,
        needs_reboot=Reboot.NO,
        refs=refs(cis="17.6.2 L1", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.audit_system.refused_files_of_shares",
        row="audit-detailed-file-share",
        title="Refused access to files of a share is recorded",
        why="Event 5145 shows somebody who tries doors: which file, from where, and what was asked for.",
        setting=AuditPolicy("{0CCE9244-69AE-11D9-BED3-505054503030}", "Detailed File Share"),
        accept=Superset(("Failure",)),
        want=("Failure",),
        absent_means=None,
        default="empty",
        severity=Severity.LOW,
        needs_reboot=Reboot.NO,
        refs=refs(cis="17.6.1 L1", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.audit_system.dropped_packets",
        row="audit-filtering-platform-packet-drop",
        title="Packets that the firewall drops are recorded on Azure Stack HCI",
        why=(
            "Event 5152 shows scans and false routes. There are very many of these events, so mind the size of the log."
        ),
        setting=AuditPolicy("{0CCE9225-69AE-11D9-BED3-505054503030}", "Filtering Platform Packet Drop"),
        accept=Superset(("Failure",)),
        want=("Failure",),
        absent_means=None,
        default="empty",
        severity=Severity.LOW,
        platforms=frozenset({Platform.AZSHCI22H2}),
        needs_reboot=Reboot.NO,
        refs=refs(microsoft="azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.audit_system.blocked_connections",
        row="audit-filtering-platform-connection",
        title="Connections that the firewall blocks are recorded on Azure Stack HCI",
        why=(
            "Event 5157 names the program and the address of each blocked connection. There are very many of "
            "these events, so mind the size of the log."
        ),
        setting=AuditPolicy("{0CCE9226-69AE-11D9-BED3-505054503030}", "Filtering Platform Connection"),
        accept=Superset(("Failure",)),
        want=("Failure",),
        absent_means=None,
        default="empty",
        severity=Severity.LOW,
        platforms=frozenset({Platform.AZSHCI22H2}),
        needs_reboot=Reboot.NO,
        refs=refs(microsoft="azlocal-2411, azlocal-2506"),
    ),
)
