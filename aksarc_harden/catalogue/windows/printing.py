"""Printing: the spooler, its remote calls and its drivers."""

from __future__ import annotations

from aksarc_harden.catalogue.row import SERVERS, control, dword, exactly, refs
from aksarc_harden.model.control import Departure, Evidence, Reboot, Severity
from aksarc_harden.model.rule import Equals, OneOf, Range

PRINTERS = r"SOFTWARE\Policies\Microsoft\Windows NT\Printers"
POINT_AND_PRINT = r"SOFTWARE\Policies\Microsoft\Windows NT\Printers\PointAndPrint"

CONTROLS = (
    control(
        "windows.printing.no_remote_clients",
        row="print-no-remote-spooler",
        title="The print spooler takes no requests from other machines",
        why=(
            "The spooler runs as SYSTEM, and flaws in it (PrintNightmare) or its calls back to any address have "
            "turned whole domains over to whoever could reach it."
        ),
        setting=dword(PRINTERS, "RegisterSpoolerRemoteRpcEndPoint"),
        accept=Equals(2),
        want=2,
        absent_means=1,
        severity=Severity.HIGH,
        breaks=(
            "unknown: no list of Microsoft sets it, and nothing on an AKS host is known to print; it stops "
            "shared printers of this host, of which a server without a printing role has none"
        ),
        refs=refs(cis="18.7.1 L2, 18.7.1 L1 DC"),
    ),
    control(
        "windows.printing.redirection_guard",
        row="print-redirection-guard",
        title="The print spooler follows no links in the file system that ordinary users made",
        why=(
            "A link in the right place makes the spooler, which runs as SYSTEM, write or load a file of the "
            "user's choice."
        ),
        setting=dword(PRINTERS, "RedirectionGuardPolicy"),
        accept=Equals(1),
        want=1,
        severity=Severity.MEDIUM,
        breaks="unknown: no list of Microsoft sets it, and nothing on an AKS host is known to print",
        refs=refs(cis="18.7.2 L1"),
    ),
    control(
        "windows.printing.colour_profiles_only",
        row="print-copyfiles-policy",
        title="Of the files that come with a printer queue, colour profiles alone are copied",
        why=(
            "Files of a queue can name a library that the spooler then loads; a false print server needs no more "
            "than that."
        ),
        setting=dword(PRINTERS, "CopyFilesPolicy"),
        accept=Equals(1),
        want=1,
        severity=Severity.MEDIUM,
        breaks="unknown: no list of Microsoft sets it, and nothing on an AKS host is known to print",
        refs=refs(cis="18.7.10 L1"),
    ),
    control(
        "windows.printing.no_printing_over_http",
        row="print-no-http",
        title="Nothing is printed over HTTP",
        why=(
            "What is printed would leave the host unencrypted, and the host would open connections that no "
            "server needs."
        ),
        setting=dword(PRINTERS, "DisableHTTPPrinting"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        severity=Severity.LOW,
        refs=refs(cis="18.9.20.1.6 L2", stig="V-254347", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.printing.no_drivers_from_web",
        row="print-no-web-driver-download",
        title="No printer drivers are fetched over HTTP",
        why="A driver runs with high rights; one that comes over HTTP can be exchanged on its way.",
        setting=dword(PRINTERS, "DisableWebPnPDownload"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        severity=Severity.MEDIUM,
        refs=refs(cis="18.9.20.1.1 L1", stig="V-254346", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.printing.drivers_by_administrators_only",
        row="print-driver-install-admins-only",
        title="Administrators alone install printer drivers",
        why=(
            "A user who may install a driver brings code of their own into a process that runs as SYSTEM; this "
            "is the way that PrintNightmare took."
        ),
        setting=dword(POINT_AND_PRINT, "RestrictDriverInstallationToAdministrators"),
        accept=Equals(1),
        want=1,
        absent_means=1,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.HIGH,
        refs=refs(cis="18.7.9 L1", microsoft="ws2022, ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.printing.install_asks_for_elevation",
        row="print-pnp-install-warning",
        title="Installing a driver for a new printer connection warns and asks for elevation",
        why="Without the question a false print server installs its driver as soon as somebody connects to it.",
        setting=dword(POINT_AND_PRINT, "NoWarningNoElevationOnInstall"),
        accept=OneOf((0,), or_absent=True),
        want=0,
        absent_means=0,
        severity=Severity.HIGH,
        breaks="unknown: no list of Microsoft sets it, and nothing on an AKS host is known to print",
        refs=refs(cis="18.7.11 L1"),
    ),
    control(
        "windows.printing.update_asks_for_elevation",
        row="print-pnp-update-warning",
        title="Updating the driver of a printer connection warns and asks for elevation",
        why=(
            "Without the question a print server that has been taken over hands its own driver to everybody who "
            "is already connected."
        ),
        setting=dword(POINT_AND_PRINT, "UpdatePromptSettings"),
        accept=OneOf((0,), or_absent=True),
        want=0,
        absent_means=0,
        severity=Severity.HIGH,
        breaks="unknown: no list of Microsoft sets it, and nothing on an AKS host is known to print",
        refs=refs(cis="18.7.12 L1"),
    ),
    control(
        "windows.printing.rpc_encrypted",
        row="print-rpc-packet-privacy",
        title="The print spooler takes remote calls only if they are encrypted",
        why=(
            "Calls of a lower level can be relayed: somebody in between then prints, or installs drivers, in "
            "another's name (CVE-2021-1678)."
        ),
        setting=dword(r"SYSTEM\CurrentControlSet\Control\Print", "RpcAuthnLevelPrivacyEnabled"),
        accept=Equals(1),
        want=1,
        absent_means=1,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.MEDIUM,
        breaks=(
            "unknown: no list of Microsoft sets it, and nothing on an AKS host is known to print; clients "
            "without the update of January 2021 can no longer print through this host"
        ),
        refs=refs(cis="18.7.8 L1"),
    ),
    control(
        "windows.printing.no_drivers_with_connections",
        row="print-driver-install-option",
        title="Ordinary users cannot install printer drivers along with a connection to a printer",
        why="A driver brings code that runs with more rights than the user has.",
        setting=dword(
            r"SYSTEM\CurrentControlSet\Control\Print\Providers\LanMan Print Services\Servers", "AddPrinterDrivers"
        ),
        accept=OneOf((1,), or_absent=True),
        want=1,
        absent_means=1,
        default="1",
        severity=Severity.LOW,
        needs_reboot=Reboot.NO,
        refs=refs(cis="2.3.4.1 L1", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.printing.outgoing_over_tcp",
        row="print-rpc-outgoing-tcp",
        title="The print spooler calls other machines over TCP, where a benchmark asks for it",
        why="Named pipes go through SMB, where a sign-in can be relayed more easily than in RPC over TCP.",
        setting=dword(rf"{PRINTERS}\RPC", "RpcUseNamedPipeProtocol"),
        accept=OneOf((0, 1), or_absent=True),
        want=0,
        severity=Severity.LOW,
        platforms=SERVERS,
        refs=refs(cis="18.7.3 L1"),
        benchmarks={"CIS": exactly(0)},
    ),
    control(
        "windows.printing.outgoing_authenticated",
        row="print-rpc-outgoing-authentication",
        title="No policy switches off authentication in the print spooler's calls to other machines",
        why="Without authentication a false print server cannot be told from the real one.",
        setting=dword(rf"{PRINTERS}\RPC", "RpcAuthentication"),
        accept=OneOf((0, 1), or_absent=True),
        want=0,
        absent_means=0,
        severity=Severity.LOW,
        platforms=SERVERS,
        refs=refs(cis="18.7.4 L1"),
        benchmarks={"CIS": exactly(0)},
    ),
    control(
        "windows.printing.listens_on_tcp_only",
        row="print-rpc-listener-protocols",
        title="The print spooler listens on TCP alone, where a benchmark asks for it",
        why=(
            "The named pipe of the spooler is what tools use that make a server sign in at an address of their choice."
        ),
        setting=dword(rf"{PRINTERS}\RPC", "RpcProtocols"),
        accept=OneOf((3, 5, 7), or_absent=True),
        want=5,
        severity=Severity.LOW,
        platforms=SERVERS,
        refs=refs(cis="18.7.5 L1"),
        benchmarks={"CIS": exactly(5)},
    ),
    control(
        "windows.printing.incoming_authenticated",
        row="print-rpc-listener-authentication",
        title="The print spooler authenticates its callers, by Negotiate or by Kerberos alone",
        why="Both tell who calls; Kerberos alone leaves no NTLM sign-in that could be relayed.",
        setting=dword(rf"{PRINTERS}\RPC", "ForceKerberosForRpc"),
        accept=OneOf((0, 1), or_absent=True),
        want=0,
        absent_means=0,
        severity=Severity.LOW,
        platforms=SERVERS,
        refs=refs(cis="18.7.6 L1"),
        benchmarks={"CIS": Departure(0, OneOf((0, 1)))},
    ),
    control(
        "windows.printing.tcp_port",
        row="print-rpc-tcp-port",
        title="The print spooler's TCP port is a valid one, and a dynamic one where a benchmark asks for it",
        why=(
            "A fixed port is only of use where a firewall between networks needs one; otherwise it makes the "
            "spooler easier to find."
        ),
        setting=dword(rf"{PRINTERS}\RPC", "RpcTcpPort"),
        accept=Range(0, 65535),
        want=0,
        absent_means=0,
        severity=Severity.LOW,
        platforms=SERVERS,
        refs=refs(cis="18.7.7 L1"),
        benchmarks={"CIS": exactly(0)},
    ),
)
