"""Which commands and programs a simulated host has, disturbances counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from aksarc_harden.rehearsal.commands import accounts, content, filters, items, objects, properties, services, session
from aksarc_harden.rehearsal.host import SimulatedHost
from aksarc_harden.rehearsal.host.disturbances import MISSING
from aksarc_harden.rehearsal.interpreter.call import Cmdlet
from aksarc_harden.rehearsal.providers.programs import PROGRAMS

COMMANDS: dict[str, Callable[..., Cmdlet]] = {
    **accounts.COMMANDS,
    **content.COMMANDS,
    **filters.COMMANDS,
    **items.COMMANDS,
    **objects.COMMANDS,
    **properties.COMMANDS,
    **services.COMMANDS,
    **session.COMMANDS,
}
_BY_LOWER_NAME = {name.lower(): name for name in COMMANDS}
_MODULES = tuple(f"microsoft.powershell.{each}\\" for each in ("core", "localaccounts", "management", "utility"))


@dataclass(frozen=True)
class KnownCommands:
    """The commands of one host; `aliases` turns a short name such as `select` into a command's name."""

    host: SimulatedHost
    aliases: Callable[[str], str | None]

    def find(self, name: str) -> str | None:
        """Give a command's name in its own case, or a program's full path; None where the host has neither."""
        lowered = name.lower()
        module = next((each for each in _MODULES if lowered.startswith(each)), "")
        bare = lowered[len(module) :]
        found = self._program(name) if is_program(bare) else _BY_LOWER_NAME.get(bare) or self._alias(bare)
        return None if self.host.disturbances.command(found or name, MISSING) else found

    def names(self) -> list[str]:
        """Name all commands."""
        return [name for name in sorted(COMMANDS) if self.find(name)]

    def _alias(self, name: str) -> str | None:
        return _BY_LOWER_NAME.get((self.aliases(name) or "").lower())

    def _program(self, name: str) -> str | None:
        """Give a program's full path; a bare name is found in the system folder."""
        folder, _, bare = name.replace("/", "\\").rpartition("\\")
        system = f"{self.host.machine.windows}\\System32"
        if bare.lower() not in PROGRAMS or folder.lower() not in ("", system.lower()):
            return None
        return f"{system}\\{bare}"


def is_program(name: str) -> bool:
    """Tell a program's name from a command's."""
    return "\\" in name or "/" in name or name.lower().endswith(".exe")
