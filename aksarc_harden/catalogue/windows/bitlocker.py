"""BitLocker: how drives are encrypted."""

from __future__ import annotations

from aksarc_harden.catalogue.row import control, dword, refs
from aksarc_harden.model.control import Evidence, Severity
from aksarc_harden.model.host import Platform
from aksarc_harden.model.rule import Equals

FVE = r"SOFTWARE\Policies\Microsoft\FVE"

CONTROLS = (
    control(
        "windows.bitlocker.system_drive_cipher",
        row="bitlocker-os-method",
        title="BitLocker encrypts system drives with XTS-AES 256",
        why=(
            "A disk that leaves the data centre should stay unreadable for as long as its data matters. It "
            "counts for drives that are encrypted from now on; others keep their cipher."
        ),
        setting=dword(FVE, "EncryptionMethodWithXtsOs"),
        accept=Equals(7),
        want=7,
        absent_means=6,
        severity=Severity.MEDIUM,
        platforms=frozenset({Platform.AZSHCI22H2}),
        refs=refs(microsoft="azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.bitlocker.data_drive_cipher",
        row="bitlocker-fixed-method",
        title="BitLocker encrypts fixed data drives with XTS-AES 256",
        why=(
            "The disks of a host hold those of its virtual machines, and a swapped disk carries them out of the "
            "building. Drives that are encrypted already keep their cipher."
        ),
        setting=dword(FVE, "EncryptionMethodWithXtsFdv"),
        accept=Equals(7),
        want=7,
        absent_means=6,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.MEDIUM,
        platforms=frozenset({Platform.AZSHCI22H2}),
        refs=refs(microsoft="azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.bitlocker.removable_drive_cipher",
        row="bitlocker-removable-method",
        title="BitLocker encrypts removable drives with XTS-AES 256",
        why=(
            "Removable drives are lost most easily; by default they get AES-CBC 128, so that old versions of "
            "Windows can read them, which no host needs."
        ),
        setting=dword(FVE, "EncryptionMethodWithXtsRdv"),
        accept=Equals(7),
        want=7,
        absent_means=3,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        platforms=frozenset({Platform.AZSHCI22H2}),
        refs=refs(microsoft="azlocal-2411, azlocal-2506"),
    ),
)
