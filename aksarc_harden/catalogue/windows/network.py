"""TCP/IP and name resolution."""

from __future__ import annotations

from aksarc_harden.catalogue.row import SERVERS, control, dword, exactly, refs
from aksarc_harden.model.control import Departure, Reboot, Severity
from aksarc_harden.model.found import ABSENT
from aksarc_harden.model.rule import Equals, OneOf, Range

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
        setting=dword(r"SYSTEM\CurrentControlSet\Services\TCPIP6\Parameters", "DisabledComponents"),
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
        setting=dword(r"SYSTEM\CurrentControlSet\Services\Tcpip\Parameters", "KeepAliveTime"),
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
)
