"""
The kind of all user rights: who may log on how, and who holds which privilege; read and written by `secedit.exe`.

A right that an export does not list is nobody's, so every right that can be read has a value (reference/policy-files.md
and windows-traps.md). Holders are SIDs, which no language changes; a local account may come by its bare name and is
written back as it came.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aksarc_harden.engine.kind import Seen, Write
from aksarc_harden.model.answer import Answer, Cause, CauseCode
from aksarc_harden.model.facts import Facts
from aksarc_harden.model.found import Before, Found, Unreadable, Value, Wanted
from aksarc_harden.model.setting import UserRight
from aksarc_harden.model.statement import Chain, call, program
from aksarc_harden.model.values import WireValue, bare
from aksarc_harden.targets.windows.security_template import TemplateError, parse_rights, render_rights

SIDS = "SIDs"  # the type of a right's value
_AREA = ("/areas", "USER_RIGHTS")
_ATTEMPTS = 2  # an export beside another one fails now and then: once more before it counts as unreadable


class UserRightsKind:
    """User rights of a Windows machine."""

    commands = frozenset({"Get-Variable", "Get-Content", "Set-Content"})
    needs_work_folder = True

    def queries(self, settings: Sequence[UserRight], facts: Facts, seen: Sequence[Seen]) -> list[Chain]:
        """Ask for one export of all rights, and for a second one where the first failed."""
        has_answer = any(not isinstance(_rights_of(each), Cause) for each in seen)
        if not settings or has_answer or len(seen) == _ATTEMPTS or self._lacking(facts):
            return []
        return [_export(facts, attempt=len(seen) + 1)]

    def decode(self, settings: Sequence[UserRight], facts: Facts, seen: Sequence[Seen]) -> dict[UserRight, Found]:
        """Say who holds every right; nobody does where the export does not list it."""
        cause = Cause(CauseCode.COMMAND_MISSING, ", ".join(self._lacking(facts)))
        for each in seen:
            rights = _rights_of(each)
            if not isinstance(rights, Cause):
                return {each: Value(rights.get(each.constant.casefold(), ()), SIDS) for each in settings}
            cause = rights
        return dict.fromkeys(settings, Unreadable(cause))

    def writes(self, changes: Mapping[UserRight, tuple[Before, Wanted]], facts: Facts) -> list[Write]:
        """
        Upload a template of these rights alone and apply it; rights that it does not list stay as they are.

        Raises:
            UnwritableError: a holder that is neither a SID nor an account's name.
        """
        if not changes:
            return []
        template, database, log = (_file(facts, f"change.{ending}") for ending in ("inf", "sdb", "log"))
        text = render_rights({setting.constant: _holders(wanted) for setting, (_, wanted) in changes.items()})
        upload = call("Set-Content", LiteralPath=template, Value=text, Encoding="Unicode", Confirm=False)
        configure = program(
            facts.program("secedit.exe"),
            *("/configure", "/db", database, "/cfg", template, *_AREA, "/log", log, "/quiet"),
        )
        return [Write(upload), Write(configure | call("Out-Null"), settings=tuple(changes))]

    def keys_to_remove(self, befores: Mapping[UserRight, Before], facts: Facts) -> list[Write]:
        """Remove nothing: a right has no key."""
        return []

    def _lacking(self, facts: Facts) -> list[str]:
        return sorted(name for name in self.commands if not facts.has_command(name))


def _file(facts: Facts, name: str) -> str:
    return f"{facts.work_folder}\\user-rights-{name}"


def _export(facts: Facts, attempt: int) -> Chain:
    """Export to a new path, for only there it is written as UTF-16 (reference/windows-traps.md)."""
    exported, log = _file(facts, f"{attempt}.inf"), _file(facts, f"{attempt}.log")
    return (
        program(facts.program("secedit.exe"), "/export", "/cfg", exported, *_AREA, "/log", log, "/quiet")
        | call("Out-Null"),
        call("Get-Variable", Name="LASTEXITCODE", ValueOnly=True),
        call("Get-Content", LiteralPath=exported, Raw=True, Encoding="Unicode"),
    )


def _rights_of(seen: Seen) -> dict[str, tuple[str, ...]] | Cause:
    """Read one export: the right's constant, folded → its holders; or why there is nothing to read."""
    if lost := next((answer.lost for answer in seen.answers if answer.lost), None):
        return lost
    _, exit_answer, content = seen.answers
    code, text = _only(exit_answer), _only(content)
    if code != 0:
        said = _error_ids(*seen.answers) if code is None else f"exit code {code!r}"
        return Cause(CauseCode.COMMAND_FAILED, f"secedit.exe: {said}")
    if not isinstance(text, str):
        return Cause(CauseCode.COMMAND_FAILED, f"secedit.exe left no export: {_error_ids(content)}")
    try:
        return parse_rights(text)
    except TemplateError as error:
        return Cause(CauseCode.ANSWER_UNEXPECTED, f"export of secedit.exe: {error}")


def _only(answer: Answer) -> WireValue:
    """Give the one value of an answer; what Get-Content reads comes with its file's path hung on it."""
    return bare(answer.output[0]) if len(answer.output) == 1 else None


def _error_ids(*answers: Answer) -> str:
    return ", ".join(error.short_id for answer in answers for error in answer.errors) or "it did not say"


def _holders(wanted: Wanted) -> tuple[str, ...]:
    """Give the holders to write; a right that shall be absent is nobody's."""
    data = wanted.data if isinstance(wanted, Value) else ()
    return data if isinstance(data, tuple) else (str(data),)
