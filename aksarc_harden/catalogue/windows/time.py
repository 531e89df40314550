"""Time: taking it and handing it out."""

from __future__ import annotations

from aksarc_harden.catalogue.row import control, dword, refs
from aksarc_harden.model.control import Evidence, Scope, Severity
from aksarc_harden.model.rule import Equals

TIME_PROVIDERS = r"SOFTWARE\Policies\Microsoft\W32time\TimeProviders"

CONTROLS = (
    control(
        "windows.time.client_on",
        row="time-ntp-client",
        title="The host takes its time from the network",
        why=(
            "Kerberos refuses clocks that differ by more than five minutes, clusters want them within two, and "
            "records with a wrong time prove nothing."
        ),
        setting=dword(rf"{TIME_PROVIDERS}\NtpClient", "Enabled"),
        accept=Equals(1),
        want=1,
        absent_means=1,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.MEDIUM,
        refs=refs(cis="18.9.51.1.1 L1"),
    ),
    control(
        "windows.time.server_off_member",
        row="time-ntp-server-off",
        title="A member server hands out no time",
        why=(
            "A time service that nobody needs is one more open port, and clients that trust it follow whatever "
            "its clock says."
        ),
        setting=dword(rf"{TIME_PROVIDERS}\NtpServer", "Enabled"),
        accept=Equals(0),
        want=0,
        absent_means=0,
        severity=Severity.LOW,
        scope=Scope.MEMBER,
        breaks="unknown: whether devices or virtual machines of the site take their time from a host over NTP",
        refs=refs(cis="18.9.51.1.2 L1"),
    ),
)
