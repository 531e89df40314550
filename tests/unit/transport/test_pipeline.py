"""What one pipeline brought becomes an answer."""

from __future__ import annotations

from uuid import uuid4

import pytest

from aksarc_harden.model.answer import Answer, Cause, CauseCode, ErrorRecord
from aksarc_harden.psrp.client_events import (
    ErrorOutput,
    Event,
    Output,
    PipelineStateChanged,
    RecordOutput,
    Stream,
    Undecodable,
)
from aksarc_harden.psrp.messages import MessageType
from aksarc_harden.psrp.states import PipelineState
from aksarc_harden.transport.pipeline import Pipeline, Seen, single_answer

ANY = uuid4()
DENIED = ErrorRecord("Denied,Some.Class", "PermissionDenied")
COMPLETED = PipelineStateChanged(ANY, PipelineState.COMPLETED)
FAILED = PipelineStateChanged(ANY, PipelineState.FAILED, DENIED)
BROUGHT: tuple[Event, ...] = (
    Output(ANY, 1), RecordOutput(ANY, Stream.WARNING, "beware"), ErrorOutput(ANY, ErrorRecord("Earlier")),
)  # fmt: skip


def after(*events: Event, in_read: bool = False) -> Answer:
    """Give the answer of a pipeline that brought these events."""
    seen = Seen()
    pipeline = Pipeline(seen)
    for event in events:
        pipeline.take(event)
    assert pipeline.has_ended
    return single_answer(pipeline, seen, in_read=in_read)


def test_output_and_errors_are_the_answer() -> None:
    """Other streams are not kept."""
    assert after(*BROUGHT, COMPLETED) == Answer((1,), (ErrorRecord("Earlier"),))


@pytest.mark.parametrize("in_read", [True, False])
def test_a_terminating_record_is_the_last_and_says_why(in_read: bool) -> None:
    """In a read the answer is lost as well, as in a batch."""
    lost = Cause(CauseCode.ACCESS_DENIED, "Denied,Some.Class") if in_read else None
    answer = after(*BROUGHT, FAILED, in_read=in_read)
    assert answer == Answer((1,), (ErrorRecord("Earlier"), DENIED), lost, failed=True)


def test_a_terminating_record_that_came_twice_is_told_once() -> None:
    """The engine may write it to the error stream as well."""
    assert after(ErrorOutput(ANY, DENIED), FAILED).errors == (DENIED,)


def test_a_pipeline_that_was_stopped_is_lost() -> None:
    """What it did is not known."""
    lost = after(*BROUGHT, PipelineStateChanged(ANY, PipelineState.STOPPED)).lost
    assert lost is not None
    assert lost.code is CauseCode.ANSWER_LOST


def test_something_unreadable_loses_the_answer() -> None:
    """And a state that cannot be read is an end all the same."""
    lost = after(Undecodable(ANY, MessageType.PIPELINE_OUTPUT, "no XML"), *BROUGHT, COMPLETED).lost
    assert lost == Cause(CauseCode.VALUE_UNDECODABLE, "PIPELINE_OUTPUT: no XML")
    assert after(*BROUGHT, Undecodable(ANY, MessageType.PIPELINE_STATE, "no XML")).lost is not None
