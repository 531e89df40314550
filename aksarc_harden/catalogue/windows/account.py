"""Local accounts and their passwords."""

from __future__ import annotations

from aksarc_harden.catalogue.row import control, dword, refs
from aksarc_harden.model.control import Reboot, Severity
from aksarc_harden.model.found import ABSENT
from aksarc_harden.model.host import Platform
from aksarc_harden.model.rule import Equals, OneOf

LSA = r"SYSTEM\CurrentControlSet\Control\Lsa"

CONTROLS = (
    control(
        "windows.account.blank_passwords_at_console_only",
        row="account-limit-blank-passwords",
        title="Local accounts without a password sign in at the console only",
        why=(
            "A local account whose password was left empty would otherwise be open to everybody who reaches the host "
            "over the network."
        ),
        setting=dword(LSA, "LimitBlankPasswordUse"),
        accept=Equals(1),
        want=1,
        absent_means=1,
        default="1",
        severity=Severity.CRITICAL,
        needs_reboot=Reboot.NO,
        refs=refs(
            cis="2.3.1.2 L1", stig="V-254446", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.account.no_legacy_laps",
        row="laps-legacy-enabled",
        title="The legacy LAPS policy is not set",
        why=(
            "Windows LAPS has replaced it on patched hosts; where both act, they overwrite each other's passwords and "
            "nobody knows which one is valid."
        ),
        setting=dword(r"SOFTWARE\Policies\Microsoft Services\AdmPwd", "AdmPwdEnabled"),
        accept=OneOf((0,), or_absent=True),
        want=ABSENT,
        absent_means=0,
        severity=Severity.LOW,
        platforms=frozenset({Platform.WS2019, Platform.WS2022}),
        can_cut_access=("account",),
        breaks="unknown",
        refs=refs(microsoft="ws2019, ws2022"),
    ),
)
