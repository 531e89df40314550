"""What we write is read by the real engine as meant: every form of value, as argument and as input object."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from aksarc_harden.model import values as v
from aksarc_harden.model.statement import call
from aksarc_harden.model.values import Bag, Credential, DateTime, EnumValue, Items, Secret, Table, TimeSpan, WireValue
from aksarc_harden.psrp.client_events import ErrorOutput, Event, Output, PipelineStateChanged, PoolStateChanged
from aksarc_harden.psrp.clixml import ARGUMENT_LEVELS, INPUT_LEVELS
from aksarc_harden.psrp.states import PipelineState, PoolState
from tests.support.describe import describe
from tests.support.streams import Engine

STRING_ARRAY = ("System.String[]", "System.Array", "System.Object")

PRIMITIVES: dict[str, tuple[WireValue, str]] = {
    "true": (True, "Boolean"),
    "byte": (v.Byte(255), "Byte"),
    "signed byte": (v.SByte(-128), "SByte"),
    "short": (v.Int16(-(2**15)), "Int16"),
    "unsigned short": (v.UInt16(2**16 - 1), "UInt16"),
    "int": (-(2**31), "Int32"),
    "int beyond Int32": (2**31, "Int64"),
    "int beyond Int64": (2**64 - 1, "UInt64"),
    "unsigned int": (v.UInt32(2**32 - 1), "UInt32"),
    "long": (v.Int64(-(2**63)), "Int64"),
    "unsigned long": (v.UInt64(5), "UInt64"),
    "double": (0.1, "Double"),
    "double beyond Int64": (1e300, "Double"),
    "smallest double": (5e-324, "Double"),
    "minus zero": (-0.0, "Double"),
    "infinity": (float("inf"), "Double"),
    "minus infinity": (float("-inf"), "Double"),
    "not a number": (float("nan"), "Double"),
    "single": (v.Single(3.4028234663852886e38), "Single"),
    "decimal": (Decimal("-1.50"), "Decimal"),
    "largest decimal": (Decimal(2**96 - 1), "Decimal"),
    "smallest decimal": (Decimal("1E-28"), "Decimal"),
    "decimal with an exponent": (Decimal("1E+5"), "Decimal"),
    "char": (v.Char("\ud83d"), "Char"),
    "empty text": ("", "String"),
    "blanks": ("  a  ", "String"),
    "controls": ("".join(map(chr, range(0x20))) + "\x7f\x85", "String"),
    "escapes": ("_x0041_ _X0041_ __x _x004", "String"),
    "markup": ("<&>\"']]>", "String"),
    "japanese": ("管理者", "String"),
    "emoji": ("\U0001f600", "String"),
    "lone surrogates": ("a\udc00b\ud800", "String"),
    "no characters": ("\ufffe\uffff", "String"),
    "bytes": (b"\x00\x01\xff", "Byte[]"),
    "no bytes": (b"", "Byte[]"),
    "guid": (UUID("01234567-89ab-cdef-0123-456789abcdef"), "Guid"),
    "first moment": (DateTime(0), "DateTime"),
    "last moment": (DateTime(3_155_378_975_999_999_999, 0), "DateTime"),
    "seven digits": (DateTime(639029198451234567, 0), "DateTime"),
    "year 999": (DateTime(315_000_000_000_000_000), "DateTime"),
    "no time": (TimeSpan(0), "TimeSpan"),
    "one tick": (TimeSpan(-1), "TimeSpan"),
    "longest time": (TimeSpan(-(2**63)), "TimeSpan"),
    "version": (v.Version("10.0.20348.1"), "Version"),
    "uri": (v.Uri("http://example.invalid/a b?q=1#f"), "Uri"),
    "relative uri": (v.Uri("a/b"), "Uri"),
}

COMPOSITES: dict[str, WireValue] = {
    "null": None,
    "list": (1, "a", None, (2,)),
    "empty list": (),
    "list of one": ("a",),
    "string array": Items(("a", "b"), "LST", STRING_ARRAY),
    "stack": Items((2, 1), "STK", ("System.Collections.Stack", "System.Object")),
    "queue": Items((1, 2), "QUE", ("System.Collections.Queue", "System.Object")),
    "hashtable": Table((("a", 1), ("b", (1, 2)), ("c", Table((("d", None),))))),
    "hashtable of other keys": Table(((1, "a"), (v.Int64(2), "b"))),
    "keys that differ by case": Table((("a", 1), ("A", 2))),
    "enumeration": EnumValue("System.DayOfWeek", "Friday", 5),
    "enumeration of several": EnumValue("System.IO.FileAttributes", "ReadOnly, Hidden", 3),
    "bag": Bag({"Name": "n", "Value": v.UInt32(5), "None": None, "Inner": Bag({"A": (1,)})}),
    "bag of odd names": Bag({"a b": 1, "_x0041_": 2, 'q"<&>': 3, "x\ny": 4, "c\x01": 5, "管理": 6, "Count": 7}),
}


@pytest.fixture(scope="module")
def pool(engine: str) -> Iterator[Engine]:
    """One engine with an open pool for all tests of this module, with a session key."""
    with Engine(engine) as running:
        running.exchange_key()
        yield running


def outputs(events: list[Event]) -> list[WireValue]:
    """Give the outputs of a pipeline that completed and had no error."""
    last = events[-1]
    assert isinstance(last, PipelineStateChanged)
    assert (last.state, last.error) == (PipelineState.COMPLETED, None)
    assert not [event for event in events if isinstance(event, ErrorOutput)]
    return [event.value for event in events if isinstance(event, Output)]


def plain(description: Any) -> Any:
    """Take away that the engine calls what it read Deserialized, and a hash table's order."""
    if isinstance(description, list):
        return [plain(item) for item in description]
    if not isinstance(description, dict):
        return description
    made = {key: plain(item) for key, item in description.items() if key != "props"}
    if "props" in description:
        made["props"] = {name: plain(item) for name, item in description["props"].items()}
    made["t"] = made["t"].removeprefix("Deserialized.")
    if "r" in made:
        made["r"] = repr(made["r"])
    if "entries" in made:
        made["entries"] = sorted(made["entries"], key=repr)
    return made


def sent(value: WireValue) -> Any:
    """Describe what we sent, with the .NET types that plain Python values stand for."""
    if isinstance(value, (tuple, list)):
        items = value if isinstance(value, Items) and value.types else Items(value, "LST", ("System.Object[]",))
        return {"t": items.types[0], "items": [sent(item) for item in items]}
    if isinstance(value, Table):
        return {
            "t": "System.Collections.Hashtable",
            "entries": sorted([[sent(key), sent(item)] for key, item in value.entries], key=repr),
        }
    if isinstance(value, Bag):
        return {**describe(Bag({})), "props": {name: sent(item) for name, item in value.properties.items()}}
    if isinstance(value, EnumValue):
        return {"t": "System.Int32", "v": str(value.number)}
    if isinstance(value, int) and not isinstance(value, bool) and type(value) is int:
        return describe(_sized(value))
    return plain(describe(value))


def _sized(value: int) -> int:
    if -(2**31) <= value < 2**31:
        return value
    return v.Int64(value) if value < 2**63 else v.UInt64(value)


@pytest.mark.parametrize("name", [*PRIMITIVES, *COMPOSITES])
def test_an_argument_is_read_as_meant(pool: Engine, name: str) -> None:
    """The engine gives back what it read, and that is what we sent."""
    value = PRIMITIVES[name][0] if name in PRIMITIVES else COMPOSITES[name]
    events = pool.run([call("Write-Output", InputObject=value, NoEnumerate=True)])
    assert [plain(describe(one)) for one in outputs(events)] == [sent(value)]


@pytest.mark.parametrize("name", [*PRIMITIVES, *COMPOSITES])
def test_an_input_object_is_read_as_meant(pool: Engine, name: str) -> None:
    """Nothing is lost on the way: three objects in, the same three out."""
    value = PRIMITIVES[name][0] if name in PRIMITIVES else COMPOSITES[name]
    events = pool.run([call("Write-Output", NoEnumerate=True)], ["before", value, "after"])
    before, *given, after = outputs(events)
    assert (before, after) == ("before", "after")
    assert [plain(describe(one)) for one in given] == [sent(value)]


@pytest.mark.parametrize("name", PRIMITIVES)
def test_a_primitive_is_of_the_type_meant(pool: Engine, name: str) -> None:
    """The engine itself says which .NET type it read."""
    value, kind = PRIMITIVES[name]
    command = call("ForEach-Object", MemberName="GetType") | call("Select-Object", ExpandProperty="FullName")
    assert outputs(pool.run([command], [value])) == [f"System.{kind}"]


@pytest.mark.parametrize("minutes", [540, -210, 14 * 60])
def test_a_time_with_an_offset_is_the_moment_meant(pool: Engine, minutes: int) -> None:
    """Nine o'clock in Japan is midnight in Greenwich, not nine there."""
    value = DateTime(639029198450000000, minutes)
    command = call("ForEach-Object", MemberName="ToUniversalTime")
    (moment,) = outputs(pool.run([command], [value]))
    assert moment == DateTime(value.ticks - minutes * 60 * v.TICKS_PER_SECOND, 0)


def test_an_xml_document_is_read(pool: Engine) -> None:
    """Its text survives; the engine says it is a document."""
    assert outputs(pool.run([call("Write-Output", InputObject=v.Xml('<a b="1">t</a>'))])) == [v.Xml('<a b="1">t</a>')]


def test_odd_type_names_and_enumeration_names_are_read(pool: Engine) -> None:
    """Markup and control characters in them are escaped, so the engine answers."""
    bag = Bag({"A": 1}, ("My<T>\x02", "System.Object"))
    (back,) = outputs(pool.run([call("Write-Output", InputObject=bag)]))
    assert isinstance(back, Bag)
    assert (back.types[0], back["A"]) == ("Deserialized.My<T>\x02", 1)
    value = EnumValue("My.<Enum>", "A<b", 3)
    assert outputs(pool.run([call("Write-Output", InputObject=value)])) == [
        EnumValue("Deserialized.My.<Enum>", "A<b", 3)
    ]


def test_an_object_binds_by_property_name(pool: Engine) -> None:
    """A plain bag, without any type name, feeds parameters of its properties' names."""
    events = pool.run([call("Join-Path")], [Bag({"Path": "a", "ChildPath": "b"}), Bag({"path": "c", "childpath": "d"})])
    assert [str(one).replace("\\", "/") for one in outputs(events)] == ["a/b", "c/d"]


def test_secrets_come_back(pool: Engine) -> None:
    """A secret and a credential survive the way there and back, as argument and as input object."""
    for value in (Secret("päss-管理-\U0001f600"), Secret(""), Credential("CORP\\u", Secret("p"))):
        assert outputs(pool.run([call("Write-Output", InputObject=value)])) == [value]
        assert outputs(pool.run([call("Write-Output")], [value])) == [value]


def nested(kind: str, levels: int) -> WireValue:
    """Give a value of so many levels."""
    value: WireValue = 1
    for _ in range(levels - 1):
        value = _around(kind, value)
    return value


def _around(kind: str, value: WireValue) -> WireValue:
    if kind == "list":
        return (value,)
    return Bag({"N": value}) if kind == "bag" else Table((("k", value),))


@pytest.mark.parametrize("kind", ["list", "bag", "table"])
def test_the_deepest_values_that_we_send_are_read(pool: Engine, kind: str) -> None:
    """Both limits are within what the engine reads, in the deepest place that an argument can have."""
    argument = nested(kind, ARGUMENT_LEVELS)
    statements = [
        call("Write-Output", InputObject="first"),
        call("Write-Output", InputObject=argument, NoEnumerate=True),
    ]
    assert len(outputs(pool.run(statements))) == 2
    command = call("Write-Output", NoEnumerate=True)
    assert len(outputs(pool.run([command], ["first", nested(kind, INPUT_LEVELS)]))) == 2


def test_a_batch_of_three_hundred_statements_is_answered_in_order(pool: Engine) -> None:
    """The small form of a large batch is read whole."""
    events = pool.run([call("Write-Output", InputObject=number) for number in range(300)])
    assert outputs(events) == list(range(300))


def test_large_values_are_cut_and_joined(pool: Engine) -> None:
    """A megabyte goes there and back over many fragments."""
    text = "a管" * 200_000
    assert outputs(pool.run([call("Write-Output", InputObject=text)])) == [text]


def test_errors_are_decoded(pool: Engine) -> None:
    """A non-terminating error is an event of its own, a terminating one comes with the state."""
    events = pool.run([call("Get-Item", LiteralPath="/missing")])
    (error,) = [event.record for event in events if isinstance(event, ErrorOutput)]
    assert (error.short_id, error.category, error.target, error.command) == (
        "PathNotFound",
        "ObjectNotFound",
        "/missing",
        "Get-Item",
    )
    (ended,) = pool.run([call("Get-Nope")])
    assert isinstance(ended, PipelineStateChanged)
    assert ended.error is not None
    assert (ended.state, ended.error.id) == (PipelineState.FAILED, "CommandNotFoundException")
    assert ended.error.exception == "System.Management.Automation.CommandNotFoundException"


def test_a_pool_closes_when_asked(engine: str) -> None:
    """The engine says closing, then closed."""
    with Engine(engine) as running:
        outputs(running.run([call("Write-Output", InputObject=1)]))
        assert running.close() == [PoolStateChanged(PoolState.CLOSING), PoolStateChanged(PoolState.CLOSED)]
