"""
How does a simulated host stand behind a shell?

The server role of `psrp` understands the client, the interpreter runs what it asks for, and what that says becomes
fragments again. One shell has one runspace; pipelines take turns statement by statement, and what runs on unseen
waits for nobody (recordings/wire, f and batches).
A simulated host works in no time: what it says while it works is delivered together, when it waits or has ended, so
that a client needs no more requests on a busy machine than on an idle one.
It knows neither commands nor WSMan.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from uuid import UUID

from aksarc_harden.contract.reader import Contract, load_contract
from aksarc_harden.errors import ProtocolError
from aksarc_harden.model.answer import ErrorRecord
from aksarc_harden.model.values import Bag, Table, WireValue
from aksarc_harden.psrp import server_events as asked
from aksarc_harden.psrp.server import ServerPool
from aksarc_harden.psrp.states import PipelineState, PoolState
from aksarc_harden.rehearsal.binder import Binder
from aksarc_harden.rehearsal.host import SimulatedHost
from aksarc_harden.rehearsal.interpreter.batch import Batch
from aksarc_harden.rehearsal.interpreter.call import Pause
from aksarc_harden.rehearsal.interpreter.events import Ended, EndState, ErrorWritten, Event, Output, StatementDone
from aksarc_harden.rehearsal.interpreter.failures import AUTOMATION, PipelineStopped
from aksarc_harden.rehearsal.interpreter.runspace import CONFIGURATIONS, WINDOWS_CONFIGURATION, Engine, Runspace
from aksarc_harden.rehearsal.interpreter.statement import Interpreter
from aksarc_harden.rehearsal.interpreter.texts import say
from aksarc_harden.rehearsal.shells.backend import Deliver
from aksarc_harden.rehearsal.shells.backend import Ended as SayEnded

_LOG = logging.getLogger(__name__)
_PLENTY = 400_000  # bytes that fill an answer of 512,000 as Base64; so much is delivered while more is being said
_STATES = {
    EndState.COMPLETED: PipelineState.COMPLETED,
    EndState.FAILED: PipelineState.FAILED,
    EndState.STOPPED: PipelineState.STOPPED,
}


@lru_cache(maxsize=4)
def _binder(engine: Engine) -> Binder:
    return engine.make_binder(load_contract())


@dataclass(frozen=True)
class SimulatedEndpoint:
    """One session configuration of one host; called, it makes the back end of a new shell, as an `Opener` does."""

    host: SimulatedHost
    configuration: str = WINDOWS_CONFIGURATION

    def __call__(self, deliver: Deliver, ended: SayEnded) -> SimulatedBackend:
        """Make the back end of one shell; raises KeyError for a configuration that is not in `CONFIGURATIONS`."""
        return SimulatedBackend(self.host, CONFIGURATIONS[self.configuration], load_contract(), deliver, ended)


@dataclass
class _Pipeline:
    """
    One pipeline of the pool.

    Attributes:
        inputs: what the client sent so far; None where it sends nothing.
        stop: while a statement waits, what ends its waiting.
        unsaid, unsaid_bytes: fragments that are not delivered yet, and their size.
        is_over: the client has heard the end, or wants to hear nothing more.
    """

    asked: asked.PipelineAsked
    inputs: list[WireValue] | None
    stop: asyncio.Event | None = None
    task: asyncio.Task[None] | None = None
    unsaid: list[bytes] = field(default_factory=list)
    unsaid_bytes: int = 0
    is_over: bool = False


class SimulatedBackend:
    """The far side of one runspace pool on a simulated host."""

    def __init__(
        self, host: SimulatedHost, engine: Engine, contract: Contract, deliver: Deliver, ended: SayEnded
    ) -> None:
        self._host = host
        self._engine = engine
        self._contract = contract
        self._deliver = deliver
        self._say_ended = ended
        self._interpreter = self._fresh_interpreter()
        table = self._interpreter.runspace.version_table()
        self._pool = ServerPool(Table((("PSVersionTable", table),)))
        self._pipelines: dict[UUID, _Pipeline] = {}
        self._turn = asyncio.Lock()
        self._is_closed = False
        self._answers: dict[type, Callable[[Any], None]] = {
            asked.PoolOpenAsked: lambda _: self._to_pool(self._pool.opened()),
            asked.PoolConnectAsked: lambda _: self._to_pool(self._pool.connected()),
            asked.PoolBrokenByClient: self._on_broken,
            asked.PipelineAsked: self._on_pipeline,
            asked.CommandMetadataAsked: self._on_metadata,
            asked.InputArrived: self._on_input,
            asked.InputEnded: self._on_input_end,
            asked.KeyOffered: self._on_key,
            asked.KeyNeeded: lambda _: self._to_pool(self._pool.key_request()),
            asked.RunspaceCountAsked: self._on_runspaces,
            asked.HostAnswered: lambda _: None,
        }

    def _fresh_interpreter(self) -> Interpreter:
        runspace = Runspace(self._host, self._engine)
        return Interpreter(runspace, self._contract, _binder(self._engine))

    # --- what the server says ---

    async def open(self, creation: bytes) -> None:
        """Take the fragments that open the pool."""
        self._receive(creation, None)

    async def command(self, pipeline_id: UUID, data: bytes) -> None:
        """Take the first fragments of a pipeline."""
        self._receive(data, pipeline_id)

    async def send(self, pipeline_id: UUID | None, data: bytes) -> None:
        """Take more fragments of a pipeline, or of the pool."""
        self._receive(data, pipeline_id)

    async def signal(self, pipeline_id: UUID) -> None:
        """Stop a pipeline: the client hears Stopped at once, and the rest of a batch runs on."""
        pipeline = self._pipelines.get(pipeline_id)
        if pipeline is None or pipeline.is_over:
            return
        culture = self._interpreter.runspace.culture
        exception = AUTOMATION + "PipelineStoppedException"
        record = ErrorRecord("PipelineStopped", "OperationStopped", None, exception, say("stopped", culture))
        self._tell(pipeline_id, Ended(EndState.STOPPED, record))
        if pipeline.stop is not None:
            pipeline.stop.set()

    async def forget(self, pipeline_id: UUID) -> None:
        """Drop a pipeline; what still runs of it runs on, unheard."""
        pipeline = self._pipelines.get(pipeline_id)
        if pipeline is not None:
            pipeline.is_over = True
            pipeline.unsaid.clear()

    async def close(self) -> None:
        """Close the pool: the only end of what still runs."""
        self._is_closed = True
        tasks = [each.task for each in self._pipelines.values() if each.task is not None]
        self._pipelines.clear()
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    # --- what the client asks ---

    def _receive(self, data: bytes, channel: UUID | None) -> None:
        try:
            events = self._pool.receive(data, channel=channel)
        except ProtocolError as error:
            _LOG.debug("%s: dropped %d bytes: %s", self._host.name, len(data), error)
            return
        for event in events:
            self._answers[type(event)](event)

    def _on_broken(self, _: asked.PoolBrokenByClient) -> None:
        self._to_pool(self._pool.pool_state(PoolState.CLOSED))
        self._say_ended()

    def _on_pipeline(self, event: asked.PipelineAsked) -> None:
        pipeline = _Pipeline(event, [] if event.has_input else None)
        self._pipelines[event.pipeline_id] = pipeline
        if not event.has_input or not self._interpreter.can_start(event.statements[0]):
            self._start(pipeline)

    def _on_input(self, event: asked.InputArrived) -> None:
        pipeline = self._pipelines.get(event.pipeline_id)
        if pipeline is not None and pipeline.inputs is not None:
            pipeline.inputs.append(event.value)

    def _on_input_end(self, event: asked.InputEnded) -> None:
        pipeline = self._pipelines.get(event.pipeline_id)
        if pipeline is not None and pipeline.task is None and not pipeline.is_over:
            self._start(pipeline)

    def _on_key(self, _: asked.KeyOffered) -> None:
        fragments, events = self._pool.key_reply()
        self._to_pool(fragments)
        for event in events:
            self._answers[type(event)](event)

    def _on_runspaces(self, event: asked.RunspaceCountAsked) -> None:
        if event.question is asked.RunspaceQuestion.RESET:
            self._interpreter = self._fresh_interpreter()
        is_count = event.question is asked.RunspaceQuestion.AVAILABLE
        self._to_pool(self._pool.runspace_answer(event.call_id, 1 if is_count else True))

    def _on_metadata(self, event: asked.CommandMetadataAsked) -> None:
        """Importing commands is not simulated: there are none to import."""
        count = Bag({"Count": 0}, ("Selected.Microsoft.PowerShell.Commands.GenericMeasureInfo",))
        self._to_pipeline(event.pipeline_id, self._pool.output(event.pipeline_id, count))
        state = self._pool.pipeline_state(event.pipeline_id, PipelineState.COMPLETED)
        self._to_pipeline(event.pipeline_id, state, is_last=True)

    # --- running ---

    def _start(self, pipeline: _Pipeline) -> None:
        pipeline_id = pipeline.asked.pipeline_id
        batch = Batch(self._interpreter, str(pipeline_id), pipeline.asked.statements, pipeline.inputs)
        pipeline.task = asyncio.get_running_loop().create_task(self._run(pipeline, batch.run()))
        pipeline.task.add_done_callback(self._on_task_done)

    def _on_task_done(self, task: asyncio.Task[None]) -> None:
        """A defect of ours is a dead engine to the client, not a pipeline that never ends."""
        error = None if task.cancelled() else task.exception()
        if error is not None:
            _LOG.error("%s: the simulated engine died", self._host.name, exc_info=error)
            self._say_ended()

    async def _run(self, pipeline: _Pipeline, events: Generator[Event, None, None]) -> None:
        try:
            with contextlib.closing(events):
                while not await self._take_turn(pipeline, events):
                    await asyncio.sleep(0)  # others of this pool, and of other hosts, come between statements
        finally:
            self._deliver_unsaid(pipeline)  # of a pipeline that died; else its end has done it
            self._pipelines.pop(pipeline.asked.pipeline_id, None)

    async def _take_turn(self, pipeline: _Pipeline, events: Generator[Event, None, None]) -> bool:
        if pipeline.is_over:
            return await self._run_statement(pipeline, events)
        async with self._turn:
            return await self._run_statement(pipeline, events)

    async def _run_statement(self, pipeline: _Pipeline, events: Generator[Event, None, None]) -> bool:
        """Run up to the end of the next statement; tells whether that was the last."""
        for event in events:
            while isinstance(event, Pause):
                self._deliver_unsaid(pipeline)
                if not await _stopped_within(pipeline, event.seconds):
                    break
                following = _throw(events, PipelineStopped())
                if following is None:
                    return True
                event = following
            if isinstance(event, StatementDone):
                return False
            self._tell(pipeline.asked.pipeline_id, event)
        return True

    def _tell(self, pipeline_id: UUID, event: Event) -> None:
        pipeline = self._pipelines.get(pipeline_id)
        if pipeline is None or pipeline.is_over:
            return
        if isinstance(event, Output):
            self._say(pipeline, self._pool.output(pipeline_id, event.value))
        elif isinstance(event, ErrorWritten):
            self._say(pipeline, self._pool.error(pipeline_id, event.record))
        elif isinstance(event, Ended):
            pipeline.is_over = True
            pipeline.unsaid += self._pool.pipeline_state(pipeline_id, _STATES[event.state], event.record)
            self._deliver_unsaid(pipeline, is_last=True)

    def _say(self, pipeline: _Pipeline, fragments: Sequence[bytes]) -> None:
        pipeline.unsaid += fragments
        pipeline.unsaid_bytes += sum(map(len, fragments))
        if pipeline.unsaid_bytes >= _PLENTY:
            self._deliver_unsaid(pipeline)

    def _deliver_unsaid(self, pipeline: _Pipeline, *, is_last: bool = False) -> None:
        fragments, pipeline.unsaid, pipeline.unsaid_bytes = pipeline.unsaid, [], 0
        if not self._is_closed:
            self._to_pipeline(pipeline.asked.pipeline_id, fragments, is_last=is_last)

    def _to_pool(self, fragments: Sequence[bytes]) -> None:
        for fragment in fragments:
            self._deliver(None, fragment, False)

    def _to_pipeline(self, pipeline_id: UUID, fragments: Sequence[bytes], *, is_last: bool = False) -> None:
        for number, fragment in enumerate(fragments, start=1):
            self._deliver(pipeline_id, fragment, is_last and number == len(fragments))


def _throw(events: Generator[Event, None, None], error: Exception) -> Event | None:
    try:
        return events.throw(error)
    except StopIteration:
        return None


async def _stopped_within(pipeline: _Pipeline, seconds: float) -> bool:
    """Wait, but not longer than until a stop; tells whether one came, which ends this statement and none after it."""
    pipeline.stop = asyncio.Event()
    try:
        await asyncio.wait_for(pipeline.stop.wait(), seconds)
    except TimeoutError:
        return False
    finally:
        pipeline.stop = None
    return True
