"""The registry kind on the real Windows engine: what can be read and restored, what must not be touched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from aksarc_harden.engine.apply import remove_keys, write_changes
from aksarc_harden.engine.read import read_settings
from aksarc_harden.model.answer import CauseCode
from aksarc_harden.model.facts import Facts
from aksarc_harden.model.found import ABSENT, Before, Found, Missing, Unreadable, Value, Wanted
from aksarc_harden.model.setting import Registry, RegistryType, Setting
from aksarc_harden.targets import KINDS
from tests.support.wine import Lab, Place

TOP = r"HKEY_LOCAL_MACHINE\SOFTWARE\HardeningTest"
LONG = "long " * 20_000

EVERY_FORM: dict[str, Value] = {
    "zero": Value(0, RegistryType.DWORD),
    "signed end": Value(0x7FFF_FFFF, RegistryType.DWORD),
    "unsigned": Value(0x8000_0000, RegistryType.DWORD),
    "all bits": Value(0xFFFF_FFFF, RegistryType.DWORD),
    "long": Value(0x1_0000_0001, RegistryType.QWORD),
    "small long": Value(5, RegistryType.QWORD),
    "all long bits": Value(0xFFFF_FFFF_FFFF_FFFF, RegistryType.QWORD),
    "text": Value("plain, with \"quotes\", 'more' and 漢字", RegistryType.STRING),
    "digits": Value("10", RegistryType.STRING),
    "empty": Value("", RegistryType.STRING),
    "very long": Value(LONG, RegistryType.STRING),
    "variable in a text": Value(r"%SystemRoot%\x", RegistryType.STRING),
    "expanding": Value(r"%SystemRoot%\x", RegistryType.EXPAND_STRING),
    "expanding nothing": Value("x", RegistryType.EXPAND_STRING),
    "lines": Value(("b", "a", "b"), RegistryType.MULTI_STRING),
    "one line": Value(("a",), RegistryType.MULTI_STRING),
    "no line": Value((), RegistryType.MULTI_STRING),
    "bytes": Value(bytes(range(256)), RegistryType.BINARY),
    "one byte": Value(b"\x00", RegistryType.BINARY),
    "no byte": Value(b"", RegistryType.BINARY),
    "none": Value(b"\x01\x02", RegistryType.NONE),
    "empty none": Value(b"", RegistryType.NONE),
    "*": Value("star", RegistryType.STRING),
    r"\\*\NETLOGON": Value("star", RegistryType.STRING),
    r"\\server\NETLOGON": Value("no star", RegistryType.STRING),
    "a[1]b`c'd": Value(1, RegistryType.DWORD),
    " blanks ": Value(1, RegistryType.DWORD),
    "": Value("default", RegistryType.STRING),
}


@pytest.fixture(autouse=True)
def _empty(lab: Lab) -> Iterator[None]:
    """Begin and end without the key of these tests."""
    lab.lay_out({}, gone=[TOP])
    yield
    lab.lay_out({}, gone=[TOP])


def read(lab: Lab, facts: Facts, *settings: Setting) -> dict[Setting, Found]:
    """Read settings as an audit does."""
    return read_settings(lab.session, KINDS, settings, facts)


def write(lab: Lab, facts: Facts, changes: Mapping[Setting, tuple[Before, Wanted]]) -> None:
    """Write settings as a run does, and expect the host to say nothing against it."""
    assert write_changes(lab.session, KINDS, changes, facts) == []


def under(key: str, values: Mapping[str, Value]) -> dict[Place, Value]:
    """Put values into a key."""
    return {(key, name): value for name, value in values.items()}


def test_every_type_is_read_as_it_is(lab: Lab, facts: Facts) -> None:
    """Numbers come unsigned, texts unexpanded, and every value with its own type, whatever the row's."""
    lab.lay_out(under(TOP, EVERY_FORM))
    found = read(lab, facts, *(Registry(TOP, name) for name in EVERY_FORM))
    assert {setting.name: each for setting, each in found.items() if isinstance(setting, Registry)} == EVERY_FORM


def test_every_type_is_restored_after_another_took_its_place(lab: Lab, facts: Facts) -> None:
    """A value that was overwritten by a value of another type comes back with its own, and only it."""
    lab.lay_out(under(TOP, EVERY_FORM))
    before = lab.holds([TOP])
    settings = [Registry(TOP, name) for name in EVERY_FORM]
    found = read(lab, facts, *settings)
    other = {each: Value("other", "String") if EVERY_FORM[each.name].type == "DWord" else Value(7, "DWord")
             for each in settings}  # fmt: skip
    write(lab, facts, {each: (EVERY_FORM[each.name], other[each]) for each in settings})
    assert read(lab, facts, *settings) == other
    write(lab, facts, {each: (other[each], state) for each, state in found.items() if isinstance(state, Value)
                       and isinstance(each, Registry)})  # fmt: skip
    assert lab.holds([TOP]) == before


def test_deleting_takes_names_by_the_letter(lab: Lab, facts: Facts) -> None:
    """Deleting `*` and the default value leaves all the others, and absent ones are no error."""
    lab.lay_out(under(TOP, EVERY_FORM))
    gone: dict[Setting, tuple[Before, Wanted]] = {
        Registry(TOP, name): (EVERY_FORM[name], ABSENT) for name in ("*", r"\\*\NETLOGON", "")
    }
    write(lab, facts, gone | {Registry(TOP, "never there"): (Missing(), ABSENT)})
    found = read(lab, facts, *(Registry(TOP, name) for name in EVERY_FORM))
    assert {setting for setting, state in found.items() if isinstance(state, Missing)} == set(gone)


def test_missing_says_from_where_on(lab: Lab, facts: Facts) -> None:
    """A missing value tells whether its key is there, and if not, the topmost key that is missing."""
    lab.lay_out({}, keys=[TOP + r"\There"])
    here, below, deep = (
        Registry(TOP + r"\There", "v"),
        Registry(TOP + r"\No", "v"),
        Registry(TOP + r"\No\A\RC4 1/2", "v"),
    )
    assert read(lab, facts, here, below, deep) == {
        here: Missing(),
        below: Missing(TOP + r"\No"),
        deep: Missing(TOP + r"\No"),
    }


def test_keys_with_a_slash_are_made_and_removed_as_one(lab: Lab, facts: Facts) -> None:
    """A key named `RC4 128/128` is one key, never two; whether its first value is a number or a text."""
    number, words = Registry(TOP + r"\A\RC4 128/128", "Enabled"), Registry(TOP + r"\B/C", "Words", RegistryType.STRING)
    befores: dict[Setting, Before] = {number: Missing(TOP), words: Missing(TOP)}
    write(
        lab,
        facts,
        {number: (befores[number], Value(0xFFFF_FFFF, "DWord")), words: (befores[words], Value("x", "String"))},
    )
    assert read(lab, facts, number) == {number: Value(0xFFFF_FFFF, "DWord")}
    held = lab.holds([TOP])
    assert r"\A\RC4 128/128]" in held
    assert r"\A\RC4 128]" not in held
    assert r"\B/C]" in held
    write(lab, facts, {number: (Value(0xFFFF_FFFF, "DWord"), ABSENT)})
    remove_keys(lab.session, KINDS, {number: befores[number]}, facts)
    assert r"\A]" not in lab.holds([TOP])


@pytest.mark.parametrize("has_true_key", [True, False])
def test_a_wrong_pair_is_never_taken_for_the_key(lab: Lab, facts: Facts, has_true_key: bool) -> None:
    """Two keys `RC4 128` and `128` beside or instead of `RC4 128/128` make it unreadable, so it is not written."""
    setting = Registry(TOP + r"\RC4 128/128", "Enabled")
    pair = {(TOP + r"\RC4 128\128", "Enabled"): Value(0, RegistryType.DWORD)}
    true = {(setting.path, "Enabled"): Value(1, RegistryType.DWORD)} if has_true_key else {}
    lab.lay_out(pair | true)
    found = read(lab, facts, setting)[setting]
    assert isinstance(found, Unreadable)
    assert found.cause.code is CauseCode.WRONG_PAIR


def test_half_a_pair_does_no_harm(lab: Lab, facts: Facts) -> None:
    """A key `RC4 128` alone does not shadow `RC4 128/128`."""
    setting = Registry(TOP + r"\RC4 128/128", "Enabled")
    lab.lay_out({(setting.path, "Enabled"): Value(1, RegistryType.DWORD)}, keys=[TOP + r"\RC4 128"])
    assert read(lab, facts, setting) == {setting: Value(1, RegistryType.DWORD)}


def test_what_cannot_be_restored_is_unreadable(lab: Lab, facts: Facts) -> None:
    """Data too short for its type, and types that .NET does not name, are not taken for absent."""
    sound, short, strange, big = (Registry(TOP, name) for name in ("sound", "short", "strange", "big endian"))
    lab.import_text(
        f'Windows Registry Editor Version 5.00\r\n\r\n[{TOP}]\r\n"sound"=dword:1\r\n"short"=hex(4):01\r\n'
        '"strange"=hex(4d):01,02\r\n"big endian"=hex(5):00,00,00,01\r\n'
    )
    found = read(lab, facts, sound, short, strange, big, Registry(TOP, "absent"))
    assert found.pop(sound) == Value(1, RegistryType.DWORD)
    causes = {each.name: state.cause.code for each, state in found.items()
              if isinstance(state, Unreadable) and isinstance(each, Registry)}  # fmt: skip
    assert causes == dict.fromkeys(("short", "strange", "big endian", "absent"), CauseCode.VALUE_UNDECODABLE)


def test_keys_that_somebody_else_uses_stay(lab: Lab, facts: Facts) -> None:
    """Of the keys that a change made, those that hold a value or a key by now are not removed."""
    setting = Registry(TOP + r"\A\B\C", "v")
    write(lab, facts, {setting: (Missing(TOP), Value(1, "DWord"))})
    foreign = {(TOP + r"\A", "foreign"): Value(1, RegistryType.DWORD)}
    lab.lay_out(foreign, keys=[TOP + r"\A\B\D"])
    write(lab, facts, {setting: (Value(1, "DWord"), ABSENT)})
    remove_keys(lab.session, KINDS, {setting: Missing(TOP)}, facts)
    held = lab.holds([TOP])
    assert r"\A\B\C]" not in held
    assert r"\A\B\D]" in held
    assert '"foreign"=dword:00000001' in held


def test_making_a_key_empties_nothing(lab: Lab, facts: Facts) -> None:
    """A key that came to be between reading and writing keeps what it holds."""
    setting = Registry(TOP + r"\A", "v")
    lab.lay_out({(TOP + r"\A", "foreign"): Value(1, RegistryType.DWORD)}, keys=[TOP + r"\A\Below"])
    write_changes(lab.session, KINDS, {setting: (Missing(TOP), Value(1, "DWord"))}, facts)
    held = lab.holds([TOP])
    assert '"foreign"' in held
    assert r"\A\Below]" in held
    assert '"v"=dword:00000001' in held


def test_one_value_that_is_refused_does_not_stop_the_others(lab: Lab, facts: Facts) -> None:
    """Of values written together, one in a key that nobody made is an error, and the rest are written."""
    good, bad = Registry(TOP, "good"), Registry(TOP + r"\No", "bad")
    said = write_changes(
        lab.session, KINDS, {bad: (Missing(), Value(1, "DWord")), good: (Missing(TOP), Value(1, "DWord"))}, facts
    )
    assert [each.cause.code for each in said] == [CauseCode.COMMAND_FAILED]
    assert read(lab, facts, good) == {good: Value(1, RegistryType.DWORD)}
