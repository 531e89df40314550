"""
The rehearsed estate as a site: started when it is wanted, with the hosts of its inventory or a fleet of another size.

A fleet has an inventory of its own, written when it is started; while it is up, the site `rehearsal` means the fleet.
"""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Iterable
from pathlib import Path

from aksarc_harden import places
from aksarc_harden.errors import RefusedError
from aksarc_harden.rehearsal import control
from aksarc_harden.site.find import find_site
from aksarc_harden.tasks.choices import REHEARSAL
from aksarc_harden.tasks.display import say
from aksarc_harden.tasks.fleet_site import render_fleet_site

_GROUPS = {"hyperv-host": "aks_hosts", "member": "management", "dc": "domain_controllers"}


def inventory() -> Path:
    """Find the shipped inventory of the rehearsal."""
    return places.shipped_folder("inventories") / REHEARSAL


def start(hosts: int | None = None, idle_minutes: float = 60) -> control.Status:
    """
    Start the rehearsal where it is not up.

    Raises:
        RefusedError: it is up, and not with this number of AKS hosts.
        InputError: an address is in use, or the estate file is wrong.
    """
    estate = inventory() / "estate.toml"
    status = control.up(control.state_folder(), estate, hosts=hosts, idle_seconds=60 * idle_minutes, progress=say)
    if status.was_up:
        up = sum(group == "aks_hosts" for _, _, group in _fleet(status.hosts, estate))
        if hosts not in (None, up):
            raise RefusedError(f"the rehearsal is up with {up} AKS hosts; end it first: rehearsal.down")
    elif hosts is None:
        shutil.rmtree(_fleet_folder(), ignore_errors=True)
    else:
        render_fleet_site(_fleet_folder(), _fleet(status.hosts, estate))
    return status


def is_rehearsal(site: str) -> bool:
    """
    Tell whether a site's name or path means the rehearsal.

    Raises:
        InputError: there is no such site.
    """
    return find_site(site).resolve() == inventory().resolve()


def current() -> Path:
    """Give the folder of the site that `rehearsal` means now: the fleet that was started last, or the inventory."""
    return _fleet_folder() if _fleet_folder().is_dir() else inventory()


def started() -> Path:
    """Give the folder of the site, started where it is not up."""
    if not control.is_up(control.state_folder()):
        start()
    return current()


def _fleet_folder() -> Path:
    return control.state_folder() / "fleet"


def _fleet(hosts: Iterable[control.HostStatus], estate: Path) -> list[tuple[str, str, str]]:
    """Give name, address and group of every host; those that the estate file does not name are cloned AKS hosts."""
    roles = {host["name"]: host["role"] for host in tomllib.loads(estate.read_text(encoding="utf-8"))["host"]}
    return [(host.name, host.address, _GROUPS[roles.get(host.name, "hyperv-host")]) for host in hosts]
