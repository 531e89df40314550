"""
What has one pipeline brought so far, and has it ended?

Turns the protocol's events into output, error records and an end; knows no carrier.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from aksarc_harden.model.answer import Answer, Cause, CauseCode, ErrorRecord
from aksarc_harden.model.values import WireValue
from aksarc_harden.psrp.client_events import ErrorOutput, Event, Output, PipelineStateChanged, Undecodable
from aksarc_harden.psrp.messages import MessageType, type_name
from aksarc_harden.psrp.states import PipelineState
from aksarc_harden.transport.causes import cause_of_record


class Sink(Protocol):
    """Takes what a pipeline brings, in order."""

    def take_output(self, value: WireValue) -> None:
        """Take an output object."""
        ...

    def take_error(self, record: ErrorRecord) -> None:
        """Take an error record."""
        ...

    def take_undecodable(self, what: str) -> None:
        """Take the place of something that could not be read."""
        ...


@dataclass
class Seen:
    """
    What came back for one statement so far.

    Attributes:
        undecodable: the first item that could not be read, in words.
    """

    output: list[WireValue] = field(default_factory=list)
    errors: list[ErrorRecord] = field(default_factory=list)
    undecodable: str | None = None

    def take_output(self, value: WireValue) -> None:
        """Take an output object."""
        self.output.append(value)

    def take_error(self, record: ErrorRecord) -> None:
        """Take an error record."""
        self.errors.append(record)

    def take_undecodable(self, what: str) -> None:
        """Take the place of something that could not be read."""
        if self.undecodable is None:
            self.undecodable = what

    def answer(self, lost: Cause | None = None) -> Answer:
        """Give the answer of a statement that came to its end, or of one whose end is lost for this cause."""
        if lost is None and self.undecodable is not None:
            lost = Cause(CauseCode.VALUE_UNDECODABLE, self.undecodable)
        return Answer(tuple(self.output), tuple(self.errors), lost)

    def failed_answer(self, record: ErrorRecord | None, *, lost: bool = True) -> Answer:
        """Give the answer of a statement that ended with a terminating error, the record last."""
        every = (*self.errors, record) if record is not None and record not in self.errors[-1:] else self.errors
        cause = cause_of_record(record) if record is not None else Cause(CauseCode.COMMAND_FAILED)
        return Answer(tuple(self.output), tuple(every), cause if lost else None, failed=True)


class Pipeline:
    """One pipeline that runs; `state` is its last one, `error` what ended it."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self.id: UUID | None = None  # None until the host has taken it
        self.state = PipelineState.RUNNING
        self.error: ErrorRecord | None = None

    @property
    def has_ended(self) -> bool:
        """Tell whether it is completed, failed or stopped."""
        return self.state.is_final

    def take(self, event: Event) -> None:
        """Take one event of this pipeline; other streams than output and errors are not kept."""
        if isinstance(event, Output):
            self._sink.take_output(event.value)
        elif isinstance(event, ErrorOutput):
            self._sink.take_error(event.record)
        elif isinstance(event, PipelineStateChanged):
            self.state, self.error = event.state, event.error
        elif isinstance(event, Undecodable):
            self._sink.take_undecodable(f"{type_name(event.message_type)}: {event.reason}")
            if event.message_type == MessageType.PIPELINE_STATE:
                self.end_unknown()

    def end_unknown(self) -> None:
        """Take it that nothing more comes, though no state said so."""
        if not self.has_ended:
            self.state = PipelineState.STOPPED


def single_answer(pipeline: Pipeline, seen: Seen, *, in_read: bool) -> Answer:
    """
    Give the answer of a pipeline of one statement that has ended.

    In a read, a statement that failed has `lost` set as well, so that every carrier's answers look alike.
    """
    if pipeline.state is PipelineState.FAILED:
        return seen.failed_answer(pipeline.error, lost=in_read)
    if pipeline.state is PipelineState.COMPLETED:
        return seen.answer()
    return seen.answer(Cause(CauseCode.ANSWER_LOST, "the pipeline was stopped"))
