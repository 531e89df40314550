"""
Start parts of the rehearsal for a test, on free loopback addresses, and end them with it.

`wsman_over_child` puts a real engine behind one host, `wsman_over_simulated` a simulated machine, `wsman_over` any back
end; these servers run in a thread of their own, because the clients that test them block. `rehearsal_up` starts the
daemon as an operator does, with a state folder of its own.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import re
import shutil
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from aksarc_harden.places import shipped_folder
from aksarc_harden.rehearsal import control
from aksarc_harden.rehearsal.certificates import Authority
from aksarc_harden.rehearsal.host import SimulatedHost
from aksarc_harden.rehearsal.interpreter.runspace import CONFIGURATIONS
from aksarc_harden.rehearsal.server.listener import Listener, Place
from aksarc_harden.rehearsal.server.service import Service
from aksarc_harden.rehearsal.server.settings import Account, Configuration, HostSettings, Quotas
from aksarc_harden.rehearsal.shells.backend import Opener
from aksarc_harden.rehearsal.shells.child import EngineCommand
from aksarc_harden.rehearsal.shells.simulated import SimulatedEndpoint
from tests.support.command_line import CHECKOUT

USER, PASSWORD = "CORP\\aksarc-admin", "Rehearsed-1"
DEFAULT_QUOTAS = Quotas()
SHIPPED = shipped_folder("inventories") / "rehearsal"
_START_SECONDS, _STOP_SECONDS = 20.0, 30.0
_CLONES = 4
_SHIPPED_ADDRESS = r"127\.1\.0\.\d+"
_addresses = itertools.count()


@dataclass
class RunningServer:
    """
    One host that listens.

    Attributes:
        service: the host's service, for its tally and its network trouble; it lives in `loop`'s thread.
    """

    address: str
    http_port: int
    https_port: int
    ca_file: Path
    user: str
    password: str
    service: Service
    listener: Listener
    loop: asyncio.AbstractEventLoop

    def stop(self) -> None:
        """End it, and what stands behind its shells."""
        asyncio.run_coroutine_threadsafe(_stop(self.listener, self.service), self.loop).result(_STOP_SECONDS)


def free_address() -> str:
    """Give a loopback address that no other test of this process uses, and few others do."""
    number = next(_addresses)
    block, place = divmod(number, 250)
    return f"127.{64 + os.getpid() % 128}.{(os.getpid() // 128 + block) % 256}.{place + 1}"


def host_settings(
    configurations: Mapping[str, Configuration] | None = None, quotas: Quotas = DEFAULT_QUOTAS, name: str = "HOST1"
) -> HostSettings:
    """Give a domain member with one domain account and the local Administrator."""
    accounts = (
        Account("aksarc-admin", PASSWORD, "CORP", "corp.example"),
        Account("Administrator", PASSWORD),
        Account("operator", PASSWORD, "CORP", "corp.example"),
    )
    return HostSettings(name, accounts, configurations or {}, domain="CORP", dns_domain="corp.example", quotas=quotas)


@contextlib.contextmanager
def running(settings: HostSettings, folder: Path) -> Iterator[RunningServer]:
    """Run one host's service until the block ends; its certificate authority lives in the folder."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="rehearsal", daemon=True)
    thread.start()
    service = Service(settings)
    listener = Listener(service)
    address = free_address()
    authority = Authority(folder)
    identity = authority.identity((settings.dns_name, settings.name.lower()), address)
    try:
        asyncio.run_coroutine_threadsafe(listener.open(Place(address, 0, 0), identity), loop).result(_START_SECONDS)
        place = listener.place
        yield RunningServer(
            address, place.http_port, place.https_port, authority.ca_file, USER, PASSWORD, service, listener, loop
        )
    finally:
        asyncio.run_coroutine_threadsafe(_stop(listener, service), loop).result(_STOP_SECONDS)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(_STOP_SECONDS)
        loop.close()


async def _stop(listener: Listener, service: Service) -> None:
    await listener.close()
    await service.close()


@contextlib.contextmanager
def wsman_over(opener: Opener, folder: Path, quotas: Quotas = DEFAULT_QUOTAS) -> Iterator[RunningServer]:
    """Run one host whose default configuration has this back end; `restricted` is for the operator alone."""
    configurations = {
        "microsoft.powershell": Configuration(opener),
        "restricted": Configuration(opener, frozenset({"corp\\operator"})),
    }
    with running(host_settings(configurations, quotas), folder) as server:
        yield server


@contextlib.contextmanager
def wsman_over_child(
    pwsh: str | Path, folder: Path, environment: Mapping[str, str] | None = None
) -> Iterator[RunningServer]:
    """Run one host whose shells are real engines, one process a shell."""
    with wsman_over(EngineCommand.of(str(pwsh), environment), folder) as server:
        yield server


@contextlib.contextmanager
def wsman_over_simulated(host: SimulatedHost, folder: Path) -> Iterator[RunningServer]:
    """Run one simulated host with both of its configurations."""
    configurations = {name.lower(): Configuration(SimulatedEndpoint(host, name)) for name in CONFIGURATIONS}
    with running(host_settings(configurations, name=host.name), folder) as server:
        yield server


def moved_estate(folder: Path) -> Path:
    """Copy the shipped estate to addresses that no other test uses, and give the copy."""
    file = folder / "estate.toml"
    file.write_text(_mover()((SHIPPED / "estate.toml").read_text(encoding="utf-8")), encoding="utf-8")
    return file


def moved_checkout(folder: Path) -> Path:
    """Make a checkout of our code whose rehearsed site lies at addresses that no other test uses, and give it."""
    folder.mkdir()
    for name in ("aksarc_harden", "tasks.py", "pyproject.toml"):
        (folder / name).symlink_to(CHECKOUT / name)
    shutil.copytree(SHIPPED.parent, folder / "inventories")
    move = _mover()
    for name in ("estate.toml", "hosts.yml"):
        file = folder / "inventories" / SHIPPED.name / name
        file.write_text(move(file.read_text(encoding="utf-8")), encoding="utf-8")
    return folder


def _mover() -> Callable[[str], str]:
    """Give what moves the shipped estate's addresses in a text, each to the same new one wherever it stands."""
    moved: dict[str, str] = defaultdict(free_address)
    estate = (SHIPPED / "estate.toml").read_text(encoding="utf-8")
    for address in sorted(re.findall(_SHIPPED_ADDRESS, estate)):
        _ = moved[address]
    for _ in range(_CLONES):  # they get the addresses behind the estate's last one
        free_address()
    return lambda text: re.sub(_SHIPPED_ADDRESS, lambda found: moved[found[0]], text)


@contextlib.contextmanager
def rehearsal_up(folder: Path, *, hosts: int | None = None, idle_seconds: float = 600) -> Iterator[control.Status]:
    """Run the daemon over the shipped estate, moved to free addresses, with its state in `folder / "state"`."""
    state = folder / "state"
    try:
        yield control.up(state, moved_estate(folder), hosts=hosts, idle_seconds=idle_seconds)
    finally:
        control.down(state)
