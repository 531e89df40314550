"""What the processor does ahead of time, and what keeps it from telling."""

from __future__ import annotations

from aksarc_harden.catalogue.row import control, dword, refs
from aksarc_harden.model.control import Reboot, Severity
from aksarc_harden.model.host import Platform
from aksarc_harden.model.rule import Equals

CONTROLS = (
    control(
        "windows.side_channels.mitigations",
        row="side-channel-override",
        title="The side channel mitigations of the processor are those that Azure Stack HCI asks for",
        why=(
            "A virtual machine or program could otherwise read memory of others through what the processor does "
            "ahead of time. The number is a mask that depends on the processor and on the release, so hold it "
            "against Microsoft's current guidance first."
        ),
        setting=dword(r"SYSTEM\CurrentControlSet\Control\Session Manager\Memory Management", "FeatureSettingsOverride"),
        accept=Equals(83886152),
        want=83886152,
        severity=Severity.MEDIUM,
        platforms=frozenset({Platform.AZSHCI22H2}),
        needs_reboot=Reboot.YES,
        refs=refs(microsoft="azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.side_channels.mitigations_mask",
        row="side-channel-override-mask",
        title="The chosen side channel mitigations count in place of Windows' own choice",
        why=(
            "The value beside it, which turns mitigations on, is read only where this mask (3) allows it; "
            "without the mask the host falls back to its default."
        ),
        setting=dword(
            r"SYSTEM\CurrentControlSet\Control\Session Manager\Memory Management", "FeatureSettingsOverrideMask"
        ),
        accept=Equals(3),
        want=3,
        severity=Severity.MEDIUM,
        platforms=frozenset({Platform.AZSHCI22H2}),
        needs_reboot=Reboot.YES,
        refs=refs(microsoft="azlocal-2411, azlocal-2506"),
    ),
)
