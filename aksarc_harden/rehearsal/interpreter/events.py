"""What a running pipeline says, in the order in which it says it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from aksarc_harden.model.answer import ErrorRecord
from aksarc_harden.model.values import WireValue
from aksarc_harden.rehearsal.interpreter.call import Pause


@dataclass(frozen=True)
class Output:
    """An output object."""

    value: WireValue


@dataclass(frozen=True)
class ErrorWritten:
    """An error record in the error stream."""

    record: ErrorRecord


class EndState(StrEnum):
    """How a pipeline ends."""

    COMPLETED = "completed"
    FAILED = "failed"
    STOPPED = "stopped"


@dataclass(frozen=True)
class Ended:
    """The last that the caller hears; statements may go on running behind it."""

    state: EndState
    record: ErrorRecord | None = None


@dataclass(frozen=True)
class StatementDone:
    """One statement is through; others of the same runspace may run before the next."""


Event: TypeAlias = Output | ErrorWritten | Ended | StatementDone | Pause
