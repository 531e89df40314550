"""Network discovery: mapping the topology, setting up devices, finding peers."""

from __future__ import annotations

from aksarc_harden.catalogue.row import SERVERS, control, dword, exactly, refs
from aksarc_harden.model.control import Evidence, Severity
from aksarc_harden.model.rule import OneOf

LLTD = r"SOFTWARE\Policies\Microsoft\Windows\LLTD"
REGISTRARS = r"SOFTWARE\Policies\Microsoft\Windows\WCN\Registrars"

CONTROLS = (
    control(
        "windows.network_discovery.mapper_off",
        row="network-lltdio-off",
        title="No policy turns the mapper of the network topology on",
        why=(
            "The mapper draws a plan of the network with every machine on it, which a host has no use for and an "
            "intruder has."
        ),
        setting=dword(LLTD, "EnableLLTDIO"),
        accept=OneOf((0,), or_absent=True),
        want=0,
        absent_means=0,
        severity=Severity.LOW,
        platforms=SERVERS,
        refs=refs(cis="18.6.9.1 L2"),
        benchmarks={"CIS": exactly(0)},
    ),
    control(
        "windows.network_discovery.mapper_off_domain",
        row="network-lltdio-domain-off",
        title="No policy lets the topology mapper run on the domain's network",
        why=(
            "The mapper draws a plan of the network with every machine on it, which a host has no use for and an "
            "intruder has."
        ),
        setting=dword(LLTD, "AllowLLTDIOOnDomain"),
        accept=OneOf((0,), or_absent=True),
        want=0,
        absent_means=0,
        severity=Severity.LOW,
        platforms=SERVERS,
        refs=refs(cis="18.6.9.1 L2"),
        benchmarks={"CIS": exactly(0)},
    ),
    control(
        "windows.network_discovery.mapper_off_public",
        row="network-lltdio-public-off",
        title="No policy lets the topology mapper run on public networks",
        why=(
            "The mapper draws a plan of the network with every machine on it, which a host has no use for and an "
            "intruder has."
        ),
        setting=dword(LLTD, "AllowLLTDIOOnPublicNet"),
        accept=OneOf((0,), or_absent=True),
        want=0,
        absent_means=0,
        severity=Severity.LOW,
        platforms=SERVERS,
        refs=refs(cis="18.6.9.1 L2"),
        benchmarks={"CIS": exactly(0)},
    ),
    control(
        "windows.network_discovery.mapper_private",
        row="network-lltdio-private-off",
        title="The mapper's switch for private networks follows the main switch, or is left to the site",
        why=(
            "One policy writes several values; while its main switch is off this one adds nothing, and a "
            "benchmark that checks the policy looks at it as well."
        ),
        setting=dword(LLTD, "ProhibitLLTDIOOnPrivateNet"),
        accept=OneOf((0, 1), or_absent=True),
        want=0,
        absent_means=0,
        severity=Severity.LOW,
        platforms=SERVERS,
        refs=refs(cis="18.6.9.1 L2"),
        benchmarks={"CIS": exactly(0)},
    ),
    control(
        "windows.network_discovery.responder_off",
        row="network-rspndr-off",
        title="No policy turns the responder of the network topology on",
        why=(
            "With the responder the host answers everybody who maps the network and shows itself and its place on it."
        ),
        setting=dword(LLTD, "EnableRspndr"),
        accept=OneOf((0,), or_absent=True),
        want=0,
        absent_means=0,
        severity=Severity.LOW,
        platforms=SERVERS,
        refs=refs(cis="18.6.9.2 L2"),
        benchmarks={"CIS": exactly(0)},
    ),
    control(
        "windows.network_discovery.responder_off_domain",
        row="network-rspndr-domain-off",
        title="No policy lets the topology responder answer on the domain's network",
        why=(
            "With the responder the host answers everybody who maps the network and shows itself and its place on it."
        ),
        setting=dword(LLTD, "AllowRspndrOnDomain"),
        accept=OneOf((0,), or_absent=True),
        want=0,
        absent_means=0,
        severity=Severity.LOW,
        platforms=SERVERS,
        refs=refs(cis="18.6.9.2 L2"),
        benchmarks={"CIS": exactly(0)},
    ),
    control(
        "windows.network_discovery.responder_off_public",
        row="network-rspndr-public-off",
        title="No policy lets the topology responder answer on public networks",
        why=(
            "With the responder the host answers everybody who maps the network and shows itself and its place on it."
        ),
        setting=dword(LLTD, "AllowRspndrOnPublicNet"),
        accept=OneOf((0,), or_absent=True),
        want=0,
        absent_means=0,
        severity=Severity.LOW,
        platforms=SERVERS,
        refs=refs(cis="18.6.9.2 L2"),
        benchmarks={"CIS": exactly(0)},
    ),
    control(
        "windows.network_discovery.responder_private",
        row="network-rspndr-private-off",
        title="The responder's switch for private networks follows the main switch, or is left to the site",
        why=(
            "One policy writes several values; while its main switch is off this one adds nothing, and a "
            "benchmark that checks the policy looks at it as well."
        ),
        setting=dword(LLTD, "ProhibitRspndrOnPrivateNet"),
        accept=OneOf((0, 1), or_absent=True),
        want=0,
        absent_means=0,
        severity=Severity.LOW,
        platforms=SERVERS,
        refs=refs(cis="18.6.9.2 L2"),
        benchmarks={"CIS": exactly(0)},
    ),
    control(
        "windows.network_discovery.no_peer_to_peer",
        row="network-no-peernet",
        title="Peer-to-peer networking of Windows is off, where a benchmark asks for it",
        why=(
            "Peer-to-peer names and groups are open to machines that no directory knows, and nothing on a host "
            "uses them."
        ),
        setting=dword(r"SOFTWARE\Policies\Microsoft\Peernet", "Disabled"),
        accept=OneOf((0, 1), or_absent=True),
        want=1,
        absent_means=0,
        severity=Severity.LOW,
        platforms=SERVERS,
        refs=refs(cis="18.6.10.2 L2"),
        benchmarks={"CIS": exactly(1)},
    ),
    control(
        "windows.network_discovery.connect_now_off",
        row="network-wcn-registrar-off",
        title="Windows Connect Now sets up no devices, where a benchmark asks for it",
        why=(
            "Windows Connect Now hands the settings of the network to new devices nearby, keys of wireless "
            "networks among them; a server has nothing to set up."
        ),
        setting=dword(REGISTRARS, "EnableRegistrars"),
        accept=OneOf((0, 1), or_absent=True),
        want=0,
        absent_means=1,
        severity=Severity.LOW,
        platforms=SERVERS,
        refs=refs(cis="18.6.20.1 L2"),
        benchmarks={"CIS": exactly(0)},
    ),
    control(
        "windows.network_discovery.connect_now_upnp",
        row="network-wcn-registrar-upnp-off",
        title="Windows Connect Now over UPnP follows the main switch, or is left to the site",
        why=(
            "One policy writes several values; while its main switch is off this one adds nothing, and a "
            "benchmark that checks the policy looks at it as well."
        ),
        setting=dword(REGISTRARS, "DisableUPnPRegistrar"),
        accept=OneOf((0, 1), or_absent=True),
        want=0,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        platforms=SERVERS,
        refs=refs(cis="18.6.20.1 L2"),
        benchmarks={"CIS": exactly(0)},
    ),
    control(
        "windows.network_discovery.connect_now_wifi",
        row="network-wcn-registrar-wifi-off",
        title="Windows Connect Now over wireless networks follows the main switch, or is left to the site",
        why=(
            "One policy writes several values; while its main switch is off this one adds nothing, and a "
            "benchmark that checks the policy looks at it as well."
        ),
        setting=dword(REGISTRARS, "DisableInBand802DOT11Registrar"),
        accept=OneOf((0, 1), or_absent=True),
        want=0,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        platforms=SERVERS,
        refs=refs(cis="18.6.20.1 L2"),
        benchmarks={"CIS": exactly(0)},
    ),
    control(
        "windows.network_discovery.connect_now_usb",
        row="network-wcn-registrar-usb-off",
        title="Windows Connect Now over USB drives follows the main switch, or is left to the site",
        why=(
            "One policy writes several values; while its main switch is off this one adds nothing, and a "
            "benchmark that checks the policy looks at it as well."
        ),
        setting=dword(REGISTRARS, "DisableFlashConfigRegistrar"),
        accept=OneOf((0, 1), or_absent=True),
        want=0,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        platforms=SERVERS,
        refs=refs(cis="18.6.20.1 L2"),
        benchmarks={"CIS": exactly(0)},
    ),
    control(
        "windows.network_discovery.connect_now_portable",
        row="network-wcn-registrar-wpd-off",
        title="Windows Connect Now over portable devices follows the main switch, or is left to the site",
        why=(
            "One policy writes several values; while its main switch is off this one adds nothing, and a "
            "benchmark that checks the policy looks at it as well."
        ),
        setting=dword(REGISTRARS, "DisableWPDRegistrar"),
        accept=OneOf((0, 1), or_absent=True),
        want=0,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        platforms=SERVERS,
        refs=refs(cis="18.6.20.1 L2"),
        benchmarks={"CIS": exactly(0)},
    ),
    control(
        "windows.network_discovery.connect_now_no_wizard",
        row="network-wcn-wizard-off",
        title="The wizards of Windows Connect Now cannot be opened, where a benchmark asks for it",
        why=(
            "Windows Connect Now hands the settings of the network to new devices nearby; without its wizards "
            "nobody at the console can do so by hand."
        ),
        setting=dword(r"SOFTWARE\Policies\Microsoft\Windows\WCN\UI", "DisableWcnUi"),
        accept=OneOf((0, 1), or_absent=True),
        want=1,
        absent_means=0,
        severity=Severity.LOW,
        platforms=SERVERS,
        refs=refs(cis="18.6.20.2 L2"),
        benchmarks={"CIS": exactly(1)},
    ),
)
