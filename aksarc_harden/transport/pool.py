"""What does a session need of a runspace pool, whatever carries it, and what is raised when one ended by itself?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeAlias

from aksarc_harden.errors import HostUnreachableError
from aksarc_harden.model.statement import Statement
from aksarc_harden.transport.deadline import Deadline
from aksarc_harden.transport.pipeline import Pipeline


class PoolEndedError(HostUnreachableError):
    """The pool, its shell or its process has ended by itself; the host may be well, and another pool may do."""

    def __init__(self, message: str) -> None:
        super().__init__(message, retry_after_seconds=0.0)


class Pool(Protocol):
    """An open runspace pool of one runspace."""

    def start(self, statements: Sequence[Statement], pipeline: Pipeline, deadline: Deadline) -> None:
        """Start a pipeline of statements; the input objects of a single one are sent with it."""
        ...

    def collect(self, pipeline: Pipeline, deadline: Deadline) -> None:
        """Wait until a pipeline has ended, or until nothing came for the time of an answer."""
        ...

    def close(self) -> None:
        """End the pool and all that runs in it; never raises."""
        ...


class Pools(Protocol):
    """Gives the pool that is open, or opens one."""

    def pool(self, deadline: Deadline) -> Pool:
        """Give an open pool."""
        ...

    def reset(self) -> None:
        """Close the pool, if one is open."""
        ...


OpenPool: TypeAlias = Callable[[Deadline], Pool]
