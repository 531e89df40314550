"""Progress: what a fleet tells whoever watches; the console shows it, tests count it."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol

from aksarc_harden.model.outcome import HostOutcome


class Phase(StrEnum):
    """What is being done on a host."""

    CONNECT = "connect"
    AUDIT = "audit"
    WAIT = "wait"  # for its turn in a group where hosts are changed one at a time
    WRITE = "write"
    VERIFY = "verify"
    ROLL_BACK = "roll back"


class Progress(Protocol):
    """Hears of a fleet's work from many threads at once."""

    def started(self, hosts: Sequence[str]) -> None:
        """These hosts are about to be done."""
        ...

    def phase(self, host: str, phase: Phase) -> None:
        """A host enters a phase."""
        ...

    def host_done(self, outcome: HostOutcome) -> None:
        """A host has its result or its error."""
        ...

    def finished(self) -> None:
        """All hosts are done."""
        ...


class Silence:
    """Progress that nobody watches."""

    def started(self, hosts: Sequence[str]) -> None:
        """Say nothing."""

    def phase(self, host: str, phase: Phase) -> None:
        """Say nothing."""

    def host_done(self, outcome: HostOutcome) -> None:
        """Say nothing."""

    def finished(self) -> None:
        """Say nothing."""
