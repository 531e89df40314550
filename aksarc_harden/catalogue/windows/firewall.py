"""The Windows firewall."""

from __future__ import annotations

from aksarc_harden.catalogue.row import SERVERS, control, dword, exactly, refs, text
from aksarc_harden.model.control import Scope, Severity
from aksarc_harden.model.rule import Equals, OneOf, Range

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
        "windows.firewall.domain_inbound_blocked",
        row="firewall-domain-inbound-block",
        title="Inbound traffic in the domain profile is refused unless a rule allows it",
        why=(
            "A port that a program opens without a rule stays out of reach of the rest of the domain; the rules "
            "for AKS, the cluster and WinRM have to be there first."
        ),
        setting=dword(rf"{FIREWALL}\DomainProfile", "DefaultInboundAction"),
        accept=Equals(1),
        want=1,
        absent_means=1,
        severity=Severity.HIGH,
        can_cut_access=("firewall",),
        refs=refs(cis="9.1.2 L1", stig="V-241992", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.firewall.domain_outbound_allowed",
        row="firewall-domain-outbound-allow",
        title="Outbound traffic in the domain profile is allowed unless a rule refuses it",
        why=(
            "A blocking default would cut the host off from its domain, from Azure and from the container "
            "registry until every end point has a rule."
        ),
        setting=dword(rf"{FIREWALL}\DomainProfile", "DefaultOutboundAction"),
        accept=Equals(0),
        want=0,
        absent_means=0,
        severity=Severity.LOW,
        can_cut_access=("firewall",),
        refs=refs(stig="V-241993", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.firewall.domain_no_notices",
        row="firewall-domain-no-notifications",
        title="The firewall shows no notices about blocked programs in the domain profile",
        why=(
            "A notice invites whoever is signed in to open the port of a program that was just blocked; on a "
            "server that is decided beforehand."
        ),
        setting=dword(rf"{FIREWALL}\DomainProfile", "DisableNotifications"),
        accept=Equals(1),
        want=1,
        absent_means=1,
        severity=Severity.LOW,
        refs=refs(cis="9.1.3 L1", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.firewall.domain_local_rules",
        row="firewall-domain-local-rules-merge",
        title="Local rules count beside those of policy in the domain profile",
        why=(
            "AKS, its cloud agent and failover clustering make their rules on the host itself; if the rules of "
            "policy alone counted, nodes would be cut off from each other."
        ),
        setting=dword(rf"{FIREWALL}\DomainProfile", "AllowLocalPolicyMerge"),
        accept=OneOf((1,), or_absent=True),
        want=1,
        absent_means=1,
        severity=Severity.MEDIUM,
        can_cut_access=("firewall",),
        refs=refs(microsoft="ws2025-2510, azlocal-2506"),
    ),
    control(
        "windows.firewall.domain_local_connection_security",
        row="firewall-domain-local-ipsec-merge",
        title="Local connection security rules count beside those of policy in the domain profile",
        why=(
            "Where rules made on the hosts protect the traffic between them, dropping these would end either the "
            "protection or the connection."
        ),
        setting=dword(rf"{FIREWALL}\DomainProfile", "AllowLocalIPsecPolicyMerge"),
        accept=OneOf((1,), or_absent=True),
        want=1,
        absent_means=1,
        severity=Severity.LOW,
        can_cut_access=("firewall",),
        refs=refs(microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.firewall.domain_answers_to_broadcasts",
        row="firewall-domain-unicast-response",
        title="The domain profile lets in answers to the host's own broadcasts",
        why=(
            "Finding peers by broadcast or multicast works only if their answers come in; Windows takes them for "
            "a few seconds and no longer."
        ),
        setting=dword(rf"{FIREWALL}\DomainProfile", "DisableUnicastResponsesToMulticastBroadcast"),
        accept=Equals(0),
        want=0,
        absent_means=0,
        severity=Severity.LOW,
        refs=refs(microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.firewall.domain_log_path",
        row="firewall-domain-log-path",
        title="The domain profile has a log file of its own",
        why="With one file for all profiles, the busy one overwrites the traces of the others.",
        setting=text(rf"{FIREWALL}\DomainProfile\Logging", "LogFilePath"),
        accept=Equals("%SystemRoot%\\System32\\logfiles\\firewall\\domainfw.log"),
        want="%SystemRoot%\\System32\\logfiles\\firewall\\domainfw.log",
        absent_means="%SystemRoot%\\System32\\LogFiles\\Firewall\\pfirewall.log",
        severity=Severity.LOW,
        refs=refs(cis="9.1.4 L1", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.firewall.domain_log_size",
        row="firewall-domain-log-size",
        title="The firewall log of the domain profile holds at least 16 MB",
        why=(
            "The default of 4 MB is soon overwritten once allowed connections are recorded as well, and with it "
            "the trace of who connected."
        ),
        setting=dword(rf"{FIREWALL}\DomainProfile\Logging", "LogFileSize"),
        accept=Range(16384),
        want=16384,
        absent_means=4096,
        severity=Severity.MEDIUM,
        refs=refs(cis="9.1.5 L1", stig="V-241994", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.firewall.domain_dropped_recorded",
        row="firewall-domain-log-dropped",
        title="The domain profile records the packets that it drops",
        why=(
            "A scan of the host from inside the domain shows up there, and so does a rule that a cluster service lacks."
        ),
        setting=dword(rf"{FIREWALL}\DomainProfile\Logging", "LogDroppedPackets"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        severity=Severity.MEDIUM,
        refs=refs(cis="9.1.6 L1", stig="V-241995", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.firewall.domain_allowed_recorded",
        row="firewall-domain-log-allowed",
        title="The domain profile records the connections that it allows",
        why=(
            "After a break-in the record tells which machines connected to the host, and so which way the "
            "intruder came."
        ),
        setting=dword(rf"{FIREWALL}\DomainProfile\Logging", "LogSuccessfulConnections"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        severity=Severity.LOW,
        refs=refs(cis="9.1.7 L1", stig="V-241996", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.firewall.private_on",
        row="firewall-private-on",
        title="The firewall is on in the private profile",
        why=(
            "A cluster's own networks fall into this profile; with the firewall off there, one broken node "
            "reaches every port of the next."
        ),
        setting=dword(rf"{FIREWALL}\PrivateProfile", "EnableFirewall"),
        accept=Equals(1),
        want=1,
        absent_means=1,
        severity=Severity.CRITICAL,
        can_cut_access=("firewall",),
        refs=refs(cis="9.2.1 L1", stig="V-241990", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.firewall.private_inbound_blocked",
        row="firewall-private-inbound-block",
        title="Inbound traffic in the private profile is refused unless a rule allows it",
        why=(
            "What listens on a cluster's network without a rule stays out of reach of a neighbour that has been "
            "taken over."
        ),
        setting=dword(rf"{FIREWALL}\PrivateProfile", "DefaultInboundAction"),
        accept=Equals(1),
        want=1,
        absent_means=1,
        severity=Severity.HIGH,
        can_cut_access=("firewall",),
        refs=refs(cis="9.2.2 L1", stig="V-241997", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.firewall.private_outbound_allowed",
        row="firewall-private-outbound-allow",
        title="Outbound traffic in the private profile is allowed unless a rule refuses it",
        why=(
            "Nodes reach each other over this profile; a blocking default would stop all cluster traffic for "
            "which nobody wrote a rule."
        ),
        setting=dword(rf"{FIREWALL}\PrivateProfile", "DefaultOutboundAction"),
        accept=Equals(0),
        want=0,
        absent_means=0,
        severity=Severity.LOW,
        can_cut_access=("firewall",),
        refs=refs(stig="V-241998", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.firewall.private_no_notices",
        row="firewall-private-no-notifications",
        title="The firewall shows no notices about blocked programs in the private profile",
        why=(
            "A server has nobody at its screen to answer; a notice only tempts the next administrator to let a "
            "blocked program through."
        ),
        setting=dword(rf"{FIREWALL}\PrivateProfile", "DisableNotifications"),
        accept=Equals(1),
        want=1,
        absent_means=1,
        severity=Severity.LOW,
        refs=refs(cis="9.2.3 L1", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.firewall.private_local_rules",
        row="firewall-private-local-rules-merge",
        title="Local rules count beside those of policy in the private profile",
        why=(
            "The rules for a cluster's own networks are made on the host; if they were ignored, heartbeats and "
            "storage traffic would be blocked."
        ),
        setting=dword(rf"{FIREWALL}\PrivateProfile", "AllowLocalPolicyMerge"),
        accept=OneOf((1,), or_absent=True),
        want=1,
        absent_means=1,
        severity=Severity.MEDIUM,
        can_cut_access=("firewall",),
        refs=refs(microsoft="ws2025-2510, azlocal-2506"),
    ),
    control(
        "windows.firewall.private_local_connection_security",
        row="firewall-private-local-ipsec-merge",
        title="Local connection security rules count beside those of policy in the private profile",
        why=(
            "Nodes that protect their own networks with rules made on the spot would otherwise lose that "
            "protection, or each other."
        ),
        setting=dword(rf"{FIREWALL}\PrivateProfile", "AllowLocalIPsecPolicyMerge"),
        accept=OneOf((1,), or_absent=True),
        want=1,
        absent_means=1,
        severity=Severity.LOW,
        can_cut_access=("firewall",),
        refs=refs(microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.firewall.private_answers_to_broadcasts",
        row="firewall-private-unicast-response",
        title="The private profile lets in answers to the host's own broadcasts",
        why=(
            "Whatever looks for its peers by broadcast or multicast on a cluster's networks needs their answers, "
            "which are taken for a few seconds only."
        ),
        setting=dword(rf"{FIREWALL}\PrivateProfile", "DisableUnicastResponsesToMulticastBroadcast"),
        accept=Equals(0),
        want=0,
        absent_means=0,
        severity=Severity.LOW,
        refs=refs(microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.firewall.private_log_path",
        row="firewall-private-log-path",
        title="The private profile has a log file of its own",
        why=(
            "Kept apart, the records of a cluster's own networks are neither mixed with those of other networks "
            "nor pushed out by them."
        ),
        setting=text(rf"{FIREWALL}\PrivateProfile\Logging", "LogFilePath"),
        accept=Equals("%SystemRoot%\\System32\\logfiles\\firewall\\privatefw.log"),
        want="%SystemRoot%\\System32\\logfiles\\firewall\\privatefw.log",
        absent_means="%SystemRoot%\\System32\\LogFiles\\Firewall\\pfirewall.log",
        severity=Severity.LOW,
        refs=refs(cis="9.2.4 L1", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.firewall.private_log_size",
        row="firewall-private-log-size",
        title="The firewall log of the private profile holds at least 16 MB",
        why=(
            "Traffic between nodes is dense; the default of 4 MB would hold too short a time to follow an "
            "intruder from one host to the next."
        ),
        setting=dword(rf"{FIREWALL}\PrivateProfile\Logging", "LogFileSize"),
        accept=Range(16384),
        want=16384,
        absent_means=4096,
        severity=Severity.MEDIUM,
        refs=refs(cis="9.2.5 L1", stig="V-241999", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.firewall.private_dropped_recorded",
        row="firewall-private-log-dropped",
        title="The private profile records the packets that it drops",
        why=(
            "Packets dropped between nodes point at a rule that is missing, or at a node that has been taken "
            "over and looks around."
        ),
        setting=dword(rf"{FIREWALL}\PrivateProfile\Logging", "LogDroppedPackets"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        severity=Severity.MEDIUM,
        refs=refs(cis="9.2.6 L1", stig="V-242000", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.firewall.private_allowed_recorded",
        row="firewall-private-log-allowed",
        title="The private profile records the connections that it allows",
        why=(
            "It tells which node reached which port of which other, so that the steps of an intruder can be "
            "followed afterwards."
        ),
        setting=dword(rf"{FIREWALL}\PrivateProfile\Logging", "LogSuccessfulConnections"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        severity=Severity.LOW,
        refs=refs(cis="9.2.7 L1", stig="V-242001", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.firewall.public_on",
        row="firewall-public-on",
        title="The firewall is on in the public profile",
        why=(
            "A network that Windows does not know falls into this profile; with the firewall off, every "
            "listening port is open to it."
        ),
        setting=dword(rf"{FIREWALL}\PublicProfile", "EnableFirewall"),
        accept=Equals(1),
        want=1,
        absent_means=1,
        severity=Severity.CRITICAL,
        can_cut_access=("firewall",),
        refs=refs(cis="9.3.1 L1", stig="V-241991", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.firewall.public_inbound_blocked",
        row="firewall-public-inbound-block",
        title="Inbound traffic in the public profile is refused unless a rule allows it",
        why="On a network that nobody vouches for, only what a rule names may be reached.",
        setting=dword(rf"{FIREWALL}\PublicProfile", "DefaultInboundAction"),
        accept=Equals(1),
        want=1,
        absent_means=1,
        severity=Severity.HIGH,
        can_cut_access=("firewall",),
        refs=refs(cis="9.3.2 L1", stig="V-242002", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.firewall.public_outbound_allowed",
        row="firewall-public-outbound-allow",
        title="Outbound traffic in the public profile is allowed unless a rule refuses it",
        why=(
            "Storage networks without a gateway count as public; a blocking default would stop their traffic "
            "until rules name it."
        ),
        setting=dword(rf"{FIREWALL}\PublicProfile", "DefaultOutboundAction"),
        accept=Equals(0),
        want=0,
        absent_means=0,
        severity=Severity.LOW,
        can_cut_access=("firewall",),
        refs=refs(stig="V-242003", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.firewall.public_no_notices",
        row="firewall-public-no-notifications",
        title="The firewall shows no notices about blocked programs in the public profile",
        why="One click on such a notice would open a port towards networks that nobody trusts.",
        setting=dword(rf"{FIREWALL}\PublicProfile", "DisableNotifications"),
        accept=Equals(1),
        want=1,
        absent_means=1,
        severity=Severity.LOW,
        refs=refs(cis="9.3.3 L1", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
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
            "Where a cluster or storage network counts as public, its traffic is blocked; the row for Hyper-V "
            "hosts holds there."
        ),
        refs=refs(cis="9.3.4 L1", stig="V-242004"),
    ),
    control(
        "windows.firewall.public_local_rules_hyperv_host",
        row="firewall-public-local-rules-merge-hyperv-host",
        title="Hyper-V hosts keep their local rules in the public profile",
        why=(
            "Storage networks without a gateway count as public; without the local rules the cluster's traffic "
            "on them would stop."
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
        title="On domain controllers policy alone sets the rules of the public profile, where a benchmark asks for it",
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
    control(
        "windows.firewall.public_no_local_connection_security_member",
        row="firewall-public-no-local-ipsec-merge-member",
        title="On member servers policy alone sets the connection security rules of the public profile",
        why="A rule made on the spot could exempt traffic from the protection that policy asks for.",
        setting=dword(rf"{FIREWALL}\PublicProfile", "AllowLocalIPsecPolicyMerge"),
        accept=Equals(0),
        want=0,
        absent_means=1,
        severity=Severity.LOW,
        scope=Scope.MEMBER,
        platforms=SERVERS,
        can_cut_access=("firewall",),
        breaks=(
            "unknown: whether a program on the server relies on connection security rules of its own in the "
            "public profile; look for them first, the row for Hyper-V hosts keeps them there"
        ),
        refs=refs(cis="9.3.5 L1", stig="V-242005"),
    ),
    control(
        "windows.firewall.public_local_connection_security_hyperv_host",
        row="firewall-public-local-ipsec-merge-hyperv-host",
        title="Hyper-V hosts keep their local connection security rules in the public profile",
        why=(
            "Storage networks without a gateway count as public; rules made on the host that protect traffic "
            "there would no longer count."
        ),
        setting=dword(rf"{FIREWALL}\PublicProfile", "AllowLocalIPsecPolicyMerge"),
        accept=OneOf((1,), or_absent=True),
        want=1,
        absent_means=1,
        severity=Severity.LOW,
        scope=Scope.HYPERV_HOST,
        can_cut_access=("firewall",),
        refs=refs(cis="9.3.5 L1", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
        benchmarks={"CIS": exactly(0), "STIG": exactly(0)},
    ),
    control(
        "windows.firewall.public_no_local_connection_security_dc",
        row="firewall-public-no-local-ipsec-merge-dc",
        title=(
            "On domain controllers policy alone sets the public profile's connection security rules, where a "
            "benchmark asks for it"
        ),
        why="A rule made on the spot could exempt traffic from the protection that policy asks for.",
        setting=dword(rf"{FIREWALL}\PublicProfile", "AllowLocalIPsecPolicyMerge"),
        accept=OneOf((0, 1), or_absent=True),
        want=0,
        absent_means=1,
        severity=Severity.LOW,
        scope=Scope.DC,
        platforms=SERVERS,
        can_cut_access=("firewall",),
        refs=refs(cis="9.3.5 L1", stig="V-242005"),
        benchmarks={"CIS": exactly(0), "STIG": exactly(0)},
    ),
    control(
        "windows.firewall.public_no_answers_to_broadcasts",
        row="firewall-public-unicast-response",
        title="The public profile drops answers to the host's own broadcasts",
        why=(
            "Anybody on an untrusted network can answer a broadcast and slip in a false reply; the answers of "
            "DHCP are let in all the same."
        ),
        setting=dword(rf"{FIREWALL}\PublicProfile", "DisableUnicastResponsesToMulticastBroadcast"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        severity=Severity.LOW,
        refs=refs(microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.firewall.public_log_path",
        row="firewall-public-log-path",
        title="The public profile has a log file of its own",
        why=(
            "What strangers try stands by itself, and a flood from outside does not push out the records of the "
            "inner networks."
        ),
        setting=text(rf"{FIREWALL}\PublicProfile\Logging", "LogFilePath"),
        accept=Equals("%SystemRoot%\\System32\\logfiles\\firewall\\publicfw.log"),
        want="%SystemRoot%\\System32\\logfiles\\firewall\\publicfw.log",
        absent_means="%SystemRoot%\\System32\\LogFiles\\Firewall\\pfirewall.log",
        severity=Severity.LOW,
        refs=refs(cis="9.3.6 L1", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.firewall.public_log_size",
        row="firewall-public-log-size",
        title="The firewall log of the public profile holds at least 16 MB",
        why=(
            "Scans fill the default of 4 MB quickly; whoever wants to hide an attempt would only have to send "
            "more packets."
        ),
        setting=dword(rf"{FIREWALL}\PublicProfile\Logging", "LogFileSize"),
        accept=Range(16384),
        want=16384,
        absent_means=4096,
        severity=Severity.MEDIUM,
        refs=refs(cis="9.3.7 L1", stig="V-242006", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.firewall.public_dropped_recorded",
        row="firewall-public-log-dropped",
        title="The public profile records the packets that it drops",
        why=(
            "Attempts to reach the host from outside leave a record from which their source and their aim can be told."
        ),
        setting=dword(rf"{FIREWALL}\PublicProfile\Logging", "LogDroppedPackets"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        severity=Severity.MEDIUM,
        refs=refs(cis="9.3.8 L1", stig="V-242007", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.firewall.public_allowed_recorded",
        row="firewall-public-log-allowed",
        title="The public profile records the connections that it allows",
        why="A connection that a rule let in from an untrusted network can then be dated and traced.",
        setting=dword(rf"{FIREWALL}\PublicProfile\Logging", "LogSuccessfulConnections"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        severity=Severity.LOW,
        refs=refs(cis="9.3.9 L1", stig="V-242008", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
)
