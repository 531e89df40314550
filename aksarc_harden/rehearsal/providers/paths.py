r"""
Which provider a path means, and where in it.

Paths come with a provider (`Registry::HKEY_LOCAL_MACHINE\…`), with a drive (`HKLM:\…`, `C:\…`, `Env:windir`) or
relative to the location, which is on a file system drive.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from aksarc_harden.rehearsal.interpreter.failures import AUTOMATION, failure
from aksarc_harden.rehearsal.interpreter.runspace import Runspace


class ProviderName(StrEnum):
    """The providers that are simulated."""

    REGISTRY = "Registry"
    FILES = "FileSystem"
    ENVIRONMENT = "Environment"
    VARIABLE = "Variable"


_DRIVES = {
    "hklm": (ProviderName.REGISTRY, "HKLM", "HKEY_LOCAL_MACHINE"),
    "hkcu": (ProviderName.REGISTRY, "HKCU", "HKEY_CURRENT_USER"),
    "c": (ProviderName.FILES, "C", "C:"),
    "env": (ProviderName.ENVIRONMENT, "Env", ""),
    "variable": (ProviderName.VARIABLE, "Variable", ""),
}
_MODULES = {ProviderName.FILES: "Microsoft.PowerShell.Core", ProviderName.REGISTRY: "Microsoft.PowerShell.Core"}


@dataclass(frozen=True)
class Place:
    """
    A path that has been understood.

    Attributes:
        drive: the drive that the path named; None for one with a provider.
        inner: the path in the provider: from the hive, from the drive's letter, or a name.
        shown: the path as it was given, without its provider; errors point at it.
    """

    provider: ProviderName
    drive: str | None
    inner: str
    shown: str

    def below(self, name: str) -> Place:
        """Give the place of something in this one."""
        above = self.inner.rstrip("\\")
        shown = self.shown.rstrip("\\")
        return Place(self.provider, self.drive, f"{above}\\{name}", f"{shown}\\{name}")


def place_of(path: str, runspace: Runspace) -> Place:
    """
    Understand a path.

    Raises FailureRaised for a provider or a drive that is not there.
    """
    provider, qualified, inner = path.partition("::")
    if qualified and "\\" not in provider.removeprefix("Microsoft.PowerShell.Core\\"):
        return _qualified(provider, inner)
    drive, colon, rest = path.partition(":")
    if colon and "\\" not in drive and "/" not in drive:
        return _on_drive(drive, rest, path)
    inner = path if path.startswith("\\") else f"{runspace.location}\\{path}"
    inner = runspace.location[:2] + path if path.startswith("\\") else inner
    return Place(ProviderName.FILES, "C", _tidy(inner), path)


def _qualified(provider: str, inner: str) -> Place:
    name = provider.rpartition("\\")[2].lower()
    known = next((each for each in ProviderName if each.lower() == name), None)
    if known is None:
        raise failure(
            "ProviderNotFound",
            "ObjectNotFound",
            AUTOMATION + "ProviderNotFoundException",
            "provider-not-found",
            provider,
            name=provider,
        )
    return Place(known, None, _tidy(inner, keep_slashes=known is ProviderName.REGISTRY), inner)


def _on_drive(drive: str, rest: str, path: str) -> Place:
    known = _DRIVES.get(drive.lower())
    if known is None:
        raise failure(
            "DriveNotFound",
            "ObjectNotFound",
            AUTOMATION + "DriveNotFoundException",
            "drive-not-found",
            drive,
            name=drive,
        )
    provider, name, root = known
    if provider in (ProviderName.ENVIRONMENT, ProviderName.VARIABLE):
        return Place(provider, name, rest.lstrip("\\/"), path)
    if provider is ProviderName.FILES:
        root = f"{drive}:"
    below = rest.replace("/", "\\").lstrip("\\")
    return Place(provider, name, _tidy(f"{root}\\{below}" if below else root), path)


def _tidy(path: str, *, keep_slashes: bool = False) -> str:
    """Resolve `.` and `..`, which count even in -LiteralPath (recordings: windows-registry, keys)."""
    if not keep_slashes:
        path = path.replace("/", "\\")
    parts: list[str] = []
    for part in path.split("\\"):
        if part == ".." and len(parts) > 1:
            parts.pop()
        elif part not in (".", ".."):
            parts.append(part)
    return re.sub(r"(?<=.)\\{2,}", r"\\", "\\".join(parts))
