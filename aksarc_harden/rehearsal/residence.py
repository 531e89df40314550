"""
Which residents does an estate file make?

The one place that knows both what an estate says of a host and how its WinRM service is set up.
"""

from __future__ import annotations

from pathlib import Path

from aksarc_harden.rehearsal.estate import Estate, EstateHost, load_estate
from aksarc_harden.rehearsal.host import SimulatedHost
from aksarc_harden.rehearsal.resident import Resident
from aksarc_harden.rehearsal.server.listener import Place
from aksarc_harden.rehearsal.server.settings import Account, Configuration, HostSettings
from aksarc_harden.rehearsal.shells.simulated import SimulatedEndpoint

LOCAL_ADMINISTRATOR = "Administrator"


def make_residents(estate_file: Path, state: Path, password: str, aks_hosts: int | None = None) -> list[Resident]:
    """
    Make every host of an estate, with what the state folder keeps of it.

    Args:
        password: of the estate's operator and of every host's own Administrator.
        aks_hosts: so many AKS hosts instead of those of the file.

    Raises:
        InputError: the estate file is wrong, or a kept state is none.
    """
    estate = load_estate(estate_file)
    if aks_hosts is not None:
        estate = estate.with_aks_hosts(aks_hosts)
    folder = state / "hosts"
    folder.mkdir(mode=0o700, exist_ok=True)
    return [_resident(estate, host, folder, password) for host in estate.hosts]


def _resident(estate: Estate, declared: EstateHost, folder: Path, password: str) -> Resident:
    host = estate.simulate(declared, folder=folder)
    return Resident(host, host_settings(estate, declared, host, password), Place(declared.address))


def host_settings(estate: Estate, declared: EstateHost, host: SimulatedHost, password: str) -> HostSettings:
    """Set up a host's WinRM service: the domain's operator and the local Administrator, on every configuration."""
    operator = Account(estate.operator.rpartition("\\")[2], password, estate.netbios, estate.domain)
    return HostSettings(
        host.name,
        (operator, Account(LOCAL_ADMINISTRATOR, password)),
        {name.lower(): Configuration(SimulatedEndpoint(host, name)) for name in declared.configurations},
        domain=estate.netbios,
        dns_domain=estate.domain,
        os_version=f"10.0.{host.machine.build}",
    )
