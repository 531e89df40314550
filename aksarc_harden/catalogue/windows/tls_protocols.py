"""TLS protocol versions, SSL 2.0 to TLS 1.3 and DTLS; two that came first are in tls."""

from __future__ import annotations

from aksarc_harden.catalogue.row import control, dword, refs
from aksarc_harden.model.control import Evidence, Reboot, Severity
from aksarc_harden.model.host import Platform
from aksarc_harden.model.rule import Equals, OneOf

PROTOCOLS = r"SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols"

CONTROLS = (
    control(
        "windows.tls_protocols.ssl2_server_off",
        row="tls-ssl2-server-disabled",
        title="Services do not offer SSL 2.0",
        why=(
            "A service that still speaks SSL 2.0 lets an attacker decrypt newer connections that use the same "
            "key, and its handshake can be altered unseen."
        ),
        setting=dword(rf"{PROTOCOLS}\SSL 2.0\Server", "Enabled"),
        accept=Equals(0),
        want=0,
        absent_means=0,
        severity=Severity.CRITICAL,
        needs_reboot=Reboot.YES,
        can_cut_access=("tls",),
        refs=refs(microsoft="azlocal-2411"),
    ),
    control(
        "windows.tls_protocols.ssl2_server_not_default",
        row="tls-ssl2-server-default-off",
        title="SSL 2.0 is not among the default protocols of services",
        why="Should the protocol ever be switched on, no program offers it without asking for it by name.",
        setting=dword(rf"{PROTOCOLS}\SSL 2.0\Server", "DisabledByDefault"),
        accept=Equals(1),
        want=1,
        absent_means=1,
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.YES,
        can_cut_access=("tls",),
    ),
    control(
        "windows.tls_protocols.ssl2_client_off",
        row="tls-ssl2-client-disabled",
        title="Clients do not use SSL 2.0",
        why=(
            "The handshake of SSL 2.0 is not protected, so a machine in between chooses the weakest cipher for "
            "both ends."
        ),
        setting=dword(rf"{PROTOCOLS}\SSL 2.0\Client", "Enabled"),
        accept=Equals(0),
        want=0,
        absent_means=0,
        severity=Severity.CRITICAL,
        needs_reboot=Reboot.YES,
        can_cut_access=("tls",),
        refs=refs(microsoft="azlocal-2411"),
    ),
    control(
        "windows.tls_protocols.ssl2_client_not_default",
        row="tls-ssl2-client-default-off",
        title="SSL 2.0 is not among the default protocols of clients",
        why="Should the protocol ever be switched on, no program uses it without asking for it by name.",
        setting=dword(rf"{PROTOCOLS}\SSL 2.0\Client", "DisabledByDefault"),
        accept=Equals(1),
        want=1,
        absent_means=1,
        default="1",
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.YES,
        can_cut_access=("tls",),
    ),
    control(
        "windows.tls_protocols.ssl3_server_off",
        row="tls-ssl3-server-disabled",
        title="Services do not offer SSL 3.0",
        why=(
            "A machine in between can force connections down to SSL 3.0 and read cookies byte by byte, because "
            "its padding is not checked."
        ),
        setting=dword(rf"{PROTOCOLS}\SSL 3.0\Server", "Enabled"),
        accept=Equals(0),
        want=0,
        absent_means=0,
        severity=Severity.CRITICAL,
        needs_reboot=Reboot.YES,
        can_cut_access=("tls",),
        refs=refs(microsoft="azlocal-2411"),
    ),
    control(
        "windows.tls_protocols.ssl3_server_not_default",
        row="tls-ssl3-server-default-off",
        title="SSL 3.0 is not among the default protocols of services",
        why="Should the protocol ever be switched on, no program offers it without asking for it by name.",
        setting=dword(rf"{PROTOCOLS}\SSL 3.0\Server", "DisabledByDefault"),
        accept=Equals(1),
        want=1,
        absent_means=1,
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.YES,
        can_cut_access=("tls",),
    ),
    control(
        "windows.tls_protocols.ssl3_client_off",
        row="tls-ssl3-client-disabled",
        title="Clients do not use SSL 3.0",
        why=(
            "A client that accepts SSL 3.0 can be forced down to it by a machine in between, which then reads "
            "what it sends byte by byte."
        ),
        setting=dword(rf"{PROTOCOLS}\SSL 3.0\Client", "Enabled"),
        accept=Equals(0),
        want=0,
        absent_means=0,
        severity=Severity.CRITICAL,
        needs_reboot=Reboot.YES,
        can_cut_access=("tls",),
        refs=refs(microsoft="azlocal-2411"),
    ),
    control(
        "windows.tls_protocols.ssl3_client_not_default",
        row="tls-ssl3-client-default-off",
        title="SSL 3.0 is not among the default protocols of clients",
        why="Should the protocol ever be switched on, no program uses it without asking for it by name.",
        setting=dword(rf"{PROTOCOLS}\SSL 3.0\Client", "DisabledByDefault"),
        accept=Equals(1),
        want=1,
        absent_means=1,
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.YES,
        can_cut_access=("tls",),
    ),
    control(
        "windows.tls_protocols.tls10_server_not_default",
        row="tls-tls10-server-default-off",
        title="TLS 1.0 is not among the default protocols of services",
        why=(
            "Even where TLS 1.0 has to be switched on for one old peer, no other program offers it without "
            "asking for it by name."
        ),
        setting=dword(rf"{PROTOCOLS}\TLS 1.0\Server", "DisabledByDefault"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.YES,
        can_cut_access=("tls",),
    ),
    control(
        "windows.tls_protocols.tls10_client_off",
        row="tls-tls10-client-disabled",
        title="Clients do not use TLS 1.0",
        why=(
            "TLS 1.0 rests on broken hashes and predictable blocks; a client that accepts it can be talked down to it."
        ),
        setting=dword(rf"{PROTOCOLS}\TLS 1.0\Client", "Enabled"),
        accept=Equals(0),
        want=0,
        absent_means=1,
        severity=Severity.HIGH,
        needs_reboot=Reboot.YES,
        can_cut_access=("tls",),
        breaks=(
            "Old agents for software-defined networking, backup or monitoring may know nothing newer: look at "
            "their documentation first."
        ),
        refs=refs(microsoft="azlocal-2411"),
    ),
    control(
        "windows.tls_protocols.tls10_client_not_default",
        row="tls-tls10-client-default-off",
        title="TLS 1.0 is not among the default protocols of clients",
        why=(
            "Even where TLS 1.0 has to be switched on for one old peer, no other program uses it without asking "
            "for it by name."
        ),
        setting=dword(rf"{PROTOCOLS}\TLS 1.0\Client", "DisabledByDefault"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.YES,
        can_cut_access=("tls",),
    ),
    control(
        "windows.tls_protocols.tls11_server_off",
        row="tls-tls11-server-disabled",
        title="Services do not offer TLS 1.1",
        why=(
            "TLS 1.1 signs its handshake with MD5 and SHA-1 and knows none of the ciphers that protect against "
            "tampering as a whole."
        ),
        setting=dword(rf"{PROTOCOLS}\TLS 1.1\Server", "Enabled"),
        accept=Equals(0),
        want=0,
        absent_means=1,
        severity=Severity.HIGH,
        needs_reboot=Reboot.YES,
        can_cut_access=("tls",),
        breaks=(
            "Old agents for software-defined networking, backup or monitoring may know nothing newer: look at "
            "their documentation first."
        ),
        refs=refs(microsoft="azlocal-2411"),
    ),
    control(
        "windows.tls_protocols.tls11_server_not_default",
        row="tls-tls11-server-default-off",
        title="TLS 1.1 is not among the default protocols of services",
        why=(
            "Even where TLS 1.1 has to be switched on for one old peer, no other program offers it without "
            "asking for it by name."
        ),
        setting=dword(rf"{PROTOCOLS}\TLS 1.1\Server", "DisabledByDefault"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.YES,
        can_cut_access=("tls",),
    ),
    control(
        "windows.tls_protocols.tls11_client_off",
        row="tls-tls11-client-disabled",
        title="Clients do not use TLS 1.1",
        why="TLS 1.1 signs its handshake with MD5 and SHA-1; a client that accepts it can be talked down to it.",
        setting=dword(rf"{PROTOCOLS}\TLS 1.1\Client", "Enabled"),
        accept=Equals(0),
        want=0,
        absent_means=1,
        severity=Severity.HIGH,
        needs_reboot=Reboot.YES,
        can_cut_access=("tls",),
        breaks=(
            "Old agents for software-defined networking, backup or monitoring may know nothing newer: look at "
            "their documentation first."
        ),
        refs=refs(microsoft="azlocal-2411"),
    ),
    control(
        "windows.tls_protocols.tls11_client_not_default",
        row="tls-tls11-client-default-off",
        title="TLS 1.1 is not among the default protocols of clients",
        why=(
            "Even where TLS 1.1 has to be switched on for one old peer, no other program uses it without asking "
            "for it by name."
        ),
        setting=dword(rf"{PROTOCOLS}\TLS 1.1\Client", "DisabledByDefault"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.YES,
        can_cut_access=("tls",),
    ),
    control(
        "windows.tls_protocols.tls12_server_default",
        row="tls-tls12-server-default-on",
        title="TLS 1.2 is among the default protocols of services",
        why=(
            "Services that leave the choice to the system would otherwise offer no protocol that Azure and its "
            "agents accept."
        ),
        setting=dword(rf"{PROTOCOLS}\TLS 1.2\Server", "DisabledByDefault"),
        accept=Equals(0),
        want=0,
        absent_means=0,
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.YES,
        can_cut_access=("tls",),
    ),
    control(
        "windows.tls_protocols.tls12_client_on",
        row="tls-tls12-client-enabled",
        title="Clients use TLS 1.2",
        why=(
            "Azure Arc, the container registry and the end points of AKS refuse anything older; switched off, a "
            "host loses them."
        ),
        setting=dword(rf"{PROTOCOLS}\TLS 1.2\Client", "Enabled"),
        accept=OneOf((1, 0xFFFF_FFFF)),
        want=1,
        absent_means=1,
        severity=Severity.HIGH,
        needs_reboot=Reboot.YES,
        can_cut_access=("tls",),
        refs=refs(microsoft="azlocal-2411"),
    ),
    control(
        "windows.tls_protocols.tls12_client_default",
        row="tls-tls12-client-default-on",
        title="TLS 1.2 is among the default protocols of clients",
        why=(
            "Programs that leave the choice to the system would otherwise reach none of the end points that ask "
            "for TLS 1.2."
        ),
        setting=dword(rf"{PROTOCOLS}\TLS 1.2\Client", "DisabledByDefault"),
        accept=Equals(0),
        want=0,
        absent_means=0,
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.YES,
        can_cut_access=("tls",),
    ),
    control(
        "windows.tls_protocols.tls13_server_on",
        row="tls-tls13-server-enabled",
        title="Services offer TLS 1.3",
        why="TLS 1.3 drops every weak choice that older versions allow and hides the certificates on the way.",
        setting=dword(rf"{PROTOCOLS}\TLS 1.3\Server", "Enabled"),
        accept=OneOf((1, 0xFFFF_FFFF)),
        want=1,
        absent_means=1,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.HIGH,
        platforms=frozenset({Platform.WS2022, Platform.WS2025, Platform.AZSHCI22H2}),
        needs_reboot=Reboot.YES,
        can_cut_access=("tls",),
        refs=refs(microsoft="azlocal-2411"),
    ),
    control(
        "windows.tls_protocols.tls13_client_on",
        row="tls-tls13-client-enabled",
        title="Clients use TLS 1.3",
        why=("TLS 1.3 drops every weak choice that older versions allow; switched off, connections fall back to them."),
        setting=dword(rf"{PROTOCOLS}\TLS 1.3\Client", "Enabled"),
        accept=OneOf((1, 0xFFFF_FFFF)),
        want=1,
        absent_means=1,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.HIGH,
        platforms=frozenset({Platform.WS2022, Platform.WS2025, Platform.AZSHCI22H2}),
        needs_reboot=Reboot.YES,
        can_cut_access=("tls",),
        refs=refs(microsoft="azlocal-2411"),
    ),
    control(
        "windows.tls_protocols.dtls10_server_off",
        row="dtls10-server-disabled",
        title="Services do not offer DTLS 1.0",
        why="DTLS 1.0 is TLS 1.1 over UDP, with the same broken hashes in its handshake.",
        setting=dword(rf"{PROTOCOLS}\DTLS 1.0\Server", "Enabled"),
        accept=Equals(0),
        want=0,
        absent_means=1,
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.YES,
        can_cut_access=("tls",),
        refs=refs(microsoft="azlocal-2411"),
    ),
    control(
        "windows.tls_protocols.dtls10_client_off",
        row="dtls10-client-disabled",
        title="Clients do not use DTLS 1.0",
        why="DTLS 1.0 is TLS 1.1 over UDP; a client that accepts it can be talked down to its broken hashes.",
        setting=dword(rf"{PROTOCOLS}\DTLS 1.0\Client", "Enabled"),
        accept=Equals(0),
        want=0,
        absent_means=1,
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.YES,
        can_cut_access=("tls",),
        refs=refs(microsoft="azlocal-2411"),
    ),
    control(
        "windows.tls_protocols.dtls12_server_on",
        row="dtls12-server-enabled",
        title="Services offer DTLS 1.2",
        why=(
            "With DTLS 1.0 off it is what encrypted traffic over UDP has left; without it, such traffic fails or "
            "goes unencrypted."
        ),
        setting=dword(rf"{PROTOCOLS}\DTLS 1.2\Server", "Enabled"),
        accept=OneOf((1, 0xFFFF_FFFF)),
        want=1,
        absent_means=1,
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.YES,
        can_cut_access=("tls",),
        refs=refs(microsoft="azlocal-2411"),
    ),
    control(
        "windows.tls_protocols.dtls12_client_on",
        row="dtls12-client-enabled",
        title="Clients use DTLS 1.2",
        why="With DTLS 1.0 off it is what encrypted traffic over UDP has left; without it, such connections fail.",
        setting=dword(rf"{PROTOCOLS}\DTLS 1.2\Client", "Enabled"),
        accept=OneOf((1, 0xFFFF_FFFF)),
        want=1,
        absent_means=1,
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.YES,
        can_cut_access=("tls",),
        refs=refs(microsoft="azlocal-2411"),
    ),
)
