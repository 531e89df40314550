"""Windows Update."""

from __future__ import annotations

from aksarc_harden.catalogue.row import SERVERS, control, dword, exactly, refs
from aksarc_harden.model.control import Scope, Severity
from aksarc_harden.model.rule import Equals, OneOf

UPDATE = r"SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate\AU"

CONTROLS = (
    control(
        "windows.update.automatic_member",
        row="update-automatic-member",
        title="Member servers install updates by themselves",
        why="A server that waits for somebody to patch it stays open to flaws that are used within days.",
        setting=dword(UPDATE, "NoAutoUpdate"),
        accept=OneOf((0,), or_absent=True),
        want=0,
        absent_means=0,
        severity=Severity.MEDIUM,
        scope=Scope.MEMBER,
        platforms=SERVERS,
        breaks="Cluster nodes would restart on their own, all at once; the row for Hyper-V hosts holds there.",
        refs=refs(cis="18.10.93.2.1 L1"),
    ),
    control(
        "windows.update.not_automatic_hyperv_host",
        row="update-automatic-hyperv-host",
        title="Hyper-V hosts do not install updates by themselves",
        why=(
            "Nodes are patched one after another by the cluster's own update run, so that virtual machines move first; "
            "there has to be such a process."
        ),
        setting=dword(UPDATE, "NoAutoUpdate"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        severity=Severity.MEDIUM,
        scope=Scope.HYPERV_HOST,
        refs=refs(cis="18.10.93.2.1 L1"),
        benchmarks={"CIS": exactly(0)},
    ),
)
