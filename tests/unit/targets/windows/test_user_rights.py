"""User rights: one export for all of them, and a template of the changes alone."""

from __future__ import annotations

from typing import Any

from aksarc_harden.engine.kind import Seen, Write
from aksarc_harden.model.answer import Answer, Cause, CauseCode, ErrorRecord
from aksarc_harden.model.facts import Facts
from aksarc_harden.model.found import ABSENT, Found, Unreadable, Value
from aksarc_harden.model.setting import UserRight
from aksarc_harden.model.statement import Chain
from aksarc_harden.model.values import Bag, WireValue
from aksarc_harden.targets.windows.security_template import parse_rights, render_rights
from aksarc_harden.targets.windows.user_rights import UserRightsKind
from aksarc_harden.transport.check import check_statements
from tests.support.builders import facts_of

KIND = UserRightsKind()
FACTS = facts_of(commands=frozenset(name.lower() for name in KIND.commands))
DEBUG, TCB = UserRight("SeDebugPrivilege"), UserRight("SeTcbPrivilege")
EXPORT = render_rights({"SeDebugPrivilege": ("S-1-5-32-544", "Guest")})


def answers(code: WireValue = 0, *content: WireValue) -> tuple[Answer, ...]:
    """Answer for the three statements of an export."""
    return Answer(), Answer((code,)), Answer(content)


def ask(*said: tuple[Answer, ...], facts: Facts = FACTS) -> dict[UserRight, Found]:
    """Ask for both rights, as often as the kind wants to."""
    seen: list[Seen] = []
    for each in said:
        (chain,) = KIND.queries([DEBUG, TCB], facts, seen)
        seen.append(Seen(chain, each))
    assert KIND.queries([DEBUG, TCB], facts, seen) == []
    return KIND.decode([DEBUG, TCB], facts, seen)


def words(chain: Chain, at: int = 0) -> list[Any]:
    """Give what a statement's first command is called with."""
    return [value for _, value in chain[at].commands[0].arguments]


def test_an_export_gives_every_right_a_value() -> None:
    """Holders come as SIDs or names; a right that is not listed is nobody's, which is a value."""
    assert ask(answers(0, EXPORT)) == {DEBUG: Value(("S-1-5-32-544", "Guest"), "SIDs"), TCB: Value((), "SIDs")}


def test_a_text_that_comes_with_properties_is_read_the_same() -> None:
    """Get-Content hangs the file's path on what it reads."""
    assert ask(answers(Bag(base=0), Bag({"PSPath": "x"}, base=EXPORT)))[TCB] == Value((), "SIDs")


def test_the_export_is_read_by_full_path_to_a_new_file() -> None:
    """One chain: the export of the rights alone, its exit code, and the file as a whole."""
    (chain,) = KIND.queries([DEBUG], FACTS, [])
    path = FACTS.work_folder + r"\user-rights-1.inf"
    assert chain[0].commands[0].name == r"C:\Windows\System32\secedit.exe"
    assert words(chain)[:5] == ["/export", "/cfg", path, "/areas", "USER_RIGHTS"]
    assert words(chain)[-1] == "/quiet"
    assert words(chain, 1) == ["LASTEXITCODE", True]
    assert words(chain, 2) == [path, True, "Unicode"]
    check_statements(chain)


def test_a_failed_export_is_tried_once_more_under_new_names() -> None:
    """Exports that run beside another one fail now and then; two failures are enough."""
    assert ask(answers(1), answers(0, EXPORT))[TCB] == Value((), "SIDs")
    first, second = (KIND.queries([DEBUG], FACTS, [Seen((), answers(1))] * times)[0] for times in (0, 1))
    assert words(first)[2] != words(second)[2]
    found = ask(answers(1), answers(1))
    assert found[DEBUG] == Unreadable(Cause(CauseCode.COMMAND_FAILED, "secedit.exe: exit code 1"))


def test_half_an_export_is_unreadable() -> None:
    """A text that is cut short says nothing about anybody's rights."""
    found = ask(answers(0, EXPORT[:60]), answers(0, EXPORT[:60]))[TCB]
    assert isinstance(found, Unreadable)
    assert found.cause.code is CauseCode.ANSWER_UNEXPECTED


def test_a_missing_file_names_the_error() -> None:
    """Where the tool says that it is done and no file is there, the reading command's error explains."""
    missing = ErrorRecord("PathNotFound,Microsoft.PowerShell.Commands.GetContentCommand")
    failed = (Answer(), Answer((0,)), Answer(errors=(missing,)))
    assert ask(failed, failed)[TCB] == Unreadable(
        Cause(CauseCode.COMMAND_FAILED, "secedit.exe left no export: PathNotFound")
    )


def test_without_an_exit_code_nothing_is_believed() -> None:
    """A program that did not start leaves no exit code, and its error explains."""
    gone = (Answer(errors=(ErrorRecord("CommandNotFoundException"),)), Answer(), Answer())
    found = ask(gone, gone)[TCB]
    assert found == Unreadable(Cause(CauseCode.COMMAND_FAILED, "secedit.exe: CommandNotFoundException"))


def test_a_lost_answer_is_its_own_cause() -> None:
    """What happened to the batch is said, not that the export failed."""
    lost = (Answer(), *(Answer(lost=Cause(CauseCode.TIMED_OUT)),) * 2)
    assert ask(lost, lost)[TCB] == Unreadable(Cause(CauseCode.TIMED_OUT))


def test_a_host_without_a_command_says_which() -> None:
    """Nothing is asked where a command is missing."""
    lacking = facts_of(commands=frozenset({"get-variable", "set-content"}))
    assert ask(facts=lacking)[TCB] == Unreadable(Cause(CauseCode.COMMAND_MISSING, "Get-Content"))


def test_nothing_is_asked_for_nothing() -> None:
    """Without settings there is no export, and without changes no template."""
    assert KIND.queries([], FACTS, []) == []
    assert KIND.writes({}, FACTS) == []


def test_a_change_uploads_its_rights_alone_and_applies_them() -> None:
    """The template lists what changes and nothing else; the database is new; both rights hang on the second write."""
    before = Value(("S-1-5-32-544",), "SIDs")
    changes = {DEBUG: (before, Value(("S-1-5-32-544", "Guest"), "SIDs")), TCB: (before, Value((), "SIDs"))}
    upload, configure = KIND.writes(changes, FACTS)
    sent = dict(upload.statement.commands[0].arguments)
    assert parse_rights(str(sent["Value"])) == {"sedebugprivilege": ("S-1-5-32-544", "Guest"), "setcbprivilege": ()}
    assert sent["Encoding"] == "Unicode"
    assert sent["Confirm"] is False
    assert words((configure.statement,)) == [
        "/configure", "/db", FACTS.work_folder + r"\user-rights-change.sdb", "/cfg", sent["LiteralPath"],
        "/areas", "USER_RIGHTS", "/log", FACTS.work_folder + r"\user-rights-change.log", "/quiet",
    ]  # fmt: skip
    assert (upload.settings, configure.settings) == ((), (DEBUG, TCB))
    check_statements([upload.statement, configure.statement])


def test_a_right_that_shall_be_absent_is_emptied() -> None:
    """Absence of a right is the same as nobody's."""
    upload: Write = KIND.writes({TCB: (Value(("S-1-5-18",), "SIDs"), ABSENT)}, FACTS)[0]
    assert parse_rights(str(dict(upload.statement.commands[0].arguments)["Value"])) == {"setcbprivilege": ()}


def test_a_right_has_no_key() -> None:
    """Rolling back removes nothing."""
    assert KIND.keys_to_remove({TCB: Value((), "SIDs")}, FACTS) == []
    assert KIND.needs_work_folder
