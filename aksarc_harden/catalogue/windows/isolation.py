"""Protection by virtualisation."""

from __future__ import annotations

from aksarc_harden.catalogue.row import UEFI_LOCKED, control, dword, exactly, refs
from aksarc_harden.model.control import Evidence, Reboot, Scope, Severity
from aksarc_harden.model.host import Platform
from aksarc_harden.model.rule import Equals, OneOf

LOCAL = r"SYSTEM\CurrentControlSet\Control\DeviceGuard"
SCENARIO = rf"{LOCAL}\Scenarios\HypervisorEnforcedCodeIntegrity"
DEVICE_GUARD = r"SOFTWARE\Policies\Microsoft\Windows\DeviceGuard"

CONTROLS = (
    control(
        "windows.isolation.code_integrity",
        row="vbs-hvci",
        title="The hypervisor enforces the integrity of kernel code",
        why=(
            "Unsigned code cannot run in the kernel even after a driver was broken; without UEFI lock it can "
            "still be undone remotely."
        ),
        setting=dword(DEVICE_GUARD, "HypervisorEnforcedCodeIntegrity"),
        accept=OneOf((1, 2)),
        want=2,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.HIGH,
        needs_reboot=Reboot.YES,
        breaks=(
            "Drivers that are not ready for it stop loading: check those of network adapters, storage "
            "controllers and GPUs."
        ),
        refs=refs(cis="18.9.5.3 NG", microsoft="ws2019, ws2022, ws2025-secured-core, azlocal-2506"),
        benchmarks={"CIS": exactly(1, UEFI_LOCKED)},
    ),
    control(
        "windows.isolation.virtualisation_based_security",
        row="vbs-enable",
        title="Virtualisation based security is on",
        why=(
            "It is the ground for Credential Guard and protected code integrity: secrets and checks live where "
            "even the kernel cannot reach them."
        ),
        setting=dword(DEVICE_GUARD, "EnableVirtualizationBasedSecurity"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.HIGH,
        needs_reboot=Reboot.YES,
        refs=refs(cis="18.9.5.1 NG", stig="V-254343", microsoft="ws2019, ws2022, ws2025-secured-core, azlocal-2506"),
    ),
    control(
        "windows.isolation.platform_security",
        row="vbs-platform-security",
        title="Virtualisation based security asks for Secure Boot at least",
        why="Without Secure Boot an altered boot loader runs before the isolation is set up and can undo it.",
        setting=dword(DEVICE_GUARD, "RequirePlatformSecurityFeatures"),
        accept=OneOf((1, 3)),
        want=1,
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.YES,
        refs=refs(cis="18.9.5.2 NG", stig="V-254343", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2506"),
        benchmarks={"CIS": exactly(3)},
    ),
    control(
        "windows.isolation.memory_attributes_table",
        row="vbs-hvci-mat",
        title="Protected code integrity starts only on firmware with a table of memory attributes",
        why=(
            "Firmware that lacks the table can break under it, with crashes and lost data; such a host then "
            "starts without the protection and does not fail."
        ),
        setting=dword(DEVICE_GUARD, "HVCIMATRequired"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        needs_reboot=Reboot.YES,
        refs=refs(cis="18.9.5.4 NG", microsoft="ws2022, ws2025-2510, azlocal-2506"),
    ),
    control(
        "windows.isolation.credential_guard_member",
        row="vbs-credential-guard",
        title="Credential Guard keeps sign-in secrets apart on a member server",
        why=(
            "Whoever becomes administrator of a host could otherwise read password hashes and Kerberos tickets "
            "of everyone signed in there and go on to the next host. Without UEFI lock it can still be undone "
            "from afar."
        ),
        setting=dword(DEVICE_GUARD, "LsaCfgFlags"),
        accept=OneOf((1, 2)),
        want=2,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.HIGH,
        scope=Scope.MEMBER,
        needs_reboot=Reboot.YES,
        breaks=(
            "CredSSP no longer works with saved or single sign-on credentials: hand credentials over explicitly, "
            "and let live migration use Kerberos constrained delegation (any authentication protocol)."
        ),
        refs=refs(cis="18.9.5.5 NG", stig="V-254441", microsoft="ws2019, ws2022"),
        benchmarks={"CIS": exactly(1, UEFI_LOCKED), "STIG": exactly(1, UEFI_LOCKED)},
    ),
    control(
        "windows.isolation.credential_guard_dc",
        row="vbs-credential-guard-dc",
        title="Credential Guard is off on a domain controller",
        why=(
            "The secrets of a domain controller lie in its directory database, which Credential Guard does not "
            "cover, so it would cost compatibility for no gain."
        ),
        setting=dword(DEVICE_GUARD, "LsaCfgFlags"),
        accept=OneOf((0,), or_absent=True),
        want=0,
        absent_means=0,
        severity=Severity.HIGH,
        scope=Scope.DC,
        needs_reboot=Reboot.YES,
        breaks=(
            "Turning it on would stop CredSSP with saved or single sign-on credentials on the domain controller; "
            "off, nothing changes."
        ),
        refs=refs(cis="18.9.5.5 NG, 18.9.5.6 NG DC", stig="V-254441", microsoft="ws2019, ws2022"),
    ),
    control(
        "windows.isolation.credential_guard_local_member",
        row="vbs-credential-guard-local",
        title="Credential Guard is on in the local setting of a member server, too",
        why=(
            "A host that gets no policy reads this place; left empty, the secrets of everybody signed in can be "
            "read by whoever becomes administrator."
        ),
        setting=dword(r"SYSTEM\CurrentControlSet\Control\Lsa", "LsaCfgFlags"),
        accept=OneOf((1, 2)),
        want=2,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.HIGH,
        scope=Scope.MEMBER,
        platforms=frozenset({Platform.WS2025, Platform.AZSHCI22H2}),
        needs_reboot=Reboot.YES,
        breaks=(
            "Azure Local ships it without UEFI lock (2). CredSSP with saved or single sign-on credentials stops, "
            "so set live migration to Kerberos and hand credentials over explicitly."
        ),
        refs=refs(microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.isolation.secure_launch",
        row="vbs-system-guard-launch",
        title="The hypervisor is started from a state that the processor has measured",
        why=(
            "Secure Launch takes the firmware out of what has to be trusted, so a flaw or an implant in it does "
            "not reach the isolated secrets. Processors without the feature ignore the value."
        ),
        setting=dword(DEVICE_GUARD, "ConfigureSystemGuardLaunch"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.YES,
        breaks=(
            "unknown: an Azure Stack HCI list leaves Secure Launch off, and no statement about AKS hosts was "
            "found. Try one node, whose firmware must support it, and watch it start."
        ),
        refs=refs(cis="18.9.5.7 NG", microsoft="ws2019, ws2022, ws2025-secured-core, azlocal-2506"),
    ),
    control(
        "windows.isolation.kernel_shadow_stacks",
        row="vbs-kernel-shadow-stacks",
        title="The processor guards the return addresses of kernel code, or records what breaks them",
        why=(
            "Attacks on drivers overwrite return addresses to chain pieces of code; a second stack kept by the "
            "processor shows it. It needs a processor with shadow stacks and protected code integrity."
        ),
        setting=dword(DEVICE_GUARD, "ConfigureKernelShadowStacksLaunch"),
        accept=OneOf((1, 2)),
        want=2,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        platforms=frozenset({Platform.WS2025}),
        needs_reboot=Reboot.YES,
        refs=refs(microsoft="ws2025-2510, azlocal-2506"),
    ),
    control(
        "windows.isolation.virtualisation_based_security_local_azshci",
        row="vbs-enable-local-azshci",
        title="Virtualisation based security is on in the local setting of Azure Stack HCI",
        why=(
            "A node outside of Group Policy reads this place; without it Credential Guard and protected code "
            "integrity have no ground to stand on."
        ),
        setting=dword(LOCAL, "EnableVirtualizationBasedSecurity"),
        accept=Equals(1),
        want=1,
        severity=Severity.HIGH,
        platforms=frozenset({Platform.AZSHCI22H2}),
        needs_reboot=Reboot.YES,
        refs=refs(microsoft="azlocal-2411"),
    ),
    control(
        "windows.isolation.platform_security_local_azshci",
        row="vbs-platform-security-local-azshci",
        title="The local setting of Azure Stack HCI asks for Secure Boot below the isolation",
        why=(
            "An altered boot loader could otherwise run before the isolation is set up; a node outside of Group "
            "Policy reads this place."
        ),
        setting=dword(LOCAL, "RequirePlatformSecurityFeatures"),
        accept=Equals(1),
        want=1,
        severity=Severity.MEDIUM,
        platforms=frozenset({Platform.AZSHCI22H2}),
        needs_reboot=Reboot.YES,
        refs=refs(microsoft="azlocal-2411"),
    ),
    control(
        "windows.isolation.microsoft_signed_boot_chain",
        row="vbs-microsoft-signed-boot-chain",
        title="The isolation asks for a boot chain that Microsoft has signed",
        why=(
            "A boot loader of another signer could carry a flaw that runs code before Windows; Azure Local keeps "
            "this value locked."
        ),
        setting=dword(LOCAL, "RequireMicrosoftSignedBootChain"),
        accept=Equals(1),
        want=1,
        severity=Severity.MEDIUM,
        platforms=frozenset({Platform.WS2025, Platform.AZSHCI22H2}),
        needs_reboot=Reboot.YES,
        refs=refs(microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.isolation.uefi_lock_azshci",
        row="vbs-locked-azshci",
        title="The UEFI lock of virtualisation based security has a known value on Azure Stack HCI",
        why=(
            "With the lock (1) the protection cannot be taken back without somebody at the machine, which an "
            "intruder cannot do and neither can an administrator from afar; so 0 is written and 1 accepted."
        ),
        setting=dword(LOCAL, "Locked"),
        accept=OneOf((0, 1), or_absent=True),
        want=0,
        severity=Severity.LOW,
        platforms=frozenset({Platform.AZSHCI22H2}),
        needs_reboot=Reboot.YES,
        refs=refs(microsoft="azlocal-2411"),
    ),
    control(
        "windows.isolation.code_integrity_local_azshci",
        row="vbs-hvci-scenario-azshci",
        title="The hypervisor enforces the integrity of kernel code in the local setting of Azure Stack HCI",
        why=(
            "Unsigned code cannot run in the kernel even after a driver was broken; a node outside of Group "
            "Policy reads this place."
        ),
        setting=dword(SCENARIO, "Enabled"),
        accept=Equals(1),
        want=1,
        severity=Severity.HIGH,
        platforms=frozenset({Platform.AZSHCI22H2}),
        needs_reboot=Reboot.YES,
        refs=refs(microsoft="azlocal-2411"),
    ),
    control(
        "windows.isolation.code_integrity_unlocked_azshci",
        row="vbs-hvci-unlocked-azshci",
        title="Protected code integrity carries no UEFI lock on Azure Stack HCI",
        why=(
            "A driver that does not start under it may leave a node unbootable; without the lock the setting can "
            "still be taken back from afar."
        ),
        setting=dword(SCENARIO, "Locked"),
        accept=Equals(0),
        want=0,
        severity=Severity.LOW,
        platforms=frozenset({Platform.AZSHCI22H2}),
        needs_reboot=Reboot.YES,
        refs=refs(microsoft="azlocal-2411"),
    ),
    control(
        "windows.isolation.external_devices",
        row="vbs-kernel-dma-protection",
        title="External devices that memory isolation cannot contain get no access before somebody signs in",
        why=(
            "A device plugged into a Thunderbolt or PCIe port could otherwise read and write all memory of a "
            "locked host within seconds."
        ),
        setting=dword(r"SOFTWARE\Policies\Microsoft\Windows\Kernel DMA Protection", "DeviceEnumerationPolicy"),
        accept=OneOf((0, 1)),
        want=0,
        absent_means=1,
        severity=Severity.MEDIUM,
        refs=refs(cis="18.9.24.1 L1", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2506"),
    ),
    control(
        "windows.isolation.boot_drivers",
        row="elam-driver-load-policy",
        title="Drivers known to be bad are kept from starting at boot unless Windows cannot start without them",
        why=(
            "Rootkits load as boot drivers to come before the scanner; the early launch scanner judges each "
            "driver, and this decides what its verdict is worth."
        ),
        setting=dword(r"SYSTEM\CurrentControlSet\Policies\EarlyLaunch", "DriverLoadPolicy"),
        accept=OneOf((1, 3, 8), or_absent=True),
        want=3,
        absent_means=3,
        severity=Severity.HIGH,
        refs=refs(
            cis="18.9.13.1 L1", stig="V-254344", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
)
