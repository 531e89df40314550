"""The Netlogon service: the channel between computers and domain controllers, and computer passwords."""

from __future__ import annotations

from aksarc_harden.catalogue.row import control, dword, refs
from aksarc_harden.model.control import Reboot, Scope, Severity
from aksarc_harden.model.host import Platform
from aksarc_harden.model.rule import Equals, Range

NETLOGON = r"SYSTEM\CurrentControlSet\Services\Netlogon\Parameters"

CONTROLS = (
    control(
        "windows.netlogon.protected_channel",
        row="netlogon-require-sign-or-seal",
        title="The channel to domain controllers is always signed or encrypted",
        why="Somebody in between could otherwise change what a domain controller answers about sign-ins and groups.",
        setting=dword(NETLOGON, "RequireSignOrSeal"),
        accept=Equals(1),
        want=1,
        absent_means=1,
        default="1",
        severity=Severity.HIGH,
        needs_reboot=Reboot.NO,
        refs=refs(
            cis="2.3.6.1 L1", stig="V-254450", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.netlogon.encrypted_channel",
        row="netlogon-seal-channel",
        title="The channel to domain controllers is encrypted where both sides can",
        why="It carries sign-ins that are passed on and the groups of accounts, which are nobody else's to read.",
        setting=dword(NETLOGON, "SealSecureChannel"),
        accept=Equals(1),
        want=1,
        absent_means=1,
        default="1",
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.NO,
        refs=refs(
            cis="2.3.6.2 L1", stig="V-254451", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.netlogon.signed_channel",
        row="netlogon-sign-channel",
        title="The channel to domain controllers is signed where both sides can",
        why="Changes on the way are then noticed, also where encryption was not agreed on.",
        setting=dword(NETLOGON, "SignSecureChannel"),
        accept=Equals(1),
        want=1,
        absent_means=1,
        default="1",
        severity=Severity.MEDIUM,
        refs=refs(
            cis="2.3.6.3 L1", stig="V-254452", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.netlogon.strong_session_key",
        row="netlogon-require-strong-key",
        title="The channel to domain controllers takes no key shorter than 128 bits",
        why="Shorter keys can be found by trying, and with the key the channel can be read and forged.",
        setting=dword(NETLOGON, "RequireStrongKey"),
        accept=Equals(1),
        want=1,
        absent_means=1,
        default="1",
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.NO,
        refs=refs(
            cis="2.3.6.6 L1", stig="V-254455", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.netlogon.computer_password_changes",
        row="netlogon-machine-password-change",
        title="The host changes its computer password by itself",
        why=(
            "A computer password that never changes stays useful to whoever once copied it, for example from a "
            "backup or a virtual disk."
        ),
        setting=dword(NETLOGON, "DisablePasswordChange"),
        accept=Equals(0),
        want=0,
        absent_means=0,
        default="0",
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.NO,
        refs=refs(
            cis="2.3.6.4 L1", stig="V-254453", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.netlogon.computer_password_age",
        row="netlogon-machine-password-age",
        title="The computer password is changed at least every 30 days",
        why=(
            "A copied computer password, from a backup or a virtual disk for example, is then of use for a month "
            "at most."
        ),
        setting=dword(NETLOGON, "MaximumPasswordAge"),
        accept=Range(1, 30),
        want=30,
        absent_means=30,
        default="30",
        severity=Severity.LOW,
        refs=refs(
            cis="2.3.6.5 L1", stig="V-254454", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.netlogon.no_netbios_discovery",
        row="netlogon-no-netbios-dc-discovery",
        title="Domain controllers are not looked for by NetBIOS",
        why=(
            "Such questions go to everybody on the network and anybody may answer them, so a host can be led to "
            "a false domain controller."
        ),
        setting=dword(r"SOFTWARE\Policies\Microsoft\Netlogon\Parameters", "BlockNetbiosDiscovery"),
        accept=Equals(1),
        want=1,
        severity=Severity.LOW,
        platforms=frozenset({Platform.WS2025}),
        refs=refs(cis="18.9.30.1.1 L1 (2025v1)", microsoft="ws2025-2510, azlocal-2506"),
    ),
    control(
        "windows.netlogon.computer_passwords_accepted_dc",
        row="dc-accept-machine-password-change",
        title="Domain controllers accept new computer passwords",
        why=(
            "If they refused, every computer of the domain would keep its password forever, and with it whoever "
            "once copied one."
        ),
        setting=dword(NETLOGON, "RefusePasswordChange"),
        accept=Equals(0),
        want=0,
        absent_means=0,
        severity=Severity.MEDIUM,
        scope=Scope.DC,
        needs_reboot=Reboot.NO,
        breaks=(
            "unknown: domain controllers only; the value is the default, and nothing is known that needs the other one."
        ),
        refs=refs(cis="2.3.5.5 L1", stig="V-254417"),
    ),
)
