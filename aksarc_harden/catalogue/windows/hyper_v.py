"""Hyper-V."""

from __future__ import annotations

from aksarc_harden.catalogue.row import control, refs, text
from aksarc_harden.model.control import Evidence, Scope, Severity
from aksarc_harden.model.host import Platform
from aksarc_harden.model.rule import Equals

CONTROLS = (
    control(
        "windows.hyper_v.mitigations_for_every_machine",
        row="hyperv-min-vm-version-mitigations",
        title="Virtual machines of every version see the processor's side channel mitigations on a Hyper-V host",
        why=(
            "Older virtual machines (below version 8.0) are otherwise kept from the features that their own "
            "system needs against Spectre and its kin. They see them after a cold start."
        ),
        setting=text(
            r"SOFTWARE\Microsoft\Windows NT\CurrentVersion\Virtualization", "MinVmVersionForCpuBasedMitigations"
        ),
        accept=Equals("1.0"),
        want="1.0",
        absent_means="8.0",
        absent_evidence=Evidence.MEMORY,
        severity=Severity.MEDIUM,
        scope=Scope.HYPERV_HOST,
        platforms=frozenset({Platform.WS2025, Platform.AZSHCI22H2}),
        refs=refs(microsoft="azlocal-2411, azlocal-2506"),
    ),
)
