"""
Apply: recorded changes become writes, each a pipeline of its own, and a re-read says what came of them.

Errors of a write explain; they never decide (design, section 5).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
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
from aksarc_harden.model.statement import call
from aksarc_harden.transport.session import Session

_UNORDERED = ("SIDs", "AuditFlags")  # holders of a right and audit flags are sets
_DENIED = ("UnauthorizedAccess", "SecurityException", "PermissionDenied")


@dataclass
class _Part:
    """One kind's part of the changes, and what was seen right before writing them."""

    kind: Kind[Any]
    changes: Mapping[Setting, tuple[Before, Wanted]]
    seen: list[Seen] = field(default_factory=list)


@dataclass(frozen=True)
class Explanation:
    """What the host said to one write: for whom, and why it may not have held."""

    settings: tuple[object, ...]
    cause: Cause


def write_changes(
    session: Session, kinds: Kinds, changes: Mapping[Setting, tuple[Before, Wanted]], facts: Facts
) -> list[Explanation]:
    """Bring settings from their before to what is wanted; give what the host had to say against it."""
    parts = [_Part(kind, {setting: changes[setting] for setting in group}) for kind, group in by_kind(kinds, changes)]
    with _work_folder(session, facts, parts):
        said: list[Explanation] = []
        for part in parts:
            said += _run_all(session, part.kind.writes(part.changes, facts, part.seen))
    return said


def remove_keys(session: Session, kinds: Kinds, befores: Mapping[Setting, Before], facts: Facts) -> list[Explanation]:
    """Remove the keys that changes had to make, deepest first, where they are empty."""
    said: list[Explanation] = []
    for kind, group in by_kind(kinds, befores):
        said += _run_all(session, kind.keys_to_remove({setting: befores[setting] for setting in group}, facts))
    return said


def outcome_of(change: Change, now: Found, said: Iterable[Explanation]) -> ChangeOutcome:
    """Say whether a change is in force, by the re-read."""
    if is_same(now, change.wanted):
        return ChangeOutcome(change, ChangeState.IN_FORCE)
    if isinstance(now, Unreadable):
        return ChangeOutcome(change, ChangeState.NOT_IN_FORCE, now.cause)
    causes = [explanation.cause for explanation in said if change.setting in explanation.settings]
    cause = causes[-1] if causes else Cause(CauseCode.NOT_IN_FORCE, "the host reported success and nothing changed")
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


@contextmanager
def _work_folder(session: Session, facts: Facts, parts: Sequence[_Part]) -> Iterator[None]:
    """Make one folder for all kinds that need it, ask what is asked before writing, and remove the folder."""
    making = work_folder.making(facts) if any(part.kind.needs_work_folder for part in parts) else ()
    asked = [(part, chain) for part in parts for chain in part.kind.asks_before_writing(part.changes, facts)]
    sent = [making + chain for _, chain in asked] or ([making] if making else [])
    try:
        answers = session.read(sent) if sent else []
        for (part, chain), answer in zip(asked, answers, strict=False):
            part.seen.append(Seen(chain, answer[len(making) :]))
        yield
    except HardenError:
        if making:
            with suppress(HardenError):  # the first error counts
                session.read([work_folder.removing(facts)])
        raise
    if making:
        session.read([work_folder.removing(facts)])


def _run_all(session: Session, writes: Sequence[Write | NotWritten]) -> list[Explanation]:
    said: list[Explanation] = []
    for write in writes:
        if isinstance(write, NotWritten):
            said.append(Explanation(write.settings, write.cause))
            continue
        answer = session.run(write.statement)
        said += _explain(write, answer)
        if write.settings and write.statement.commands[0].is_program and answer.lost is None:
            said += _exit_code(session, write)
    return said


def _explain(write: Write, answer: Answer) -> list[Explanation]:
    said = [Explanation(write.settings, _cause_of(error)) for error in answer.errors]
    if answer.lost:
        said.append(Explanation(write.settings, answer.lost))
    return said


def _exit_code(session: Session, write: Write) -> list[Explanation]:
    """Ask how a native program ended: it tells by its exit code alone, which the next pipeline still finds."""
    ((code,),) = session.read([(call("Get-Variable", Name="LASTEXITCODE", ValueOnly=True),)])
    if not code.output or code.output[0] == 0:
        return []
    name = write.statement.commands[0].name.rpartition("\\")[2]
    return [Explanation(write.settings, Cause(CauseCode.COMMAND_FAILED, f"{name}: exit code {code.output[0]!r}"))]


def _cause_of(error: ErrorRecord) -> Cause:
    is_denied = any(word in error.id or word in error.exception or word in error.category for word in _DENIED)
    return Cause(CauseCode.ACCESS_DENIED if is_denied else CauseCode.COMMAND_FAILED, error.id)
