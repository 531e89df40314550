"""
A session straight onto a simulated host: our client role, the rehearsal's server role and interpreter, no network.

All bytes of the protocol are made and read as on the wire, and reads go as batches; only HTTP and sign-in are left out.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from uuid import UUID

from aksarc_harden.model.statement import Statement
from aksarc_harden.rehearsal.host import SimulatedHost
from aksarc_harden.rehearsal.shells.simulated import SimulatedEndpoint
from aksarc_harden.transport.check import check_statements
from aksarc_harden.transport.conversation import Conversation
from aksarc_harden.transport.deadline import Deadline
from aksarc_harden.transport.pipeline import Pipeline
from aksarc_harden.transport.pooled_session import PooledSession
from aksarc_harden.transport.session import TimeLimits, Traffic
from aksarc_harden.transport.wsman.reads import ask_in_batches


class InProcessPool:
    """A runspace pool on a simulated host, driven step by step on a loop of its own."""

    def __init__(self, host: SimulatedHost, traffic: Traffic) -> None:
        self._traffic = traffic
        self._conversation = Conversation()
        self._loop = asyncio.new_event_loop()
        self._backend = SimulatedEndpoint(host)(self._deliver, lambda: None)
        self._loop.run_until_complete(self._backend.open(self._sent(self._conversation.client.open())))
        assert self._conversation.is_open

    def start(self, statements: Sequence[Statement], pipeline: Pipeline, deadline: Deadline) -> None:
        """Start a pipeline of statements."""
        pipeline_id, creation, fed = self._conversation.write(statements)
        self._conversation.follow(pipeline_id, pipeline)
        pipeline.id = pipeline_id
        self._loop.run_until_complete(self._backend.command(pipeline_id, self._sent(creation)))
        if fed:
            self._loop.run_until_complete(self._backend.send(pipeline_id, self._sent(fed)))

    def collect(self, pipeline: Pipeline, deadline: Deadline) -> None:
        """Let the host work until the pipeline has ended."""
        while not pipeline.has_ended:
            deadline.check()
            self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.run_until_complete(asyncio.sleep(0))  # its task has one step left behind the last word

    def close(self) -> None:
        """End the pool and all that runs in it."""
        if not self._loop.is_closed():
            self._loop.run_until_complete(self._backend.close())
            self._loop.close()

    def _deliver(self, pipeline_id: UUID | None, fragment: bytes, is_last: bool) -> None:
        self._conversation.receive(fragment)

    def _sent(self, fragments: Sequence[bytes]) -> bytes:
        data = b"".join(fragments)
        self._traffic.requests += 1
        self._traffic.bytes_sent += len(data)
        return data


def in_process(host: SimulatedHost) -> PooledSession:
    """Open a session to a simulated host of this process."""
    traffic = Traffic()
    return PooledSession(
        lambda deadline: InProcessPool(host, traffic), ask_in_batches, check_statements, traffic, TimeLimits(20.0, 60.0)
    )
