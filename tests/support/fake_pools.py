"""Runspace pools that say whatever a test wants, and sessions over them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import uuid4

from aksarc_harden.errors import UnwritableError
from aksarc_harden.model.answer import ErrorRecord
from aksarc_harden.model.statement import Statement, call
from aksarc_harden.psrp.client_events import ErrorOutput, Event, Output, PipelineStateChanged
from aksarc_harden.psrp.states import PipelineState
from aksarc_harden.transport.check import accept_everything
from aksarc_harden.transport.deadline import Deadline
from aksarc_harden.transport.pipeline import Pipeline
from aksarc_harden.transport.pool import PoolEndedError
from aksarc_harden.transport.pooled_session import Check, PooledSession
from aksarc_harden.transport.session import TimeLimits, Traffic
from aksarc_harden.transport.wsman.reads import ask_in_batches

ANY = uuid4()
FATAL = ErrorRecord("Fatal,Some.Class", "InvalidOperation")
Behaviour = Callable[[Sequence[Statement]], list[Event | Exception]]


def say(value: object) -> Statement:
    """Write a statement that the fake pool answers with this value."""
    return call("Write-Output", InputObject=value)  # type: ignore[arg-type]


def run_well(statements: Sequence[Statement]) -> list[Event | Exception]:
    """Answer every Write-Output and complete; a Get-Fatal ends it as a real engine would."""
    events: list[Event | Exception] = []
    for number, statement in enumerate(statements):
        command = statement.commands[0]
        if command.name == "Get-Fatal":
            if number > 0 or len(statements) == 1:
                return [*events, PipelineStateChanged(ANY, PipelineState.FAILED, FATAL)]
            events.append(ErrorOutput(ANY, FATAL))
            continue
        events.append(Output(ANY, command.arguments[0][1]))
    return [*events, PipelineStateChanged(ANY, PipelineState.COMPLETED)]


class FakePool:
    """Runs a pipeline by a function; an exception among the events is raised in its place."""

    def __init__(self, behave: Behaviour) -> None:
        self._behave = behave
        self._coming: list[Event | Exception] = []
        self.is_closed = False

    def start(self, statements: Sequence[Statement], pipeline: Pipeline, deadline: Deadline) -> None:
        self._coming = self._behave(statements)
        if self._coming and isinstance(self._coming[0], UnwritableError | PoolEndedError):
            raise self._coming.pop(0)  # type: ignore[misc]
        pipeline.id = ANY

    def collect(self, pipeline: Pipeline, deadline: Deadline) -> None:
        for event in self._coming:
            if isinstance(event, Exception):
                raise event
            pipeline.take(event)

    def close(self) -> None:
        self.is_closed = True


class Fakes:
    """
    Opens fake pools, the first ones with behaviours of their own.

    Attributes:
        seconds: how long each could take to open.
    """

    def __init__(self, *behaviours: Behaviour) -> None:
        self._behaviours = list(behaviours)
        self.pools: list[FakePool] = []
        self.seconds: list[float] = []

    def session(self, check: Check = accept_everything) -> PooledSession:
        """Give a session over these pools that reads in batches, and waits a minute for an answer."""
        return PooledSession(self._open, ask_in_batches, check, Traffic(), TimeLimits(60.0, 600.0))

    def _open(self, deadline: Deadline) -> FakePool:
        self.seconds.append(deadline.remaining_seconds)
        behave = self._behaviours[len(self.pools)] if len(self.pools) < len(self._behaviours) else run_well
        self.pools.append(FakePool(behave))
        return self.pools[-1]
