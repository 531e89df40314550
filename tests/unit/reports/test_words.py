"""The texts of reports: nothing that a run can say is without words."""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

import pytest

from aksarc_harden.model.answer import Cause, CauseCode
from aksarc_harden.model.change import ChangeState
from aksarc_harden.model.control import Severity
from aksarc_harden.model.finding import Verdict
from aksarc_harden.model.found import ABSENT, Data, Missing, Unreadable, Value
from aksarc_harden.model.host import Role
from aksarc_harden.model.outcome import Verb
from aksarc_harden.reports.formats import LANGUAGES
from aksarc_harden.reports.words import Words, words


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", CauseCode)
def test_every_cause_has_a_sentence_and_a_cure(code: CauseCode, language: str) -> None:
    """No cause reaches an operator as a bare code, nor without what to do about it."""
    said, cause = words(language), Cause(code, "detail 42")
    assert said.says(cause) not in (str(code), f"{code} (detail 42)")
    assert "detail 42" in said.says(cause)
    assert said.cure(cause)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("table", "codes"),
    [("verdict", Verdict), ("state", ChangeState), ("severity", Severity), ("verb", Verb), ("role", Role)],
)
def test_every_code_has_a_word(language: str, table: str, codes: type[StrEnum]) -> None:
    """The tables of words are complete, and hold nothing that cannot be said."""
    assert set(words(language).texts[table]) == set(codes)


def texts_of(part: Mapping[str, Any], name: str = "") -> Iterator[tuple[str, str]]:
    """Give every text of a language under its whole name."""
    for key, value in part.items():
        if isinstance(value, str):
            yield f"{name}{key}", value
        else:
            yield from texts_of(value, f"{name}{key}.")


def fields_of(text: str) -> list[str]:
    """Name what is filled into a text."""
    return sorted(field for _, field, _, _ in string.Formatter().parse(text) if field is not None)


def test_both_languages_say_the_same_things() -> None:
    """Each has every text of the other, none is empty, and the same is filled in."""
    english, japanese = (dict(texts_of(words(language).texts)) for language in LANGUAGES)
    assert set(english) == set(japanese)
    assert all(english.values())
    assert all(japanese.values())
    assert {name: fields_of(text) for name, text in english.items()} == {
        name: fields_of(text) for name, text in japanese.items()
    }


@pytest.mark.parametrize(
    ("data", "type", "said"),
    [
        ((), "SIDs", "nobody and nothing"),
        ((), "AuditFlags", "nothing is recorded"),
        ("", "String", "an empty text"),
        (b"", "Binary", "no bytes"),
        (0, "DWord", "0"),
        (b"\0\xff", "Binary", "0x00ff"),
        ("x" * 500, "String", "x" * 500),
        ("\x1b[31m", "String", r"\x1b[31m"),
    ],
)
def test_a_value_is_said_whole(data: Data, type: str, said: str) -> None:
    """What is there and empty has a word; nothing is cut, and nothing steers a terminal."""
    assert words().value(Value(data, type)) == said


def test_what_is_no_value_is_said() -> None:
    """Absence, what could not be read and what nobody looked at are three things."""
    assert [words().value(one) for one in (ABSENT, Missing(), Unreadable(Cause(CauseCode.BUSY)), None)] == [
        "absent", "absent", "unreadable", "not looked at",
    ]  # fmt: skip


def test_an_unknown_word_is_shown_as_it_is() -> None:
    """A code without a text does not stop a report."""
    bare = Words({"verdict": {}, "state": {}, "severity": {}, "cut": {}, "cause": {}})
    assert bare.says(Cause(CauseCode.BUSY)) == "busy"
    assert bare.cure(Cause(CauseCode.BUSY)) == ""
    assert bare.cuts(("winrm", "rdp")) == "winrm, rdp"


def test_a_change_of_type_alone_is_seen() -> None:
    """Data that looks equal is told apart by its type."""
    assert words().move(Value("1", "String"), Value(1, "DWord")) == "1 (String) → 1 (DWord)"
    assert words().move(Missing(), Value(1, "DWord")) == "absent → 1"


def test_many_names_are_counted() -> None:
    """A line names as many as it has room for and says how many more there are."""
    names = ("node1", "node2", "node3")
    assert words().some(names, 3) == "node1, node2, node3"
    assert words().some(names, 2) == "node1, node2 and 1 more"
    assert words("ja").some(names, 1) == "node1 ほか 2 件"


def test_one_thing_is_not_said_as_many() -> None:
    """Numbers fit their nouns."""
    assert [words().counted(count, "change") for count in (0, 1, 2)] == ["0 changes", "1 change", "2 changes"]
