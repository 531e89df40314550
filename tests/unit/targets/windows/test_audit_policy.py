"""The audit policy: read from one backup, written by one restore of a backup taken right before."""

from __future__ import annotations

from typing import Any

import pytest

from aksarc_harden.engine.kind import NotWritten, Seen, Write
from aksarc_harden.model.answer import Answer, Cause, CauseCode, ErrorRecord
from aksarc_harden.model.found import ABSENT, Found, Missing, Unreadable, Value
from aksarc_harden.model.setting import AuditPolicy
from aksarc_harden.model.statement import Chain
from aksarc_harden.model.values import Bag, WireValue
from aksarc_harden.targets.windows.audit_file import parse_audit_file
from aksarc_harden.targets.windows.audit_policy import AuditPolicyKind
from aksarc_harden.transport.check import check_statements
from tests.support.audit_backups import BACKUP, CREDENTIAL_VALIDATION, PROCESS_CREATION, UNKNOWN
from tests.support.builders import facts_of

KIND = AuditPolicyKind()
FACTS = facts_of(commands=frozenset(name.lower() for name in KIND.commands))
VALIDATION, CREATION, OTHER = (AuditPolicy(guid) for guid in (CREDENTIAL_VALIDATION, PROCESS_CREATION, UNKNOWN))
BOTH = Value(("Success", "Failure"), "AuditFlags")
NONE = Value((), "AuditFlags")


def answers(code: WireValue = 0, *content: WireValue) -> tuple[Answer, ...]:
    """Answer for the three statements of a backup."""
    return Answer(), Answer((code,)), Answer(content)


def ask(*said: tuple[Answer, ...]) -> dict[AuditPolicy, Found]:
    """Ask for three subcategories, as often as the kind wants to."""
    seen: list[Seen] = []
    for each in said:
        (chain,) = KIND.queries([VALIDATION, CREATION, OTHER], FACTS, seen)
        seen.append(Seen(chain, each))
    assert KIND.queries([VALIDATION, CREATION, OTHER], FACTS, seen) == []
    return KIND.decode([VALIDATION, CREATION, OTHER], FACTS, seen)


def words(chain: Chain, at: int = 0) -> list[Any]:
    """Give what a statement's first command is called with."""
    return [value for _, value in chain[at].commands[0].arguments]


def test_a_backup_says_what_is_audited() -> None:
    """Nothing is a value; a subcategory without a line is missing; whatever case the GUID has."""
    assert ask(answers(0, BACKUP)) == {VALIDATION: BOTH, CREATION: NONE, OTHER: Missing()}
    assert ask(answers(Bag(base=0), Bag({"PSPath": "x"}, base=BACKUP)))[VALIDATION] == BOTH


def test_the_backup_is_read_by_full_path_to_a_new_file() -> None:
    """One chain: the backup, its exit code, and the file as a whole in whatever encoding it came."""
    (chain,) = KIND.queries([VALIDATION], FACTS, [])
    assert chain[0].commands[0].name == r"C:\Windows\System32\auditpol.exe"
    verb, file = words(chain)
    path = file.removeprefix("/file:")
    assert verb == "/backup"
    assert path.startswith(FACTS.work_folder + "\\")
    assert words(chain, 2) == [path, True]
    check_statements(chain)


@pytest.mark.parametrize("first", [answers(1314), answers(0), answers(0, BACKUP[:200]), answers(0, "\0M\0a")])
def test_a_bad_backup_is_tried_once_more_under_another_name(first: tuple[Answer, ...]) -> None:
    """Empty, cut, in another encoding, refused: a second one counts, and two bad ones are unreadable."""
    assert ask(first, answers(0, BACKUP))[VALIDATION] == BOTH
    one, two = (KIND.queries([VALIDATION], FACTS, [Seen((), first)] * times)[0] for times in (0, 1))
    assert words(one) != words(two)
    assert isinstance(ask(first, first)[CREATION], Unreadable)


def test_a_missing_tool_is_asked_for_once() -> None:
    """The cause names it."""
    lost = Answer(lost=Cause(CauseCode.ANSWER_LOST))
    gone = (Answer(errors=(ErrorRecord("CommandNotFoundException"),), failed=True), lost, lost)
    assert ask(gone)[CREATION] == Unreadable(Cause(CauseCode.COMMAND_MISSING, "auditpol.exe"))


def test_a_host_without_a_command_says_which() -> None:
    """Nothing is asked where a command is missing."""
    lacking = facts_of(commands=FACTS.commands - {"get-content"})
    assert KIND.queries([VALIDATION], lacking, []) == []
    missing = Unreadable(Cause(CauseCode.COMMAND_MISSING, "Get-Content"))
    assert KIND.decode([VALIDATION], lacking, []) == {VALIDATION: missing}


def write(text: WireValue, changes: dict[AuditPolicy, Any]) -> list[Write | NotWritten]:
    """Ask before writing, answer with a backup, and give the writes."""
    asked = {setting: (NONE, wanted) for setting, wanted in changes.items()}
    (chain,) = KIND.asks_before_writing(asked, FACTS)
    check_statements(chain)
    return KIND.writes(asked, FACTS, [Seen(chain, answers(0, text))])


def test_a_change_goes_into_the_backup_just_taken() -> None:
    """The file that is restored is the host's own with other numbers; every other line is as it was."""
    upload, restore = write(BACKUP, {VALIDATION: NONE, CREATION: Value(("Failure",), "AuditFlags")})
    assert isinstance(upload, Write)
    assert isinstance(restore, Write)
    sent = dict(upload.statement.commands[0].arguments)
    expected = BACKUP.replace("Success and Failure,,3", "Success and Failure,,0").replace(
        "Auditing,,0", "Auditing,,2", 1
    )
    assert sent["Value"] == expected
    assert (sent["Encoding"], sent["NoNewline"], sent["Confirm"]) == ("Ascii", True, False)
    assert words((restore.statement,)) == ["/restore", f"/file:{sent['LiteralPath']!s}"]
    assert (upload.settings, restore.settings) == ((), (VALIDATION, CREATION))
    check_statements([upload.statement, restore.statement])


def test_the_fresh_backup_does_not_meet_the_files_of_the_reading() -> None:
    """It has a name of its own, so nothing older can be taken for it."""
    (before,), (fresh,) = (
        KIND.queries([VALIDATION], FACTS, []),
        KIND.asks_before_writing({VALIDATION: (NONE, BOTH)}, FACTS),
    )
    assert words(before) != words(fresh)


def test_a_subcategory_that_the_system_does_not_know_is_not_written() -> None:
    """A line of it could spoil the whole file; the others are written."""
    refused, upload, restore = write(BACKUP, {OTHER: BOTH, CREATION: BOTH})
    assert isinstance(refused, NotWritten)
    assert refused.settings == (OTHER,)
    assert isinstance(upload, Write)
    assert isinstance(restore, Write)
    assert restore.settings == (CREATION,)
    (alone,) = write(BACKUP, {OTHER: BOTH})
    assert isinstance(alone, NotWritten)


def test_without_a_whole_fresh_backup_nothing_is_restored() -> None:
    """What cannot be read back whole would be half a policy; the cause says so."""
    (refused,) = write(BACKUP[:200], {CREATION: BOTH})
    assert isinstance(refused, NotWritten)
    assert (refused.settings, refused.cause.code) == ((CREATION,), CauseCode.ANSWER_UNEXPECTED)
    (unasked,) = KIND.writes({CREATION: (NONE, BOTH)}, FACTS)
    assert isinstance(unasked, NotWritten)


def test_a_line_that_cannot_be_carried_stops_the_write_alone() -> None:
    """A finding with its cause, and no end of the run."""
    (refused,) = write(BACKUP.replace(",,FileGlobalSacl", ",,Datei管理"), {CREATION: BOTH})
    assert isinstance(refused, NotWritten)
    assert (refused.settings, refused.cause.code) == ((CREATION,), CauseCode.REFUSED_BEFORE_SENDING)


def test_a_subcategory_that_shall_be_absent_records_nothing() -> None:
    """There is no way to take a subcategory away."""
    upload, _ = write(BACKUP, {VALIDATION: ABSENT})
    assert isinstance(upload, Write)
    sent = str(dict(upload.statement.commands[0].arguments)["Value"])
    assert parse_audit_file(sent).flags()[CREDENTIAL_VALIDATION] == ()


def test_nothing_is_asked_and_written_for_nothing() -> None:
    """Without settings there is no backup, and without changes no restore."""
    assert KIND.queries([], FACTS, []) == []
    assert KIND.asks_before_writing({}, FACTS) == []
    assert KIND.writes({}, FACTS) == []
    assert KIND.keys_to_remove({VALIDATION: NONE}, FACTS) == []
    assert KIND.needs_work_folder
