"""
How does a runspace pool live in a WSMan shell? Opened with Create, fed with Command and Send, asked with Receive.

A pipeline that has ended is not signalled: the host forgets it with the shell, as with every client of this kind, and
a request is saved.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from uuid import UUID

from aksarc_harden.model.host import Endpoint
from aksarc_harden.model.statement import Statement
from aksarc_harden.transport.conversation import Conversation
from aksarc_harden.transport.deadline import Clock, Deadline
from aksarc_harden.transport.pipeline import Pipeline
from aksarc_harden.transport.wsman.carrier import Carrier
from aksarc_harden.transport.wsman.shell import Received, Shell

GATHER_SHARE = 0.5  # of the time a pipeline took so far, before it is asked again
MOST_GATHER_SECONDS = 0.5
FULL_BYTES = 100_000  # an answer with so much is followed by the next one at once

log = logging.getLogger(__name__)


class WSManPool:
    """One runspace pool in one shell."""

    def __init__(
        self, carrier: Carrier, endpoint: Endpoint, pause: Callable[[float], None] = time.sleep,
        clock: Clock = time.monotonic,
    ) -> None:  # fmt: skip
        self._shell = Shell(carrier, endpoint.configuration, endpoint.operation_seconds)
        self._conversation = Conversation()
        self._pause = pause
        self._clock = clock

    def open(self, deadline: Deadline) -> None:
        """Make the shell and wait until its pool is open; on failure nothing is left behind."""
        deadline.check()
        try:
            self._shell.create(self._conversation.client.id, self._conversation.client.open(), deadline)
            self._receive_until(lambda: self._conversation.is_open, deadline)
        except BaseException:
            self.close()
            raise

    def start(self, statements: Sequence[Statement], pipeline: Pipeline, deadline: Deadline) -> None:
        """Start a pipeline of statements, after a key exchange if one is needed."""
        if self._conversation.lacks_key(statements):
            self._exchange_key(deadline)
        pipeline_id, creation, fed = self._conversation.write(statements)
        self._conversation.follow(pipeline_id, pipeline)
        log.debug("%d statements, %d bytes", len(statements), sum(map(len, creation)))
        self._shell.command(pipeline_id, creation, deadline)
        pipeline.id = pipeline_id
        if fed:
            self._shell.send(fed, pipeline_id, deadline)

    def collect(self, pipeline: Pipeline, deadline: Deadline) -> None:
        """Wait until a pipeline has ended, or until nothing came for the time of an answer."""
        started = self._clock()
        while (seconds := deadline.poll_seconds()) > 0:
            received = self._receive(pipeline.id, seconds, deadline)
            if received is not None and received.is_done:
                pipeline.end_unknown()
            if pipeline.has_ended:
                break
            if self._conversation.lacks_key(()):
                self._exchange_key(deadline)
            if received is not None and sum(map(len, received.data)) < FULL_BYTES:
                # A host answers a Receive as soon as it has anything; later it has more, for one request.
                self._pause(min(MOST_GATHER_SECONDS, GATHER_SHARE * (self._clock() - started)))
        if pipeline.id is not None:
            self._conversation.forget(pipeline.id)

    def close(self) -> None:
        """Delete the shell, which ends all that runs in it."""
        self._shell.delete()

    def _exchange_key(self, deadline: Deadline) -> None:
        self._conversation.wants_key = False
        self._shell.send(self._conversation.client.begin_key_exchange(), None, deadline)
        self._receive_until(lambda: self._conversation.client.has_key, deadline)

    def _receive_until(self, is_reached: Callable[[], bool], deadline: Deadline) -> None:
        while not is_reached():
            self._receive(None, deadline.next_wait(), deadline)

    def _receive(self, pipeline_id: UUID | None, seconds: float, deadline: Deadline) -> Received | None:
        """Ask once, and hand on what came."""
        received = self._shell.receive(pipeline_id, seconds, deadline)
        if received is not None and received.data:
            deadline.heard()
            for data in received.data:
                self._conversation.receive(data)
        return received
