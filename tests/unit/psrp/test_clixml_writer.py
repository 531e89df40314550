"""What the writer writes, and what it refuses because the engine could not read it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from aksarc_harden.errors import UnwritableError
from aksarc_harden.model.values import (
    Bag,
    Byte,
    Char,
    Credential,
    DateTime,
    EnumValue,
    Int16,
    Int64,
    Items,
    SByte,
    ScriptBlock,
    Secret,
    Single,
    Table,
    TimeSpan,
    UInt16,
    UInt32,
    UInt64,
    Uri,
    Version,
    WireValue,
    Xml,
)
from aksarc_harden.psrp.clixml import INPUT_LEVELS, read, write
from aksarc_harden.psrp.clixml_writer import write_message

NINE_HOURS = 9 * 60


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "<Nil />"),
        (True, "<B>true</B>"),
        (5, "<I32>5</I32>"),
        (2**31, "<I64>2147483648</I64>"),
        (2**63, "<U64>9223372036854775808</U64>"),
        (UInt32(5), "<U32>5</U32>"),
        (Int64(5), "<I64>5</I64>"),
        (Char("a"), "<C>97</C>"),
        (b"\x01\x02\xff", "<BA>AQL/</BA>"),
        (1.5, "<Db>1.5</Db>"),
        (float("inf"), "<Db>INF</Db>"),
        (float("-inf"), "<Db>-INF</Db>"),
        (float("nan"), "<Db>NaN</Db>"),
        (1e300, "<Db>1E+300</Db>"),
        (1e-5, "<Db>1E-05</Db>"),
        (123456789012345680.0, "<Db>1.2345678901234568E+17</Db>"),
        (12345678901234568.0, "<Db>12345678901234568</Db>"),
        (100.0, "<Db>100</Db>"),
        (-0.0, "<Db>-0</Db>"),
        (5e-324, "<Db>5E-324</Db>"),
        (Single(0.1), "<Sg>0.1</Sg>"),
        (Single(3.4028234663852886e38), "<Sg>3.4028235E+38</Sg>"),
        (Decimal("1.50"), "<D>1.50</D>"),
        (Decimal("1E+3"), "<D>1000</D>"),
        (Decimal(2**96 - 1), "<D>79228162514264337593543950335</D>"),
        (DateTime(0), "<DT>0001-01-01T00:00:00</DT>"),
        (DateTime(639029198451234567, 0), "<DT>2026-01-02T03:04:05.1234567Z</DT>"),
        (DateTime(639029198450000000, NINE_HOURS), "<DT>2026-01-02T03:04:05+09:00</DT>"),
        (TimeSpan(0), "<TS>PT0S</TS>"),
        (TimeSpan(937840050000), "<TS>P1DT2H3M4.005S</TS>"),
        (TimeSpan(-(2**63)), "<TS>-P10675199DT2H48M5.4775808S</TS>"),
        ("a\r\nb", "<S>a_x000D__x000A_b</S>"),
        ("_x0041_ _X _y", "<S>_x005F_x0041_ _x005F_X _y</S>"),
        ("\U0001f600", "<S>_xD83D__xDE00_</S>"),
        ("\ud83d", "<S>_xD83D_</S>"),
        ("\ufffe\uffff", "<S>_xFFFE__xFFFF_</S>"),
        ("<&>\"'", "<S>&lt;&amp;&gt;\"'</S>"),
        ("\x85\x7f", "<S>_x0085__x007F_</S>"),
    ],
)
def test_a_value_is_written_as_the_engine_writes_it(value: WireValue, text: str) -> None:
    """The text is PowerShell's own, to the digit."""
    assert write(value) == text


def test_names_are_escaped_like_text() -> None:
    """A name that holds an escape, a control character or a quote arrives as it is."""
    bag = Bag({"_x0041_": 1, "a\x01b": 2, 'q"<&>': 3, "\U0001f600": 4})
    assert '<I32 N="_x005F_x0041_">1</I32><I32 N="a_x0001_b">2</I32>' in write(bag)
    assert read(write(bag)) == Bag(bag.properties, ("System.Management.Automation.PSCustomObject", "System.Object"))


def test_objects_are_written_in_powershells_order() -> None:
    """Type names, text, the value beneath, a .NET object's own properties, added ones; ids count from the outside."""
    bag = Bag(
        {"Name": "n", "Inner": Bag({"A": 1}), "PSPath": "p"},
        ("Some.Type", "System.Object"),
        "text",
        Items(("a",), "IE"),
        frozenset({"PSPath"}),
    )
    assert write(bag) == (
        '<Obj RefId="0"><TN RefId="0"><T>Some.Type</T><T>System.Object</T></TN><ToString>text</ToString>'
        "<IE><S>a</S></IE>"
        '<Props><S N="Name">n</S><Obj N="Inner" RefId="1"><TN RefId="1">'
        "<T>System.Management.Automation.PSCustomObject</T><T>System.Object</T></TN>"
        '<MS><I32 N="A">1</I32></MS></Obj></Props><MS><S N="PSPath">p</S></MS></Obj>'
    )


def test_type_names_are_written_once() -> None:
    """The second object of a type refers to the first one's names."""
    text = write((Table((("a", 1),)), Table(())))
    assert text.count("System.Collections.Hashtable") == 1
    assert '<Obj RefId="2"><TNRef RefId="1" /><DCT /></Obj>' in text


def test_an_enumeration_is_written_with_name_and_number() -> None:
    """The type's name comes first, then what derives from it."""
    assert write(EnumValue("System.DayOfWeek", "Friday", 5)) == (
        '<Obj RefId="0"><TN RefId="0"><T>System.DayOfWeek</T><T>System.Enum</T><T>System.ValueType</T>'
        "<T>System.Object</T></TN><ToString>Friday</ToString><I32>5</I32></Obj>"
    )


def test_the_terse_form_has_no_ids_and_no_type_names_of_plain_bags() -> None:
    """What we ask for is as small as the engine reads it."""
    assert write(Bag({"A": (1,)}), terse=True) == (
        '<Obj><MS><Obj N="A"><TN RefId="0"><T>System.Object[]</T><T>System.Array</T><T>System.Object</T></TN>'
        "<LST><I32>1</I32></LST></Obj></MS></Obj>"
    )


def test_a_message_has_no_type_names() -> None:
    """The object around a message's fields is nothing but its fields."""
    assert write_message({"PipelineState": 4}) == '<Obj RefId="0"><MS><I32 N="PipelineState">4</I32></MS></Obj>'


class NotOurs:
    """A Python class that has no .NET form."""


@pytest.mark.parametrize(
    "value",
    [
        2**64,
        -(2**63) - 1,
        Byte(256),
        SByte(-129),
        Int16(2**15),
        UInt16(-1),
        UInt32(2**32),
        Int64(2**63),
        UInt64(-1),
        Single(1e39),
        Decimal("NaN"),
        Decimal("Infinity"),
        Decimal(2**96),
        Decimal("1E-29"),
        Decimal("1E+400"),
        DateTime(-1),
        DateTime(3_155_378_976_000_000_000),
        DateTime(0, NINE_HOURS),
        DateTime(10**17, 15 * 60),
        TimeSpan(2**63),
        Char(""),
        Char("ab"),
        Char("\U0001f600"),
        Version("1"),
        Version("1.2.3.4.5"),
        Version("1.99999999999"),
        Version("1.x"),
        Uri("http://["),
        Uri("http://a..b/"),
        Uri("http://host:99999/"),
        Uri("http://[::1/"),
        Uri("\\\\host\\share"),
        Uri("//["),
        Xml("<a>"),
        Xml("<!DOCTYPE a><a/>"),
        Table(((None, 1),)),
        Table((("a", 1), ("a", 2))),
        Bag({"": 1}),
        Bag({"A": 1, "a": 2}),
        Bag({"A": 1}, ("",)),
        Bag({}, base=Bag({})),
        Items((), "???"),
        EnumValue("", "a", 1),
        EnumValue("A", "a", 2**64),
        Secret("s"),
        Credential("u", Secret("p")),
        [NotOurs()],
    ],
    ids=repr,
)
def test_what_the_engine_could_not_read_is_refused(value: WireValue) -> None:
    """It would be a hang in an argument and a silent loss in an input object, so it never leaves."""
    with pytest.raises(UnwritableError):
        write(value)


def test_a_script_block_is_never_sent() -> None:
    """It would arrive as text; a server may show one."""
    with pytest.raises(UnwritableError):
        write(ScriptBlock("1+1"), terse=True)
    assert write(ScriptBlock("1+1")) == "<SBK>1+1</SBK>"


def test_a_refusal_does_not_tell_the_value() -> None:
    """The error names a kind and a reason."""
    with pytest.raises(UnwritableError) as caught:
        write(Xml("<password>hunter2"))
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    "uri",
    ["", "relative/path?q=1#f", "http://example.invalid/a b?q=1#f", "https://[::1]:8443/x", "ldap://dc01:389"],
)
def test_ordinary_uris_are_written(uri: str) -> None:
    """Relative ones, and absolute ones with a host."""
    assert write(Uri(uri)) == f"<URI>{uri}</URI>"


def test_depth_is_bounded_where_the_engine_stops() -> None:
    """The innermost level that an input object may have is written, one more is refused."""
    value: WireValue = 1
    for _ in range(INPUT_LEVELS - 1):
        value = (value,)
    write(value)
    with pytest.raises(UnwritableError):
        write((value,))


def test_a_value_within_itself_is_refused() -> None:
    """An endless value ends in an error, not in an endless loop."""
    properties: dict[str, WireValue] = {}
    properties["Self"] = Bag(properties)
    with pytest.raises(UnwritableError):
        write(Bag(properties))


def test_secrets_are_written_encrypted() -> None:
    """Only what `encrypt` makes of a secret is in the text."""
    text = write(Credential("u", Secret("hunter2")), encrypt=lambda secret: f"{len(secret)} letters")
    assert '<S N="UserName">u</S><SS N="Password">7 letters</SS>' in text
    assert "hunter2" not in text
