"""
What a simulated host holds before anybody touched it: `defaults.json`, narrowed to its role and platform.

The figures are those of published lists, Microsoft's and others' (NOTICE); the README of the rehearsal says how well
each sort is backed.
A hyperv-host is a member; hyperv-host beats member beats any, and on a domain controller dc beats any.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from aksarc_harden.model.host import Role
from aksarc_harden.rehearsal.host import registry as kinds
from aksarc_harden.rehearsal.host.machine import Machine
from aksarc_harden.rehearsal.host.policy import SecurityPolicy
from aksarc_harden.rehearsal.host.registry import KIND_NUMBERS, Data, Key, Registry
from aksarc_harden.rehearsal.host.services import running_at_first
from aksarc_harden.rehearsal.host.state import HostState

_FILE = Path(__file__).with_name("defaults.json")
_MACHINE = "HKEY_LOCAL_MACHINE"
_VERSION = f"{_MACHINE}\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion"
_CONTROL = f"{_MACHINE}\\SYSTEM\\CurrentControlSet\\Control"
_SERVICES = f"{_MACHINE}\\SYSTEM\\CurrentControlSet\\Services"
# The narrower role comes later and so wins.
_ROLES = {
    Role.MEMBER: ("any", "member"),
    Role.HYPERV_HOST: ("any", "member", "hyperv-host"),
    Role.DC: ("any", "dc"),
}
_FOLDERS = ("System32", "System32\\drivers\\etc", "Temp", "security\\logs", "security\\templates")
PROGRAMS = ("auditpol.exe", "hostname.exe", "icacls.exe", "reg.exe", "secedit.exe", "whoami.exe")


@lru_cache(maxsize=1)
def _defaults() -> Mapping[str, Any]:
    data: Mapping[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return data


def fresh_state(machine: Machine) -> HostState:
    """Make the state of a host as its installation left it."""
    state = HostState()
    _fill_registry(state.registry, machine)
    _name_machine(state.registry, machine)
    _fill_policy(state.policy, machine)
    state.running = running_at_first(state.registry)
    _fill_drive(state, machine)
    return state


def _applying(rows: Iterable[Mapping[str, Any]], machine: Machine) -> list[Mapping[str, Any]]:
    roles = _ROLES[machine.role]
    fitting = [
        row
        for row in rows
        if row.get("role", "any") in roles and machine.platform in row.get("platforms", (machine.platform,))
    ]
    return sorted(fitting, key=lambda row: roles.index(row.get("role", "any")))


def put_plain(key: Key, name: str, type_name: str, data: object) -> None:
    """Write a value given as JSON or TOML has it: a number, text, a list of lines, or bytes as `{"hex": …}`."""
    known: Data
    if isinstance(data, Mapping):
        known = bytes.fromhex(str(data["hex"]))
    elif isinstance(data, int | str):
        known = data
    else:
        assert isinstance(data, list)
        known = [str(line) for line in data]
    key.put(name, KIND_NUMBERS[type_name], known)


def _fill_registry(registry: Registry, machine: Machine) -> None:
    defaults = _defaults()
    for path in defaults["keys"]:
        registry.make(path)
    for row in _applying(defaults["registry"], machine):
        put_plain(registry.make(row["key"]), row["name"], row["type"], row["data"])
    for role in _ROLES[machine.role]:
        for service, start in defaults["services"].get(role, {}).items():
            registry.make(f"{_SERVICES}\\{service}").put("Start", kinds.DWORD, start)


def _name_machine(registry: Registry, machine: Machine) -> None:
    version = registry.make(_VERSION)
    for name, data in _defaults()["systems"][machine.platform].items():
        if data is not None:
            version.put(name, kinds.DWORD if isinstance(data, int) else kinds.STRING, data)
    for name in ("CurrentBuild", "CurrentBuildNumber"):
        version.put(name, kinds.STRING, str(machine.build))
    version.put("CurrentMajorVersionNumber", kinds.DWORD, 10)
    version.put("SystemRoot", kinds.STRING, machine.windows)
    product = "LanmanNT" if machine.role is Role.DC else "ServerNT"
    registry.make(f"{_CONTROL}\\ProductOptions").put("ProductType", kinds.STRING, product)
    for key in ("ComputerName", "ActiveComputerName"):
        registry.make(f"{_CONTROL}\\ComputerName\\{key}").put("ComputerName", kinds.STRING, machine.name.upper())
    registry.make(f"{_CONTROL}\\Session Manager\\Environment").put("windir", kinds.EXPAND_STRING, "%SystemRoot%")
    network = registry.make(f"{_SERVICES}\\Tcpip\\Parameters")
    for name, text in (
        ("Hostname", machine.name),
        ("NV Hostname", machine.name),
        ("Domain", machine.domain),
        ("NV Domain", machine.domain),
    ):
        network.put(name, kinds.STRING, text)


def _fill_policy(policy: SecurityPolicy, machine: Machine) -> None:
    defaults = _defaults()
    for row in _applying(defaults["rights"], machine):
        policy.grant(row["right"], list(row["holders"]))
    policy.system_access.update(defaults["system_access"])
    policy.event_audit.update(defaults["event_audit"])
    if machine.role is Role.DC:
        policy.kerberos.update(defaults["kerberos"])


def _fill_drive(state: HostState, machine: Machine) -> None:
    for folder in _FOLDERS:
        state.files.make_folder(f"{machine.windows}\\{folder}")
    for folder in ("Program Files", "ProgramData", f"Users\\{machine.user}\\Documents"):
        state.files.make_folder(f"{machine.windows[:2]}\\{folder}")
    for name in PROGRAMS:
        state.files.write(machine.program(name), b"MZ")
