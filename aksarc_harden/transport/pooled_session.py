"""
What do all carriers' sessions have in common? One runspace pool at a time, opened when needed, closed when in doubt.

A carrier brings a way to open a `Pool` and a way to ask one for what a read still lacks (its module `reads`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeAlias

from aksarc_harden.errors import HardenError, HostSilentError, ProtocolError, TransientError, UnwritableError
from aksarc_harden.model.answer import Answer, Cause, CauseCode
from aksarc_harden.model.statement import Chain, Statement
from aksarc_harden.transport.causes import cause_of
from aksarc_harden.transport.conversation import check_writable
from aksarc_harden.transport.deadline import Cancelled, Deadline, never_cancelled
from aksarc_harden.transport.pipeline import Pipeline, Seen, single_answer
from aksarc_harden.transport.pool import OpenPool, Pool, PoolEndedError, Pools
from aksarc_harden.transport.reading import Numbered, Reading, read_all
from aksarc_harden.transport.session import TimeLimits, Traffic

NO_ANSWER = Cause(CauseCode.TIMED_OUT, "no answer within the time limit")
LAST_CHANCE_SECONDS = 10.0  # for what is tidied up on a host that was silent

Check: TypeAlias = Callable[[Iterable[Statement]], None]
Ask: TypeAlias = Callable[[Pools, Reading, list[Numbered], Deadline], None]


class PooledSession:
    """
    A `Session` over pools that a carrier opens.

    Attributes:
        limits: of each `read` and `run` from now on.
    """

    def __init__(
        self, open_pool: OpenPool, ask: Ask, check: Check, traffic: Traffic, limits: TimeLimits,
        cancelled: Cancelled = never_cancelled, hang_up: Callable[[], None] = lambda: None,
    ) -> None:  # fmt: skip
        self._open_pool = open_pool
        self._ask = ask
        self._check = check
        self._traffic = traffic
        self.limits = limits
        self._cancelled = cancelled
        self._hang_up = hang_up
        self._pool: Pool | None = None
        self._was_silent = False

    @property
    def traffic(self) -> Traffic:
        """What it cost so far."""
        return self._traffic

    def open(self) -> None:
        """Open the first pool now, so that a host that cannot be reached is known at once."""
        with self._operation() as deadline:
            self.pool(deadline)

    def read(self, chains: Sequence[Chain]) -> list[tuple[Answer, ...]]:
        """Run chains of reads; see `Session.read`."""
        statements = [statement for chain in chains for statement in chain]
        self._check(statements)
        check_writable(statements)  # all of them, so that no batch is sent when a later one could not be written
        reading = Reading(chains)
        with self._operation() as deadline:
            return read_all(reading, lambda pending: self._ask(self, reading, pending, deadline), self.reset, deadline)

    def run(self, statement: Statement) -> Answer:
        """Run one pipeline; see `Session.run`."""
        self._check([statement])
        with self._operation() as deadline:
            self.pool(deadline)
            deadline.heard()
            return run_one(self, statement, deadline, in_read=False)

    def close(self) -> None:
        """Close the pool and the connection."""
        try:
            self.reset()
        finally:
            self._hang_up()

    def __enter__(self) -> PooledSession:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def pool(self, deadline: Deadline) -> Pool:
        """Give the open pool, or open one."""
        if self._pool is None:
            self._pool = self._open_pool(deadline)
        return self._pool

    def reset(self) -> None:
        """Close the pool, if one is open."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.close()

    @contextmanager
    def _operation(self) -> Iterator[Deadline]:
        """Give an operation its time; a host that was silent the last time gets little."""
        most = LAST_CHANCE_SECONDS if self._was_silent else math.inf
        limits = TimeLimits(min(most, self.limits.answer), min(most, self.limits.whole))
        try:
            yield Deadline(limits, self._cancelled)
        except HostSilentError:
            self._was_silent = True
            raise
        self._was_silent = False


def run_one(pools: Pools, statement: Statement, deadline: Deadline, *, in_read: bool) -> Answer:
    """
    Run one statement as a pipeline of its own and give its answer; `lost` is set where its end is not known.

    Raises:
        UnwritableError: nothing was sent.
        HardenError: cancelled, or refused by the host.
    """
    seen = Seen()
    pipeline = Pipeline(seen)
    pool = pools.pool(deadline)
    try:
        if not _starts(pool, statement, pipeline, deadline):
            pools.reset()
            pool = pools.pool(deadline)
            pool.start((statement,), pipeline, deadline)
        pool.collect(pipeline, deadline)
    except UnwritableError:
        raise
    except (TransientError, ProtocolError) as error:
        pools.reset()
        return seen.answer(cause_of(error))
    except HardenError:
        pools.reset()
        raise
    if not pipeline.has_ended:
        pools.reset()
        return seen.answer(NO_ANSWER)
    return single_answer(pipeline, seen, in_read=in_read)


def _starts(pool: Pool, statement: Statement, pipeline: Pipeline, deadline: Deadline) -> bool:
    """Start a pipeline; give False where the pool had ended before it took anything, as an idle one may."""
    try:
        pool.start((statement,), pipeline, deadline)
    except PoolEndedError:
        if pipeline.id is not None:
            raise
        return False
    return True
