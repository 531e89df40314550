"""Cryptography beside TLS: FIPS mode, keys of users, signatures of programs."""

from __future__ import annotations

from aksarc_harden.catalogue.row import control, dword, exactly, refs
from aksarc_harden.model.control import Evidence, Reboot, Severity
from aksarc_harden.model.host import Platform
from aksarc_harden.model.rule import Equals, OneOf

CONTROLS = (
    control(
        "windows.crypto.fips_mode",
        row="crypto-fips-mode",
        title="Cryptography runs in FIPS mode, where a benchmark asks for it",
        why=(
            "FIPS mode limits Windows to validated algorithms, which some authorities require; it makes no "
            "single algorithm stronger and narrows what TLS and Remote Desktop can agree on."
        ),
        setting=dword(r"SYSTEM\CurrentControlSet\Control\Lsa\FIPSAlgorithmPolicy", "Enabled"),
        accept=OneOf((0, 1), or_absent=True),
        want=0,
        absent_means=0,
        default="0",
        severity=Severity.LOW,
        needs_reboot=Reboot.NO,
        can_cut_access=("tls", "rdp"),
        breaks=(
            "unknown: nothing says whether AKS on Azure Stack HCI 22H2 is supported in FIPS mode; leave it off "
            "unless a regulation asks for it, and try it on one cluster first"
        ),
        refs=refs(stig="V-254480"),
        benchmarks={"STIG": exactly(1)},
    ),
    control(
        "windows.crypto.user_key_password",
        row="crypto-force-key-protection",
        title="A user's private key asks for a password each time it is used",
        why=(
            "Malware in a user's session could otherwise sign and decrypt with the user's keys without anybody "
            "noticing."
        ),
        setting=dword(r"SOFTWARE\Policies\Microsoft\Cryptography", "ForceKeyProtection"),
        accept=Equals(2),
        want=2,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        needs_reboot=Reboot.NO,
        breaks=(
            "A service that opens a protected key of a user has nobody to type the password, and fails; Azure "
            "Local ships the value, but look for such services before."
        ),
        refs=refs(stig="V-254479", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.crypto.certificate_padding_check",
        row="crypto-cert-padding-check",
        title="Signed programs with data hidden in their signature do not pass as signed",
        why=(
            "Malware can be appended to a program of a trusted vendor without breaking its signature, and was "
            "spread in this way (CVE-2013-3900)."
        ),
        setting=dword(r"SOFTWARE\Microsoft\Cryptography\Wintrust\Config", "EnableCertPaddingCheck"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.MEDIUM,
        refs=refs(cis="18.4.4 L1", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.crypto.certificate_padding_check_32bit",
        row="crypto-cert-padding-check-wow64",
        title="Signed programs with data hidden in their signature do not pass as signed in 32-bit programs",
        why=(
            "32-bit programs read a place of their own; without it an installer could still trust a signed "
            "program that carries more than was signed."
        ),
        setting=dword(r"SOFTWARE\Wow6432Node\Microsoft\Cryptography\Wintrust\Config", "EnableCertPaddingCheck"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.MEDIUM,
        platforms=frozenset({Platform.WS2019, Platform.WS2025, Platform.AZSHCI22H2}),
        refs=refs(cis="18.4.4 L1 (2019v4)", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.crypto.certificate_rules",
        row="crypto-safer-authenticode",
        title="Software restriction policies check the certificates of programs",
        why="Without it a rule that forbids or allows programs by their publisher has no effect on them.",
        setting=dword(r"SOFTWARE\Policies\Microsoft\Windows\Safer\CodeIdentifiers", "AuthenticodeEnabled"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        default="0",
        severity=Severity.LOW,
        platforms=frozenset({Platform.WS2025, Platform.AZSHCI22H2}),
        refs=refs(microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
)
