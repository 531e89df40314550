"""
The services of a simulated host, as its service manager sees them.

How a service starts and what it leans on stands in the registry; which of them run is all that is kept here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from aksarc_harden.rehearsal.host import registry as kinds
from aksarc_harden.rehearsal.host.registry import Key, Registry

SERVICES = "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services"
BOOT, SYSTEM, AUTOMATIC, MANUAL, DISABLED = range(5)
_DRIVERS = (1, 2, 8)  # winnt.h: SERVICE_KERNEL_DRIVER, _FILE_SYSTEM_DRIVER, _RECOGNIZER_DRIVER
_STOPPED_AT_FIRST = ("remoteregistry",)  # started by a trigger, and idle until then


@dataclass(frozen=True)
class ServiceEntry:
    """One service, by its key."""

    key: Key

    @property
    def name(self) -> str:
        """Its short name."""
        return self.key.name

    @property
    def start(self) -> int:
        """How it starts, as the registry numbers it."""
        return self._number("Start", MANUAL)

    @property
    def is_delayed(self) -> bool:
        """Tell whether an automatic start is a delayed one."""
        return self._number("DelayedAutostart", 0) == 1

    @property
    def type(self) -> int:
        """Its type, as the registry numbers it; a process of its own where nothing is said."""
        return self._number("Type", 16)

    @property
    def display_name(self) -> str:
        """The name that people see."""
        value = self.key.value("DisplayName")
        return value.data if value is not None and isinstance(value.data, str) else self.name

    @property
    def needs(self) -> tuple[str, ...]:
        """The services that it leans on."""
        value = self.key.value("DependOnService")
        return tuple(value.data) if value is not None and isinstance(value.data, list) else ()

    def set_start(self, number: int) -> None:
        """Set how it starts."""
        self.key.put("Start", kinds.DWORD, number)

    def _number(self, name: str, otherwise: int) -> int:
        value = self.key.value(name)
        return value.data if value is not None and isinstance(value.data, int) else otherwise


def services(registry: Registry) -> Iterator[ServiceEntry]:
    """Give all services in the order of their names; drivers are none."""
    top = registry.find(SERVICES)
    for key in top.sorted_children() if top is not None else ():
        entry = ServiceEntry(key)
        if key.value("Start") is not None and entry.type not in _DRIVERS:
            yield entry


def running_at_first(registry: Registry) -> set[str]:
    """Say which services run after an installation: the automatic ones; names in lower case."""
    automatic = (entry.name.lower() for entry in services(registry) if entry.start == AUTOMATIC)
    return {name for name in automatic if name not in _STOPPED_AT_FIRST}
