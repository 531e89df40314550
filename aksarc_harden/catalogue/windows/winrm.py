"""WinRM and CredSSP: the way by which hosts are managed."""

from __future__ import annotations

from aksarc_harden.catalogue.row import SERVERS, control, dword, exactly, refs, text
from aksarc_harden.model.control import Evidence, Reboot, Scope, Severity
from aksarc_harden.model.found import ABSENT
from aksarc_harden.model.host import Platform
from aksarc_harden.model.rule import Equals, NotEquals, OneOf, Range

SYSTEM_POLICY = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System"
WINRM = r"SOFTWARE\Policies\Microsoft\Windows\WinRM"
WSMAN = r"SOFTWARE\Microsoft\Windows\CurrentVersion\WSMAN"
DELEGATION = r"SOFTWARE\Policies\Microsoft\Windows\CredentialsDelegation"

CONTROLS = (
    control(
        "windows.winrm.credssp_patched_only",
        row="credssp-encryption-oracle",
        title="CredSSP talks to patched peers alone",
        why="An unpatched peer lets somebody in between run commands with the credentials that are handed over.",
        setting=dword(rf"{SYSTEM_POLICY}\CredSSP\Parameters", "AllowEncryptionOracle"),
        accept=Equals(0),
        want=0,
        absent_means=1,
        severity=Severity.CRITICAL,
        can_cut_access=("winrm", "rdp"),
        refs=refs(cis="18.9.4.1 L1", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.winrm.client_no_basic",
        row="winrm-client-no-basic",
        title="The WinRM client does not use Basic authentication",
        why="Basic sends the password itself, readable for whoever runs or imitates the other end.",
        setting=dword(rf"{WINRM}\Client", "AllowBasic"),
        accept=Equals(0),
        want=0,
        absent_means=1,
        severity=Severity.HIGH,
        refs=refs(cis="18.10.89.1.1 L1", stig="V-254378", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2506"),
    ),
    control(
        "windows.winrm.service_encrypted_only",
        row="winrm-service-no-unencrypted",
        title="The WinRM service takes encrypted messages only",
        why="Commands and their answers hold secrets; unencrypted they can be read and changed on the way.",
        setting=dword(rf"{WINRM}\Service", "AllowUnencryptedTraffic"),
        accept=Equals(0),
        want=0,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.CRITICAL,
        can_cut_access=("winrm",),
        refs=refs(cis="18.10.89.2.3 L1", stig="V-254382", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2506"),
    ),
    control(
        "windows.winrm.service_not_switched_off_hyperv_host",
        row="winrm-service-autoconfig-hyperv-host",
        title="No policy switches WinRM off on Hyper-V hosts",
        why=(
            "The hosts are deployed and run over WinRM; absent is wanted, because the bare policy would bind the "
            "service to the addresses of filters that may be empty."
        ),
        setting=dword(rf"{WINRM}\Service", "AllowAutoConfig"),
        accept=OneOf((1,), or_absent=True),
        want=ABSENT,
        absent_means=1,
        severity=Severity.HIGH,
        scope=Scope.HYPERV_HOST,
        can_cut_access=("winrm",),
        refs=refs(cis="18.10.89.2.2 L2", microsoft="ws2025-2510, azlocal-2506"),
        benchmarks={"CIS": exactly(0)},
    ),
    control(
        "windows.winrm.service_not_switched_off_member",
        row="winrm-service-autoconfig-member",
        title="No policy switches WinRM off on member servers",
        why=(
            "This tool and the update process reach a server over WinRM; a benchmark may still ask for it to be off "
            "where another way exists."
        ),
        setting=dword(rf"{WINRM}\Service", "AllowAutoConfig"),
        accept=OneOf((1,), or_absent=True),
        want=ABSENT,
        absent_means=1,
        severity=Severity.LOW,
        scope=Scope.MEMBER,
        platforms=SERVERS,
        can_cut_access=("winrm",),
        breaks="Switched off (0), a host can no longer be deployed, patched or managed from afar; never on AKS hosts.",
        refs=refs(cis="18.10.89.2.2 L2"),
        benchmarks={"CIS": exactly(0)},
    ),
    control(
        "windows.winrm.service_ipv4_filter_not_empty",
        row="winrm-service-ipv4-filter",
        title="The IPv4 filter of the WinRM service is not empty",
        why="Where the policy for WinRM is set, an empty filter means that the service listens nowhere.",
        setting=text(rf"{WINRM}\Service", "IPv4Filter"),
        accept=NotEquals(("",)),
        want="*",
        absent_means="*",
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        can_cut_access=("winrm",),
        breaks="A filter narrower than * has to take in all nodes, the cluster's addresses and the management machine.",
        refs=refs(microsoft="ws2025-2510, azlocal-2506"),
    ),
    control(
        "windows.winrm.client_no_digest",
        row="winrm-client-no-digest",
        title="The WinRM client does not use Digest authentication",
        why=(
            "Digest rests on MD5 and does not prove which host asks, so a machine in between can take the answer "
            "and guess the password from it."
        ),
        setting=dword(rf"{WINRM}\Client", "AllowDigest"),
        accept=Equals(0),
        want=0,
        absent_means=1,
        severity=Severity.HIGH,
        refs=refs(
            cis="18.10.89.1.3 L1", stig="V-254380", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.winrm.client_encrypted_only",
        row="winrm-client-no-unencrypted",
        title="The WinRM client sends encrypted messages only",
        why="Commands and their answers hold secrets; sent unencrypted they can be read and changed on the way.",
        setting=dword(rf"{WINRM}\Client", "AllowUnencryptedTraffic"),
        accept=OneOf((0,), or_absent=True),
        want=0,
        absent_means=0,
        severity=Severity.CRITICAL,
        refs=refs(cis="18.10.89.1.2 L1", stig="V-254379", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2506"),
    ),
    control(
        "windows.winrm.service_no_basic",
        row="winrm-service-no-basic",
        title="The WinRM service refuses Basic authentication",
        why="With Basic the password itself reaches the host, where whoever has taken the host can collect it.",
        setting=dword(rf"{WINRM}\Service", "AllowBasic"),
        accept=Equals(0),
        want=0,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.HIGH,
        can_cut_access=("winrm",),
        refs=refs(cis="18.10.89.2.1 L1", stig="V-254381", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2506"),
    ),
    control(
        "windows.winrm.service_no_stored_credentials",
        row="winrm-service-no-runas",
        title="WinRM stores no credentials for its plug-ins to run as",
        why=(
            "A plug-in with stored credentials acts with their rights for everybody who may call it, and the "
            "password lies on the host."
        ),
        setting=dword(rf"{WINRM}\Service", "DisableRunAs"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        severity=Severity.HIGH,
        can_cut_access=("winrm",),
        refs=refs(
            cis="18.10.89.2.4 L1", stig="V-254383", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.winrm.service_ipv6_filter_not_empty",
        row="winrm-service-ipv6-filter",
        title="The IPv6 filter of the WinRM service is not empty",
        why=(
            "Where the policy for WinRM is set, an empty filter means that the service does not listen on IPv6 at all."
        ),
        setting=text(rf"{WINRM}\Service", "IPv6Filter"),
        accept=NotEquals(("",)),
        want="*",
        absent_means="*",
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        can_cut_access=("winrm",),
        refs=refs(microsoft="ws2025-2510, azlocal-2506"),
    ),
    control(
        "windows.winrm.service_not_switched_off_dc",
        row="winrm-service-autoconfig-dc",
        title="No policy switches WinRM off on domain controllers",
        why=(
            "This tool reaches a domain controller over WinRM; a benchmark may still ask for it to be off where "
            "another way exists."
        ),
        setting=dword(rf"{WINRM}\Service", "AllowAutoConfig"),
        accept=OneOf((1,), or_absent=True),
        want=ABSENT,
        absent_means=1,
        severity=Severity.LOW,
        scope=Scope.DC,
        platforms=SERVERS,
        can_cut_access=("winrm",),
        breaks="Switched off (0), a domain controller can no longer be hardened or managed by this tool.",
        refs=refs(cis="18.10.89.2.2 L2"),
        benchmarks={"CIS": exactly(0)},
    ),
    control(
        "windows.winrm.remote_shell_member",
        row="winrm-no-remote-shell",
        title="No policy refuses remote shells on member servers and Hyper-V hosts",
        why=(
            "Remote management needs to open a shell on the server; who may do so is better limited by the "
            "firewall and by group membership."
        ),
        setting=dword(rf"{WINRM}\Service\WinRS", "AllowRemoteShellAccess"),
        accept=OneOf((1,), or_absent=True),
        want=ABSENT,
        absent_means=1,
        severity=Severity.LOW,
        scope=Scope.MEMBER,
        can_cut_access=("winrm",),
        breaks=(
            "Refused (0), this tool and whatever else manages the server over PowerShell loses it; never on AKS hosts."
        ),
        refs=refs(cis="18.10.90.1 L2"),
        benchmarks={"CIS": exactly(0)},
    ),
    control(
        "windows.winrm.remote_shell_dc",
        row="winrm-no-remote-shell-dc",
        title="No policy refuses remote shells on domain controllers",
        why=(
            "This tool opens a shell on the domain controller to read and write its settings; who may do so is "
            "better limited by the firewall."
        ),
        setting=dword(rf"{WINRM}\Service\WinRS", "AllowRemoteShellAccess"),
        accept=OneOf((1,), or_absent=True),
        want=ABSENT,
        absent_means=1,
        severity=Severity.LOW,
        scope=Scope.DC,
        platforms=SERVERS,
        can_cut_access=("winrm",),
        breaks="Refused (0), a domain controller can no longer be hardened or managed by this tool.",
        refs=refs(cis="18.10.90.1 L2"),
        benchmarks={"CIS": exactly(0)},
    ),
    control(
        "windows.winrm.credssp_service_off",
        row="credssp-server-off-after-deploy",
        title="A Hyper-V host takes no delegated passwords over WinRM (CredSSP)",
        why=(
            "With CredSSP the caller's password is handed to the host, where whoever has taken the host can read "
            "it from memory."
        ),
        setting=dword(rf"{WSMAN}\Service", "auth_credssp"),
        accept=OneOf((0,), or_absent=True),
        want=0,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.HIGH,
        scope=Scope.HYPERV_HOST,
        needs_reboot=Reboot.NO,
        can_cut_access=("winrm",),
        breaks=(
            "Deploying AKS with the AksHci module, adding a node and Cluster-Aware Updating need CredSSP: switch "
            "it on for the operation, and off again after it."
        ),
    ),
    control(
        "windows.winrm.credssp_client_off",
        row="credssp-client-off-after-deploy",
        title="A Hyper-V host hands no passwords to other hosts over WinRM (CredSSP)",
        why=(
            "Whoever gets a session of the host to connect elsewhere with CredSSP carries the password on to one "
            "more machine."
        ),
        setting=dword(rf"{WSMAN}\Client", "auth_credssp"),
        accept=OneOf((0,), or_absent=True),
        want=0,
        absent_means=0,
        severity=Severity.HIGH,
        scope=Scope.HYPERV_HOST,
        needs_reboot=Reboot.NO,
        can_cut_access=("winrm",),
        breaks=(
            "Deploying AKS with the AksHci module, adding a node and Cluster-Aware Updating need CredSSP: switch "
            "it on for the operation, and off again after it."
        ),
    ),
    control(
        "windows.winrm.credssp_no_delegation",
        row="credssp-no-fresh-credentials-delegation",
        title="No policy lets a Hyper-V host hand typed passwords to other hosts",
        why=(
            "What stays delegated after an operation can be used to carry a password to whichever host is named "
            "in the list."
        ),
        setting=dword(DELEGATION, "AllowFreshCredentials"),
        accept=OneOf((0,), or_absent=True),
        want=0,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.MEDIUM,
        scope=Scope.HYPERV_HOST,
        needs_reboot=Reboot.NO,
        can_cut_access=("winrm",),
        breaks=(
            "A policy that clears it during a deployment makes it fail: the list has to hold wsman/* or the "
            "names of the nodes until it is over."
        ),
    ),
    control(
        "windows.winrm.credssp_no_delegation_ntlm",
        row="credssp-no-fresh-credentials-ntlm-delegation",
        title="No policy lets a Hyper-V host hand typed passwords to hosts that NTLM alone vouches for",
        why="NTLM does not prove which host is at the other end, so the password may go to an impostor.",
        setting=dword(DELEGATION, "AllowFreshCredentialsWhenNTLMOnly"),
        accept=OneOf((0,), or_absent=True),
        want=0,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.MEDIUM,
        scope=Scope.HYPERV_HOST,
        needs_reboot=Reboot.NO,
        can_cut_access=("winrm",),
        breaks=(
            "A policy that clears it during a deployment makes it fail: the list has to hold wsman/* or the "
            "names of the nodes until it is over."
        ),
    ),
    control(
        "windows.winrm.client_max_envelope",
        row="winrm-client-max-envelope",
        title="One message may have 8 MB or more at the WinRM client of Azure Stack HCI",
        why=(
            "Answers larger than the limit are refused and management steps fail; the limit of 8192 KB is the "
            "one of Azure Stack HCI's own baseline."
        ),
        setting=dword(rf"{WSMAN}\Client", "MaxEnvelopeSize"),
        accept=Range(8192),
        want=8192,
        absent_means=500,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        platforms=frozenset({Platform.AZSHCI22H2}),
        refs=refs(microsoft="azlocal-2411"),
    ),
)
