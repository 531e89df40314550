"""Power: what a sleeping machine does."""

from __future__ import annotations

from aksarc_harden.catalogue.row import SERVERS, control, dword, exactly, refs
from aksarc_harden.model.control import Severity
from aksarc_harden.model.rule import Equals, OneOf

POWER_SETTINGS = r"SOFTWARE\Policies\Microsoft\Power\PowerSettings"

CONTROLS = (
    control(
        "windows.power.password_on_wake",
        row="power-password-on-wake-ac",
        title="A password is asked for when the host wakes on mains power",
        why=(
            "Whoever wakes a sleeping host at its console would otherwise find the session of the last "
            "administrator open."
        ),
        setting=dword(rf"{POWER_SETTINGS}\0e796bdb-100d-47d6-a2d5-f7d2daa51f51", "ACSettingIndex"),
        accept=Equals(1),
        want=1,
        absent_means=1,
        severity=Severity.LOW,
        refs=refs(cis="18.9.33.6.4 L1", stig="V-254350", microsoft="azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.power.password_on_wake_battery",
        row="power-password-on-wake-dc",
        title="A password is asked for when the host wakes on battery",
        why=(
            "A machine on battery is one that can be carried away; woken elsewhere, it must not show an open session."
        ),
        setting=dword(rf"{POWER_SETTINGS}\0e796bdb-100d-47d6-a2d5-f7d2daa51f51", "DCSettingIndex"),
        accept=Equals(1),
        want=1,
        absent_means=1,
        severity=Severity.LOW,
        refs=refs(cis="18.9.33.6.3 L1", stig="V-254349", microsoft="azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.power.no_network_in_standby",
        row="power-standby-network-off-ac",
        title="The network is off in standby on mains power, where a benchmark asks for it",
        why=(
            "A machine that stays on the network while it seems to sleep can be attacked without anybody "
            "watching; hosts do not sleep."
        ),
        setting=dword(rf"{POWER_SETTINGS}\f15576e8-98b7-4186-b944-eafa664402d9", "ACSettingIndex"),
        accept=OneOf((0, 1), or_absent=True),
        want=0,
        absent_means=1,
        severity=Severity.LOW,
        platforms=SERVERS,
        refs=refs(cis="18.9.33.6.2 L2"),
        benchmarks={"CIS": exactly(0)},
    ),
    control(
        "windows.power.no_network_in_standby_battery",
        row="power-standby-network-off-dc",
        title="The network is off in standby on battery, where a benchmark asks for it",
        why=(
            "A machine that stays on the network while it seems to sleep joins whatever network it is carried "
            "past; hosts do not sleep."
        ),
        setting=dword(rf"{POWER_SETTINGS}\f15576e8-98b7-4186-b944-eafa664402d9", "DCSettingIndex"),
        accept=OneOf((0, 1), or_absent=True),
        want=0,
        absent_means=1,
        severity=Severity.LOW,
        platforms=SERVERS,
        refs=refs(cis="18.9.33.6.1 L2"),
        benchmarks={"CIS": exactly(0)},
    ),
)
