"""Kerberos."""

from __future__ import annotations

from aksarc_harden.catalogue.row import control, dword, refs
from aksarc_harden.model.control import Severity
from aksarc_harden.model.rule import OneOf

SYSTEM_POLICY = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System"

CONTROLS = (
    control(
        "windows.kerberos.aes_only",
        row="kerberos-aes-only",
        title="Kerberos uses AES, neither DES nor RC4",
        why="Tickets under RC4 can be cracked off line to gain the password of a service account.",
        setting=dword(rf"{SYSTEM_POLICY}\Kerberos\Parameters", "SupportedEncryptionTypes"),
        accept=OneOf((2_147_483_624, 2_147_483_632, 2_147_483_640)),
        want=2_147_483_640,
        absent_means=2_147_483_644,
        severity=Severity.HIGH,
        can_cut_access=("kerberos",),
        breaks=(
            "Accounts in the directory that only know RC4 can no longer be reached: check "
            "msDS-SupportedEncryptionTypes of cluster and service accounts first."
        ),
        refs=refs(cis="2.3.11.4 L1", stig="V-254473", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
)
