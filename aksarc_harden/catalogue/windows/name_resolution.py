"""Name resolution: NetBIOS, multicast DNS, DNS over HTTPS; LLMNR's policy is in network."""

from __future__ import annotations

from aksarc_harden.catalogue.row import SERVERS, control, dword, exactly, refs
from aksarc_harden.model.control import Evidence, Severity
from aksarc_harden.model.host import Platform
from aksarc_harden.model.rule import Equals, OneOf

DNS_CLIENT = r"SOFTWARE\Policies\Microsoft\Windows NT\DNSClient"
DNS_CACHE = r"SYSTEM\CurrentControlSet\Services\Dnscache\Parameters"

CONTROLS = (
    control(
        "windows.name_resolution.no_llmnr_azshci",
        row="network-llmnr-off-azshci",
        title="Names are not asked for by multicast (LLMNR) on Azure Stack HCI, at its second place",
        why=(
            "Azure Stack HCI's own baseline sets the value here as well; whichever place is read, no neighbour "
            "can answer for another host and collect its sign-in."
        ),
        setting=dword(DNS_CACHE, "EnableMulticast"),
        accept=Equals(0),
        want=0,
        absent_means=1,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.MEDIUM,
        platforms=frozenset({Platform.AZSHCI22H2}),
        refs=refs(microsoft="azlocal-2411"),
    ),
    control(
        "windows.name_resolution.no_netbios",
        row="network-netbios-policy",
        title="Names are not resolved by NetBIOS, on public networks at least",
        why=(
            "NetBIOS asks the whole network for a name, and every machine on it may answer and collect the "
            "sign-in that follows."
        ),
        setting=dword(DNS_CLIENT, "EnableNetbios"),
        accept=OneOf((0, 2)),
        want=0,
        severity=Severity.MEDIUM,
        platforms=frozenset({Platform.WS2022, Platform.WS2025, Platform.AZSHCI22H2}),
        refs=refs(cis="18.6.4.2 L1", microsoft="ws2025-2510, azlocal-2506"),
    ),
    control(
        "windows.name_resolution.no_netbios_azshci",
        row="network-netbios-dnscache-azshci",
        title="Names are not resolved by NetBIOS on Azure Stack HCI",
        why=(
            "Azure Stack HCI's own baseline sets the value at this place; every machine on the network may "
            "otherwise answer for a name and collect the sign-in that follows."
        ),
        setting=dword(DNS_CACHE, "EnableNetbios"),
        accept=Equals(0),
        want=0,
        severity=Severity.MEDIUM,
        platforms=frozenset({Platform.AZSHCI22H2}),
        refs=refs(microsoft="azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.name_resolution.no_mdns",
        row="network-mdns-off",
        title="The DNS client does not speak multicast DNS",
        why=(
            "Every machine on the same network may answer such a question, and what a host asks and offers is "
            "heard by all."
        ),
        setting=dword(DNS_CACHE, "EnableMDNS"),
        accept=Equals(0),
        want=0,
        absent_means=1,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        breaks=(
            "unknown: whether a program on these hosts finds its devices by multicast DNS; nothing in the "
            "documentation of AKS or clustering asks for it"
        ),
    ),
    control(
        "windows.name_resolution.no_mdns_by_policy",
        row="network-mdns-policy-off",
        title="Policy keeps the DNS client from multicast DNS",
        why=(
            "The policy overrules the client's own setting, so that no installer brings back questions that "
            "every neighbour may answer."
        ),
        setting=dword(DNS_CLIENT, "EnableMDNS"),
        accept=Equals(0),
        want=0,
        absent_means=1,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        platforms=frozenset({Platform.WS2022, Platform.WS2025}),
        breaks=(
            "unknown: whether a program on these hosts finds its devices by multicast DNS; nothing in the "
            "documentation of AKS or clustering asks for it"
        ),
        refs=refs(cis="18.6.4.1 L1"),
    ),
    control(
        "windows.name_resolution.netbios_no_broadcast",
        row="network-netbt-p-node",
        title="NetBIOS names are never asked for by broadcast",
        why=(
            "Every machine on the same network may answer a broadcast and collect the sign-in that follows; a "
            "name server is asked instead."
        ),
        setting=dword(r"SYSTEM\CurrentControlSet\Services\NetBT\Parameters", "NodeType"),
        accept=Equals(2),
        want=2,
        severity=Severity.MEDIUM,
        refs=refs(cis="18.4.6 L1", microsoft="ws2022, ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.name_resolution.netbios_keeps_name",
        row="network-netbt-no-name-release",
        title="The host gives up its NetBIOS name to no one but its WINS servers",
        why=(
            "One forged request could otherwise take the name away from the host, and with it whoever looks for "
            "it there."
        ),
        setting=dword(r"SYSTEM\CurrentControlSet\Services\NetBT\Parameters", "NoNameReleaseOnDemand"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        severity=Severity.LOW,
        refs=refs(
            cis="18.5.6 L1", stig="V-254338", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.name_resolution.dns_over_https",
        row="network-dns-over-https",
        title="The DNS client may use, or has to use, DNS over HTTPS",
        why="Plain DNS lets everybody on the way read what the host looks up and forge the answers.",
        setting=dword(DNS_CLIENT, "DoHPolicy"),
        accept=OneOf((2, 3)),
        want=2,
        severity=Severity.LOW,
        platforms=frozenset({Platform.WS2022, Platform.WS2025}),
        breaks=(
            "unknown: whether the DNS servers of the hosts offer it; required (3), no name resolves where they "
            "do not, so allowed (2) is what is written"
        ),
        refs=refs(cis="18.6.4.1 L1 (2022v3)"),
    ),
    control(
        "windows.name_resolution.no_ipv6_default_dns",
        row="network-no-ipv6-default-dns",
        title="The preset site-local DNS servers of IPv6 are not asked, where a benchmark asks for it",
        why=(
            "Nobody answers at these addresses in a sound network, so whoever takes one of them answers the "
            "host's questions."
        ),
        setting=dword(DNS_CLIENT, "DisableIPv6DefaultDnsServers"),
        accept=OneOf((0, 1), or_absent=True),
        want=1,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        platforms=SERVERS,
        refs=refs(cis="18.6.4.3 L2"),
        benchmarks={"CIS": exactly(1)},
    ),
)
