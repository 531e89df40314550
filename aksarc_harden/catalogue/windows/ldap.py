"""The host as a client of LDAP directories; what domain controllers require is in `directory_service.py`."""

from __future__ import annotations

from aksarc_harden.catalogue.row import control, dword, refs
from aksarc_harden.model.control import Reboot, Severity
from aksarc_harden.model.host import Platform
from aksarc_harden.model.rule import OneOf

CONTROLS = (
    control(
        "windows.ldap.client_signing",
        row="ldap-client-signing",
        title="The host's LDAP clients ask for signing",
        why=(
            "Unsigned answers of a directory can be changed on the way, and unsigned sign-ins can be relayed. "
            "With 2 every domain controller has to sign."
        ),
        setting=dword(r"SYSTEM\CurrentControlSet\Services\LDAP", "LDAPClientIntegrity"),
        accept=OneOf((1, 2)),
        want=1,
        absent_means=1,
        default="1",
        severity=Severity.HIGH,
        needs_reboot=Reboot.NO,
        refs=refs(
            cis="2.3.11.9 L1", stig="V-254476", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.ldap.client_encryption",
        row="ldap-client-encryption",
        title="The host's LDAP clients ask for encryption",
        why=(
            "What the directory says about accounts, groups and computers is otherwise readable by everybody on "
            "the way."
        ),
        setting=dword(r"SYSTEM\CurrentControlSet\Services\LDAP", "LDAPClientConfidentiality"),
        accept=OneOf((1, 2)),
        want=1,
        severity=Severity.MEDIUM,
        platforms=frozenset({Platform.WS2022, Platform.WS2025}),
        breaks=(
            "unknown: CIS asks for it since version 4, no list for AKS hosts does; what an absent value counts "
            "as and which directory servers fail with it is not known."
        ),
        refs=refs(cis="2.3.11.8 L1"),
    ),
)
