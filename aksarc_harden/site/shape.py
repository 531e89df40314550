"""
The shape of an inventory folder: what Ansible would skip with a warning, or without one.

Judges files and keys by their names only; values are judged elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from aksarc_harden.errors import InputProblem
from aksarc_harden.site.nearest import nearest, offer
from aksarc_harden.site.origins import place_in, place_of
from aksarc_harden.site.place import Place

OURS = "aksarc_"
SITE_FILE = Path("group_vars", "all", "site.yml")

_SECTIONS = ("children", "hosts", "vars")
_FOLDERS = ("group_vars", "host_vars")
_READ_SUFFIXES = ("", ".yml", ".yaml", ".json")  # ansible-core 2.19: DataLoader.find_vars_files
_KNOWN_FOLDERS = (*_FOLDERS, "profiles", "baselines")


def variable_files(folder: Path) -> Iterator[Path]:
    """List the files of variables that Ansible reads beside an inventory."""
    for name in _FOLDERS:
        for file in sorted((folder / name).rglob("*")):
            if file.is_file() and file.suffix in _READ_SUFFIXES and not _is_hidden(file, folder):
                yield file


def _is_hidden(file: Path, folder: Path) -> bool:
    return any(part.startswith(".") or part.endswith("~") for part in file.relative_to(folder).parts)


def unread_file_problems(folder: Path, groups: set[str], hosts: set[str]) -> Iterator[InputProblem]:
    """Name the files and folders that no group, no host and no loader will ever read."""
    yield from _unowned(folder, "group_vars", groups)
    yield from _unowned(folder, "host_vars", hosts)
    for file in sorted(folder.glob("*.y*ml")):
        if file.name != "hosts.yml":
            what = "only hosts.yml is read as inventory, and ansible-playbook would read this, too"
            yield Place(file).problem(what, "move it elsewhere")
    for entry in sorted(folder.iterdir()):
        near = nearest(entry.name, _KNOWN_FOLDERS, closeness=0.85)
        if entry.is_dir() and near is not None and entry.name != near and not _is_hidden(entry, folder):
            yield Place(entry).problem("nobody reads this folder", f"did you mean {near}?")


def _unowned(folder: Path, variables: str, known: set[str]) -> Iterator[InputProblem]:
    for entry in sorted((folder / variables).rglob("*")):
        if _is_hidden(entry, folder):
            continue
        if entry.is_file() and entry.suffix not in _READ_SUFFIXES:
            yield Place(entry).problem("Ansible does not read a file with this ending", "name it .yml, or move it")
            continue
        owner = entry.name if entry.is_dir() else entry.stem
        if entry.parent == folder / variables and owner not in known:
            what = f"no {variables.partition('_')[0]} of the inventory is named {owner}, so nobody reads this"
            yield Place(entry).problem(what, offer(owner, known))


def hosts_file_problems(data: Any, file: Path) -> Iterator[InputProblem]:
    """Name the keys of hosts.yml that Ansible would skip."""
    if not isinstance(data, dict) or not data:
        yield Place(file).problem("holds no groups", "begin with `all:` and its `children:` or `hosts:`")
        return
    if "plugin" in data:
        yield place_in(data, ("plugin",)).problem(
            "configures an inventory plugin", "list the hosts here; ansible-inventory --list --yaml writes such a list"
        )
        return
    for name, group in data.items():
        yield from _group_problems(name, group, Place(file))


def _group_problems(name: Any, group: Any, above: Place) -> Iterator[InputProblem]:
    place = _place_or(name, above)
    if not isinstance(group, dict):
        if group is not None:
            yield place.problem(f"group {name} must have keys", "write `hosts:`, `children:` or `vars:` below it")
        return
    yield from _section_problems(name, group, place)
    for child, below in _section(group, "children").items():
        yield from _group_problems(child, below, place)
    for host, variables in _section(group, "hosts").items():
        if variables is not None and not isinstance(variables, dict):
            yield _place_or(host, place).problem(f"host {host} must have keys", "write variables as `name: value`")


def _section_problems(name: Any, group: dict[Any, Any], place: Place) -> Iterator[InputProblem]:
    for key, content in group.items():
        at = _place_or(key, place)
        if key not in _SECTIONS:
            yield at.problem(f"group {name} has a key {key}, which Ansible skips", offer(str(key), _SECTIONS))
        elif content is not None and not isinstance(content, dict):
            yield at.problem(f"{key} of group {name} must be keys", "write each name on a line of its own with a colon")


def _section(group: dict[Any, Any], name: str) -> dict[Any, Any]:
    content = group.get(name)
    return content if isinstance(content, dict) else {}


def _place_or(thing: Any, other: Place) -> Place:
    place = place_of(thing)
    return place if place.file is not None else other


def site_file_problems(data: Any) -> Iterator[InputProblem]:
    """Name the keys of the site file that do not begin as ours do; a misspelt one would be nobody's."""
    for key in data if isinstance(data, dict) else ():
        if not str(key).startswith(OURS):
            cure = f"every key of this file does; variables for Ansible go into another file beside {SITE_FILE.name}"
            yield place_of(key).problem(f"{key} does not begin with {OURS}", cure)


def group_places_of(data: Any) -> Iterator[tuple[str, Place]]:
    """Say where each group is named."""
    for name, group in data.items() if isinstance(data, dict) else ():
        yield str(name), place_of(name)
        yield from group_places_of(_section(group, "children") if isinstance(group, dict) else {})


def host_places_of(data: Any) -> Iterator[tuple[str, Place]]:
    """Say where each host is named, each time; a range such as `node[1:4]` is named as it is written."""
    if not isinstance(data, dict):
        return
    for group in data.values():
        if isinstance(group, dict):
            for host in _section(group, "hosts"):
                yield str(host), place_of(host)
            yield from host_places_of(_section(group, "children"))
