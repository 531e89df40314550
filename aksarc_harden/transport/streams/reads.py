"""
How does a read go over streams? One pipeline a statement, all started before any is awaited.

The links of a chain wait for each other, and chains with native programs go one at a time, since LASTEXITCODE is the
runspace's (design §5). Each pipeline has a state and an error of its own, so nothing can be poisoned. One that never
ends still blocks the others, and which it is cannot be told, since the engine does not start them in our order: then
the pool is closed, and all that ran are suspects, which are asked again one at a time.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from aksarc_harden.errors import ProtocolError
from aksarc_harden.transport.causes import cause_of
from aksarc_harden.transport.deadline import Deadline
from aksarc_harden.transport.pipeline import Pipeline, Seen, single_answer
from aksarc_harden.transport.pool import Pool, PoolEndedError, Pools
from aksarc_harden.transport.pooled_session import NO_ANSWER
from aksarc_harden.transport.reading import Numbered, Reading
from aksarc_harden.transport.streams.pool import StreamPool

MOST_RUNNING = 300  # pipelines at once; as many were tried (recordings: README)


@dataclass(frozen=True)
class _Link:
    """A statement that runs: which chain's, and at which place in it."""

    one: Numbered
    place: int
    seen: Seen


class _Asking:
    """One pool's work on the chains that are pending."""

    def __init__(self, pool: StreamPool, reading: Reading, pending: list[Numbered], deadline: Deadline) -> None:
        self._pool, self._reading, self._deadline = pool, reading, deadline
        self._suspects = deque(one for one in pending if reading.is_suspect(one.index))
        innocent = [one for one in pending if not reading.is_suspect(one.index)]
        self._plain = deque(one for one in innocent if not _has_program(one))
        self._programs = deque(one for one in innocent if _has_program(one))
        self._program_runs = False
        self.running: dict[Pipeline, _Link] = {}

    def go(self) -> None:
        """Run until all is done, or until nothing comes for the time of an answer."""
        self._start_more()
        while self.running and (seconds := self._deadline.poll_seconds()) > 0:
            if not any(pipeline.has_ended for pipeline in self.running):
                self._pool.listen(seconds, self._deadline)
            self._finish()
            self._start_more()

    def _start_more(self) -> None:
        if self._programs and not self._program_runs:
            self._program_runs = True
            self._start(self._programs.popleft(), 0)
        while self._plain and len(self.running) < MOST_RUNNING:
            self._start(self._plain.popleft(), 0)
        if self._suspects and not self.running:
            self._start(self._suspects.popleft(), 0)

    def _start(self, one: Numbered, place: int) -> None:
        link = _Link(one, place, Seen())
        pipeline = Pipeline(link.seen)
        self.running[pipeline] = link
        self._pool.start((one.chain[place],), pipeline, self._deadline)

    def _finish(self) -> None:
        for pipeline in self._pool.close_ended(self._deadline):
            link = self.running.pop(pipeline)
            answer = single_answer(pipeline, link.seen, in_read=True)
            self._reading.record(link.one.index, answer)
            if not answer.failed and link.place + 1 < len(link.one.chain):
                self._start(link.one, link.place + 1)
            elif _has_program(link.one):
                self._program_runs = False


def ask_together(pools: Pools, reading: Reading, pending: list[Numbered], deadline: Deadline) -> None:
    """Ask all that is pending; who runs alone when nothing comes any more is to blame."""
    asking = _Asking(_stream_pool(pools.pool(deadline)), reading, pending, deadline)
    cause = NO_ANSWER
    try:
        asking.go()
    except (ProtocolError, PoolEndedError) as error:
        if not asking.running:
            raise
        cause = cause_of(error)
    if not asking.running:
        return
    pools.reset()
    links = list(asking.running.values())
    if len(links) == 1 and (reading.is_suspect(links[0].one.index) or cause == NO_ANSWER):
        reading.blame(links[0].one.index, links[0].seen.answer(cause))
    for link in links:
        reading.suspect(link.one.index)


def _stream_pool(pool: Pool) -> StreamPool:
    if not isinstance(pool, StreamPool):
        raise TypeError("this way of asking is for streams")
    return pool


def _has_program(one: Numbered) -> bool:
    return any(command.is_program for statement in one.chain for command in statement.commands)
