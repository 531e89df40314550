"""
Loads a site: inventory, vault, declarations and credentials, all problems reported at once, no host touched.

Imports Ansible and pydantic (about a quarter of a second); import it where it is used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from aksarc_harden import places
from aksarc_harden.errors import InputError, InputProblem
from aksarc_harden.model.host import Endpoint, Host, Role
from aksarc_harden.model.values import Secret
from aksarc_harden.site import schema
from aksarc_harden.site.choose import matching, nobody
from aksarc_harden.site.connection import WANTED, endpoint_of
from aksarc_harden.site.credentials import CredentialFinder
from aksarc_harden.site.declared import SiteData
from aksarc_harden.site.find import find_site
from aksarc_harden.site.inventory import Entry, Inventory, read_inventory
from aksarc_harden.site.place import Place
from aksarc_harden.site.roles import contradictions, misspelt_groups, role_of
from aksarc_harden.site.site import Site
from aksarc_harden.site.vault import read_vault_secrets

Ask = Callable[[str], Secret]


def load_site(
    name_or_path: str,
    *,
    vault_password_file: Path | None = None,
    ask: Ask | None = None,
    limit: str | None = None,
) -> Site:
    """
    Load a site by its name under `inventories/`, or by the path of its folder.

    Args:
        ask: prompts for a secret by the text given; None where nobody can be asked.
        limit: an Ansible host pattern; only these hosts are given, and only their passwords are looked for.

    Raises:
        InputError: with every problem found.
    """
    named = find_site(name_or_path)
    folder = named.resolve()  # Ansible tells the places of some files by their real path
    inventory = read_inventory(folder, read_vault_secrets(folder, vault_password_file, ask), WANTED)
    problems = list(inventory.problems)
    declared = schema.read_declarations(folder, inventory.data, inventory.raw, problems)
    windows = _windows_entries(folder, inventory, problems)
    endpoints = {entry.name: endpoint_of(entry, problems) for entry in windows}
    if declared is None or problems:
        raise InputError(*_each_once(problems))
    chosen = _limited(inventory.entries, windows, limit) if limit else windows
    hosts = _with_credentials(chosen, endpoints, CredentialFinder(named.name, ask))
    return _site(named, hosts, declared, inventory)


def _windows_entries(folder: Path, inventory: Inventory, problems: list[InputProblem]) -> list[Entry]:
    problems.extend(misspelt_groups(inventory.group_parents, inventory.group_places))
    for entry in inventory.entries:
        problems.extend(contradictions(entry.name, entry.groups, entry.place))
    windows = [entry for entry in inventory.entries if role_of(entry.groups) is not None]
    if not windows:
        problems.append(
            Place(folder / "hosts.yml").problem("names no Windows host", "put hosts into aks_hosts, management, …")
        )
    return windows


def _limited(entries: Sequence[Entry], windows: Sequence[Entry], limit: str) -> list[Entry]:
    names = {entry.name for entry in matching(entries, limit)}
    chosen = [entry for entry in windows if entry.name in names]
    if not chosen:
        raise InputError(nobody(limit, windows))
    return chosen


def _with_credentials(
    entries: Sequence[Entry], endpoints: Mapping[str, Endpoint], finder: CredentialFinder
) -> tuple[Host, ...]:
    problems: list[InputProblem] = []
    hosts = tuple(
        Host(
            name=entry.name,
            role=role_of(entry.groups) or Role.MEMBER,
            endpoint=endpoints[entry.name],
            credential=finder.find(entry, endpoints[entry.name].authentication, problems),
            groups=entry.groups,
        )
        for entry in entries
    )
    if problems:
        raise InputError(*_each_once(problems))
    return hosts


def _each_once(problems: list[InputProblem]) -> list[InputProblem]:
    """A variable of a group is read for each of its hosts; one problem is enough."""
    return list(dict.fromkeys(problems))


def _site(folder: Path, hosts: tuple[Host, ...], declared: SiteData, inventory: Inventory) -> Site:
    return Site(
        name=folder.name,
        folder=folder,
        hosts=hosts,
        profile=declared.profile,
        state=places.state_folder(folder.name),
        clusters=declared.clusters,
        sign_on=declared.sign_on,
        gmsa=declared.gmsa,
        baselines=declared.baselines,
        windows=declared.windows,
        policies=declared.policies,
        texts=declared.texts,
        domain=declared.domain,
        all_names=tuple(entry.name for entry in inventory.entries),
        declared_at=schema.declared_places(inventory.raw),
    )
