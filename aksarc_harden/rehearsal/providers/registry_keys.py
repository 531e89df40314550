r"""
How the registry provider finds a key by a path, in which a slash counts as a separator until it does not.

A path is opened as it stands with its slashes turned; only where that fails, each part is compared with the names of
the keys that are there, their slashes turned as well (recordings: windows-registry, Slashes).
So `RC4 128/128` is found, unless the wrong pair `RC4 128` and in it `128` exists, which is then taken for it.
"""

from __future__ import annotations

from dataclasses import dataclass

from aksarc_harden.rehearsal.host.registry import SHORT_ROOTS, Key, Registry

MAX_KEY_NAME = 255  # characters; .NET refuses more with an error, whatever the system's own limit
MAX_VALUE_NAME = 16_383


@dataclass(frozen=True)
class Opened:
    """
    A key that was found.

    Attributes:
        name: what RegistryKey.Name says: the path as it was opened, from the hive's long name.
    """

    key: Key
    name: str


def turned(path: str) -> str:
    """Turn slashes, as the provider does with every path."""
    return path.replace("/", "\\").strip("\\")


def open_key(registry: Registry, path: str) -> Opened | None:
    """Find a key as the provider does; None where there is none."""
    first, _, below = turned(path).partition("\\")
    root = registry.root(first)
    if root is None:
        return None
    if not below:
        return Opened(root, root.name)
    straight = registry.find(f"{root.name}\\{below}")
    if straight is not None:
        return Opened(straight, f"{root.name}\\{below}")
    searched = _search(root, below)
    return None if searched is None else Opened(searched, searched.path)


def _search(key: Key, rest: str) -> Key | None:
    while rest:
        lowered = rest.lower()
        for child in key.sorted_children():
            name = child.name.replace("/", "\\").lower()
            if lowered == name or lowered.startswith(name + "\\"):
                key, rest = child, rest[len(name) + 1 :]
                break
        else:
            return None
    return key


def parent_and_child(registry: Registry, path: str) -> tuple[str, str]:
    """
    Split a path into the nearest key above that exists and the rest, whose backslashes are slashes then.

    A path that does not exist itself is split at its last separator, whatever is there.
    """
    path = path.rstrip("\\")
    if "\\" not in path.replace("/", "\\"):
        return "", path
    above, _, child = path.replace("/", "\\").rpartition("\\")
    if open_key(registry, path) is not None:
        while above and open_key(registry, above) is None:
            above = above.rpartition("\\")[0]
        child = path[len(above) + 1 :].replace("\\", "/")
    return path[: len(above)], child


def true_path(path: str) -> str:
    """Give a path from its hive's long name, as disturbances name keys."""
    first, _, below = turned(path).partition("\\")
    root = SHORT_ROOTS.get(first.upper(), first)
    return f"{root}\\{below}" if below else root
