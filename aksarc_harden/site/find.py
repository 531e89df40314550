"""Which folder a site's name or path means. Light to import."""

from __future__ import annotations

import os
from pathlib import Path

from aksarc_harden import places
from aksarc_harden.errors import InputError, InputProblem
from aksarc_harden.site.nearest import offer


def find_site(name_or_path: str) -> Path:
    """
    Find a site's folder: a path with a slash or a dot in front is one, a name lies under `inventories/`.

    The working directory's own `inventories/` comes before the shipped one. The folder's name, that of a link included,
    is the site's name and that of its state; nothing else has to be read to know it.

    Raises:
        InputError: there is no such folder, or no hosts.yml in it.
    """
    if "/" in name_or_path or name_or_path.startswith((".", "~")):
        return _with_hosts(
            Path(os.path.abspath(os.path.expanduser(name_or_path))), "name a folder that holds a hosts.yml"
        )
    for inventories in _inventories():
        if name_or_path and (inventories / name_or_path).is_dir():
            return _with_hosts((inventories / name_or_path).absolute(), "a site's folder holds a hosts.yml")
    problem = InputProblem(f"no site is named {name_or_path or '(empty)'}", offer(name_or_path, site_names()))
    raise InputError(problem)


def site_names() -> list[str]:
    """Name every site that can be named without a path."""
    folders = (folder for inventories in _inventories() for folder in inventories.iterdir())
    return sorted({folder.name for folder in folders if (folder / "hosts.yml").is_file()})


def _inventories() -> list[Path]:
    here = Path.cwd() / "inventories"
    shipped = places.shipped_folder("inventories")
    return [here, shipped] if here.is_dir() and here.resolve() != shipped.resolve() else [shipped]


def _with_hosts(folder: Path, cure: str) -> Path:
    if folder.is_file():
        raise InputError(InputProblem("is a file, and a site is a folder", f"name {folder.parent}", folder))
    if not (folder / "hosts.yml").is_file():
        raise InputError(InputProblem("there is no hosts.yml", cure, folder))
    return folder
