"""
How does a runspace pool live in a local `pwsh -s`? Every element waits for its acknowledgement.

Pipelines are closed as soon as they have ended, and all of them before the pool, or the process outlives its input
by ten seconds (powershell README, "Over standard streams").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from aksarc_harden.errors import HardenError, HostSilentError
from aksarc_harden.model.statement import Statement
from aksarc_harden.transport.conversation import Conversation
from aksarc_harden.transport.deadline import Deadline
from aksarc_harden.transport.pipeline import Pipeline
from aksarc_harden.transport.session import TimeLimits, Traffic
from aksarc_harden.transport.streams.process import POOL, LineProcess

SERVER_MODE = ("-s", "-NoLogo", "-NoProfile")
_CLOSE = TimeLimits(answer=2.0, whole=4.0)  # the process is made to end after that


class StreamPool:
    """One runspace pool in one process."""

    def __init__(
        self, arguments: Sequence[str], environment: Mapping[str, str], traffic: Traffic, deadline: Deadline
    ) -> None:
        deadline.check()
        self._traffic = traffic
        self._conversation = Conversation()
        self._running: dict[UUID, Pipeline] = {}
        self._process = LineProcess((*arguments, *SERVER_MODE), environment)
        try:
            self._open(deadline)
        except BaseException:
            self._process.end()
            raise

    def start(self, statements: Sequence[Statement], pipeline: Pipeline, deadline: Deadline) -> None:
        """Start a pipeline, after a key exchange if one is needed."""
        if self._conversation.lacks_key(statements):
            self._exchange_key(deadline)
        pipeline_id, creation, fed = self._conversation.write(statements)
        self._conversation.follow(pipeline_id, pipeline)
        self._say("Command", pipeline_id, None, deadline)
        pipeline.id = pipeline_id
        self._running[pipeline_id] = pipeline
        for fragment in (*creation, *fed):
            self._say("Data", pipeline_id, fragment, deadline)

    def collect(self, pipeline: Pipeline, deadline: Deadline) -> None:
        """Wait until a pipeline has ended, or until nothing came for the time of an answer."""
        while not pipeline.has_ended and (seconds := deadline.poll_seconds()) > 0:
            self.listen(seconds, deadline)
        self.close_ended(deadline)

    def listen(self, seconds: float, deadline: Deadline) -> None:
        """Take what came, or wait so long for something."""
        for data in self._process.hear(seconds):
            deadline.heard()
            self._conversation.receive(data)
        if self._conversation.lacks_key(()):
            self._exchange_key(deadline)

    def close_ended(self, deadline: Deadline) -> list[Pipeline]:
        """Close the pipelines that have ended, and give them."""
        ended = [pipeline_id for pipeline_id, pipeline in self._running.items() if pipeline.has_ended]
        closed = []
        for pipeline_id in ended:
            closed.append(self._running.pop(pipeline_id))
            self._conversation.forget(pipeline_id)
            self._say("Close", pipeline_id, None, deadline)
        return closed

    def close(self) -> None:
        """End the pool and the process."""
        deadline = Deadline(_CLOSE)
        try:
            for pipeline_id in self._running:
                self._say("Close", pipeline_id, None, deadline)
            self._say("Close", POOL, None, deadline)
        except HardenError:
            pass  # it has ended, or does not listen any more: its process is ended either way
        finally:
            self._process.end()

    def _open(self, deadline: Deadline) -> None:
        self._say("Data", POOL, b"".join(self._conversation.client.open()), deadline)
        try:
            while not self._conversation.is_open:
                self.listen(deadline.next_wait(), deadline)
        except HostSilentError as error:
            raise HostSilentError(f"the pool was not opened: {self._process.words or 'no answer'}") from error

    def _exchange_key(self, deadline: Deadline) -> None:
        self._conversation.wants_key = False
        for fragment in self._conversation.client.begin_key_exchange():
            self._say("Data", POOL, fragment, deadline)
        while not self._conversation.client.has_key:
            self.listen(deadline.next_wait(), deadline)

    def _say(self, kind: str, guid: UUID, data: bytes | None, deadline: Deadline) -> None:
        self._process.say(kind, guid, data, deadline)
        self._traffic.requests += 1
        self._traffic.bytes_sent += len(data or b"")
