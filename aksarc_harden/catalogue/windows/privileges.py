"""Privileges: who may do what is otherwise the system's own; sign-in rights are in `rights.py`."""

from __future__ import annotations

from aksarc_harden.catalogue.row import SERVERS, control, exactly, refs
from aksarc_harden.catalogue.sids import (
    ADMINISTRATORS,
    AUTHENTICATED_USERS,
    BACKUP_OPERATORS,
    DIAGNOSTIC_SERVICE,
    LOCAL_SERVICE,
    NETWORK_SERVICE,
    PRINT_OPERATORS,
    SERVICES,
    WINDOW_MANAGERS,
)
from aksarc_harden.model.control import Reboot, Scope, Severity
from aksarc_harden.model.host import Platform
from aksarc_harden.model.rule import SetEquals, Subset
from aksarc_harden.model.setting import UserRight

CONTROLS = (
    control(
        "windows.privileges.create_tokens",
        row="right-create-token",
        title="Nobody creates access tokens",
        why=(
            "The holder can make itself a token with any groups and privileges, which is every right on the "
            "host; the LSA alone needs this and does not need the list."
        ),
        setting=UserRight("SeCreateTokenPrivilege"),
        accept=SetEquals(()),
        want=(),
        absent_means=(),
        severity=Severity.CRITICAL,
        needs_reboot=Reboot.NO,
        refs=refs(
            cis="2.2.15 L1", stig="V-254496", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.privileges.replace_process_tokens",
        row="right-replace-process-token",
        title="Local Service and Network Service alone replace the token of a process",
        why=(
            "The holder can start programs under the token of another account that it got hold of, and so act in "
            "that account's name."
        ),
        setting=UserRight("SeAssignPrimaryTokenPrivilege"),
        accept=SetEquals((LOCAL_SERVICE, NETWORK_SERVICE)),
        want=(LOCAL_SERVICE, NETWORK_SERVICE),
        absent_means=(),
        default="S-1-5-19, S-1-5-20",
        severity=Severity.HIGH,
        needs_reboot=Reboot.NO,
        refs=refs(cis="2.2.45 L1", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.privileges.impersonate_clients",
        row="right-impersonate",
        title="Administrators and services alone impersonate clients",
        why=(
            "A program that may impersonate can lure a stronger account into connecting to it and then act as "
            "that account, the usual last step from a broken web server to SYSTEM."
        ),
        setting=UserRight("SeImpersonatePrivilege"),
        accept=SetEquals((LOCAL_SERVICE, NETWORK_SERVICE, SERVICES, ADMINISTRATORS)),
        want=(LOCAL_SERVICE, NETWORK_SERVICE, SERVICES, ADMINISTRATORS),
        absent_means=(),
        default="S-1-5-19, S-1-5-20, S-1-5-32-544, S-1-5-6",
        severity=Severity.HIGH,
        needs_reboot=Reboot.NO,
        refs=refs(
            cis="2.2.33 L1, 2.2.32 L1 DC",
            stig="V-254503",
            microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506",
        ),
    ),
    control(
        "windows.privileges.take_ownership",
        row="right-take-ownership",
        title="Administrators alone take ownership of what belongs to others",
        why=(
            "An owner can grant itself every permission, so the privilege opens every file, key and service of "
            "the host."
        ),
        setting=UserRight("SeTakeOwnershipPrivilege"),
        accept=SetEquals((ADMINISTRATORS,)),
        want=(ADMINISTRATORS,),
        absent_means=(),
        default="S-1-5-32-544",
        severity=Severity.HIGH,
        needs_reboot=Reboot.NO,
        refs=refs(
            cis="2.2.49 L1", stig="V-254512", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.privileges.back_up_files",
        row="right-backup-files",
        title="Administrators alone back up files past their permissions",
        why=(
            "The privilege reads every file whatever its permissions say, the registry hives with the password "
            "hashes among them. Backup agents that run as Backup Operators need an account of their own."
        ),
        setting=UserRight("SeBackupPrivilege"),
        accept=SetEquals((ADMINISTRATORS,)),
        want=(ADMINISTRATORS,),
        absent_means=(),
        default="S-1-5-32-544, S-1-5-32-551",
        severity=Severity.HIGH,
        needs_reboot=Reboot.NO,
        refs=refs(cis="2.2.11 L1", stig="V-254494", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411"),
    ),
    control(
        "windows.privileges.restore_files",
        row="right-restore-files",
        title="Administrators alone restore files past their permissions",
        why=(
            "The privilege writes every file and sets any owner, so its holder can replace a program that SYSTEM "
            "will run."
        ),
        setting=UserRight("SeRestorePrivilege"),
        accept=SetEquals((ADMINISTRATORS,)),
        want=(ADMINISTRATORS,),
        absent_means=(),
        default="S-1-5-32-544, S-1-5-32-551",
        severity=Severity.HIGH,
        needs_reboot=Reboot.NO,
        refs=refs(cis="2.2.46 L1", stig="V-254511", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411"),
    ),
    control(
        "windows.privileges.load_drivers_member",
        row="right-load-driver",
        title="Administrators alone load device drivers on a member server",
        why=(
            "A driver runs inside the kernel, where no permission holds; signed drivers with known flaws are a "
            "common way to switch off virus scanners."
        ),
        setting=UserRight("SeLoadDriverPrivilege"),
        accept=SetEquals((ADMINISTRATORS,)),
        want=(ADMINISTRATORS,),
        absent_means=(),
        default="S-1-5-32-544",
        severity=Severity.HIGH,
        scope=Scope.MEMBER,
        needs_reboot=Reboot.NO,
        refs=refs(
            cis="2.2.35 L1", stig="V-254505", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.privileges.load_drivers_dc",
        row="right-load-driver-dc",
        title="Administrators and Print Operators alone load device drivers on a domain controller",
        why=(
            "A driver runs inside the kernel of a machine that keeps every password of the domain. Print "
            "Operators are in the list by Windows' own default; keep that group empty."
        ),
        setting=UserRight("SeLoadDriverPrivilege"),
        accept=SetEquals((ADMINISTRATORS, PRINT_OPERATORS)),
        want=(ADMINISTRATORS, PRINT_OPERATORS),
        absent_means=(),
        default="S-1-5-32-544, S-1-5-32-550",
        severity=Severity.HIGH,
        scope=Scope.DC,
        needs_reboot=Reboot.NO,
        refs=refs(
            cis="2.2.35 L1", stig="V-254505", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.privileges.trusted_credential_manager_caller",
        row="right-credential-manager-trusted-caller",
        title="Nobody is a trusted caller of Credential Manager",
        why=(
            "The right is there for the backup of saved credentials by Windows itself; an account that holds it "
            "can get at the passwords that other users have saved."
        ),
        setting=UserRight("SeTrustedCredManAccessPrivilege"),
        accept=SetEquals(()),
        want=(),
        absent_means=(),
        severity=Severity.HIGH,
        needs_reboot=Reboot.NO,
        refs=refs(cis="2.2.1 L1", stig="V-254491", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.privileges.manage_security_log",
        row="right-manage-security-log",
        title="Administrators alone manage auditing and the security log",
        why=(
            "The holder can clear the security log and change what is audited on files and keys, and so hide "
            "what was done."
        ),
        setting=UserRight("SeSecurityPrivilege"),
        accept=SetEquals((ADMINISTRATORS,)),
        want=(ADMINISTRATORS,),
        absent_means=(),
        default="S-1-5-32-544",
        severity=Severity.HIGH,
        needs_reboot=Reboot.NO,
        refs=refs(
            cis="2.2.39 L1, 2.2.38 L1 DC",
            stig="V-254507",
            microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506",
        ),
    ),
    control(
        "windows.privileges.remote_shutdown",
        row="right-remote-shutdown",
        title="Administrators alone shut the host down over the network",
        why=(
            "A host that is shut down takes its virtual machines along, and with them every AKS node that runs there."
        ),
        setting=UserRight("SeRemoteShutdownPrivilege"),
        accept=SetEquals((ADMINISTRATORS,)),
        want=(ADMINISTRATORS,),
        absent_means=(),
        default="S-1-5-32-544",
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.NO,
        refs=refs(
            cis="2.2.30 L1", stig="V-254501", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.privileges.shutdown",
        row="right-shutdown",
        title="Administrators alone shut the host down from a session on it",
        why=(
            "A host that is shut down takes its virtual machines along, and with them every AKS node that runs there."
        ),
        setting=UserRight("SeShutdownPrivilege"),
        accept=SetEquals((ADMINISTRATORS,)),
        want=(ADMINISTRATORS,),
        absent_means=(),
        default="S-1-5-32-544, S-1-5-32-551",
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.NO,
        refs=refs(cis="2.2.47 L1", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.privileges.change_system_time",
        row="right-change-time",
        title="None but administrators and Local Service set the clock",
        why=(
            "A wrong clock ends Kerberos sign-ins, which bear five minutes by default, lets expired certificates "
            "pass, and blurs the order of events in every log."
        ),
        setting=UserRight("SeSystemtimePrivilege"),
        accept=Subset((LOCAL_SERVICE, ADMINISTRATORS)),
        want=(LOCAL_SERVICE, ADMINISTRATORS),
        absent_means=(),
        default="S-1-5-19, S-1-5-32-544",
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.NO,
        refs=refs(cis="2.2.12 L1", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.privileges.change_time_zone",
        row="right-change-time-zone",
        title="Administrators and Local Service alone change the time zone",
        why=(
            "A changed time zone shifts the local times of logs and scheduled tasks, so that events of several "
            "hosts no longer line up."
        ),
        setting=UserRight("SeTimeZonePrivilege"),
        accept=SetEquals((LOCAL_SERVICE, ADMINISTRATORS)),
        want=(LOCAL_SERVICE, ADMINISTRATORS),
        absent_means=(),
        default="S-1-5-19, S-1-5-32-544",
        severity=Severity.LOW,
        needs_reboot=Reboot.NO,
        refs=refs(cis="2.2.13 L1", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.privileges.adjust_memory_quotas",
        row="right-adjust-memory-quotas",
        title="Administrators, Local Service and Network Service alone adjust the memory quotas of processes",
        why="Whoever lowers the quota of a process can starve a service of memory and so stop it.",
        setting=UserRight("SeIncreaseQuotaPrivilege"),
        accept=SetEquals((LOCAL_SERVICE, NETWORK_SERVICE, ADMINISTRATORS)),
        want=(LOCAL_SERVICE, NETWORK_SERVICE, ADMINISTRATORS),
        absent_means=(),
        default="S-1-5-19, S-1-5-20, S-1-5-32-544",
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.NO,
        refs=refs(cis="2.2.6 L1", microsoft="ws2025-2510, azlocal-2506"),
    ),
    control(
        "windows.privileges.enlarge_working_sets",
        row="right-increase-working-set",
        title="None but administrators and Local Service enlarge working sets",
        why="A process that holds on to more physical memory takes it from everything else on the host.",
        setting=UserRight("SeIncreaseWorkingSetPrivilege"),
        accept=Subset((LOCAL_SERVICE, ADMINISTRATORS)),
        want=(LOCAL_SERVICE, ADMINISTRATORS),
        absent_means=(),
        default="S-1-5-32-545",
        severity=Severity.LOW,
        platforms=frozenset({Platform.WS2025, Platform.AZSHCI22H2}),
        needs_reboot=Reboot.NO,
        refs=refs(microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.privileges.raise_priorities",
        row="right-increase-priority",
        title="None but administrators and the window manager raise scheduling priorities",
        why=(
            "A process at real-time priority can keep all others from running, the cluster service among them, "
            "and a node that misses its heartbeats is thrown out of the cluster."
        ),
        setting=UserRight("SeIncreaseBasePriorityPrivilege"),
        accept=Subset((ADMINISTRATORS, WINDOW_MANAGERS)),
        want=(ADMINISTRATORS, WINDOW_MANAGERS),
        absent_means=(),
        default="S-1-5-32-544, S-1-5-90-0",
        severity=Severity.LOW,
        needs_reboot=Reboot.NO,
        refs=refs(cis="2.2.34 L1", stig="V-254504", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
        benchmarks={"STIG": exactly((ADMINISTRATORS,))},
    ),
    control(
        "windows.privileges.lock_memory",
        row="right-lock-memory",
        title="Nobody locks pages in memory",
        why=(
            "Locked pages cannot be moved to disk, so one greedy program can leave the host without physical "
            "memory. Database servers with large pages are the usual exception and need a waiver."
        ),
        setting=UserRight("SeLockMemoryPrivilege"),
        accept=SetEquals(()),
        want=(),
        absent_means=(),
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.NO,
        refs=refs(
            cis="2.2.36 L1", stig="V-254506", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.privileges.create_pagefiles",
        row="right-create-pagefile",
        title="Administrators alone create and resize paging files",
        why=(
            "A paging file that is too small brings a busy host down, and one on another volume carries the "
            "memory's contents to where they are easier to copy."
        ),
        setting=UserRight("SeCreatePagefilePrivilege"),
        accept=SetEquals((ADMINISTRATORS,)),
        want=(ADMINISTRATORS,),
        absent_means=(),
        default="S-1-5-32-544",
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.NO,
        refs=refs(
            cis="2.2.14 L1", stig="V-254495", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.privileges.create_global_objects",
        row="right-create-global",
        title="Administrators and services alone create global objects",
        why=(
            "A user in a session of Remote Desktop could otherwise plant objects under names that programs of "
            "other sessions expect and trust."
        ),
        setting=UserRight("SeCreateGlobalPrivilege"),
        accept=SetEquals((LOCAL_SERVICE, NETWORK_SERVICE, SERVICES, ADMINISTRATORS)),
        want=(LOCAL_SERVICE, NETWORK_SERVICE, SERVICES, ADMINISTRATORS),
        absent_means=(),
        default="S-1-5-19, S-1-5-20, S-1-5-32-544, S-1-5-6",
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.NO,
        refs=refs(
            cis="2.2.16 L1", stig="V-254497", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.privileges.create_permanent_objects",
        row="right-create-permanent",
        title="Nobody creates permanent shared objects",
        why=(
            "The kernel makes such objects without asking this list; a program could leave some behind that use "
            "up memory until the next restart."
        ),
        setting=UserRight("SeCreatePermanentPrivilege"),
        accept=SetEquals(()),
        want=(),
        absent_means=(),
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.NO,
        refs=refs(
            cis="2.2.17 L1", stig="V-254498", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.privileges.maintain_volumes",
        row="right-manage-volume",
        title="Administrators alone do maintenance on volumes",
        why=(
            "Maintenance works below the files: its tools can show what was deleted, and can lay a file over "
            "data that others left on the disk."
        ),
        setting=UserRight("SeManageVolumePrivilege"),
        accept=SetEquals((ADMINISTRATORS,)),
        want=(ADMINISTRATORS,),
        absent_means=(),
        default="S-1-5-32-544",
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.NO,
        refs=refs(
            cis="2.2.42 L1", stig="V-254509", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.privileges.change_firmware_values",
        row="right-firmware-values",
        title="Administrators alone change firmware variables",
        why=(
            "The firmware keeps there what the host starts from; a wrong value keeps it from starting, a hostile "
            "one starts something else."
        ),
        setting=UserRight("SeSystemEnvironmentPrivilege"),
        accept=SetEquals((ADMINISTRATORS,)),
        want=(ADMINISTRATORS,),
        absent_means=(),
        default="S-1-5-32-544",
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.NO,
        refs=refs(
            cis="2.2.41 L1", stig="V-254508", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.privileges.change_integrity_labels",
        row="right-relabel",
        title="Nobody changes the integrity labels of others' objects",
        why=(
            "Integrity labels keep programs of low trust from writing where others work; whoever changes the "
            "labels takes that wall down."
        ),
        setting=UserRight("SeRelabelPrivilege"),
        accept=SetEquals(()),
        want=(),
        absent_means=(),
        severity=Severity.LOW,
        needs_reboot=Reboot.NO,
        refs=refs(cis="2.2.40 L1", microsoft="ws2025-2510, azlocal-2506"),
    ),
    control(
        "windows.privileges.traverse_folders",
        row="right-bypass-traverse",
        title=(
            "None but authenticated users, services, administrators and Backup Operators pass through closed folders"
        ),
        why=(
            "Everyone, who holds it by default, takes in guests; they could reach a file whose path they know "
            "through folders that are closed to them."
        ),
        setting=UserRight("SeChangeNotifyPrivilege"),
        accept=Subset((AUTHENTICATED_USERS, LOCAL_SERVICE, NETWORK_SERVICE, ADMINISTRATORS, BACKUP_OPERATORS)),
        want=(AUTHENTICATED_USERS, LOCAL_SERVICE, NETWORK_SERVICE, ADMINISTRATORS, BACKUP_OPERATORS),
        absent_means=(),
        default="S-1-1-0, S-1-5-19, S-1-5-20, S-1-5-32-544, S-1-5-32-545, S-1-5-32-551",
        severity=Severity.LOW,
        platforms=frozenset({Platform.WS2025, Platform.AZSHCI22H2}),
        needs_reboot=Reboot.NO,
        refs=refs(microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.privileges.profile_processes",
        row="right-profile-process",
        title="Administrators alone profile other processes",
        why=(
            "Samples of a process show what it does and when; that helps to plan an attack on it and is no use "
            "to anybody without administrative work."
        ),
        setting=UserRight("SeProfileSingleProcessPrivilege"),
        accept=SetEquals((ADMINISTRATORS,)),
        want=(ADMINISTRATORS,),
        absent_means=(),
        default="S-1-5-32-544",
        severity=Severity.LOW,
        needs_reboot=Reboot.NO,
        refs=refs(
            cis="2.2.43 L1", stig="V-254510", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.privileges.profile_system",
        row="right-profile-system",
        title="Administrators and the diagnostic service alone profile the whole system",
        why="A trace of the whole system shows what every process on the host does, which helps to plan an attack.",
        setting=UserRight("SeSystemProfilePrivilege"),
        accept=SetEquals((ADMINISTRATORS, DIAGNOSTIC_SERVICE)),
        want=(ADMINISTRATORS, DIAGNOSTIC_SERVICE),
        absent_means=(),
        default="S-1-5-32-544, S-1-5-80-3139157870-2983391045-3678747466-658725712-1809340420",
        severity=Severity.LOW,
        needs_reboot=Reboot.NO,
        refs=refs(cis="2.2.44 L1", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.privileges.join_computers",
        row="dc-right-add-workstations",
        title="Administrators alone join computers to the domain by right",
        why=(
            "By default every user of the domain may join ten computers, and a computer account of one's own is "
            "the first step of several attacks on delegation and on certificates."
        ),
        setting=UserRight("SeMachineAccountPrivilege"),
        accept=SetEquals((ADMINISTRATORS,)),
        want=(ADMINISTRATORS,),
        absent_means=(),
        default="S-1-5-11",
        severity=Severity.MEDIUM,
        scope=Scope.DC,
        needs_reboot=Reboot.NO,
        breaks=(
            "unknown: whether the accounts that join AKS hosts and make cluster names have permissions of their "
            "own on their OU is not known here; without those they need this right."
        ),
        refs=refs(cis="2.2.5 L1", stig="V-254419"),
    ),
    control(
        "windows.privileges.synchronise_directory",
        row="dc-right-sync-agent",
        title="Nobody synchronises directory data by right",
        why="The holder reads every object and attribute of the directory, whatever the permissions on them say.",
        setting=UserRight("SeSyncAgentPrivilege"),
        accept=SetEquals(()),
        want=(),
        absent_means=(),
        severity=Severity.HIGH,
        scope=Scope.DC,
        platforms=SERVERS,
        needs_reboot=Reboot.NO,
        breaks=(
            "unknown: it concerns domain controllers only; whether a product of the site synchronises by this "
            "right is not known."
        ),
        refs=refs(cis="2.2.48 L1 DC"),
    ),
)
