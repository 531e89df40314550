"""
The inventory as Ansible reads it: hosts, their groups, their variables in force, and where each of these stands.

Values come templated, decrypted and plain. Whatever Ansible would skip in silence is a problem.
Knows Ansible's variables by their prefix only; what they mean is `connection`'s to say.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aksarc_harden.errors import InputError, InputProblem
from aksarc_harden.model.values import Secret
from aksarc_harden.site.ansible_door import (
    AnsibleError,
    AnsibleTemplateSyntaxError,
    AnsibleVaultError,
    DataLoader,
    EncryptedString,
    InventoryManager,
    Templar,
    VariableManager,
    quiet_ansible,
    use_vault_secrets,
)
from aksarc_harden.site.origins import place_of
from aksarc_harden.site.place import NOWHERE, Place
from aksarc_harden.site.shape import host_places_of, hosts_file_problems, unread_file_problems, variable_files

OURS = "aksarc_"
ANSIBLES = "ansible_"
VAULT_CURE = "give the right vault password with --vault-password-file or ANSIBLE_VAULT_PASSWORD_FILE"


@dataclass(frozen=True)
class Wanted:
    """Names of the `ansible_*` variables whose values are asked for, and which of them are secret."""

    names: frozenset[str]
    secrets: frozenset[str]


@dataclass(frozen=True)
class Entry:
    """
    One host of the inventory.

    Attributes:
        groups: all groups that it is in, those above them included, `all` left out.
        variables: `ansible_*` name → value in force, of the names wanted.
        places: `ansible_*` name → where it stands, of all names.
    """

    name: str
    groups: tuple[str, ...]
    variables: Mapping[str, Any] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)
    place: Place = NOWHERE


@dataclass(frozen=True)
class Inventory:
    """
    What was read.

    Attributes:
        group_parents: group → the groups directly above it.
        data: `aksarc_*` name → value; `raw` has the same before templating, with Ansible's own tags on it.
        problems: what was wrong in values; the files themselves were readable.
    """

    entries: tuple[Entry, ...]
    group_parents: Mapping[str, frozenset[str]]
    data: Mapping[str, Any]
    raw: Mapping[str, Any]
    problems: tuple[InputProblem, ...]


def read_inventory(folder: Path, vault_secrets: list[tuple[str, Any]], wanted: Wanted) -> Inventory:
    """
    Read `hosts.yml` and the variable folders beside it.

    Args:
        wanted: the `ansible_*` variables whose values are asked for; of the others only the places are given.

    Raises:
        InputError: a file cannot be read at all, or the inventory's shape is wrong.
    """
    with quiet_ansible() as warned:
        loader = DataLoader()
        loader.set_basedir(str(folder))
        with use_vault_secrets(loader, vault_secrets):
            hosts_data = _read_files(loader, folder, warned)
            misshaped = list(hosts_file_problems(hosts_data, folder / "hosts.yml"))
            if misshaped:
                raise InputError(*misshaped)
            manager = InventoryManager(loader, sources=[str(folder / "hosts.yml")])
            problems = [*warned, *unread_file_problems(folder, set(manager.groups), set(manager.hosts))]
            if problems:
                raise InputError(*dict.fromkeys(problems))
            return _read_variables(loader, manager, folder, hosts_data, wanted)


def _read_files(loader: Any, folder: Path, warned: list[InputProblem]) -> Any:
    """Read every file once, so that all broken ones are named together, and give the content of hosts.yml."""
    hosts_data: Any = None
    for file in [folder / "hosts.yml", *variable_files(folder)]:
        try:
            data = loader.load_from_file(str(file), cache="all", unsafe=True, trusted_as_template=True)
        except AnsibleError as error:
            warned.append(_file_problem(file, error))
            continue
        if file.name == "hosts.yml" and file.parent == folder:
            hosts_data = data
        elif data is not None and not isinstance(data, dict):
            warned.append(Place(file, 1).problem("holds no keys with values", "write `key: value` lines"))
    if warned:
        raise InputError(*dict.fromkeys(warned))
    return hosts_data


def _file_problem(file: Path, error: Any) -> InputProblem:
    place = place_of(getattr(error, "obj", None))
    line = place.line if place.file == file else None
    cure = "correct the YAML"
    if isinstance(error.__cause__, OSError):
        cure = "make the file readable for this user"
    elif file.read_bytes().startswith(b"$ANSIBLE_VAULT;"):
        line, cure = 1, VAULT_CURE
    return Place(file, line).problem(_first_line(error), cure)


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0].partition(" Use -v")[0].rstrip(".")


def _read_variables(loader: Any, manager: Any, folder: Path, hosts_data: Any, wanted: Wanted) -> Inventory:
    variables = VariableManager(loader, manager)
    host_places = dict(host_places_of(hosts_data))
    entries: list[Entry] = []
    problems: list[InputProblem] = []
    raw: dict[str, Any] = {}
    data: dict[str, Any] = {}
    for host in manager.get_hosts():
        everything = variables.get_vars(host=host)
        reader = _Reader(Templar(loader=loader, variables=everything), problems)
        ours = {key: value for key, value in everything.items() if key.startswith(OURS)}
        if not entries:
            raw, data = ours, reader.values(ours)
        elif ours.keys() != raw.keys() or any(ours[key] is not raw[key] for key in ours):
            problems.extend(_differences(raw, ours))
        theirs = {key: value for key, value in everything.items() if key.startswith(ANSIBLES) and _is_written(key)}
        entries.append(
            Entry(
                name=str(host.name),
                groups=tuple(sorted(str(group.name) for group in host.get_groups() if group.name != "all")),
                variables=reader.values(
                    {key: value for key, value in theirs.items() if key in wanted.names}, wanted.secrets
                ),
                places={str(key): _place_of_pair(key, value) for key, value in theirs.items()},
                place=host_places.get(str(host.name), Place(folder / "hosts.yml")),
            )
        )
    parents = {
        str(name): frozenset(str(above.name) for above in group.parent_groups) for name, group in manager.groups.items()
    }
    return Inventory(tuple(entries), parents, data, raw, tuple(dict.fromkeys(problems)))


def _is_written(key: str) -> bool:
    """Tell the operator's variables from those that Ansible makes; the port in `host:port` has no place of its own."""
    return place_of(key).file is not None or key == "ansible_port"


def _place_of_pair(key: Any, value: Any) -> Place:
    place = place_of(key)
    return place if place.file is not None else place_of(value)


def _differences(first: Mapping[str, Any], other: Mapping[str, Any]) -> Iterator[InputProblem]:
    """Name the site's keys that are not the same for all hosts; a site has one of each."""
    for key in sorted(first.keys() | other.keys()):
        in_first, in_other = _place_in(first, key), _place_in(other, key)
        if in_first != in_other:
            place = in_other if in_other.file is not None else in_first
            yield place.problem(f"{key} is not the same for all hosts", "declare it once, in group_vars/all")


def _place_in(data: Mapping[str, Any], key: str) -> Place:
    return next((_place_of_pair(have, data[have]) for have in data if have == key), NOWHERE)


class _Reader:
    """Turns the raw values of one host into plain ones."""

    def __init__(self, templar: Any, problems: list[InputProblem]) -> None:
        self._templar = templar
        self._problems = problems

    def values(self, raw: Mapping[str, Any], secrets: Collection[str] = ()) -> dict[str, Any]:
        """Template, decrypt and convert, texts of secret names to `Secret`; what resists is a problem and left out."""
        plain: dict[str, Any] = {}
        for key, value in raw.items():
            try:
                read = _plain(self._templar.template(value))
            except AnsibleError as error:
                self._problems.append(self._problem(key, value, error))
            else:
                plain[str(key)] = Secret(read) if key in secrets and isinstance(read, str) else read
        return plain

    def _problem(self, key: Any, value: Any, error: Exception) -> InputProblem:
        place = _place_of_pair(key, value)
        if isinstance(error, AnsibleVaultError) or isinstance(value, EncryptedString):
            return place.problem(f"{key} cannot be decrypted", VAULT_CURE)
        if isinstance(error, AnsibleTemplateSyntaxError):  # its text may hold a piece of a password
            return place.problem(f"{key} is a broken template", "correct it; a text that holds braces needs !unsafe")
        return place.problem(f"{key}: {_first_line(error)}", "correct the template, or provide what it looks for")


def _plain(value: Any) -> Any:
    """Strip Ansible's tags off, so that nothing of it travels further."""
    if isinstance(value, dict):
        return {_plain(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [_plain(item) for item in value]
    for kind, convert in _CONVERSIONS:
        if isinstance(value, kind):
            return convert(value)
    return _plain_str(value)  # an encrypted text decrypts itself here, or raises AnsibleVaultError


def _plain_str(value: Any) -> str:
    return "".join(str(value))


_CONVERSIONS: tuple[tuple[Any, Callable[[Any], Any]], ...] = (
    (type(None), lambda value: None),
    (bool, bool),
    (int, int),
    (float, float),
    (datetime.datetime, lambda value: datetime.datetime.fromisoformat(value.isoformat())),
    (datetime.date, lambda value: datetime.date(value.year, value.month, value.day)),
)
