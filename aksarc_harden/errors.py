"""
Every error we raise, drawn as a tree.

    HardenError
    ├── InputError              the operator's input is wrong; names file, line and cure (exit code 1)
    ├── RefusedError            a guard, a lock or a window says no (exit code 3)
    │   └── CancelledError          somebody asked us to stop, so nobody waits for the answer any more
    ├── TransientError          may pass by waiting; carries retry_after_seconds
    │   ├── HostUnreachableError    nothing listens there, or the connection was lost for good
    │   ├── HostBusyError           a quota of the host is reached
    │   └── HostSilentError         no answer within the time limit
    └── PermanentError          waiting will not help
        ├── AccessDeniedError       the host refused our sign-in or our rights
        ├── UntrustedCertificateError
        ├── ProtocolError           the peer broke HTTP, WSMan or PSRP
        ├── UnwritableError         a value that the remote engine could not read; refused before it is sent
        ├── ContractError           a statement that its command's published contract refuses
        ├── FactsDisagreeError      the site declares one thing of a host, and the host says another
        └── CommandFailedError      the host ran our command and it ended with an error

Two questions shape the tree: may it pass by waiting, and whose fault is it?
Library exceptions are translated where the library is called and do not travel further.
Errors carry fields and build their sentence from them; no field holds a secret.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


class HardenError(Exception):
    """Anything that this package reports on purpose."""


@dataclass(frozen=True)
class InputProblem:
    """One thing wrong in the operator's input, and what would be right."""

    what: str
    cure: str
    file: Path | str | None = None
    line: int | None = None

    def __str__(self) -> str:
        place = "" if self.file is None else f"{self.file}:{self.line}: " if self.line else f"{self.file}: "
        return f"{place}{self.what} ({self.cure})" if self.cure else f"{place}{self.what}"


class InputError(HardenError):
    """Wrong input, all problems at once, before any host is touched."""

    def __init__(self, *problems: InputProblem) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


class RefusedError(HardenError):
    """A guard, a lock or a window forbids this now."""


class CancelledError(RefusedError):
    """Somebody asked us to stop, so nobody waits for the answer any more."""


class TransientError(HardenError):
    """May pass by waiting."""

    def __init__(self, message: str, *, retry_after_seconds: float = 30.0) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class HostUnreachableError(TransientError):
    """Nothing listens there, or the connection was lost for good."""


class HostBusyError(TransientError):
    """A quota of the host is reached."""


class HostSilentError(TransientError):
    """No answer came within the time limit."""


class PermanentError(HardenError):
    """Waiting will not help."""


class AccessDeniedError(PermanentError):
    """The host refused our sign-in or our rights."""


class UntrustedCertificateError(PermanentError):
    """The host's certificate is not one that this site trusts."""


class ProtocolError(PermanentError):
    """The peer broke HTTP, WSMan or PSRP."""


class UnwritableError(PermanentError):
    """A value that the remote engine could not read; refused before anything is sent."""


class ContractError(PermanentError):
    """A statement that its command's published contract refuses."""


class FactsDisagreeError(PermanentError):
    """The site declares one thing of a host, and the host says another."""

    def __init__(self, declared: str, found: str, cure: str) -> None:
        super().__init__(f"the site declares {declared}, the host says {found}; {cure}")


class CommandFailedError(PermanentError):
    """The host ran our command and it ended with an error."""
