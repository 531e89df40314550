"""
Paths of registry keys: how they are sent, compared and taken apart.

Only a backslash separates keys; a slash is part of a name (`RC4 128/128`), though the registry provider of PowerShell
takes it for a separator when it makes a key and searches for either when it reads one (recordings: windows-registry,
"Slashes").
It knows no values and sends nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

_PROVIDER = "Registry::"  # a path behind it needs no drive and brings the smallest answers (design, section 5)
_ALWAYS_THERE = 2  # a hive and the keys right below it (HKEY_LOCAL_MACHINE\SOFTWARE): never asked for, never made


def provider_path(key: str) -> str:
    """Give a key's path as the cmdlets take it."""
    return _PROVIDER + key


def fold(path: str) -> str:
    """
    Bring a path, ours or one that the engine gave back, to the form in which equal keys are equal.

    The engine gives `Microsoft.PowerShell.Core\\Registry::HKEY_…` as PSPath and the bare key as an error's target,
    parts in the case that was asked for, a slash sometimes turned (recordings: windows-registry).
    """
    return path.rpartition("::")[2].replace("/", "\\").rstrip("\\").casefold()


def ancestors(key: str) -> tuple[str, ...]:
    """Give the keys above a key that may be missing, topmost first."""
    parts = key.split("\\")
    return tuple("\\".join(parts[:count]) for count in range(_ALWAYS_THERE + 1, len(parts)))


def chain_from(top: str, key: str) -> tuple[str, ...]:
    """Give the keys from `top` down to `key`, both included, topmost first; nothing where `top` is not above `key`."""
    line = (*ancestors(key), key)
    folded = [fold(each) for each in line]
    return line[folded.index(fold(top)) :] if fold(top) in folded else ()


def has_slash(key: str) -> bool:
    """Tell whether a name in the path holds a slash, so that New-Item would split it."""
    return "/" in key


def turned(key: str) -> str:
    """Give the path that a wrong pair would have: `RC4 128\\128` for `RC4 128/128`."""
    return key.replace("/", "\\")


def depth(key: str) -> int:
    """Count the names in a path."""
    return key.count("\\") + 1


def distinct(keys: Iterable[str]) -> tuple[str, ...]:
    """Drop keys that are the same but for their case, keep the order and the first spelling."""
    firsts: dict[str, str] = {}
    for key in keys:
        firsts.setdefault(fold(key), key)
    return tuple(firsts.values())
