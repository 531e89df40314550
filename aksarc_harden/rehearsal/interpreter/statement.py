"""
Runs one statement: a pipeline of commands in one runspace.

All commands are found and their arguments bound before the first one runs; then objects are pulled through one by
one, so that outputs and errors come in the engine's order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from aksarc_harden.contract.reader import Contract
from aksarc_harden.model.answer import ErrorRecord
from aksarc_harden.model.values import WireValue
from aksarc_harden.psrp.records import error_bag
from aksarc_harden.psrp.server_events import ServedCommand
from aksarc_harden.rehearsal.binder import Binder, BindingError, Bound
from aksarc_harden.rehearsal.commands.known import COMMANDS, KnownCommands, is_program
from aksarc_harden.rehearsal.host.disturbances import THROWING, UNCHANGING
from aksarc_harden.rehearsal.interpreter.call import Call, Cmdlet, Emitted, Pause
from aksarc_harden.rehearsal.interpreter.events import ErrorWritten, Event, Output
from aksarc_harden.rehearsal.interpreter.failures import (
    AUTOMATION,
    Failure,
    FailureRaised,
    Terminating,
)
from aksarc_harden.rehearsal.interpreter.objects import Object, text_of, to_wire
from aksarc_harden.rehearsal.interpreter.runspace import Runspace
from aksarc_harden.rehearsal.interpreter.streams import ErrorStream, Voice
from aksarc_harden.rehearsal.providers.drives import Drives
from aksarc_harden.rehearsal.providers.programs import PROGRAMS, ProgramResult

_NOT_FOUND = AUTOMATION + "CommandNotFoundException"
_MERGED = (2, 1)  # MergeMyResult Error, MergeToResult Output: [MS-PSRP] 2.2.3.31


@dataclass(frozen=True)
class _Ready:
    """A command that was found and bound."""

    asked: ServedCommand
    name: str
    bound: Bound | None
    voice: Voice
    merged: ErrorStream | None


class Interpreter:
    """Runs statements in one runspace."""

    def __init__(self, runspace: Runspace, contract: Contract, binder: Binder | None = None) -> None:
        self.runspace = runspace
        self._contract = contract
        self._binder = binder or runspace.engine.make_binder(contract)
        self._drives = Drives(runspace)
        self._directory = KnownCommands(runspace.host, self._alias)

    def _alias(self, name: str) -> str | None:
        found = self._contract.find(name)
        return None if found is None else found.name

    def can_start(self, statement: Sequence[ServedCommand]) -> bool:
        """Tell whether a statement's commands are there and take their arguments, before any input has come."""
        try:
            self._prepare_all(statement, ErrorStream(), has_input=True)
        except Terminating:
            return False
        return True

    def run(self, statement: Sequence[ServedCommand], inputs: Iterable[WireValue] | None) -> Iterator[Event]:
        """
        Run a statement to its end.

        Args:
            statement: its commands.
            inputs: the objects that the client sent; None where it sends none.

        Raises Terminating where it ends with a terminating error.
        """
        stream = ErrorStream()
        ready = self._prepare_all(statement, stream, has_input=inputs is not None)
        flow: Iterator[Emitted] | None = None if inputs is None else iter(inputs)
        for each in ready:
            flow = self._run_command(each, flow)
        assert flow is not None
        try:
            for item in flow:
                yield from (ErrorWritten(record) for record in stream.take())
                yield item if isinstance(item, Pause) else Output(to_wire(item))
        except Terminating:
            yield from (ErrorWritten(record) for record in stream.take())
            raise
        yield from (ErrorWritten(record) for record in stream.take())

    # --- finding and binding ---

    def _prepare_all(self, statement: Sequence[ServedCommand], stream: ErrorStream, *, has_input: bool) -> list[_Ready]:
        return [self._prepare(each, stream, at > 0 or has_input) for at, each in enumerate(statement)]

    def _prepare(self, asked: ServedCommand, stream: ErrorStream, has_input: bool) -> _Ready:
        if asked.is_script:
            raise self._no_scripts()
        name = self._directory.find(asked.name)
        if name is None:
            raise self._not_found(asked.name)
        merged = ErrorStream() if "error" in asked.merges.streams or asked.merges.own == _MERGED else None
        if is_program(name):
            voice = self._voice("", None, merged or stream, {})
            return _Ready(asked, name, None, voice, merged)
        try:
            bound = self._binder.bind(name, asked.arguments, has_input=has_input)
        except BindingError as error:
            raise Terminating(error.record(), shows_parent=True) from error
        except KeyError as error:
            raise self._not_found(asked.name) from error
        voice = self._voice(bound.command.name, bound.command.class_name, merged or stream, dict(bound.common))
        return _Ready(asked, bound.command.name, bound, voice, merged)

    def _voice(self, command: str, class_name: str | None, stream: ErrorStream, common: dict[str, WireValue]) -> Voice:
        runspace = self.runspace
        return Voice(command, class_name, stream, runspace.culture, common, runspace.error_preference)

    def _not_found(self, name: str) -> Terminating:
        failed = Failure(
            "CommandNotFoundException", "ObjectNotFound", _NOT_FOUND, "command-not-found", (("name", name),), name
        )
        voice = self._voice("", None, ErrorStream(), {})
        return Terminating(voice.record(failed), shows_parent=True)

    def _no_scripts(self) -> Terminating:
        failed = Failure(
            "ScriptsNotAllowed", "InvalidOperation", AUTOMATION + "PSNotSupportedException", "scripts-not-allowed"
        )
        return Terminating(self._voice("", None, ErrorStream(), {}).record(failed), shows_parent=True)

    # --- running ---

    def _run_command(self, ready: _Ready, source: Iterator[Emitted] | None) -> Iterator[Emitted]:
        for item in self._disturbed(ready, source):
            yield from _taken(ready.merged)
            yield item
        yield from _taken(ready.merged)

    def _disturbed(self, ready: _Ready, source: Iterator[Emitted] | None) -> Iterator[Emitted]:
        disturbed = self.runspace.host.disturbances.command(ready.name, THROWING, UNCHANGING)
        if disturbed is not None and disturbed.kind == THROWING:
            if disturbed.after <= 0:
                exception = "System.InvalidOperationException"
                raise ready.voice.terminating(Failure(exception, "NotSpecified", exception, "thrown"))
            disturbed.after -= 1
        if disturbed is not None and disturbed.kind == UNCHANGING:
            return self._pretend(ready, source)
        if ready.bound is None:
            return self._run_program(ready, source)
        return self._run_cmdlet(ready, ready.bound, source)

    def _pretend(self, ready: _Ready, source: Iterator[Emitted] | None) -> Iterator[Emitted]:
        for item in source or ():
            if isinstance(item, Pause):
                yield item
        if ready.bound is None:
            self.runspace.set_variable("LASTEXITCODE", 0)

    def _run_program(self, ready: _Ready, source: Iterator[Emitted] | None) -> Iterator[Emitted]:
        for item in source or ():
            if isinstance(item, Pause):
                yield item  # no simulated program reads its standard input
        program = PROGRAMS[ready.name.rpartition("\\")[2].lower()]
        result = program(self.runspace.host, [text_of(value) for _, value in ready.asked.arguments])
        self._write_errors(ready.voice, result)
        yield from result.output
        self.runspace.set_variable("LASTEXITCODE", result.exit_code)

    def _write_errors(self, voice: Voice, result: ProgramResult) -> None:
        for number, line in enumerate(result.errors):
            voice.write(
                ErrorRecord(
                    id="NativeCommandErrorMessage" if number else "NativeCommandError",
                    category="NotSpecified",
                    target=line,
                    exception=AUTOMATION + "RemoteException",
                    message=line,
                )
            )

    def _run_cmdlet(self, ready: _Ready, bound: Bound, source: Iterator[Emitted] | None) -> Iterator[Emitted]:
        call = Call(self.runspace, self._drives, ready.voice, self._directory, bound.common)
        cmdlet = COMMANDS[ready.name](call)
        try:
            if source is None:
                values = bound.values()
                yield from cmdlet.process(values, values.get("InputObject") if cmdlet.takes_items else None)
            else:
                yield from _feed(cmdlet, bound, source, ready.voice)
            yield from cmdlet.end()
        except FailureRaised as raised:
            raise ready.voice.terminating(raised.failure) from raised


def _feed(cmdlet: Cmdlet, bound: Bound, source: Iterator[Emitted], voice: Voice) -> Iterator[Emitted]:
    fixed = bound.values()
    for item in source:
        if isinstance(item, Pause):
            yield item
        elif cmdlet.takes_items:
            yield from cmdlet.process(fixed, item)
        else:
            yield from _bind_and_process(cmdlet, bound, item, voice)


def _bind_and_process(cmdlet: Cmdlet, bound: Bound, item: Object, voice: Voice) -> Iterator[Emitted]:
    try:
        _, values = bound.with_input(to_wire(item))
    except BindingError as error:
        voice.write(error.record())
        return
    yield from cmdlet.process(values, item)


def _taken(merged: ErrorStream | None) -> Iterator[Object]:
    return iter([error_bag(record) for record in merged.take()] if merged is not None else [])
