"""The Windows firewall."""

from __future__ import annotations

from aksarc_harden.catalogue.row import SERVERS, control, dword, exactly, refs, text
from aksarc_harden.model.control import Scope, Severity
from aksarc_harden.model.rule import Equals, OneOf

FIREWALL = r"SOFTWARE\Policies\Microsoft\WindowsFirewall"

CONTROLS = (
    control(
        "windows.firewall.domain_on",
        row="firewall-domain-on",
        title="The firewall is on in the domain profile",
        why="Every service that a host runs by accident is otherwise open to the network.",
        setting=dword(rf"{FIREWALL}\DomainProfile", "EnableFirewall"),
        accept=Equals(1),
        want=1,
        absent_means=1,
        severity=Severity.CRITICAL,
        can_cut_access=("firewall",),
        refs=refs(cis="9.1.1 L1", stig="V-241989", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.firewall.domain_log_path",
        row="firewall-domain-log-path",
        title="The domain profile has a log file of its own",
        why="With one file for all profiles, the busy one overwrites the traces of the others.",
        setting=text(rf"{FIREWALL}\DomainProfile\Logging", "LogFilePath"),
        accept=Equals(r"%SystemRoot%\System32\logfiles\firewall\domainfw.log"),
        want=r"%SystemRoot%\System32\logfiles\firewall\domainfw.log",
        absent_means=r"%SystemRoot%\System32\LogFiles\Firewall\pfirewall.log",
        severity=Severity.LOW,
        refs=refs(cis="9.1.4 L1", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.firewall.public_no_local_rules_member",
        row="firewall-public-no-local-rules-merge-member",
        title="On member servers policy alone sets the rules of the public profile",
        why="A program's installer could otherwise open ports towards networks that nobody trusts.",
        setting=dword(rf"{FIREWALL}\PublicProfile", "AllowLocalPolicyMerge"),
        accept=Equals(0),
        want=0,
        absent_means=1,
        severity=Severity.LOW,
        scope=Scope.MEMBER,
        platforms=SERVERS,
        can_cut_access=("firewall",),
        breaks=(
            "Where a cluster or storage network counts as public, its traffic is blocked; the row for Hyper-V hosts "
            "holds there."
        ),
        refs=refs(cis="9.3.4 L1", stig="V-242004"),
    ),
    control(
        "windows.firewall.public_local_rules_hyperv_host",
        row="firewall-public-local-rules-merge-hyperv-host",
        title="Hyper-V hosts keep their local rules in the public profile",
        why=(
            "Storage networks without a gateway count as public; without the local rules the cluster's traffic on them "
            "would stop."
        ),
        setting=dword(rf"{FIREWALL}\PublicProfile", "AllowLocalPolicyMerge"),
        accept=OneOf((1,), or_absent=True),
        want=1,
        absent_means=1,
        severity=Severity.MEDIUM,
        scope=Scope.HYPERV_HOST,
        can_cut_access=("firewall",),
        refs=refs(cis="9.3.4 L1", microsoft="ws2025-2510, azlocal-2506"),
        benchmarks={"CIS": exactly(0), "STIG": exactly(0)},
    ),
    control(
        "windows.firewall.public_no_local_rules_dc",
        row="firewall-public-no-local-rules-merge-dc",
        title="On domain controllers policy alone sets the rules of the public profile",
        why="A program's installer could otherwise open ports towards networks that nobody trusts.",
        setting=dword(rf"{FIREWALL}\PublicProfile", "AllowLocalPolicyMerge"),
        accept=OneOf((0, 1), or_absent=True),
        want=0,
        absent_means=1,
        severity=Severity.LOW,
        scope=Scope.DC,
        platforms=SERVERS,
        can_cut_access=("firewall",),
        refs=refs(cis="9.3.4 L1", stig="V-242004"),
        benchmarks={"CIS": exactly(0), "STIG": exactly(0)},
    ),
)
