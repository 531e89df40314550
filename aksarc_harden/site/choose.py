"""Choosing hosts by Ansible's own patterns, and controls of a profile by what `naming` understands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from aksarc_harden.errors import InputError, InputProblem
from aksarc_harden.model.control import Control
from aksarc_harden.model.host import Host
from aksarc_harden.site.ansible_door import AnsibleError, DataLoader, InventoryManager, quiet_ansible
from aksarc_harden.site.naming import named
from aksarc_harden.site.nearest import offer
from aksarc_harden.site.profile import Profile
from aksarc_harden.site.site import Site


class _Grouped(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def groups(self) -> tuple[str, ...]: ...


G = TypeVar("G", bound=_Grouped)


def select_hosts(site: Site, limit: str) -> tuple[Host, ...]:
    """
    Choose hosts of the site as `--limit` does: names, groups, globs, `&`, `!`, `~regex`, `@file`.

    Raises:
        InputError: a name is unknown, or nothing is left.
    """
    chosen = matching(site.hosts, limit)
    if not chosen:
        raise InputError(nobody(limit, site.hosts))
    return chosen


def matching(hosts: Sequence[G], limit: str) -> tuple[G, ...]:
    """
    Choose those that the pattern means, in the order given; it may mean none.

    Raises:
        InputError: a name is unknown.
    """
    with quiet_ansible():
        manager = InventoryManager(DataLoader(), sources=[])
        for host in hosts:
            manager.add_host(host.name)
            for group in host.groups:
                manager.add_group(group)
                manager.add_host(host.name, group)
        manager.reconcile_inventory()
        try:
            manager.subset(limit)
            chosen = {str(host.name) for host in manager.get_hosts()}
        except (AnsibleError, OSError) as error:
            raise InputError(_unknown(limit, hosts)) from error
    return tuple(host for host in hosts if host.name in chosen)


def nobody(limit: str, hosts: Sequence[_Grouped]) -> InputProblem:
    """Say that the pattern leaves none of these hosts."""
    names = [host.name for host in hosts]
    more = f" and {len(names) - 12} more" if len(names) > 12 else ""
    return InputProblem(f"--limit {limit} leaves no Windows host", "the site has " + ", ".join(names[:12]) + more)


def _unknown(limit: str, hosts: Sequence[_Grouped]) -> InputProblem:
    known = {host.name for host in hosts} | {group for host in hosts for group in host.groups} | {"all"}
    words = [word.strip().lstrip("!&") for word in limit.replace(":", ",").split(",")]
    wrong = next((word for word in words if word and word not in known), limit)
    return InputProblem(f"--limit {limit}: no host or group matches {wrong}", offer(wrong, known))


def select_controls(profile: Profile, wanted: Sequence[str]) -> tuple[Control, ...]:
    """
    Choose controls of the profile by id (`windows.lsa.no_lm_hash`), topic, target or benchmark number (`CIS:18.9`).

    Raises:
        InputError: a word means none of the profile's controls.
    """
    return named(wanted, profile.controls, option="--controls ", chooser=f"profile {profile.name}")
