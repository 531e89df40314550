"""
Apply: recorded changes become writes, each a pipeline of its own, and a re-read says what came of them.

Errors of a write explain; they never decide (design, section 5).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from aksarc_harden.engine import work_folder
from aksarc_harden.engine.kind import Kind, NotWritten, Seen, Write
from aksarc_harden.engine.read import Kinds, by_kind
from aksarc_harden.errors import HardenError
from aksarc_harden.model.answer import Answer, Cause, CauseCode, ErrorRecord
from aksarc_harden.model.change import Change, ChangeState
from aksarc_harden.model.facts import Facts
from aksarc_harden.model.found import ABSENT, Before, Found, Missing, Unreadable, Value, Wanted
from aksarc_harden.model.outcome import ChangeOutcome
from aksarc_harden.model.setting import Setting
from aksarc_harden.model.statement import Chain, call
from aksarc_harden.transport.session import Session

_UNORDERED = ("SIDs", "AuditFlags")  # holders of a right and audit flags are sets
_PROGRAM_LINE = "NativeCommandError"
_EXIT_CODE: Chain = (call("Get-Variable", Name="LASTEXITCODE", ValueOnly=True),)  # the next pipeline still finds it
_DENIED = ("UnauthorizedAccess", "SecurityException", "PermissionDenied")
Changes = Mapping[Setting, tuple[Before, Wanted]]


@dataclass(frozen=True)
class Explanation:
    """What the host said to one write: for whom, and why it may not have held."""

    settings: tuple[object, ...]
    cause: Cause


class Writing:
    """
    Writes on one host; what it had to say against them is in `said`.

    One work folder serves all kinds: made before the first write that needs it, removed when the writing ends.
    """

    def __init__(self, session: Session, kinds: Kinds, facts: Facts) -> None:
        self.said: list[Explanation] = []
        self._session = session
        self._kinds = kinds
        self._facts = facts
        self._has_folder = False
        self._unasked: Write | None = None  # the last program whose exit code was not asked for yet

    def write(self, changes: Changes) -> None:
        """Bring settings from their before to what is wanted."""
        parts = [(kind, {each: changes[each] for each in group}) for kind, group in by_kind(self._kinds, changes)]
        asked = [(kind, chain) for kind, part in parts for chain in kind.asks_before_writing(part, self._facts)]
        seen = self._ask(asked, needs_folder=any(kind.needs_work_folder for kind, _ in parts))
        for kind, part in parts:
            own = [each for asking, each in seen if asking is kind]
            self.run(kind.writes(part, self._facts, own))

    def run(self, writes: Sequence[Write | NotWritten]) -> None:
        """Run writes one by one, each a pipeline of its own."""
        for write in writes:
            if isinstance(write, NotWritten):
                self.said.append(Explanation(write.settings, write.cause))
                continue
            if write.uses_work_folder:
                self._ask((), needs_folder=True)
            self._run(write)

    def end(self) -> None:
        """Ask for the exit code that is open, and remove the folder."""
        chains = [_EXIT_CODE] if self._unasked else []
        if self._has_folder:
            chains.append(work_folder.removing(self._facts))
        answers = self._session.read(chains) if chains else []
        if self._unasked:
            self._explain_exit_code(answers[0][0])

    def give_up(self) -> None:
        """Remove the folder where the host still lets us; another error has ended the writing."""
        if self._has_folder:
            with suppress(HardenError):  # the first error counts
                self._session.read([work_folder.removing(self._facts)])

    def _ask(self, asked: Sequence[tuple[Kind[Any], Chain]], *, needs_folder: bool) -> list[tuple[Kind[Any], Seen]]:
        """Ask what kinds ask before they write; where the folder is not there yet, it is made on the way."""
        making: Chain = ()
        if needs_folder and not self._has_folder:
            self._settle_exit_code()
            making = work_folder.making(self._facts)
            self._has_folder = True
        sent = [making + chain for _, chain in asked] or ([making] if making else [])
        answers = self._session.read(sent) if sent else []
        return [
            (kind, Seen(chain, answer[len(making) :])) for (kind, chain), answer in zip(asked, answers, strict=False)
        ]

    def _run(self, write: Write) -> None:
        is_program = write.statement.commands[0].is_program
        if is_program:
            self._settle_exit_code()
        answer = self._session.run(write.statement)
        self.said += _explain(write, answer)
        if is_program and write.settings and answer.lost is None:
            self._unasked = write

    def _settle_exit_code(self) -> None:
        """Ask how the last program ended, before another one hides it."""
        if self._unasked:
            ((answer,),) = self._session.read([_EXIT_CODE])
            self._explain_exit_code(answer)

    def _explain_exit_code(self, answer: Answer) -> None:
        """Say how a native program ended: it tells by its exit code alone."""
        write, self._unasked = self._unasked, None
        if write is None or not answer.output or answer.output[0] == 0:
            return
        name = write.statement.commands[0].name.rpartition("\\")[2]
        cause = Cause(CauseCode.COMMAND_FAILED, f"{name}: exit code {answer.output[0]!r}")
        self.said.append(Explanation(write.settings, cause))


@contextmanager
def writing(session: Session, kinds: Kinds, facts: Facts) -> Iterator[Writing]:
    """Begin writing on a host, and end it whatever happens."""
    begun = Writing(session, kinds, facts)
    try:
        yield begun
    except HardenError:
        begun.give_up()
        raise
    begun.end()


def write_changes(session: Session, kinds: Kinds, changes: Changes, facts: Facts) -> list[Explanation]:
    """Bring settings from their before to what is wanted; give what the host had to say against it."""
    with writing(session, kinds, facts) as begun:
        begun.write(changes)
    return begun.said


def remove_keys(session: Session, kinds: Kinds, befores: Mapping[Setting, Before], facts: Facts) -> list[Explanation]:
    """Remove the keys that changes had to make, deepest first, where they are empty."""
    with writing(session, kinds, facts) as begun:
        for kind, group in by_kind(kinds, befores):
            begun.run(kind.keys_to_remove({setting: befores[setting] for setting in group}, facts))
    return begun.said


def outcome_of(change: Change, now: Found, said: Iterable[Explanation]) -> ChangeOutcome:
    """Say whether a change is in force, by the re-read."""
    if is_same(now, change.wanted):
        return ChangeOutcome(change, ChangeState.IN_FORCE)
    if isinstance(now, Unreadable):
        return ChangeOutcome(change, ChangeState.NOT_IN_FORCE, now.cause)
    causes = [explanation.cause for explanation in said if change.setting in explanation.settings]
    otherwise = causes[-1] if causes else Cause(CauseCode.NOT_IN_FORCE, "the host reported success and nothing changed")
    cause = next((each for each in causes if each.code is CauseCode.ACCESS_DENIED), otherwise)
    return ChangeOutcome(change, ChangeState.NOT_IN_FORCE, cause)


def is_same(found: Found, wanted: Wanted | Missing) -> bool:
    """Tell whether what was found is exactly what was wanted; holders of a right compare without order."""
    if wanted is ABSENT or isinstance(wanted, Missing):
        return isinstance(found, Missing)
    if not isinstance(found, Value) or not isinstance(wanted, Value) or found.type != wanted.type:
        return False
    if found.type in _UNORDERED and isinstance(found.data, tuple) and isinstance(wanted.data, tuple):
        return {item.upper() for item in found.data} == {item.upper() for item in wanted.data}
    return found.data == wanted.data


def as_wanted(before: Before) -> Wanted:
    """Give what a rollback writes."""
    return ABSENT if isinstance(before, Missing) else before


def _explain(write: Write, answer: Answer) -> list[Explanation]:
    said = [Explanation(write.settings, _cause_of(error)) for error in answer.errors if _counts(error)]
    if answer.lost:
        said.append(Explanation(write.settings, answer.lost))
    return said


def _counts(error: ErrorRecord) -> bool:
    """Tell an error from a line that a program wrote beside its output, as `reg.exe import` does when all is well."""
    return not error.id.startswith(_PROGRAM_LINE)


def _cause_of(error: ErrorRecord) -> Cause:
    is_denied = any(word in error.id or word in error.exception or word in error.category for word in _DENIED)
    return Cause(CauseCode.ACCESS_DENIED if is_denied else CauseCode.COMMAND_FAILED, error.id)
