"""
The inventory as Ansible reads it: hosts, their groups, their variables in force, and where each of these stands.

Values come templated, decrypted and plain. Whatever Ansible would skip in silence is a problem.
Knows Ansible's variables by their prefix only; what they mean is `connection`'s to say.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
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
from aksarc_harden.site.origins import place_of, place_of_pair
from aksarc_harden.site.place import NOWHERE, Place
from aksarc_harden.site.shape import (
    OURS,
    SITE_FILE,
    group_places_of,
    host_places_of,
    hosts_file_problems,
    site_file_problems,
    unread_file_problems,
    variable_files,
)

ANSIBLES = "ansible_"
VAULT_CURE = "name the file of the right vault password in ANSIBLE_VAULT_PASSWORD_FILE"


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
    group_places: Mapping[str, Place]
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
    hosts_file = folder / "hosts.yml"
    with quiet_ansible() as warned:
        loader = DataLoader()
        loader.set_basedir(str(folder))
        with use_vault_secrets(loader, vault_secrets):
            hosts_data = _read_files(loader, folder, warned)
            misshaped = list(hosts_file_problems(hosts_data, hosts_file))
            if misshaped:
                raise InputError(*dict.fromkeys([*warned, *misshaped]))
            manager = InventoryManager(loader, sources=[str(hosts_file)])
            warned.extend(unread_file_problems(folder, set(manager.groups), set(manager.hosts)))
            inventory = _read_variables(loader, manager, hosts_file, hosts_data, wanted)
    return replace(inventory, problems=tuple(dict.fromkeys([*warned, *inventory.problems])))


def _read_files(loader: Any, folder: Path, problems: list[InputProblem]) -> Any:
    """Read every file once, so that all broken ones are named together, and give the content of hosts.yml."""
    content: dict[Path, Any] = {}
    files = [folder / "hosts.yml", *variable_files(folder)]
    for file in files:
        try:
            content[file] = loader.load_from_file(str(file), cache="all", unsafe=True, trusted_as_template=True)
        except AnsibleError as error:
            problems.append(_file_problem(file, error))
    misshaped = [file for file in content if file != files[0] and not isinstance(content[file], (dict, type(None)))]
    problems.extend(
        Place(file, 1).problem("holds no keys with values", "write `key: value` lines") for file in misshaped
    )
    problems.extend(site_file_problems(content.get(folder / SITE_FILE)))
    if misshaped or len(content) < len(files):
        raise InputError(*dict.fromkeys(problems))
    return content[files[0]]


def _file_problem(file: Path, error: Any) -> InputProblem:
    if isinstance(error.__cause__, OSError):
        return Place(file).problem(_first_line(error), "make the file readable for this user")
    content = file.read_bytes()
    if content.startswith(b"$ANSIBLE_VAULT;"):
        return Place(file, 1).problem(_first_line(error), VAULT_CURE)
    try:
        content.decode()
    except UnicodeDecodeError as undecodable:
        line = content.count(b"\n", 0, undecodable.start) + 1
        return Place(file, line).problem("holds bytes that are no UTF-8", "save the file as UTF-8")
    place = place_of(getattr(error, "obj", None))
    return Place(file, place.line if place.file == file else None).problem(_first_line(error), "correct the YAML")


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0].partition(" Use -v")[0].rstrip(".")


def _read_variables(loader: Any, manager: Any, hosts_file: Path, hosts_data: Any, wanted: Wanted) -> Inventory:
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
        else:
            problems.extend(_differences(raw, ours))
        theirs = {key: value for key, value in everything.items() if key.startswith(ANSIBLES) and _is_written(key)}
        entries.append(
            Entry(
                name=str(host.name),
                groups=tuple(sorted(str(group.name) for group in host.get_groups() if group.name != "all")),
                variables=reader.values(
                    {key: value for key, value in theirs.items() if key in wanted.names}, wanted.secrets
                ),
                places={str(key): place_of_pair(key, value) for key, value in theirs.items()},
                place=host_places.get(str(host.name), Place(hosts_file)),
            )
        )
    parents = {
        str(name): frozenset(str(above.name) for above in group.parent_groups) for name, group in manager.groups.items()
    }
    return Inventory(
        tuple(entries), parents, dict(group_places_of(hosts_data)), data, raw, tuple(dict.fromkeys(problems))
    )


def _is_written(key: str) -> bool:
    """Tell the operator's variables from those that Ansible makes; the port in `host:port` has no place of its own."""
    return place_of(key).file is not None or key == "ansible_port"


def _differences(first: Mapping[Any, Any], other: Mapping[Any, Any]) -> Iterator[InputProblem]:
    """Name the site's keys that are not the same for all hosts; a site has one of each."""
    for key in {**first, **other}:
        if key not in first or key not in other or first[key] is not other[key]:
            places = [
                place_of_pair(have, value) for data in (other, first) for have, value in data.items() if have == key
            ]
            yield places[0].problem(f"{key} is not the same for all hosts", "declare it once, in group_vars/all")


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
        place = place_of_pair(key, value)
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
    if isinstance(value, (str, EncryptedString)):
        return "".join(str(value))  # an encrypted text decrypts itself here, or raises AnsibleVaultError
    raise AnsibleError(f"a {type(value).__name__} is no text, number, list or mapping")


_CONVERSIONS: tuple[tuple[Any, Callable[[Any], Any]], ...] = (
    (type(None), lambda value: None),
    (bool, bool),
    (int, int),
    (float, float),
    (datetime.datetime, lambda value: datetime.datetime.fromisoformat(value.isoformat())),
    (datetime.date, lambda value: datetime.date(value.year, value.month, value.day)),
)
