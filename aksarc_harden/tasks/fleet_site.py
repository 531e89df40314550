"""
Renders the inventory of a rehearsed fleet: the shipped rehearsal's declarations, with other hosts.

A fleet is a site of its own, with a journal of its own; its hosts share the rehearsal's password and certificates.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path

from aksarc_harden import places
from aksarc_harden.errors import InputError, InputProblem

_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")

FleetHost = tuple[str, str, str]


def render_fleet_site(folder: Path, hosts: Sequence[FleetHost]) -> Path:
    """
    Write the site folder of a fleet anew and give it back, ready for `--site`.

    Args:
        hosts: (name, address, group) each, such as `("hci-node1", "127.1.0.11", "aks_hosts")`.

    Raises:
        InputError: a name, an address or a group could not stand in an inventory, or there is no host.
    """
    problems = [_problem(word) for host in hosts for word in host if not _WORD.fullmatch(word)]
    if problems or not hosts:
        raise InputError(*(problems or [InputProblem("a fleet without hosts", "give at least one")]))
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    shutil.copytree(places.shipped_folder("inventories") / "rehearsal" / "group_vars", folder / "group_vars")
    (folder / "hosts.yml").write_text("\n".join(_lines(hosts)) + "\n", encoding="ascii")
    return folder


def _problem(word: str) -> InputProblem:
    return InputProblem(f"{word!r} cannot stand in an inventory", "use letters, digits, dots, dashes and underscores")


def _lines(hosts: Sequence[FleetHost]) -> Iterable[str]:
    yield "# A rehearsed fleet; written anew by every `rehearsal.up --hosts`."
    yield "all:"
    yield "  children:"
    by_group = sorted(hosts, key=lambda host: host[2])  # stable: hosts keep their order
    for group, members in groupby(by_group, key=lambda host: host[2]):
        yield f"    {group}:"
        yield "      hosts:"
        for name, address, _ in members:
            yield f"        {name}:"
            yield f"          ansible_host: {address}"
