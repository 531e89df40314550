"""
What do we write for a pipeline, and whose is an event that came? One pool's conversation, on whatever carrier.

Drives the client role of the protocol; sends nothing itself. Secrets are found by their types, never looked into.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from uuid import UUID

from aksarc_harden.errors import ProtocolError
from aksarc_harden.model.statement import Statement
from aksarc_harden.model.values import Credential, Secret
from aksarc_harden.psrp.client import ClientPool
from aksarc_harden.psrp.client_events import Event, KeyRequested, PoolStateChanged
from aksarc_harden.psrp.client_forms import create_pipeline, pipeline_input
from aksarc_harden.psrp.fragments import OBJECT_BYTES
from aksarc_harden.psrp.states import PoolState
from aksarc_harden.transport.pipeline import Pipeline
from aksarc_harden.transport.pool import PoolEndedError
from aksarc_harden.transport.within import holds

MOST_BYTES = 2 * OBJECT_BYTES  # of all that runs at once, so that a host which never stops ends in an error

_NOBODY = UUID(int=0)
_SECRETS = (Secret, Credential)

log = logging.getLogger(__name__)


def check_writable(statements: Sequence[Statement]) -> None:
    """
    Write statements and their input objects for a trial, without a key for their secrets.

    Raises:
        UnwritableError: the engine could not read a value.
    """
    if statements:
        create_pipeline(statements, has_input=False, encrypt=_seal_nothing)
    for statement in statements:
        for value in statement.inputs:
            pipeline_input(value, _seal_nothing)


def _seal_nothing(_: str) -> str:
    return ""


def needs_key(statements: Iterable[Statement]) -> bool:
    """Tell whether any argument or input object holds a secret, however deep."""
    return any(
        any(holds(value, _SECRETS) for command in statement.commands for _, value in command.arguments)
        or any(holds(value, _SECRETS) for value in statement.inputs)
        for statement in statements
    )


class Conversation:
    """One pool's side of the protocol, and the pipelines that wait for its events."""

    def __init__(self) -> None:
        self.client = ClientPool()
        self.wants_key = False
        self._pipelines: dict[UUID, Pipeline] = {}
        self._received_bytes = 0

    @property
    def is_open(self) -> bool:
        """Tell whether pipelines can be started."""
        return self.client.state is PoolState.OPENED

    def lacks_key(self, statements: Iterable[Statement]) -> bool:
        """Tell whether a key exchange has to come before these statements."""
        return not self.client.has_key and (self.wants_key or needs_key(statements))

    def write(self, statements: Sequence[Statement]) -> tuple[UUID, list[bytes], list[bytes]]:
        """
        Give a pipeline's id, the fragments that create it, and those of its input with its end.

        All of it is written before anything is sent, so that a value that cannot be written changes nothing.

        Raises:
            UnwritableError: the engine could not read a value.
        """
        inputs = statements[0].inputs if len(statements) == 1 else ()
        pipeline_id, creation = self.client.create_pipeline(statements, has_input=bool(inputs))
        fed: list[bytes] = []
        for value in inputs:
            fed += self.client.input(pipeline_id, value)
        if inputs:
            fed += self.client.end_input(pipeline_id)
        return pipeline_id, creation, fed

    def follow(self, pipeline_id: UUID, pipeline: Pipeline) -> None:
        """Hand this pipeline its events from now on."""
        if not self._pipelines:
            self._received_bytes = 0
        self._pipelines[pipeline_id] = pipeline

    def forget(self, pipeline_id: UUID) -> None:
        """Hand it no more events."""
        self._pipelines.pop(pipeline_id, None)

    def receive(self, data: bytes) -> None:
        """
        Take what came, and hand each event to its pipeline.

        Raises:
            ProtocolError: it breaks the protocol, or there is no end of it.
            PoolEndedError: the host closed the pool.
        """
        self._received_bytes += len(data)
        if self._received_bytes > MOST_BYTES:
            raise ProtocolError(f"more than {MOST_BYTES} bytes from what runs at once")
        for event in self.client.receive(data):
            log.debug("received %s", type(event).__name__)
            self._route(event)

    def _route(self, event: Event) -> None:
        if isinstance(event, PoolStateChanged):
            self._check_state(event)
        elif isinstance(event, KeyRequested):
            self.wants_key = True
        elif (pipeline := self._pipelines.get(getattr(event, "pipeline_id", None) or _NOBODY)) is not None:
            pipeline.take(event)

    @staticmethod
    def _check_state(event: PoolStateChanged) -> None:
        why = f" ({event.error.id})" if event.error is not None and event.error.id else ""
        if event.state is PoolState.BROKEN:
            raise ProtocolError(f"the host broke the runspace pool{why}")
        if event.state in (PoolState.CLOSED, PoolState.CLOSING):
            raise PoolEndedError(f"the host closed the runspace pool{why}")
