"""What the reader survives, and what it refuses."""

from __future__ import annotations

import random
import tracemalloc
from decimal import Decimal

import pytest

from aksarc_harden.errors import ProtocolError
from aksarc_harden.model.values import (
    Bag,
    Credential,
    DateTime,
    EnumValue,
    Items,
    Secret,
    Table,
    TimeSpan,
    UInt32,
    Version,
    WireValue,
    Xml,
)
from aksarc_harden.psrp import clixml_reader
from aksarc_harden.psrp.clixml import READ_LEVELS, read
from aksarc_harden.psrp.clixml_reader import read_as_engine
from tests.support.recordings import load

ENUM_KEY = (
    '<Obj RefId="0"><TN RefId="0"><T>System.Collections.Hashtable</T></TN><DCT><En><Obj N="Key" RefId="1">'
    '<TN RefId="1"><T>System.DayOfWeek</T><T>System.Enum</T></TN><ToString>Monday</ToString><I32>1</I32></Obj>'
    '<S N="Value">a</S></En></DCT></Obj>'
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        (b"", None),
        ("<Nil />", None),
        ("<S>a_xD83D_b</S>", "a\ud83db"),
        ("<S>_xDE00__xD83D_</S>", "\ude00\ud83d"),
        ("<S>_xD83D__xDE00_</S>", "\U0001f600"),
        ("<S>&#xFFFE;&#xFFFF;&#65534;</S>", "\ufffe\uffff\ufffe"),
        ("<S>&#xD83D;b</S>", "\ud83db"),
        ("<S>a\ud83db</S>", "a\ud83db"),
        ("<S>a\ufffeb</S>", "a\ufffeb"),
        ("<S>&#x41;&amp;&#66;</S>", "A&B"),
        ("<S> a </S>", " a "),
        ("<S>_x005F_x0041_</S>", "_x0041_"),
        ("<DT>2026-01-02T03:04:05.1234567Z</DT>", DateTime(639029198451234567, 0)),
        ("<TS>-PT0.0000001S</TS>", TimeSpan(-1)),
        ("<D>1.50</D>", Decimal("1.50")),
        ("<Version>10.0.17763.1</Version>", Version("10.0.17763.1")),
        ("<XD>&lt;a/&gt;</XD>", Xml("<a/>")),
        (ENUM_KEY, Table(((EnumValue("System.DayOfWeek", "Monday", 1), "a"),), ("System.Collections.Hashtable",))),
        ('<Obj RefId="0"><MS><S N="x_x000A_y">1</S></MS></Obj>', Bag({"x\ny": "1"})),
        ('<Obj RefId="0"><MS><S N="_x005F_x0041_">1</S></MS></Obj>', Bag({"_x0041_": "1"})),
        ('<Obj><S>text</S><MS><I32 N="Extra">5</I32></MS></Obj>', Bag({"Extra": 5}, base="text")),
        ("\ufeff<I32>5</I32>", 5),
        (b"\xef\xbb\xbf<I32>5</I32>", 5),
        ("<I32>5</I32>".encode("utf-16"), 5),
        ("<Objs />", None),
    ],
)
def test_odd_but_real_text_is_read(text: str | bytes, value: WireValue) -> None:
    """What engines really send, and what the study's reader got wrong, reads right."""
    assert read(text) == value


def test_a_string_with_a_lone_surrogate_in_utf_8_is_read() -> None:
    """UTF-8 that encodes half a surrogate pair is malformed, which is said, not a crash."""
    with pytest.raises(ProtocolError):
        read(b"<S>\xed\xa0\x80</S>")


def test_the_types_of_lists_and_dictionaries_are_kept() -> None:
    """A list knows what it was, a number which integer it was."""
    value = read('<Obj><TN RefId="0"><T>System.Collections.Queue</T></TN><QUE><U32>4294967295</U32></QUE></Obj>')
    assert isinstance(value, Items)
    assert (value.kind, value.types) == ("QUE", ("System.Collections.Queue",))
    assert type(value[0]) is UInt32


def test_type_names_are_kept_when_they_are_referred_to() -> None:
    """TNRef gives the names of an earlier TN."""
    value = read(
        '<Obj RefId="0"><TN RefId="0"><T>A</T></TN><MS><Obj N="B" RefId="1"><TNRef RefId="0" /><ToString>b</ToString>'
        "</Obj></MS></Obj>"
    )
    assert value == Bag({"B": Bag({}, ("A",), "b")}, ("A",))


def test_secrets_need_a_key_and_become_secrets() -> None:
    """SS without a key is an error; with one it is a Secret, in a credential, too."""
    with pytest.raises(ProtocolError):
        read("<SS>abc</SS>")
    assert read("<SS>abc</SS>", decrypt=str.upper) == Secret("ABC")
    credential = (
        "<Obj><TN><T>System.Management.Automation.PSCredential</T></TN>"
        '<Props><S N="UserName">u</S><SS N="Password">p</SS></Props></Obj>'
    )
    assert read(credential, decrypt=str.upper) == Credential("u", Secret("P"))


@pytest.mark.parametrize(
    "text",
    [
        "no XML",
        "<S>",
        "<S>a</S><S>b</S>",
        "<Unknown />",
        "<I32>x</I32>",
        "<I32>2147483648</I32>",
        "<I32>1_0</I32>",
        "<By>256</By>",
        "<U64>-1</U64>",
        "<B>yes</B>",
        "<C>65536</C>",
        "<C>-1</C>",
        "<Db>1,5</Db>",
        "<Db>inf</Db>",
        "<D>NaN</D>",
        "<G>1</G>",
        "<DT>999-01-01T00:00:00</DT>",
        "<DT>2026-02-30T00:00:00</DT>",
        "<TS>P</TS>",
        "<TS>1.00:00:00</TS>",
        "<BA>A</BA>",
        "<S>a\x01b</S>",
        '<Ref RefId="7" />',
        '<Obj RefId="0"><LST><Ref RefId="0" /></LST></Obj>',
        '<Obj><TNRef RefId="7" /></Obj>',
        "<Obj><MS><S>a</S></MS></Obj>",
        "<Obj><I32>1</I32><I32>2</I32></Obj>",
        "<Obj><DCT><En><S N='Key'>a</S></En></DCT></Obj>",
        "<Obj><DCT><En><Nil N='Key' /><S N='Value'>a</S></En></DCT></Obj>",
        "<Objs><S>a</S><S>b</S></Objs>",
        '<!DOCTYPE S [<!ENTITY a "b">]><S>&a;</S>',
        '<!DOCTYPE S SYSTEM "file:///etc/hostname"><S />',
        "<S>&undeclared;</S>",
        "<S><![CDATA[a]]></S>",
        b"\xff\xff<S />",
    ],
)
def test_malformed_text_is_a_protocol_error(text: str | bytes) -> None:
    """Whatever is no CLIXML ends in one kind of error."""
    with pytest.raises(ProtocolError):
        read(text)


def test_an_error_does_not_tell_what_was_read() -> None:
    """A text that may hold a secret does not come back in an error."""
    with pytest.raises(ProtocolError) as caught:
        read('<Obj><MS><I32 N="DefaultPassword">hunter2</I32></MS></Obj>')
    assert "hunter2" not in str(caught.value)


def nested(levels: int) -> str:
    """Give a value of so many levels."""
    return "<Obj><LST>" * (levels - 1) + "<I32>1</I32>" + "</LST></Obj>" * (levels - 1)


def test_nesting_is_bounded() -> None:
    """The deepest value is read, one level more and ten thousand more are errors."""
    assert read(nested(READ_LEVELS)) != ()
    for levels in (READ_LEVELS + 1, 10_000):
        with pytest.raises(ProtocolError):
            read(nested(levels))
    with pytest.raises(ProtocolError):
        read("<X>" * 10_000 + "</X>" * 10_000)


def test_the_number_of_tags_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A body of too many tags is refused before a tree is built of it."""
    monkeypatch.setattr(clixml_reader, "TAGS", 10_000)
    text = "<Obj><LST>" + "<Nil/>" * 200_000 + "</LST></Obj>"
    tracemalloc.start()
    try:
        with pytest.raises(ProtocolError):
            read(text)
        assert tracemalloc.get_traced_memory()[1] < 3_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "text",
    [
        "<Objs><S>a</S></Objs>",
        '<S xmlns="http://schemas.microsoft.com/powershell/2004/04">a</S>',
        '<?xml version="1.0"?><S>a</S>',
        "\n<S>a</S>",
        nested(50),
    ],
)
def test_a_request_is_read_as_strictly_as_by_the_engine(text: str) -> None:
    """A server refuses what the engine would not answer, though an answer of that form would be read."""
    with pytest.raises(ProtocolError):
        read_as_engine(text)


def test_a_request_may_nest_as_deep_as_on_the_engine() -> None:
    """Forty-nine levels are read."""
    assert read_as_engine(nested(49)) == read(nested(49))


PIECES = (
    "<",
    ">",
    "&",
    "&#xFFFE;",
    "_xD83D_",
    "\x00",
    "\ud800",
    '"',
    "<Nil />",
    "</Obj>",
    "9" * 30,
    '<Ref RefId="0" />',
)
TAGS = ("I32", "S", "Obj", "MS", "LST", "DCT", "En", "TN", "TNRef", "Nil", "DT", "TS", "D", "Db", "G", "BA", "C", "PR")


def spoilt(text: str, chance: random.Random) -> str:
    """Put something in, take something out, or give elements other names."""
    at, how = chance.randrange(len(text) + 1), chance.random()
    if how < 0.3:
        return text[:at] + chance.choice(PIECES) + text[at:]
    if how < 0.6:
        return text[:at] + text[at + chance.randint(1, 5) :]
    old, new = chance.choice(TAGS), chance.choice(TAGS)
    return text.replace(f"<{old}>", f"<{new}>").replace(f"</{old}>", f"</{new}>").replace(f"<{old} ", f"<{new} ")


@pytest.mark.parametrize("seed", range(4))
def test_spoilt_text_is_read_or_refused(seed: int) -> None:
    """Recorded values, damaged at random, end in a value or in a ProtocolError, never in anything else."""
    chance = random.Random(seed)
    texts = [vector["clixml"] for vector in load("wire/wire-vectors") if len(vector["clixml"]) < 3_000]
    refused = 0
    for _ in range(1_500):
        text = spoilt(spoilt(chance.choice(texts), chance), chance)
        try:
            read(text, decrypt=str)
        except ProtocolError:
            refused += 1
    assert 0 < refused < 1_500
