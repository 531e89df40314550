"""What a host says of itself, gathered once a session before anything else is asked."""

from __future__ import annotations

from dataclasses import dataclass, field

from aksarc_harden.model.host import Platform, Role
from aksarc_harden.model.values import DateTime


@dataclass(frozen=True)
class Facts:
    """
    A host's own account of itself.

    Attributes:
        windows: the system folder, for example `C:\\Windows`, without a backslash at its end.
        work_folder: `<windows>\\Temp\\aksarc-<run>`; made before the first statement that needs it.
        commands: names, lower case, of the commands that the kinds need and the host has.
        engine: PSVersion's text, for example `5.1.20348.2031`.
        language: the UI culture's name; for display only, nothing is decided by it.
        clock: the host's own time when the facts were taken.
    """

    computer: str
    platform: Platform
    role: Role
    build: str
    windows: str
    work_folder: str
    engine: str = ""
    language: str = ""
    clock: DateTime | None = None
    commands: frozenset[str] = field(default_factory=frozenset)
    is_cluster_node: bool = False
    is_reboot_pending: bool = False

    def program(self, name: str) -> str:
        """Give a native program of the system its full path."""
        return f"{self.windows}\\System32\\{name}"

    def has_command(self, name: str) -> bool:
        """Tell whether the host has a command, whatever its case."""
        return name.lower() in self.commands
