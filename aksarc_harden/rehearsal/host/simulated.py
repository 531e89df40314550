"""
One simulated host: who it is, what state it is in, what is made to go wrong on it, and what it was asked to do.

It knows no command and no protocol; the interpreter reads and writes its state.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aksarc_harden.rehearsal.host.defaults import fresh_state, put_plain
from aksarc_harden.rehearsal.host.disturbances import Disturbances
from aksarc_harden.rehearsal.host.machine import Machine
from aksarc_harden.rehearsal.host.persistence import load_plain, not_a_state, save_plain
from aksarc_harden.rehearsal.host.state import HostState, observable
from aksarc_harden.rehearsal.host.statement_log import LoggedStatement, StatementLog


class SimulatedHost:
    """
    A Windows machine of the rehearsal.

    Attributes:
        machine: its identity.
        state: all that commands can change.
        disturbances: what is made to go wrong.
        log: the statements it ran.
    """

    def __init__(
        self, machine: Machine, *, folder: Path | None = None, overlay: Mapping[str, Any] | None = None
    ) -> None:
        """
        Take up the state that is kept in a folder, or start from the defaults.

        Args:
            machine: who it is.
            folder: where its state and its log are kept, made where it is not there; None keeps both in memory.
            overlay: what is different from the defaults at the start: `registry`, rows of path, name, type and data,
                and `rights`, right → SIDs.

        Raises InputError where the folder holds something else.
        """
        self.machine = machine
        self.disturbances = Disturbances()
        self._overlay = overlay or {}
        if folder is not None:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._file = None if folder is None else folder / f"{machine.name}.json"
        self.log = StatementLog(None if folder is None else folder / f"{machine.name}.statements.jsonl")
        self.state = self._kept() or self._fresh()

    @property
    def name(self) -> str:
        """The machine's name."""
        return self.machine.name

    def disturb(self, kind: str, **details: Any) -> None:
        """
        Make something go wrong from now on; `disturbances.py` has the kinds and their fields.

        Raises InputError for an unknown kind or field.
        """
        self.disturbances.add(kind, **details)

    def calm(self) -> None:
        """Let everything go right again; the state stays as it is."""
        self.disturbances.clear()

    def snapshot(self) -> dict[str, Any]:
        """Give the whole state as data that can be compared: two equal snapshots are one and the same state."""
        return observable(self.state.to_plain())

    def restore(self, snapshot: Mapping[str, Any]) -> None:
        """Put a state back that `snapshot` gave."""
        self.state = HostState.from_plain(snapshot)
        self._save()

    def reset(self) -> None:
        """Go back to the state after installation, and forget disturbances and log."""
        self.state = self._fresh()
        self.calm()
        self.log.clear()
        self._save()

    def statements(self) -> list[LoggedStatement]:
        """Give all statements that it ran, in order."""
        return self.log.read()

    def keep(self, *, changed: bool) -> None:
        """Write the log and, if it changed, the state; called after each pipeline."""
        self.log.flush()
        if changed:
            self._save()

    def _kept(self) -> HostState | None:
        plain = load_plain(self._file) if self._file else None
        if self._file is None or plain is None:
            return None
        try:
            return HostState.from_plain(plain)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise not_a_state(self._file) from error

    def _save(self) -> None:
        if self._file is not None:
            save_plain(self._file, self.state.to_plain())

    def _fresh(self) -> HostState:
        state = fresh_state(self.machine)
        for path, name, type_name, data in self._overlay.get("registry", ()):
            put_plain(state.registry.make(path), name, type_name, data)
        for right, holders in self._overlay.get("rights", {}).items():
            state.policy.grant(right, list(holders))
        return state
