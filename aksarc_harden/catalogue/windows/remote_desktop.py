"""Remote Desktop."""

from __future__ import annotations

from aksarc_harden.catalogue.row import control, dword, refs
from aksarc_harden.model.control import Severity
from aksarc_harden.model.rule import Equals

CONTROLS = (
    control(
        "windows.remote_desktop.network_level_authentication",
        row="rdp-nla",
        title="Remote Desktop asks for the password before it opens a session",
        why=(
            "Without it everybody who reaches the port gets a sign-in screen, and with it the flaws of all that runs "
            "behind one."
        ),
        setting=dword(r"SOFTWARE\Policies\Microsoft\Windows NT\Terminal Services", "UserAuthentication"),
        accept=Equals(1),
        want=1,
        absent_means=1,
        severity=Severity.CRITICAL,
        can_cut_access=("rdp",),
        refs=refs(cis="18.10.57.3.9.4 L1", microsoft="ws2025-2510, azlocal-2506"),
    ),
)
