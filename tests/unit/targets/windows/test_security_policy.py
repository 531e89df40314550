"""User rights and account policy: one export for all of them, and one template of the changes alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from aksarc_harden.engine.kind import NotWritten, Seen, Write
from aksarc_harden.model.answer import Answer, Cause, CauseCode, ErrorRecord
from aksarc_harden.model.facts import Facts
from aksarc_harden.model.found import ABSENT, Before, Found, Missing, Unreadable, Value, Wanted
from aksarc_harden.model.host import Role
from aksarc_harden.model.setting import AccountPolicy, PolicySection, UserRight
from aksarc_harden.model.statement import Chain
from aksarc_harden.model.values import Bag, WireValue
from aksarc_harden.targets.windows.security_policy import SecurityPolicyKind, SecuritySetting
from aksarc_harden.targets.windows.security_template import parse_template, render_template, rights_in
from aksarc_harden.transport.check import check_statements
from tests.support.builders import facts_of

KIND = SecurityPolicyKind()
FACTS = facts_of(commands=frozenset(name.lower() for name in KIND.commands))
WITHOUT_ACCOUNTS = facts_of(commands=FACTS.commands - {"get-localuser"})
DEBUG, TCB = UserRight("SeDebugPrivilege"), UserRight("SeTcbPrivilege")
LENGTH, AGE = AccountPolicy("MinimumPasswordLength"), AccountPolicy("MaximumPasswordAge")
THRESHOLD, DURATION, WINDOW = (
    AccountPolicy(key) for key in ("LockoutBadCount", "LockoutDuration", "ResetLockoutCount")
)
NAME = AccountPolicy("NewAdministratorName", is_text=True)
SKEW = AccountPolicy("MaxClockSkew", PolicySection.KERBEROS)
RIGHTS = {"SeDebugPrivilege": ("S-1-5-32-544", "Guest")}
EXPORT = render_template(RIGHTS)


def answers(code: WireValue = 0, *content: WireValue) -> tuple[Answer, ...]:
    """Answer for the three statements of an export."""
    return Answer(), Answer((code,)), Answer(content)


def ask(
    *said: tuple[Answer, ...], facts: Facts = FACTS, settings: Sequence[SecuritySetting] = (DEBUG, TCB)
) -> dict[SecuritySetting, Found]:
    """Ask for settings, as often as the kind wants to."""
    seen: list[Seen] = []
    for each in said:
        (chain,) = KIND.queries(settings, facts, seen)
        seen.append(Seen(chain, each))
    assert KIND.queries(settings, facts, seen) == []
    return KIND.decode(settings, facts, seen)


def exported(lines: str, *settings: SecuritySetting, section: str = "System Access") -> list[Found]:
    """Read settings out of an export that has these lines in a section."""
    text = (
        f"[System Access]\r\n[{section}]\r\n{lines}\r\n"
        if section != "System Access"
        else f"[{section}]\r\n{lines}\r\n"
    )
    found = ask(answers(0, EXPORT + text), settings=settings)
    return [found[each] for each in settings]


def words(chain: Chain, at: int = 0) -> list[Any]:
    """Give what a statement's first command is called with."""
    return [value for _, value in chain[at].commands[0].arguments]


def written(changes: dict[SecuritySetting, tuple[Before, Wanted]]) -> list[Write]:
    """Give the writes of changes, none of which is refused."""
    writes = [each for each in KIND.writes(changes, FACTS) if isinstance(each, Write)]
    assert len(writes) == len(KIND.writes(changes, FACTS))
    return writes


def template_of(writes: Sequence[Write]) -> str:
    """Give the template that is uploaded."""
    return str(dict(writes[0].statement.commands[0].arguments)["Value"])


def lines_of(changes: dict[SecuritySetting, tuple[Before, Wanted]], section: str = "System Access") -> dict[str, str]:
    """Give what a template of these changes says in a section."""
    return dict(parse_template(template_of(written(changes))).section(section) or {})


def test_an_export_gives_every_right_a_value() -> None:
    """Holders come as SIDs or names; a right that is not listed is nobody's, which is a value."""
    assert ask(answers(0, EXPORT)) == {DEBUG: Value(("S-1-5-32-544", "Guest"), "SIDs"), TCB: Value((), "SIDs")}


def test_a_text_that_comes_with_properties_is_read_the_same() -> None:
    """Get-Content hangs the file's path on what it reads."""
    assert ask(answers(Bag(base=0), Bag({"PSPath": "x"}, base=EXPORT)))[TCB] == Value((), "SIDs")


def test_accounts_of_the_machine_are_told_by_their_sids() -> None:
    """A name may be changed by policy, its SID never; a name that the listing lacks stays."""
    accounts = (
        Bag({"Name": "guest", "SID": Bag({"Value": "S-1-5-21-1-501"}, text="S-1-5-21-1-501")}),
        Bag({"Name": "x"}),
    )
    listed = (*answers(0, render_template({"SeDebugPrivilege": ("Guest", "x", "S-1-5-32-544")})), Answer(accounts))
    assert ask(listed)[DEBUG] == Value(("S-1-5-21-1-501", "x", "S-1-5-32-544"), "SIDs")


@pytest.mark.parametrize(
    ("facts", "settings", "length"),
    [
        (FACTS, (DEBUG,), 4),
        (FACTS, (LENGTH,), 3),
        (WITHOUT_ACCOUNTS, (DEBUG,), 3),
        (facts_of(commands=FACTS.commands, role=Role.DC), (DEBUG,), 3),
    ],
)
def test_accounts_are_listed_for_rights_where_that_is_cheap(
    facts: Facts, settings: Sequence[SecuritySetting], length: int
) -> None:
    """A domain controller would list its whole domain, and a server may lack the command."""
    (chain,) = KIND.queries(settings, facts, [])
    assert len(chain) == length
    check_statements(chain)


def test_the_export_is_read_by_full_path_to_a_new_file() -> None:
    """One chain: the export of what is asked for alone, its exit code, and the file as a whole."""
    (chain,) = KIND.queries([DEBUG, LENGTH], FACTS, [])
    path = words(chain)[2]
    assert chain[0].commands[0].name == r"C:\Windows\System32\secedit.exe"
    assert words(chain)[:6] == ["/export", "/cfg", path, "/areas", "SECURITYPOLICY", "USER_RIGHTS"]
    assert words(KIND.queries([DEBUG], FACTS, [])[0])[3:5] == ["/areas", "USER_RIGHTS"]
    assert words(KIND.queries([LENGTH], FACTS, [])[0])[3:5] == ["/areas", "SECURITYPOLICY"]
    assert words(chain)[-1] == "/quiet"
    assert path.startswith(FACTS.work_folder + "\\")
    assert words(chain, 1) == ["LASTEXITCODE", True]
    assert words(chain, 2) == [path, True, "Unicode"]


@pytest.mark.parametrize("first", [answers(1), answers(0), answers(0, EXPORT[:60]), answers(0, "ěŒ")])
def test_a_failed_export_is_tried_once_more_under_new_names(first: tuple[Answer, ...]) -> None:
    """Exports that run beside another one fail now and then, or come empty, cut or in another encoding."""
    assert ask(first, answers(0, EXPORT))[TCB] == Value((), "SIDs")
    one, two = (KIND.queries([DEBUG], FACTS, [Seen((), first)] * times)[0] for times in (0, 1))
    assert words(one)[2] != words(two)[2]
    assert isinstance(ask(first, first)[DEBUG], Unreadable)


def test_a_failed_export_names_its_exit_code() -> None:
    """Two failures are enough."""
    assert ask(answers(1), answers(1))[DEBUG] == Unreadable(Cause(CauseCode.COMMAND_FAILED, "secedit.exe: exit code 1"))


def test_half_an_export_is_unreadable() -> None:
    """A text that is cut short says nothing about anybody's rights."""
    found = ask(answers(0, EXPORT[:60]), answers(0, EXPORT[:60]))[TCB]
    assert isinstance(found, Unreadable)
    assert found.cause.code is CauseCode.ANSWER_UNEXPECTED


@pytest.mark.parametrize("settings", [(DEBUG,), (DEBUG, LENGTH), (LENGTH,)])
def test_an_export_without_what_was_asked_for_is_unreadable(settings: Sequence[SecuritySetting]) -> None:
    """A section that every system has and that is not there means a bad export, not an empty policy."""
    bare = '[Version]\r\nsignature="$CHICAGO$"\r\n'
    found = ask(answers(0, bare), answers(0, bare), settings=settings)
    assert all(isinstance(each, Unreadable) for each in found.values())


def test_a_missing_file_names_the_error() -> None:
    """Where the tool says that it is done and no file is there, the reading command's error explains."""
    missing = ErrorRecord("PathNotFound,Microsoft.PowerShell.Commands.GetContentCommand")
    failed = (Answer(), Answer((0,)), Answer(errors=(missing,)))
    assert ask(failed, failed)[TCB] == Unreadable(
        Cause(CauseCode.COMMAND_FAILED, "secedit.exe left no export: PathNotFound")
    )


def test_a_missing_tool_is_asked_for_once() -> None:
    """A program that is not there comes with no second try, and the cause names it."""
    lost = Answer(lost=Cause(CauseCode.ANSWER_LOST))
    gone = (Answer(errors=(ErrorRecord("CommandNotFoundException"),), failed=True), lost, lost)
    assert ask(gone)[TCB] == Unreadable(Cause(CauseCode.COMMAND_MISSING, "secedit.exe"))


def test_a_lost_answer_is_its_own_cause() -> None:
    """What happened to the batch is said, not that the export failed."""
    lost = (Answer(), *(Answer(lost=Cause(CauseCode.TIMED_OUT)),) * 2)
    assert ask(lost, lost)[TCB] == Unreadable(Cause(CauseCode.TIMED_OUT))


def test_accounts_that_do_not_come_leave_the_names() -> None:
    """The listing may fail, and the rights are read all the same."""
    lost = (*answers(0, EXPORT), Answer(lost=Cause(CauseCode.TIMED_OUT)))
    assert ask(lost)[DEBUG] == Value(("S-1-5-32-544", "Guest"), "SIDs")


def test_a_host_without_a_command_says_which() -> None:
    """Nothing is asked where a command is missing."""
    lacking = facts_of(commands=FACTS.commands - {"get-content"})
    assert ask(facts=lacking)[TCB] == Unreadable(Cause(CauseCode.COMMAND_MISSING, "Get-Content"))


def test_nothing_is_asked_for_nothing() -> None:
    """Without settings there is no export, and without changes no template."""
    assert KIND.queries([], FACTS, []) == []
    assert KIND.writes({}, FACTS) == []
    assert KIND.asks_before_writing({DEBUG: (Missing(), ABSENT)}, FACTS) == ()


def test_account_policies_are_numbers_and_names() -> None:
    """Keys compare without case; numbers stand bare, names in quotes, and never is -1."""
    lines = 'minimumpasswordlength = 14\r\nMaximumPasswordAge=-1\r\nNewAdministratorName = "管理 者"'
    assert exported(lines, LENGTH, AGE, NAME) == [
        Value(14, "Integer"),
        Value(-1, "Integer"),
        Value("管理 者", "String"),
    ]


def test_what_an_export_does_not_list_is_missing() -> None:
    """No lockout has no times, and a member no Kerberos policy; newer keys come with updates."""
    assert exported("LockoutBadCount = 0", THRESHOLD, DURATION, SKEW) == [Value(0, "Integer"), Missing(), Missing()]
    assert exported("MaxClockSkew = 5", SKEW, section="Kerberos Policy") == [Value(5, "Integer")]


@pytest.mark.parametrize("text", ["", "x", '"14"', "1 4", "0x10"])
def test_a_number_of_another_form_is_unreadable(text: str) -> None:
    """Nothing is guessed, and the others are read."""
    bad, good = exported(f"MinimumPasswordLength = {text}\r\nMaximumPasswordAge = 42", LENGTH, AGE)
    assert isinstance(bad, Unreadable)
    assert good == Value(42, "Integer")


def test_a_change_uploads_its_settings_alone_and_applies_them() -> None:
    """The template lists what changes and nothing else; the database is new; all hang on the second write."""
    before = Value(("S-1-5-32-544",), "SIDs")
    changes: dict[SecuritySetting, tuple[Before, Wanted]] = {
        DEBUG: (before, Value(("S-1-5-32-544", "Guest"), "SIDs")),
        TCB: (before, Value((), "SIDs")),
        LENGTH: (Value(0, "Integer"), Value(14, "Integer")),
        SKEW: (Value(9, "Integer"), Value(5, "Integer")),
    }
    upload, configure = written(changes)
    sent = dict(upload.statement.commands[0].arguments)
    template = parse_template(str(sent["Value"]))
    assert rights_in(template) == {"sedebugprivilege": ("S-1-5-32-544", "Guest"), "setcbprivilege": ()}
    assert template.section("System Access") == {"minimumpasswordlength": "14"}
    assert template.section("Kerberos Policy") == {"maxclockskew": "5"}
    assert (sent["Encoding"], sent["Confirm"]) == ("Unicode", False)
    name = str(sent["LiteralPath"]).removesuffix(".inf")
    assert words((configure.statement,)) == [
        "/configure", "/db", f"{name}.sdb", "/cfg", f"{name}.inf", "/areas", "SECURITYPOLICY", "USER_RIGHTS",
        "/log", f"{name}.log", "/quiet",
    ]  # fmt: skip
    assert (upload.settings, configure.settings) == ((), (DEBUG, TCB, LENGTH, SKEW))
    check_statements([upload.statement, configure.statement])


def test_two_templates_have_two_databases() -> None:
    """A database that was left behind would put the older template in force again."""
    one, two = (
        words((written({LENGTH: (Value(0, "Integer"), Value(length, "Integer"))})[1].statement,)) for length in (13, 14)
    )
    assert one[2] != two[2]


def test_a_right_that_shall_be_absent_is_emptied() -> None:
    """Absence of a right is the same as nobody's."""
    writes = written({TCB: (Value(("S-1-5-18",), "SIDs"), ABSENT)})
    assert rights_in(parse_template(template_of(writes))) == {"setcbprivilege": ()}


def number(value: int) -> Value:
    """Give a number of the account policy."""
    return Value(value, "Integer")


def test_a_threshold_of_none_takes_its_times_with_it() -> None:
    """The way back to no lockout lists the threshold alone; the times are gone with it."""
    back: dict[SecuritySetting, tuple[Before, Wanted]] = {
        THRESHOLD: (number(5), number(0)), DURATION: (number(15), ABSENT), WINDOW: (number(15), ABSENT),
    }  # fmt: skip
    assert lines_of(back) == {"lockoutbadcount": "0"}


def test_the_three_keys_of_a_lockout_go_together() -> None:
    """One template sets all three."""
    changes: dict[SecuritySetting, tuple[Before, Wanted]] = {
        THRESHOLD: (number(0), number(5)), DURATION: (Missing(), number(15)), WINDOW: (Missing(), number(10)),
    }  # fmt: skip
    assert lines_of(changes) == {"lockoutbadcount": "5", "lockoutduration": "15", "resetlockoutcount": "10"}


@pytest.mark.parametrize(("alone", "other"), [(DURATION, WINDOW), (WINDOW, DURATION)])
def test_a_time_that_is_set_alone_gets_an_equal_other_one(alone: AccountPolicy, other: AccountPolicy) -> None:
    """What Windows keeps unseen of the other may be longer or shorter, and then it would refuse both."""
    changes: dict[SecuritySetting, tuple[Before, Wanted]] = {
        THRESHOLD: (number(0), number(5)), alone: (Missing(), number(15)),
    }  # fmt: skip
    assert lines_of(changes)[other.key.lower()] == "15"


def test_a_time_beside_one_that_stays_is_written_alone() -> None:
    """Where there is a lockout already, what is not to change is not written."""
    assert lines_of({WINDOW: (number(5), number(15))}) == {"resetlockoutcount": "15"}


@pytest.mark.parametrize(
    ("setting", "data"),
    [
        (AGE, 0),
        (LENGTH, "14"),
        (NAME, ""),
        (NAME, 'a"b'),
        (NAME, "a\r\nX = 1"),
        (NAME, "..."),
        (NAME, "x" * 21),
        (NAME, 5),
    ],
)
def test_what_windows_refuses_is_left_out(setting: AccountPolicy, data: Any) -> None:
    """One bad value would fail the whole section; the others are written."""
    changes: dict[SecuritySetting, tuple[Before, Wanted]] = {
        setting: (Missing(), Value(data, setting.value_type)), SKEW: (number(9), number(5)),
        TCB: (Missing(), Value(("a=b",), "SIDs")), DEBUG: (Missing(), Value(("S-1-5-18",), "SIDs")),
    }  # fmt: skip
    first, second, *writes = KIND.writes(changes, FACTS)
    assert isinstance(first, NotWritten)
    assert isinstance(second, NotWritten)
    assert (first.settings, second.settings) == ((setting,), (TCB,))
    assert first.cause.code is CauseCode.REFUSED_BEFORE_SENDING
    upload, configure = (each for each in writes if isinstance(each, Write))
    template = parse_template(template_of([upload]))
    assert template.section("Kerberos Policy") == {"maxclockskew": "5"}
    assert rights_in(template) == {"sedebugprivilege": ("S-1-5-18",)}
    assert configure.settings == (SKEW, DEBUG)


def test_a_name_goes_in_quotes() -> None:
    """Names of accounts may have dots, blanks and any script."""
    assert lines_of({NAME: (Value("Administrator", "String"), Value("j. doe 管理", "String"))}) == {
        "newadministratorname": '"j. doe 管理"'
    }


def test_a_key_that_shall_be_absent_stays_and_says_so() -> None:
    """Nothing takes a key away, so nothing is sent for it; one that is absent already needs nothing."""
    newer = AccountPolicy("AllowAdministratorLockout")
    refused, *rest = KIND.writes({newer: (number(1), ABSENT), DURATION: (number(5), ABSENT)}, FACTS)
    assert isinstance(refused, NotWritten)
    assert (refused.settings, rest) == ((newer, DURATION), [])
    assert KIND.writes({newer: (Missing(), ABSENT)}, FACTS) == []


def test_nothing_here_has_a_key() -> None:
    """Rolling back removes nothing."""
    assert KIND.keys_to_remove({TCB: Value((), "SIDs")}, FACTS) == []
    assert KIND.needs_work_folder
