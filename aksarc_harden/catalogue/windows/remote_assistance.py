"""Remote Assistance."""

from __future__ import annotations

from aksarc_harden.catalogue.row import control, dword, refs
from aksarc_harden.model.control import Severity
from aksarc_harden.model.rule import Equals, OneOf

CONTROLS = (
    control(
        "windows.remote_assistance.not_asked_for",
        row="rdp-no-solicited-assistance",
        title="Nobody on the host can ask for Remote Assistance",
        why="An invitation lets a stranger see or drive the session of the person who was talked into sending it.",
        setting=dword(r"SOFTWARE\Policies\Microsoft\Windows NT\Terminal Services", "fAllowToGetHelp"),
        accept=Equals(0),
        want=0,
        severity=Severity.MEDIUM,
        refs=refs(cis="18.9.35.2 L1", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.remote_assistance.not_offered",
        row="rdp-no-offered-assistance",
        title="Nobody can offer Remote Assistance to a session on the host",
        why="Whoever may offer assistance can watch or drive an administrator's session after one careless click.",
        setting=dword(r"SOFTWARE\Policies\Microsoft\Windows NT\Terminal Services", "fAllowUnsolicited"),
        accept=OneOf((0,), or_absent=True),
        want=0,
        absent_means=0,
        severity=Severity.MEDIUM,
        refs=refs(cis="18.9.35.1 L1", microsoft="ws2025-2510, azlocal-2506"),
    ),
)
