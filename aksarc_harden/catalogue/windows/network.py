"""TCP/IP, connections, and what is fetched from the Internet; but for LLMNR, names are in name_resolution."""

from __future__ import annotations

from aksarc_harden.catalogue.row import SERVERS, control, dword, exactly, refs
from aksarc_harden.model.control import Departure, Evidence, Reboot, Scope, Severity
from aksarc_harden.model.found import ABSENT
from aksarc_harden.model.host import Platform
from aksarc_harden.model.rule import Equals, OneOf, Range

TCPIP = r"SYSTEM\CurrentControlSet\Services\Tcpip\Parameters"
TCPIP6 = r"SYSTEM\CurrentControlSet\Services\Tcpip6\Parameters"
CONNECTIONS = r"SOFTWARE\Policies\Microsoft\Windows\Network Connections"
CONNECTION_MANAGER = r"SOFTWARE\Policies\Microsoft\Windows\WcmSvc\GroupPolicy"

CONTROLS = (
    control(
        "windows.network.no_llmnr",
        row="network-llmnr-off",
        title="Names are not asked for by multicast (LLMNR)",
        why="Every machine on the same network may answer such a question and collect the sign-in that follows.",
        setting=dword(r"SOFTWARE\Policies\Microsoft\Windows NT\DNSClient", "EnableMulticast"),
        accept=Equals(0),
        want=0,
        absent_means=1,
        severity=Severity.HIGH,
        refs=refs(cis="18.6.4.4 L1", microsoft="ws2022, ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.network.ipv6_left_alone",
        row="network-ipv6-disabled-components",
        title="The IPv6 stack is left as it is",
        why=(
            "Clustering advises against switching it off for the whole system; where IPv6 is not wanted it is unbound "
            "from the adapters."
        ),
        setting=dword(TCPIP6, "DisabledComponents"),
        accept=OneOf((0,), or_absent=True),
        want=ABSENT,
        absent_means=0,
        severity=Severity.LOW,
        needs_reboot=Reboot.YES,
        can_cut_access=("winrm",),
        breaks=(
            "unknown: AKS on 22H2 wants IPv6 unbound from adapters, and failover clustering warns of switching it off "
            "altogether"
        ),
        refs=refs(cis="18.6.19.2.1 L2"),
        benchmarks={"CIS": exactly(255)},
    ),
    control(
        "windows.network.tcp_keepalive",
        row="network-tcp-keepalive",
        title="Idle TCP connections are probed after a set time",
        why="Half-open connections are found after minutes instead of hours and do not pile up.",
        setting=dword(TCPIP, "KeepAliveTime"),
        accept=Range(1, 0xFFFF_FFFF),
        want=300_000,
        absent_means=7_200_000,
        severity=Severity.LOW,
        platforms=SERVERS,
        breaks=(
            "Idle connections are probed every five minutes instead of two hours; cluster and SMB traffic does not "
            "mind."
        ),
        refs=refs(cis="18.5.5 L2"),
        benchmarks={"CIS": Departure(300_000, Range(1, 300_000))},
    ),
    control(
        "windows.network.ipv4_no_source_routing",
        row="network-ipv4-no-source-routing",
        title="IPv4 packets that bring their own route are dropped",
        why=(
            "With a route of the sender's choice, answers to a forged address come back to the forger, and "
            "filters on the usual way are walked around."
        ),
        setting=dword(TCPIP, "DisableIPSourceRouting"),
        accept=Equals(2),
        want=2,
        absent_means=1,
        severity=Severity.HIGH,
        refs=refs(
            cis="18.5.3 L1", stig="V-254336", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.network.ipv6_no_source_routing",
        row="network-ipv6-no-source-routing",
        title="IPv6 packets that bring their own route are dropped",
        why=(
            "With a route of the sender's choice, answers to a forged address come back to the forger, and "
            "filters on the usual way are walked around."
        ),
        setting=dword(TCPIP6, "DisableIPSourceRouting"),
        accept=Equals(2),
        want=2,
        absent_means=0,
        severity=Severity.HIGH,
        refs=refs(
            cis="18.5.2 L1", stig="V-254335", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.network.no_icmp_redirect",
        row="network-no-icmp-redirect",
        title="Routes are not changed by ICMP redirects",
        why=(
            "Anybody on the same network could otherwise send the host's traffic through a machine of their own "
            "with one forged packet."
        ),
        setting=dword(TCPIP, "EnableICMPRedirect"),
        accept=Equals(0),
        want=0,
        absent_means=1,
        default="1",
        severity=Severity.MEDIUM,
        refs=refs(
            cis="18.5.4 L1", stig="V-254337", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.network.exclusive_ports",
        row="network-exclusive-address-use",
        title="No two programs share an address and port",
        why=(
            "A program without rights could otherwise open the port of a service again and take its connections, "
            "sign-ins included."
        ),
        setting=dword(r"SYSTEM\CurrentControlSet\Services\Afd\Parameters", "DisableAddressSharing"),
        accept=Equals(1),
        want=1,
        severity=Severity.LOW,
        platforms=frozenset({Platform.WS2025, Platform.AZSHCI22H2}),
        refs=refs(microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.network.no_router_discovery",
        row="network-no-router-discovery",
        title="IPv4 routers are not discovered unless DHCP asks for it",
        why="Router announcements are not signed, so anybody on the network could become the host's way out.",
        setting=dword(TCPIP, "PerformRouterDiscovery"),
        accept=OneOf((0, 2), or_absent=True),
        want=0,
        absent_means=2,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        platforms=SERVERS,
        refs=refs(cis="18.5.7 L2"),
        benchmarks={"CIS": exactly(0)},
    ),
    control(
        "windows.network.ipv4_retransmissions",
        row="network-ipv4-tcp-retransmissions",
        title="TCP over IPv4 sends lost data again at least three times",
        why=(
            "Fewer attempts drop connections at the slightest loss; many keep the memory of connections to peers "
            "that never answer, which an attacker can use up."
        ),
        setting=dword(TCPIP, "TcpMaxDataRetransmissions"),
        accept=Range(3, 255),
        want=5,
        absent_means=5,
        severity=Severity.LOW,
        platforms=SERVERS,
        breaks=(
            "unknown: at 3 a connection is given up earlier, and nobody has measured whether a short outage then "
            "ends SMB, live migration or iSCSI; this row keeps 5"
        ),
        refs=refs(cis="18.5.11 L2"),
        benchmarks={"CIS": Departure(3, Range(1, 3))},
    ),
    control(
        "windows.network.ipv6_retransmissions",
        row="network-ipv6-tcp-retransmissions",
        title="TCP over IPv6 sends lost data again at least three times",
        why=(
            "Fewer attempts drop connections at the slightest loss; many keep the memory of connections to peers "
            "that never answer, which an attacker can use up."
        ),
        setting=dword(TCPIP6, "TcpMaxDataRetransmissions"),
        accept=Range(3, 255),
        want=5,
        absent_means=5,
        severity=Severity.LOW,
        platforms=SERVERS,
        breaks=(
            "unknown: at 3 a connection is given up earlier, and the cluster's own adapter tunnels over IPv6; "
            "nobody has measured the effect, and this row keeps 5"
        ),
        refs=refs(cis="18.5.10 L2"),
        benchmarks={"CIS": Departure(3, Range(1, 3))},
    ),
    control(
        "windows.network.no_bridge",
        row="network-no-bridge",
        title="No network bridge can be set up on the domain's network",
        why=(
            "A bridge joins the domain's network with another one behind the back of every firewall between "
            "them; virtual switches of Hyper-V are not meant."
        ),
        setting=dword(CONNECTIONS, "NC_AllowNetBridge_NLA"),
        accept=Equals(0),
        want=0,
        absent_means=1,
        severity=Severity.MEDIUM,
        refs=refs(cis="18.6.11.2 L1", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.network.no_connection_sharing",
        row="network-no-ics",
        title="Internet Connection Sharing cannot be used on the domain's network",
        why=(
            "A host that shares its connection hands out addresses and lets machines in that nobody has admitted "
            "to the network."
        ),
        setting=dword(CONNECTIONS, "NC_ShowSharedAccessUI"),
        accept=Equals(0),
        want=0,
        absent_means=1,
        severity=Severity.MEDIUM,
        refs=refs(cis="18.6.11.3 L1", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.network.location_needs_elevation",
        row="network-location-needs-elevation",
        title="Plain users cannot move a network to another firewall profile, where a benchmark asks for it",
        why="Whoever may call a strange network private opens the host's ports to everybody on it.",
        setting=dword(CONNECTIONS, "NC_StdDomainUserSetLocation"),
        accept=OneOf((0, 1), or_absent=True),
        want=1,
        absent_means=0,
        severity=Severity.MEDIUM,
        platforms=SERVERS,
        refs=refs(cis="18.6.11.4 L1"),
        benchmarks={"CIS": exactly(1)},
    ),
    control(
        "windows.network.few_connections",
        row="network-minimize-connections",
        title="While one connection works, Windows opens no other to the Internet or the domain by itself",
        why=(
            "A second connection that comes up unnoticed, wireless for example, leads around the firewall of the first."
        ),
        setting=dword(CONNECTION_MANAGER, "fMinimizeConnections"),
        accept=OneOf((1, 3)),
        want=1,
        absent_means=1,
        severity=Severity.LOW,
        refs=refs(cis="18.6.21.1 L1", microsoft="ws2025-2510, azlocal-2506"),
        benchmarks={"CIS": exactly(3)},
    ),
    control(
        "windows.network.non_domain_by_site_member",
        row="network-block-non-domain-member",
        title="A member server connects to no other networks beside the domain's, where a benchmark asks for it",
        why=(
            "A benchmark blocks them, so that the server does not become a way around the firewall; servers with "
            "networks for storage or backup need them."
        ),
        setting=dword(CONNECTION_MANAGER, "fBlockNonDomain"),
        accept=OneOf((0, 1), or_absent=True),
        want=ABSENT,
        absent_means=0,
        severity=Severity.LOW,
        scope=Scope.MEMBER,
        platforms=SERVERS,
        can_cut_access=("winrm", "smb"),
        breaks=(
            "unknown: whether the server has storage, backup or management networks that do not count as the "
            "domain's; on cluster hosts the row for Hyper-V hosts holds"
        ),
        refs=refs(cis="18.6.21.2 L2 MS"),
        benchmarks={"CIS": exactly(1)},
    ),
    control(
        "windows.network.non_domain_allowed_hyperv_host",
        row="network-allow-non-domain-hyperv-host",
        title="A Hyper-V host may use other networks beside the domain's",
        why=(
            "Networks for storage, live migration and management often have no domain controller in reach; "
            "blocked, the cluster would lose them."
        ),
        setting=dword(CONNECTION_MANAGER, "fBlockNonDomain"),
        accept=OneOf((0,), or_absent=True),
        want=ABSENT,
        absent_means=0,
        severity=Severity.LOW,
        scope=Scope.HYPERV_HOST,
        platforms=SERVERS,
        can_cut_access=("winrm", "smb"),
        breaks=(
            "unknown: by the policy's text, Ethernet connections to networks other than the domain's are refused "
            "at 1, storage and live migration among them; nobody has tried it on a node"
        ),
        refs=refs(cis="18.6.21.2 L2 MS"),
        benchmarks={"CIS": exactly(1)},
    ),
    control(
        "windows.network.no_device_metadata",
        row="network-no-device-metadata",
        title="Descriptions of devices are not fetched from the Internet",
        why=(
            "The request tells a service outside which hardware the host has, and brings files in that nobody "
            "has checked; a server needs neither."
        ),
        setting=dword(r"SOFTWARE\Policies\Microsoft\Windows\Device Metadata", "PreventDeviceMetadataFromNetwork"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        refs=refs(cis="18.9.7.2 L1", microsoft="ws2025-2510, azlocal-2506"),
    ),
    control(
        "windows.network.no_font_provider",
        row="network-no-font-provider",
        title="Fonts are not fetched from the online catalogue, where a benchmark asks for it",
        why=(
            "A font is parsed by code with high rights, so it should come from the site's own sources; the "
            "request also leaves the network."
        ),
        setting=dword(r"SOFTWARE\Policies\Microsoft\Windows\System", "EnableFontProviders"),
        accept=OneOf((0, 1), or_absent=True),
        want=0,
        severity=Severity.LOW,
        platforms=SERVERS,
        needs_reboot=Reboot.YES,
        refs=refs(cis="18.6.5.1 L2"),
        benchmarks={"CIS": exactly(0)},
    ),
)
