"""
Where our folders lie: the shipped `playbooks/` and `inventories/`, and the state of a site.

The one finder for a wheel, an editable installation and a checkout.
Knows nothing of what is in those folders.
"""

from __future__ import annotations

import os
from pathlib import Path

_PACKAGE = Path(__file__).parent
_SHARE = "share"  # this folder of the package links to both; the wheel has their files in it


def shipped_folder(name: str, package: Path = _PACKAGE) -> Path:
    """
    Find `playbooks` or `inventories`: beside the package in a checkout or an editable installation, else in it.

    Raises:
        FileNotFoundError: neither is there; the installation is damaged.
    """
    checkout = package.parent
    candidates = (checkout / name, package / _SHARE / name)
    for folder in candidates if is_checkout(package) else candidates[1:]:
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"no {name} folder beside or in {package}; install aksarc-harden anew")


def is_checkout(package: Path = _PACKAGE) -> bool:
    """Tell whether the package lies in its own source tree, where tests and benchmarks lie, too."""
    return (package.parent / "pyproject.toml").is_file() and (package.parent / "tasks.py").is_file()


def state_home() -> Path:
    """Give the folder that holds the states of all sites (XDG Base Directory Specification; works without HOME)."""
    declared = os.environ.get("XDG_STATE_HOME", "")
    base = Path(declared) if os.path.isabs(declared) else Path(os.path.expanduser("~")) / ".local" / "state"
    return base / "aksarc"


def state_folder(site: str) -> Path:
    """Name the folder of a site's journal, lock and certificates; it may not be there yet."""
    return state_home() / site


def make_state_folder(site: str) -> Path:
    """
    Make a site's state folder where it is missing, for its owner alone (mode 0700).

    Raises:
        OSError: it cannot be made or closed to others.
    """
    folder = state_folder(site)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_mode & 0o077:
        folder.chmod(0o700)
    return folder
