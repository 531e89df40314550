"""
How does a runspace pool live in a WSMan shell? Opened with Create, fed with Command and Send, asked with Receive.

A pipeline that has ended is not signalled: the host forgets it with the shell, as with every client of this kind, and
a request is saved.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from uuid import UUID

from aksarc_harden.model.statement import Statement
from aksarc_harden.transport.carrier import Carrier
from aksarc_harden.transport.collect import Pipeline
from aksarc_harden.transport.deadline import Deadline
from aksarc_harden.transport.psrp_pool import Protocol
from aksarc_harden.transport.shell import Shell

log = logging.getLogger(__name__)


class WSManPool:
    """One runspace pool in one shell."""

    def __init__(self, carrier: Carrier, configuration: str) -> None:
        self._shell = Shell(carrier, configuration)
        self._protocol = Protocol()

    def open(self, deadline: Deadline) -> None:
        """Make the shell and wait until its pool is open; on failure nothing is left behind."""
        deadline.check()
        try:
            self._shell.create(self._protocol.client.id, self._protocol.client.open(), deadline.remaining_seconds)
            self._receive_until(lambda: self._protocol.is_open, deadline)
        except BaseException:
            self.close()
            raise
        deadline.heard()

    def start(self, statements: Sequence[Statement], pipeline: Pipeline, deadline: Deadline) -> None:
        """Start a pipeline of statements, after a key exchange if one is needed."""
        if self._protocol.lacks_key(statements):
            self._exchange_key(deadline)
        pipeline_id, creation, fed = self._protocol.write(statements)
        self._protocol.follow(pipeline_id, pipeline)
        log.debug("%d statements, %d bytes", len(statements), sum(map(len, creation)))
        self._shell.command(pipeline_id, creation, deadline.remaining_seconds)
        pipeline.id = pipeline_id
        if fed:
            self._shell.send(fed, pipeline_id, deadline.remaining_seconds)

    def collect(self, pipeline: Pipeline, deadline: Deadline) -> None:
        """Wait until a pipeline has ended, or until nothing came for the time of an answer."""
        try:
            while not pipeline.has_ended and deadline.remaining_seconds > 0:
                if self._receive(pipeline.id, deadline):
                    pipeline.end_unknown()
                if self._protocol.lacks_key(()):
                    self._exchange_key(deadline)
        finally:
            if pipeline.id is not None and pipeline.has_ended:
                self._protocol.forget(pipeline.id)

    def close(self) -> None:
        """Delete the shell, which ends all that runs in it."""
        self._shell.delete()

    def _exchange_key(self, deadline: Deadline) -> None:
        self._protocol.wants_key = False
        self._shell.send(self._protocol.client.begin_key_exchange(), None, deadline.remaining_seconds)
        self._receive_until(lambda: self._protocol.client.has_key, deadline)

    def _receive_until(self, is_reached: Callable[[], bool], deadline: Deadline) -> None:
        while not is_reached():
            self._receive(None, deadline)

    def _receive(self, pipeline_id: UUID | None, deadline: Deadline) -> bool:
        """Ask once; tell whether the host said that the pipeline is done."""
        received = self._shell.receive(pipeline_id, deadline.next_wait(), deadline.remaining_seconds)
        if received is None:
            return False
        for data in received.data:
            self._protocol.receive(data)
        if received.data:
            deadline.heard()
        return received.is_done
