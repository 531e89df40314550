"""
How a command fails: error records, and the exceptions that carry the terminating ones through the interpreter.

The ids, categories and exceptions of each failure are those of the recordings; a text is looked up by its key.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from aksarc_harden.model.answer import ErrorRecord
from aksarc_harden.model.values import WireValue

AUTOMATION = "System.Management.Automation."
PARENT_CONTAINS = AUTOMATION + "ParentContainsErrorRecordException"


@dataclass(frozen=True)
class Failure:
    """
    A failure before it is known which command it befell, and in which language.

    Attributes:
        id: the first part of FullyQualifiedErrorId.
        text: the key of its message in `texts`; `values` fill it.
        exception: the .NET exception's full name.
    """

    id: str
    category: str
    exception: str
    text: str
    values: tuple[tuple[str, object], ...] = ()
    target: WireValue = None

    def record(self, command: str, class_name: str | None, message: str) -> ErrorRecord:
        """Make the error record of a command."""
        origin = class_name or command
        return ErrorRecord(
            id=f"{self.id},{origin}" if origin else self.id,
            category=self.category,
            target=self.target,
            exception=self.exception,
            message=message,
            command=command,
        )


class FailureRaised(Exception):
    """One item of a command failed; the command decides whether it goes on with the next."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.id)
        self.failure = failure


class Terminating(Exception):
    """
    A statement ended with a terminating error.

    Attributes:
        shows_parent: in the first statement of a batch the record's exception is ParentContainsErrorRecordException,
            as for unknown commands and binding errors, not for what a cmdlet throws itself (recordings/wire,
            batch-errors).
    """

    def __init__(self, record: ErrorRecord, *, shows_parent: bool = False) -> None:
        super().__init__(record.id)
        self.record = record
        self.shows_parent = shows_parent

    def as_first_of_batch(self) -> ErrorRecord:
        """Give the record that the error stream gets when the first statement of a batch ends this way."""
        return replace(self.record, exception=PARENT_CONTAINS) if self.shows_parent else self.record


class StoppedByPreference(Terminating):
    """A non-terminating error under `-ErrorAction Stop`; unlike the others it really ends a batch."""


class PipelineStopped(Exception):
    """The client stopped the pipeline while a statement ran."""


def failure(
    id: str, category: str, exception: str, text: str, target: WireValue = None, **values: object
) -> FailureRaised:
    """Make the exception of a failure."""
    return FailureRaised(Failure(id, category, exception, text, tuple(values.items()), target))


def path_not_found(path: str) -> FailureRaised:
    """Say that a path does not exist; the target is the path as given, without its provider."""
    return failure(
        "PathNotFound", "ObjectNotFound", AUTOMATION + "ItemNotFoundException", "path-not-found", path, path=path
    )


def not_supported(what: str) -> FailureRaised:
    """Say that the rehearsal has no such thing, though Windows has."""
    return failure("NotSupported", "NotImplemented", AUTOMATION + "PSNotSupportedException", "not-supported", what=what)
