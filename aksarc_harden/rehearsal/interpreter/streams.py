"""Where a running statement puts its error records, and what the caller's preferences make of them."""

from __future__ import annotations

from collections.abc import Mapping

from aksarc_harden.model.answer import ErrorRecord
from aksarc_harden.model.values import EnumValue, WireValue
from aksarc_harden.rehearsal.interpreter.failures import (
    AUTOMATION,
    Failure,
    StoppedByPreference,
    Terminating,
)
from aksarc_harden.rehearsal.interpreter.texts import say

# System.Management.Automation.ActionPreference
_PREFERENCES = {0: "silentlycontinue", 1: "stop", 2: "continue", 3: "inquire", 4: "ignore"}


def preference_of(value: WireValue, otherwise: str = "continue") -> str:
    """Read an ActionPreference however it came: as a value, a number or a name; lower case."""
    if isinstance(value, EnumValue):
        return value.name.lower()
    if isinstance(value, int):
        return _PREFERENCES.get(int(value), otherwise)
    return value.lower() if isinstance(value, str) and value else otherwise


class ErrorStream:
    """The error records of one statement, in the order in which they were written."""

    def __init__(self) -> None:
        self._waiting: list[ErrorRecord] = []

    def write(self, record: ErrorRecord) -> None:
        """Add a record."""
        self._waiting.append(record)

    def take(self) -> list[ErrorRecord]:
        """Give the records that were written since the last time."""
        taken, self._waiting = self._waiting, []
        return taken


class Voice:
    """How one command of a pipeline speaks of its failures."""

    def __init__(
        self,
        command: str,
        class_name: str | None,
        stream: ErrorStream,
        culture: str,
        common: Mapping[str, WireValue],
        session_preference: str,
    ) -> None:
        self.command = command
        self.class_name = class_name
        self._stream = stream
        self._culture = culture
        self._preference = preference_of(common.get("ErrorAction"), session_preference)

    def word(self, text: str, **values: object) -> str:
        """Word a message in the session's language."""
        return say(text, self._culture, **values)

    def record(self, failure: Failure) -> ErrorRecord:
        """Make this command's error record of a failure."""
        return failure.record(self.command, self.class_name, self.word(failure.text, **dict(failure.values)))

    def error(self, failure: Failure) -> None:
        """Write a non-terminating error; raises where the caller's preference makes it a terminating one."""
        self.write(self.record(failure))

    def write(self, record: ErrorRecord) -> None:
        """Write an error record, or what the caller's preference makes of it."""
        if self._preference in ("silentlycontinue", "ignore"):
            return
        if self._preference == "stop":
            raise StoppedByPreference(record)
        if self._preference == "inquire":
            raise self.prompt(record.message)
        self._stream.write(record)

    def terminating(self, failure: Failure) -> Terminating:
        """Make the exception of a terminating error of this command."""
        return Terminating(self.record(failure))

    def prompt(self, question: str) -> Terminating:
        """Make the exception of a question that nobody can answer (recordings/wire, d)."""
        return self.terminating(
            Failure(
                "HostFunctionNotImplemented",
                "NotImplemented",
                AUTOMATION + "Host.HostException",
                "prompt",
                (("question", question),),
            )
        )
