"""Which error the caller gets when arguments do not bind: the rows of recordings/binder/README.md, Errors."""

from __future__ import annotations

from aksarc_harden.model.answer import ErrorRecord
from aksarc_harden.model.values import WireValue

BINDING = "ParameterBindingException"
TRANSFORMATION = "ParameterBindingArgumentTransformationException"
VALIDATION = "ParameterBindingValidationException"
_NAMESPACE = "System.Management.Automation."


class BindingError(Exception):
    """
    Arguments or an input object that a command does not take; the rehearsal turns it into an error record.

    Attributes:
        id: the first part of FullyQualifiedErrorId.
        exception: the .NET exception's short name.
        parameter: the name or names that the exception tells; "" where it tells none.
        target: the record's target object, for an input object that does not bind.
        command: the command's name.
        class_name: the full name of a cmdlet's class, None for a function or where it is unknown.
        terminating: false for an error of one input object.
    """

    def __init__(
        self,
        id: str,
        *,
        category: str = "InvalidArgument",
        exception: str = BINDING,
        parameter: str = "",
        target: WireValue = None,
        command: str = "",
        class_name: str | None = None,
        terminating: bool = True,
    ) -> None:
        self.id = id
        self.category = category
        self.exception = exception
        self.parameter = parameter
        self.target = target
        self.command = command
        self.class_name = class_name
        self.terminating = terminating
        super().__init__(f"{command}: {id} ({parameter})")

    def record(self) -> ErrorRecord:
        """Give the error record with the whole FullyQualifiedErrorId."""
        return ErrorRecord(
            id=f"{self.id},{self.class_name or self.command}",
            category=self.category,
            target=self.target,
            exception=_NAMESPACE + self.exception,
            message=f"Cannot bind parameter '{self.parameter}'." if self.parameter else "Cannot bind the arguments.",
            command=self.command,
        )


class CastError(Exception):
    """A value does not convert (PSInvalidCastException); the steps turn it into the error of their form."""


class UnsupportedError(CastError):
    """A conversion is not even tried (NotSupportedException, an ArgumentException of Add): CannotConvertArgument."""


class NullRefusedError(CastError):
    """Null to a Boolean of a cmdlet, which has an answer of its own."""
