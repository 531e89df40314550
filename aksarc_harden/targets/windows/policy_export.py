"""
How a native policy tool is made to say what is in force: into a new file of the work folder, which is then read whole.

The tool's exit code says whether it worked, never its texts. What cannot be believed is a cause, and the same is asked
once more under new names: an export beside another one fails now and then (reference/windows-traps.md).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from aksarc_harden.engine.kind import Seen
from aksarc_harden.model.answer import Answer, Cause, CauseCode
from aksarc_harden.model.facts import Facts
from aksarc_harden.model.statement import Chain, call, program
from aksarc_harden.model.values import WireValue, bare

COMMANDS = frozenset({"Get-Content", "Get-Variable", "Out-Null"})
_LENGTH = 3  # statements of one export: the tool, its exit code, the file
_ATTEMPTS = 2
_NOT_FOUND = "CommandNotFoundException"

Parsed = TypeVar("Parsed")


class ExportError(ValueError):
    """A text that is no whole export of its tool."""


@dataclass(frozen=True)
class PolicyExport:
    """
    One tool's export.

    Attributes:
        tool: the program's file name.
        arguments: what it is called with, given the file to write and the log beside it.
        file: the beginning of its files' names.
        encoding: what `Get-Content` is told; None where its default is right.
    """

    tool: str
    arguments: Callable[[str, str], Sequence[str]]
    file: str
    encoding: str | None = None

    def chain(self, facts: Facts, attempt: str | int) -> Chain:
        """Give the statements of one attempt, whose files have names of their own."""
        path = work_file(facts, f"{self.file}-{attempt}.txt")
        read = call("Get-Content", LiteralPath=path, Raw=True)
        if self.encoding:
            read = call("Get-Content", LiteralPath=path, Raw=True, Encoding=self.encoding)
        return (
            program(facts.program(self.tool), *self.arguments(path, f"{path}.log")) | call("Out-Null"),
            call("Get-Variable", Name="LASTEXITCODE", ValueOnly=True),
            read,
        )

    def read(self, seen: Seen, parse: Callable[[str], Parsed]) -> Parsed | Cause:
        """Give what one attempt brought, or why there is nothing to read."""
        text = self._text(seen.answers[:_LENGTH])
        if isinstance(text, Cause):
            return text
        try:
            return parse(text)
        except ExportError as error:
            return Cause(CauseCode.ANSWER_UNEXPECTED, f"export of {self.tool}: {error}")

    def _text(self, answers: Sequence[Answer]) -> str | Cause:
        if any(error.short_id == _NOT_FOUND for error in answers[0].errors):
            return Cause(CauseCode.COMMAND_MISSING, self.tool)
        if lost := next((answer.lost for answer in answers if answer.lost), None):
            return lost
        _, exit_answer, content = answers
        code, text = _only(exit_answer), _only(content)
        if code != 0:
            said = _error_ids(*answers) if code is None else f"exit code {code!r}"
            return Cause(CauseCode.COMMAND_FAILED, f"{self.tool}: {said}")
        if not isinstance(text, str):  # of an empty file Get-Content says nothing at all
            return Cause(CauseCode.COMMAND_FAILED, f"{self.tool} left no export: {_error_ids(content)}")
        return text


def may_ask(attempts: Sequence[object]) -> bool:
    """Tell whether to ask (again): not once it was read, nor where the tool is not there, nor a third time."""
    causes = [each for each in attempts if isinstance(each, Cause)]
    is_hopeless = any(each.code is CauseCode.COMMAND_MISSING for each in causes)
    return len(causes) == len(attempts) < _ATTEMPTS and not is_hopeless


def work_file(facts: Facts, name: str) -> str:
    """Give the path of a file in the work folder."""
    return f"{facts.work_folder}\\{name}"


def _only(answer: Answer) -> WireValue:
    """Give the one value of an answer; what Get-Content reads comes with its file's path hung on it."""
    return bare(answer.output[0]) if len(answer.output) == 1 else None


def _error_ids(*answers: Answer) -> str:
    return ", ".join(error.short_id for answer in answers for error in answer.errors) or "it did not say"
