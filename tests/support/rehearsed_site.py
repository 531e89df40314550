"""
A small site of simulated hosts in this process, with a journal of its own: what the runbooks work on without a network.

Run as a program it hardens or rolls back that site and ends itself, with SIGKILL, after the journal's n-th entry:
`python -m tests.support.rehearsed_site FOLDER harden|rollback N`.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from aksarc_harden.catalogue import CONTROLS
from aksarc_harden.engine.journal import Journal
from aksarc_harden.model.host import Endpoint, Host, Platform, Role
from aksarc_harden.model.outcome import RunOutcome
from aksarc_harden.rehearsal.host import Machine, SimulatedHost
from aksarc_harden.runbooks import harden as runbook
from aksarc_harden.runbooks.order import Order
from aksarc_harden.transport.session import Session
from tests.support.control_states import with_site_text
from tests.support.in_process import in_process

OVERLAY = {
    "registry": [[r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\Lsa", "NoLMHash", "String", "1"]],
    "rights": {"SeDebugPrivilege": ["S-1-5-32-544", "S-1-5-21-1-2-3-1001"]},
}


class RehearsedSite:
    """Simulated hosts by name, and the journal of their site."""

    def __init__(self, folder: Path, names: tuple[str, ...], after_entry: Callable[[int], None] | None = None) -> None:
        folder.mkdir(exist_ok=True)
        self.hosts = {name: _simulated(name, folder) for name in names}
        self.journal = Journal(folder / "journal.sqlite", after_entry=after_entry)

    def order(self, **changed: Any) -> Order:
        """Build an order for all hosts and all controls, without asking."""
        fields: dict[str, Any] = {
            "site": "test",
            "profile": "aks-host",
            "controls": tuple(with_site_text(control) for control in CONTROLS.values()),
            "hosts": [_host(name) for name in self.hosts],
            "journal": self.journal,
            "connect": self._connect,
        }
        return Order(**(fields | changed))

    def snapshots(self) -> Mapping[str, dict[str, Any]]:
        """Give every host's whole state."""
        return {name: host.snapshot() for name, host in self.hosts.items()}

    def changing_statements(self, name: str) -> list[str]:
        """Give the statements that changed a host, but for the work files that an audit makes and removes."""
        return [
            " | ".join(name for name, _ in statement.commands)
            for statement in self.hosts[name].statements()
            if set(statement.changed) - {"files"}
        ]

    def _connect(self, host: Host, stop: threading.Event) -> Session:
        return in_process(self.hosts[host.name])


def _host(name: str) -> Host:
    return Host(name, Role.HYPERV_HOST, Endpoint("127.0.0.1"), groups=("aks_hosts",))


def _simulated(name: str, folder: Path) -> SimulatedHost:
    machine = Machine(name, Role.HYPERV_HOST, Platform.AZSHCI22H2, domain="corp.example", netbios_domain="CORP")
    (folder / "hosts").mkdir(exist_ok=True)
    return SimulatedHost(machine, folder=folder / "hosts", overlay=OVERLAY)


@contextmanager
def rehearsed_site(folder: Path, *names: str) -> Iterator[RehearsedSite]:
    """Open a site whose hosts and journal are kept in a folder."""
    site = RehearsedSite(folder, names or ("node1",))
    try:
        yield site
    finally:
        site.journal.close()


def _end_after(number: int) -> Callable[[int], None]:
    def end(entry: int) -> None:
        if entry == number:
            os.kill(os.getpid(), signal.SIGKILL)

    return end


def main(folder: str, verb: str, number: str) -> RunOutcome:
    """Do one verb on the site, and be killed at the entry."""
    site = RehearsedSite(Path(folder), ("node1",), _end_after(int(number)))
    order = site.order(allow_risky=True)
    return runbook.harden(order) if verb == "harden" else runbook.roll_back(order)


if __name__ == "__main__":
    main(*sys.argv[1:])
