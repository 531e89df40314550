"""
How does a read go over WSMan, where every pipeline costs requests? One batch in one runspace, markers counted.

A batch that lost a marker is poisoned: what is left of it runs on unseen, so its pool is closed, the statement after
the last marker is blamed, and the rest is asked in another pool (recordings: README, "Rules for pipelines of several
statements").
"""

from __future__ import annotations

from aksarc_harden.errors import HardenError, ProtocolError
from aksarc_harden.model.answer import Answer, Cause, CauseCode
from aksarc_harden.psrp.states import PipelineState
from aksarc_harden.transport.causes import cause_of
from aksarc_harden.transport.deadline import Deadline
from aksarc_harden.transport.pipeline import Pipeline, Seen
from aksarc_harden.transport.pool import PoolEndedError, Pools
from aksarc_harden.transport.pooled_session import NO_ANSWER, run_one
from aksarc_harden.transport.reading import Numbered, Reading
from aksarc_harden.transport.wsman.batch import Attribution, Batch, is_lone, plan_batches

MOST_POISONED = 8  # pools of one read; after that statements go one by one, which costs requests and poisons nothing


def ask_in_batches(pools: Pools, reading: Reading, pending: list[Numbered], deadline: Deadline) -> None:
    """Ask the first batch of what is pending; chains with input objects go alone, last."""
    shared = [one for one in pending if not is_lone(one.chain)]
    if not shared or reading.poisoned >= MOST_POISONED:
        _ask_one_by_one(pools, reading, (shared or pending)[0], deadline)
        return
    batch = plan_batches(shared)[0]
    if len(batch.places) == 1:  # a pipeline of one statement tells its end truly and needs no markers
        _ask_one_by_one(pools, reading, batch.chains[0], deadline)
    else:
        _ask_batch(pools, reading, batch, deadline)


def _ask_one_by_one(pools: Pools, reading: Reading, one: Numbered, deadline: Deadline) -> None:
    for statement in one.chain:
        deadline.heard()
        answer = run_one(pools, statement, deadline, in_read=True)
        if answer.failed:
            reading.record(one.index, answer)
            return
        if answer.lost is not None and answer.lost.code is not CauseCode.VALUE_UNDECODABLE:
            reading.blame(one.index, answer)
            return
        reading.record(one.index, answer)


def _ask_batch(pools: Pools, reading: Reading, batch: Batch, deadline: Deadline) -> None:
    attribution = Attribution(batch)
    pipeline = Pipeline(attribution)
    error: HardenError | None = None
    pool = pools.pool(deadline)
    try:
        pool.start(batch.statements, pipeline, deadline)
        pool.collect(pipeline, deadline)
    except ProtocolError as broken:  # something in the answer could not be taken apart
        error = broken
    except PoolEndedError as ended:
        if attribution.is_whole or not _was_suspect(reading, batch, attribution):
            raise
        error = ended  # the second time with the same chain
    finally:
        for place in range(attribution.ended):
            reading.record(batch.places[place][0], attribution.seen[place].answer())
    if attribution.is_whole and pipeline.state is PipelineState.COMPLETED:
        return
    pools.reset()
    if not attribution.is_whole:
        culprit = batch.places[attribution.ended][0]
        reading.blame(culprit, _answer(attribution.culprit, pipeline, error))


def _was_suspect(reading: Reading, batch: Batch, attribution: Attribution) -> bool:
    """Tell whether a pool had ended before while this chain ran; from now on it has."""
    index = batch.places[attribution.ended][0]
    known = reading.is_suspect(index)
    reading.suspect(index)
    return known


def _answer(culprit: Seen, pipeline: Pipeline, error: HardenError | None) -> Answer:
    """Give the answer of the statement that poisoned its batch, and with it why no marker came."""
    if pipeline.error is not None:
        return culprit.failed_answer(pipeline.error)
    if error is not None:
        return culprit.answer(cause_of(error))
    if not pipeline.has_ended:
        return culprit.answer(NO_ANSWER)
    return culprit.answer(Cause(CauseCode.ANSWER_LOST, f"the batch ended as {pipeline.state.name} before its marker"))
