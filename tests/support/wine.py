"""
A Windows PowerShell on Wine for tests: a prefix of its own, and what its registry holds by means that are not ours.

`reg.exe` lays a state out and says what is there afterwards, so that neither our statements nor our reading judge
themselves.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from aksarc_harden.model.found import Value
from aksarc_harden.model.setting import RegistryType
from aksarc_harden.transport.session import Session

REG = r"C:\windows\System32\reg.exe"
HARDENED = (  # what hardening writes to; whole hives would take a second each to compare
    r"HKEY_LOCAL_MACHINE\SOFTWARE\Policies",
    r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows\CurrentVersion",
    r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows NT\CurrentVersion",
    r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\.NETFramework",
    r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet",
)
_MAKING_SECONDS = 120
_QUIET = {"WINEDEBUG": "-all", "DISPLAY": ""}  # no window

Place = tuple[str, str]  # key, value name


def find_windows_engine() -> str:
    """Give the path of the Windows PowerShell, or skip the test."""
    engine = os.environ.get("AKSARC_PWSH_WINDOWS")
    if not engine or not shutil.which("wine"):
        pytest.skip("set AKSARC_PWSH_WINDOWS to a PowerShell for Windows and install Wine")
    return engine


@dataclass(frozen=True)
class Prefix:
    """A Wine prefix: one simulated C: drive and its registry."""

    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        """What a process needs to run in it."""
        return {"WINEPREFIX": str(self.folder), **_QUIET}

    @property
    def drive(self) -> Path:
        """Its C: drive."""
        return self.folder / "drive_c"

    @classmethod
    def make(cls, folder: Path) -> Prefix:
        """Make a fresh one, which takes several seconds and 700 MB."""
        prefix = cls(folder)
        for command in (["wine", "wineboot", "-i"], ["wine", "winecfg", "/v", "win10"], ["wineserver", "-w"]):
            prefix.run(command)
        return prefix

    def end(self) -> None:
        """End what still runs in it, and remove it."""
        self.run(["wineserver", "-k"])
        shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, command: list[str]) -> None:
        """Run a program of Wine in it."""
        subprocess.run(
            command, env={**os.environ, **self.environment}, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, timeout=_MAKING_SECONDS, check=False,
        )  # fmt: skip


@dataclass(frozen=True)
class Lab:
    """An open session to a PowerShell in a prefix, and the registry of it."""

    session: Session
    prefix: Prefix

    def lay_out(self, values: Mapping[Place, Value], keys: Iterable[str] = (), gone: Iterable[str] = ()) -> None:
        """Make keys, write values of any type, and delete whole keys with `reg.exe import`."""
        sections = [f"[-{key}]" for key in gone] + [f"[{key}]" for key in keys]
        sections += [f"[{key}]\r\n{_entry(name, value)}" for (key, name), value in values.items()]
        text = "Windows Registry Editor Version 5.00\r\n\r\n" + "\r\n\r\n".join(sections) + "\r\n"
        self.import_text(text)

    def import_text(self, text: str) -> None:
        """Give a text to `reg.exe import`."""
        (self.prefix.drive / "state.reg").write_bytes(text.encode("utf-16"))
        self.prefix.run(["wine", REG, "import", r"C:\state.reg"])

    def holds(self, keys: Iterable[str] = HARDENED) -> str:
        """Say all that is in the registry below these keys, as `reg.exe export` does."""
        texts = []
        for key in keys:
            self.prefix.run(["wine", REG, "export", key, r"C:\export.reg", "/y"])
            exported = self.prefix.drive / "export.reg"
            if exported.exists():  # a key that is not there leaves no file
                texts.append(exported.read_bytes().decode("utf-16"))
                exported.unlink()
        return "\n".join(texts)


def _entry(name: str, value: Value) -> str:
    label = '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"' if name else "@"
    return f"{label}={_data(value)}"


def _data(value: Value) -> str:
    data = value.data
    if isinstance(data, bytes):
        return _hex(0 if value.type == RegistryType.NONE else 3, data)
    if isinstance(data, tuple):
        return _hex(7, "".join(f"{line}\0" for line in (*data, "")).encode("utf-16-le"))
    if isinstance(data, str):
        return _hex(2 if value.type == RegistryType.EXPAND_STRING else 1, f"{data}\0".encode("utf-16-le"))
    return f"dword:{data:08x}" if value.type == RegistryType.DWORD else _hex(0xB, data.to_bytes(8, "little"))


def _hex(number: int, octets: bytes) -> str:
    return f"hex({number:x}):" + ",".join(f"{octet:02x}" for octet in octets)
