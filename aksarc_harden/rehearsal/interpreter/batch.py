"""
Runs the statements of one pipeline as the engine does, wrong reports and unseen rest included.

| a statement ends with | what the caller hears | what happens |
|---|---|---|
| a terminating error, the first of several | its record; the second's output and end, as all's | the rest runs unseen |
| a terminating error, a later one | Failed with that error, at once | the rest runs unseen |
| a non-terminating error under `-ErrorAction Stop` | Failed with that error | the rest does not run |
| a stop by the client | Stopped | the rest runs unseen |

Recordings: powershell-7.6 batch, wire batch-errors and batches; two failures in a row were tried on the real engine.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence

from aksarc_harden.model.answer import ErrorRecord
from aksarc_harden.model.values import WireValue
from aksarc_harden.psrp.server_events import ServedCommand
from aksarc_harden.rehearsal.interpreter.call import Pause
from aksarc_harden.rehearsal.interpreter.events import Ended, EndState, ErrorWritten, Event, StatementDone
from aksarc_harden.rehearsal.interpreter.failures import (
    AUTOMATION,
    PipelineStopped,
    StoppedByPreference,
    Terminating,
)
from aksarc_harden.rehearsal.interpreter.statement import Interpreter
from aksarc_harden.rehearsal.interpreter.texts import say


class Batch:
    """One pipeline of one statement or several."""

    def __init__(
        self,
        interpreter: Interpreter,
        pipeline: str,
        statements: Sequence[Sequence[ServedCommand]],
        inputs: Iterable[WireValue] | None = None,
    ) -> None:
        self._interpreter = interpreter
        self._pipeline = pipeline
        self._statements = statements
        self._inputs = inputs
        self._visible = True
        self._changed = False
        self._last = len(statements) - 1  # the statement whose end is told as the end of all

    def run(self) -> Generator[Event, None, None]:
        """
        Run all statements and give what the caller hears; one `Ended`, and pauses and marks also behind it.

        To stop the pipeline, throw `PipelineStopped` into this generator at a pause.
        """
        written = self._interpreter.runspace.host.state.written
        for number in range(len(self._statements)):
            goes_on, ended = yield from self._one(number)
            self._keep(number, sorted(written))
            written.clear()
            if ended is not None:
                yield ended
            if not goes_on:
                return
            yield StatementDone()

    def _one(self, number: int) -> Generator[Event, None, tuple[bool, Ended | None]]:
        """Run one statement; gives whether the next one runs, and what the caller hears as the end of all."""
        statement = self._statements[number]
        inputs = self._inputs if number == 0 else None
        try:
            yield from self._heard(self._interpreter.run(statement, inputs))
        except StoppedByPreference as stopped:
            return False, self._end(EndState.FAILED, stopped.record)
        except Terminating as failed:
            if number == 0 and len(self._statements) > 1:
                yield ErrorWritten(failed.as_first_of_batch())
                self._last = 1
                return True, None
            return True, self._end(EndState.FAILED, failed.record)
        except PipelineStopped:
            return True, self._end(EndState.STOPPED, self._stop_record())
        return True, self._end(EndState.COMPLETED, None) if number == self._last else None

    def _heard(self, events: Iterator[Event]) -> Iterator[Event]:
        for event in events:
            if self._visible or isinstance(event, Pause):
                yield event

    def _end(self, state: EndState, record: ErrorRecord | None) -> Ended | None:
        """Give the end that the caller hears, unless it has heard one."""
        if not self._visible:
            return None
        self._visible = False
        return Ended(state, record)

    def _stop_record(self) -> ErrorRecord:
        culture = self._interpreter.runspace.culture
        exception = AUTOMATION + "PipelineStoppedException"
        return ErrorRecord("PipelineStopped", "OperationStopped", None, exception, say("stopped", culture))

    def _keep(self, number: int, changed: list[str]) -> None:
        """Note the statement, and put log and state away before anybody hears the end."""
        host = self._interpreter.runspace.host
        commands = [(each.name, [name for name, _ in each.arguments]) for each in self._statements[number]]
        host.log.add(self._pipeline, commands, changed)
        self._changed |= bool(changed)
        if number == self._last or not self._visible:
            host.keep(changed=self._changed)
            self._changed = False
