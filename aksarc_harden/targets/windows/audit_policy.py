"""
The kind of the audit policy: one backup tells of all subcategories, and one restore changes them (`auditpol.exe`).

`/restore` puts all in force that its file says, so what is restored is a backup taken right before, with other numbers
in it: what another administrator changed since the reading stays, and so do lines that we do not understand.
A subcategory without a line is one that the system does not know; it is missing, and nothing is written for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aksarc_harden.engine.kind import NotWritten, Seen, Write
from aksarc_harden.errors import UnwritableError
from aksarc_harden.model.answer import Cause, CauseCode
from aksarc_harden.model.facts import Facts
from aksarc_harden.model.found import Before, Found, Missing, Unreadable, Value, Wanted
from aksarc_harden.model.setting import AuditPolicy
from aksarc_harden.model.statement import Chain, call, program
from aksarc_harden.targets.windows.audit_file import AuditFile, parse_audit_file, render_audit_file
from aksarc_harden.targets.windows.policy_export import COMMANDS, PolicyExport, may_ask, work_file

FLAGS = "AuditFlags"  # the type of a subcategory's value

_TOOL = "auditpol.exe"
# No encoding is named: a byte order mark counts, else Windows PowerShell takes the system's code page and PowerShell 7
# UTF-8; either leaves ASCII as it is, and so numbers, GUIDs and commas (tried on the Linux engine with Shift-JIS).
_BACKUP = PolicyExport(_TOOL, lambda file, log: ("/backup", f"/file:{file}"), "audit")

Changes = Mapping[AuditPolicy, tuple[Before, Wanted]]


class AuditPolicyKind:
    """Audit subcategories of a Windows machine."""

    commands = COMMANDS | {"Set-Content"}
    needs_work_folder = True

    def queries(self, settings: Sequence[AuditPolicy], facts: Facts, seen: Sequence[Seen]) -> list[Chain]:
        """Ask for one backup, and for a second one where the first failed."""
        if not settings or self._lacking(facts) or not may_ask([_read(each) for each in seen]):
            return []
        return [_BACKUP.chain(facts, attempt=len(seen) + 1)]

    def decode(self, settings: Sequence[AuditPolicy], facts: Facts, seen: Sequence[Seen]) -> dict[AuditPolicy, Found]:
        """Say what is audited; a subcategory that the backup does not list is missing."""
        cause = Cause(CauseCode.COMMAND_MISSING, ", ".join(self._lacking(facts)))
        for each in seen:
            file = _read(each)
            if not isinstance(file, Cause):
                flags = file.flags()
                return {setting: _found(flags.get(setting.subcategory.upper())) for setting in settings}
            cause = file
        return dict.fromkeys(settings, Unreadable(cause))

    def asks_before_writing(self, changes: Changes, facts: Facts) -> list[Chain]:
        """Ask for the backup that the changes go into."""
        return [_BACKUP.chain(facts, attempt="fresh")] if changes else []

    def writes(self, changes: Changes, facts: Facts, seen: Sequence[Seen] = ()) -> list[Write | NotWritten]:
        """Upload the backup with the wanted numbers in it, and restore it."""
        if not changes:
            return []
        fresh = _read(seen[-1]) if seen else Cause(CauseCode.ANSWER_LOST, "no backup to put the changes into")
        if isinstance(fresh, Cause):
            return [NotWritten(fresh, tuple(changes))]
        listed = fresh.flags()
        known = {each: _flags(pair[1]) for each, pair in changes.items() if each.subcategory.upper() in listed}
        refused = tuple(each for each in changes if each not in known)
        why = Cause(CauseCode.COMMAND_FAILED, "the system has no such subcategory")
        unknown: list[Write | NotWritten] = [NotWritten(why, refused)] if refused else []
        return unknown + (_restoring(fresh, known, facts) if known else [])

    def keys_to_remove(self, befores: Mapping[AuditPolicy, Before], facts: Facts) -> list[Write]:
        """Remove nothing: a subcategory has no key."""
        return []

    def _lacking(self, facts: Facts) -> list[str]:
        return sorted(name for name in self.commands if not facts.has_command(name))


def _restoring(
    fresh: AuditFile, known: Mapping[AuditPolicy, tuple[str, ...]], facts: Facts
) -> list[Write | NotWritten]:
    try:
        text = render_audit_file(fresh.with_flags({each.subcategory.upper(): flags for each, flags in known.items()}))
    except UnwritableError as error:
        return [NotWritten(Cause(CauseCode.REFUSED_BEFORE_SENDING, str(error)), tuple(known))]
    path = work_file(facts, "audit-change.csv")
    upload = call("Set-Content", LiteralPath=path, Value=text, Encoding="Ascii", NoNewline=True, Confirm=False)
    restore = program(facts.program(_TOOL), "/restore", f"/file:{path}") | call("Out-Null")
    return [Write(upload), Write(restore, settings=tuple(known))]


def _read(seen: Seen) -> AuditFile | Cause:
    return _BACKUP.read(seen, parse_audit_file)


def _found(flags: tuple[str, ...] | None) -> Found:
    return Missing() if flags is None else Value(flags, FLAGS)


def _flags(wanted: Wanted) -> tuple[str, ...]:
    """Give the flags to write; a subcategory that shall be absent records nothing."""
    data = wanted.data if isinstance(wanted, Value) else ()
    return data if isinstance(data, tuple) else (str(data),)
