"""WinRM and CredSSP: the way by which hosts are managed."""

from __future__ import annotations

from aksarc_harden.catalogue.row import SERVERS, control, dword, exactly, refs, text
from aksarc_harden.model.control import Evidence, Scope, Severity
from aksarc_harden.model.found import ABSENT
from aksarc_harden.model.rule import Equals, NotEquals, OneOf

SYSTEM_POLICY = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System"
WINRM = r"SOFTWARE\Policies\Microsoft\Windows\WinRM"

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
)
