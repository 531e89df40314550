"""What came back for a statement, and why something did not: causes are codes, never localized text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from aksarc_harden.model.values import WireValue


class CauseCode(StrEnum):
    """Why something could not be read, written or reached; reports give each a sentence in every language."""

    ACCESS_DENIED = "access-denied"
    COMMAND_MISSING = "command-missing"
    COMMAND_FAILED = "command-failed"
    ANSWER_LOST = (
        "answer-lost"  # the statement was in a poisoned batch and is the one to blame, or behind it in its chain
    )
    ANSWER_UNEXPECTED = "answer-unexpected"  # an answer of a shape that we do not know
    VALUE_UNDECODABLE = "value-undecodable"  # data too short for its type, or of a type the engine does not know
    TIMED_OUT = "timed-out"
    CANCELLED = "cancelled"  # somebody asked us to stop while we waited
    KIND_FAILED = "kind-failed"  # a defect of ours in one kind; its settings are unreadable, the run goes on
    SIGN_IN_REFUSED = "sign-in-refused"
    CERTIFICATE_UNTRUSTED = "certificate-untrusted"
    UNREACHABLE = "unreachable"
    BUSY = "busy"
    PROTOCOL_BROKEN = "protocol-broken"
    REFUSED_BEFORE_SENDING = "refused-before-sending"
    NOT_IN_FORCE = "not-in-force"  # the write was accepted and the re-read shows another value
    WRONG_PAIR = "wrong-pair"  # a key whose name holds a slash is shadowed by a pair of keys
    DISAGREES = "disagrees"  # facts and site declare different things


@dataclass(frozen=True)
class Cause:
    """A code and, for people and logs, the detail behind it: an error id, a path, a number. Never a secret."""

    code: CauseCode
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.code}: {self.detail}" if self.detail else str(self.code)


@dataclass(frozen=True)
class ErrorRecord:
    """
    A PowerShell error record; decide by `id`, `category` and `target`, never by `message`, which is localized.

    Attributes:
        id: FullyQualifiedErrorId, for example `PathNotFound,Microsoft.PowerShell.Commands.GetItemPropertyCommand`.
        category: the ErrorCategory's name, for example `ObjectNotFound`.
        exception: the exception's type name, for example `System.Security.SecurityException`.
    """

    id: str
    category: str = "NotSpecified"
    target: WireValue = None
    exception: str = ""
    message: str = ""
    command: str = ""

    @property
    def short_id(self) -> str:
        """The id without the command's class: `PathNotFound`."""
        return self.id.partition(",")[0]


@dataclass(frozen=True)
class Answer:
    """
    What one statement brought.

    Attributes:
        output: the output objects, in order.
        errors: the error records, in order; a terminating one is the last.
        lost: set where what the statement did is not known; output and errors are then what was seen before.
        failed: the pipeline ended with a terminating error.
    """

    output: tuple[WireValue, ...] = ()
    errors: tuple[ErrorRecord, ...] = ()
    lost: Cause | None = None
    failed: bool = False
