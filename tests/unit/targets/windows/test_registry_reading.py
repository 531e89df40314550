"""Reading registry values: the questions of every round, and what the answers are taken for."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from aksarc_harden.engine.kind import Seen
from aksarc_harden.model.answer import Answer, Cause, CauseCode, ErrorRecord
from aksarc_harden.model.found import Found, Missing, Unreadable, Value
from aksarc_harden.model.setting import Registry, RegistryType
from aksarc_harden.model.statement import Chain
from aksarc_harden.model.values import Bag, EnumValue, Int64, Items, UInt32, UInt64, WireValue
from aksarc_harden.targets.windows import registry_questions as ask
from aksarc_harden.targets.windows.registry import RegistryKind
from aksarc_harden.targets.windows.registry_keys import ancestors, distinct
from aksarc_harden.targets.windows.registry_reading import Reading
from tests.support.builders import facts_of

TOP = r"HKEY_LOCAL_MACHINE\SOFTWARE\Policies"
KEY = TOP + r"\Test"
SLASHED = KEY + r"\RC4 128/128"
PS_PATH = r"Microsoft.PowerShell.Core\Registry::"
VALUE = Registry(KEY, "Value")
DENIED = ErrorRecord(
    "System.Security.SecurityException,Microsoft.PowerShell.Commands.GetItemPropertyCommand",
    category="PermissionDenied",
    target=KEY,
    exception="System.Security.SecurityException",
)
STRING = EnumValue("Microsoft.Win32.RegistryValueKind", "String", 1)
EXPAND = EnumValue("Microsoft.Win32.RegistryValueKind", "ExpandString", 2)

Said = Callable[[Chain], Answer | None]


def bag(key: str, **values: WireValue) -> Bag:
    """Answer for one key, as Select-Object leaves it."""
    return Bag({**values, "PSPath": PS_PATH + key})


def conversation(settings: Sequence[Registry], *said: tuple[Chain, Answer]) -> dict[Registry, Found]:
    """Ask until nothing is left to ask; a question that no answer was given for fails the test."""
    seen: list[Seen] = []
    while chains := Reading(settings, seen).chains():
        seen += [Seen(chain, (next(answer for asked, answer in said if asked == chain),)) for chain in chains]
    reading = Reading(settings, seen)
    return {setting: reading.found(setting) for setting in settings}


def first_round(
    keys: Sequence[str], *outputs: WireValue, missing: Sequence[str] = (), empty: Sequence[str] = (),
    errors: tuple[ErrorRecord, ...] = (),
) -> list[tuple[Chain, Answer]]:  # fmt: skip
    """Answer what is asked of these keys at first: which are there, what they hold, and which of them are empty."""
    every = distinct(each for key in keys for each in (*ancestors(key), key))
    return [
        (ask.do_keys_exist(every), Answer(tuple(key not in missing for key in every))),
        (ask.what_keys_hold(keys), Answer(outputs, errors)),
        (ask.which_are_empty(keys), Answer(tuple(Bag({"Name": key}) for key in empty))),
    ]


def present(*outputs: WireValue, errors: tuple[ErrorRecord, ...] = ()) -> list[tuple[Chain, Answer]]:
    """Say that the test key is there and holds this."""
    return first_round([KEY], *outputs, errors=errors)


def cause_of(found: Found) -> CauseCode:
    """Give why a setting is unreadable."""
    assert isinstance(found, Unreadable)
    return found.cause.code


@pytest.mark.parametrize(
    ("answered", "expected"),
    [
        (5, Value(5, RegistryType.DWORD)),
        (-1, Value(0xFFFF_FFFF, RegistryType.DWORD)),
        (UInt32(0x8000_0000), Value(0x8000_0000, RegistryType.DWORD)),
        (Int64(5), Value(5, RegistryType.QWORD)),
        (Int64(-1), Value(0xFFFF_FFFF_FFFF_FFFF, RegistryType.QWORD)),
        (UInt64(1 << 63), Value(1 << 63, RegistryType.QWORD)),
        (Items(("a", "b"), types=("System.Collections.ArrayList",)), Value(("a", "b"), RegistryType.MULTI_STRING)),
        (("a",), Value(("a",), RegistryType.MULTI_STRING)),
        ([], Value((), RegistryType.MULTI_STRING)),
        (Bag(base=7), Value(7, RegistryType.DWORD)),
    ],
)
def test_forms_that_tell_their_type(answered: WireValue, expected: Value) -> None:
    """Numbers and lists need no second question, in whichever form they come."""
    assert conversation([VALUE], *present(bag(KEY, Value=answered))) == {VALUE: expected}


@pytest.mark.parametrize("said", [STRING, "String", "string", 1])
def test_a_text_asks_for_its_type(said: WireValue) -> None:
    """The type of a text may come as an object, a name or a number, whatever the row's own type."""
    for setting in (VALUE, Registry(KEY, "Value", RegistryType.STRING)):
        found = conversation([setting], *present(bag(KEY, Value="10")), (ask.type_of(setting), Answer((said,))))
        assert found == {setting: Value("10", RegistryType.STRING)}


def test_a_row_of_text_asks_for_the_type_at_once() -> None:
    """What the row foresees costs no further round, and is no error where the value is absent."""
    setting = Registry(KEY, "Value", RegistryType.STRING)
    assert ask.type_of(setting) in Reading([setting], []).chains()
    assert conversation([setting], *present(bag(KEY, Other=1)), (ask.type_of(setting), Answer())) == {
        setting: Missing()
    }


def test_an_expanding_text_is_kept_as_it_is_stored() -> None:
    """What the whole-key read expanded is replaced by the raw text."""
    found = conversation(
        [VALUE],
        *present(bag(KEY, Value=r"C:\Windows\x")),
        (ask.type_of(VALUE), Answer((EXPAND,))),
        (ask.raw_text_of(VALUE), Answer((r"%SystemRoot%\x",))),
    )
    assert found == {VALUE: Value(r"%SystemRoot%\x", RegistryType.EXPAND_STRING)}


@pytest.mark.parametrize(
    ("number", "expected"), [(3, Value(b"\x01", RegistryType.BINARY)), (-1, Value(b"\x01", RegistryType.NONE))]
)
def test_bytes_ask_for_their_type(number: int, expected: Value) -> None:
    """REG_NONE comes as bytes like REG_BINARY, and its raw form is not asked for."""
    found = conversation([VALUE], *present(bag(KEY, Value=b"\x01")), (ask.type_of(VALUE), Answer((number,))))
    assert found == {VALUE: expected}


@pytest.mark.parametrize(
    ("answered", "type_said"),
    [(None, ()), (b"\x01", (0,)), ("x", ()), ("x", (3,)), ((1, 2), ()), (1.5, ()), (True, ())],
)
def test_what_could_not_be_restored_is_unreadable(answered: WireValue, type_said: tuple[WireValue, ...]) -> None:
    """A value of a type that has no name, or that changed meanwhile, is never taken for another one."""
    found = conversation(
        [VALUE],
        *present(bag(KEY, Value=answered)),
        (ask.type_of(VALUE), Answer(type_said)),
        (ask.raw_text_of(VALUE), Answer(("x",))),
    )
    assert cause_of(found[VALUE]) is CauseCode.VALUE_UNDECODABLE


def test_names_and_keys_compare_without_case() -> None:
    """A key answers in the case in which it was asked for, a value in the one in which it is stored."""
    other = Registry(KEY.lower(), "VALUE")
    found = conversation([VALUE, other], *present(bag(KEY.upper(), value=1)))
    assert found == {VALUE: Value(1, RegistryType.DWORD), other: Value(1, RegistryType.DWORD)}


def test_the_default_value_has_its_own_name() -> None:
    """The value without a name comes as `(default)`."""
    default = Registry(KEY, "", RegistryType.DWORD)
    assert conversation([default], *present(bag(KEY, **{"(default)": 1}))) == {default: Value(1, RegistryType.DWORD)}


def test_an_absent_value_of_a_key_that_is_there() -> None:
    """A key that brought other values, or is known to be empty, does not have it."""
    assert conversation([VALUE], *present(bag(KEY, Other=1))) == {VALUE: Missing()}
    assert conversation([VALUE], *first_round([KEY], empty=[KEY.upper()])) == {VALUE: Missing()}


def test_access_denied_hits_its_own_key_alone() -> None:
    """A key that is there and can be neither read nor called empty is asked why; its neighbours are read."""
    other = Registry(TOP + r"\Other", "Value")
    found = conversation(
        [VALUE, other],
        *first_round([KEY, other.path], bag(other.path, Value=1)),
        (ask.why_nothing([KEY]), Answer(errors=(DENIED,))),
    )
    assert found == {
        VALUE: Unreadable(Cause(CauseCode.ACCESS_DENIED, "System.Security.SecurityException")),
        other: Value(1, RegistryType.DWORD),
    }


def test_a_key_that_was_emptied_meanwhile_is_empty() -> None:
    """Where nothing speaks against it, a value that did not come is absent."""
    assert conversation([VALUE], *present(), (ask.why_nothing([KEY]), Answer())) == {VALUE: Missing()}


def test_an_error_of_nobody_knows_which_key_spares_none() -> None:
    """An error whose target is none of the keys makes all of them doubtful."""
    strange = ErrorRecord("Strange,Command", target="somewhere")
    found = conversation([VALUE], *present(bag(KEY, Other=1), errors=(strange,)))
    assert cause_of(found[VALUE]) is CauseCode.COMMAND_FAILED


def test_data_too_short_for_its_type_is_not_absent() -> None:
    """The error names the key alone, so every value of it that did not come is unreadable."""
    short = ErrorRecord(
        "System.InvalidCastException,Microsoft.PowerShell.Commands.GetItemPropertyCommand", target=PS_PATH + KEY
    )
    sound = Registry(KEY, "Sound")
    found = conversation([VALUE, sound], *present(bag(KEY, Sound=1), errors=(short,)))
    assert cause_of(found[VALUE]) is CauseCode.VALUE_UNDECODABLE
    assert found[sound] == Value(1, RegistryType.DWORD)


def test_a_missing_key_says_from_where_on() -> None:
    """The topmost missing key is named; hives and the keys right below them are not asked for."""
    deep = Registry(KEY + r"\A\B", "v")
    assert conversation([deep], *first_round([deep.path], missing=[KEY, KEY + r"\A", deep.path])) == {
        deep: Missing(KEY)
    }
    assert conversation([deep], *first_round([deep.path], missing=[deep.path])) == {deep: Missing(deep.path)}
    (asked,) = ask.do_keys_exist([TOP, KEY, KEY + r"\A", deep.path])
    assert (asked,) in Reading([deep], []).chains()


def test_a_wrong_pair_is_named() -> None:
    """The key that answers for the turned path has a backslash in its true name: the pair is there."""
    setting = Registry(SLASHED, "Enabled")
    turned = SLASHED.replace("/", "\\")
    said = first_round([SLASHED], bag(turned, Enabled=0))
    pair = conversation([setting], *said, (ask.true_names([turned]), Answer((Bag({"Name": turned.upper()}),))))
    assert cause_of(pair[setting]) is CauseCode.WRONG_PAIR
    alone = conversation([setting], *said, (ask.true_names([turned]), Answer((Bag({"Name": SLASHED}),))))
    assert alone[setting] == Value(0, RegistryType.DWORD)


def test_a_lost_answer_for_all_keys_is_asked_key_by_key() -> None:
    """One key that cannot be answered for does not make the others unreadable."""
    big, gone = Registry(TOP + r"\Big", "v"), Registry(TOP + r"\Gone", "v")
    keys = [KEY, big.path, gone.path]
    lost = Answer(lost=Cause(CauseCode.ANSWER_LOST))
    exist, _, empty = first_round(keys, missing=[gone.path])
    found = conversation(
        [VALUE, Registry(KEY, "Absent"), big, gone],
        exist,
        empty,
        (ask.what_keys_hold(keys), lost),
        (ask.what_keys_hold([KEY]), Answer((bag(KEY, Value=1),))),
        (ask.what_keys_hold([big.path]), lost),
    )
    assert found == {
        VALUE: Value(1, RegistryType.DWORD),
        Registry(KEY, "Absent"): Missing(),
        big: Unreadable(Cause(CauseCode.ANSWER_LOST)),
        gone: Missing(gone.path),
    }


@pytest.mark.parametrize(
    "answer",
    [
        Answer(lost=Cause(CauseCode.TIMED_OUT)),
        Answer((True, True, True)),
        Answer(failed=True, errors=(ErrorRecord("CommandNotFoundException"),)),
    ],
)
def test_without_knowing_which_keys_exist_nothing_is_known(answer: Answer) -> None:
    """A lost, failed or wrong number of answers to the first question leaves all settings unreadable."""
    (exist, _), *others = present()
    found = conversation([VALUE], (exist, answer), *others)
    assert isinstance(found[VALUE], Unreadable)


def test_a_value_that_nobody_asked_for_is_dropped() -> None:
    """Whole keys may hold secrets: the read leaves the known ones out, and the others are not kept."""
    (statement,) = ask.what_keys_hold([KEY])
    excluded = dict(statement.commands[-1].arguments)["ExcludeProperty"]
    assert isinstance(excluded, tuple)
    assert {"DefaultPassword", "AltDefaultPassword"} <= set(excluded)
    seen = [Seen(chain, (answer,)) for chain, answer in present(bag(KEY, Value=1, Password="hunter2"))]
    reading = Reading([VALUE], seen)
    assert reading.found(VALUE) == Value(1, RegistryType.DWORD)
    assert "hunter2" not in repr(vars(reading) | {"_seen": None})


def test_a_host_without_a_command_says_which() -> None:
    """Nothing is asked where a command of the questions is missing, and the finding names it."""
    kind = RegistryKind()
    facts = facts_of(commands=frozenset(name.lower() for name in kind.commands if name != "Get-Item"))
    assert kind.queries([VALUE], facts, []) == []
    assert kind.decode([VALUE], facts, []) == {VALUE: Unreadable(Cause(CauseCode.COMMAND_MISSING, "Get-Item"))}


def test_nothing_is_asked_for_nothing() -> None:
    """Without settings there are no questions."""
    assert Reading([], []).chains() == []


def test_many_settings_of_many_keys_take_three_questions() -> None:
    """Numbers are read with three statements, whatever their number."""
    settings = [Registry(f"{TOP}\\Key{number}", f"v{name}") for number in range(50) for name in range(5)]
    assert len(Reading(settings, []).chains()) == 3
