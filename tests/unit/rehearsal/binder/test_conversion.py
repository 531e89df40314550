"""Conversions beyond the recorded calls; what they give was tried on PowerShell 7.6.9, where it has the type."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

import pytest

from aksarc_harden.model.values import (
    Bag,
    Byte,
    Credential,
    DateTime,
    EnumValue,
    Int64,
    Secret,
    Single,
    Table,
    TimeSpan,
    UInt32,
    WireValue,
)
from aksarc_harden.rehearsal.binder.conversion import Converter
from aksarc_harden.rehearsal.binder.refusal import CastError
from aksarc_harden.rehearsal.binder.texts import span_text, to_text

ID = "6f9619ff-8b86-d011-b42d-00c04fc964ff"
SECOND = 10_000_000
REFUSED = object()


def convert(value: WireValue, wanted: str) -> object:
    """Convert, or tell that it is refused."""
    try:
        return Converter().to(value, wanted)
    except CastError:
        return REFUSED


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("5.5", 6), ("6.5", 6), ("-0.5", 0), (" +7 ", 7), ("1e3", 1000), ("1,000", 1000), ("1,2", 12), (",5", REFUSED),
        ("5,", 5), ("0x10", 16), ("-0x10", -16), ("&h10", 16), ("#10", 16), ("5kb", 5120), ("1.5kb", 1536), ("5d", 5),
        ("0b11", 3), ("--5", REFUSED), ("1_0", REFUSED), ("", 0), ("  ", 0), ("\u0663", REFUSED),
        ("2147483648", REFUSED), ("1e10", REFUSED), (".5", 0), ("5.", 5), ("0xFFFFFFFF", -1), ("1e", REFUSED),
        ("5mb ", 5242880), ("+ 5", REFUSED), ("five", REFUSED),
    ],
)  # fmt: skip
def test_a_number_is_read_as_the_engine_reads_it(text: str, number: object) -> None:
    """Rounded half to even, thousands anywhere, hexadecimal as bits, suffixes of a script."""
    assert convert(text, "Int32") == number


@pytest.mark.parametrize(
    ("value", "wanted", "result"),
    [
        (2.5, "Int32", 2), (Decimal("3.5"), "Int32", 4), (256, "Byte", REFUSED), (-1, "UInt32", REFUSED),
        (UInt32(2**31), "Int32", REFUSED), (Int64(5), "Int32", 5), (True, "Int32", 1), (float("nan"), "Int32", REFUSED),
        ("1.5", "Double", 1.5), ("0.1", "Decimal", Decimal("0.1")), (None, "Int32", 0), (ID, "Int32", REFUSED),
        (TimeSpan(5), "Int32", REFUSED), (5, "Nullable[DateTime]", DateTime(5)), (None, "Nullable[DateTime]", None),
    ],
)  # fmt: skip
def test_numbers_convert_within_their_range(value: WireValue, wanted: str, result: object) -> None:
    """Out of range is refused, never wrapped."""
    assert convert(value, wanted) == result


def test_a_number_gets_the_wanted_type() -> None:
    """Byte and UInt32 compare like int, and are told apart by type."""
    assert type(convert(5, "Byte")) is Byte
    assert type(convert("5", "UInt32")) is UInt32
    assert convert([1, "2"], "Byte[]") == b"\x01\x02"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1e15, "1E+15"), (1e14, "100000000000000"), (1e-4, "0.0001"), (1e-5, "1E-05"), (1.5e-5, "1.5E-05"),
        (-2.5e20, "-2.5E+20"), (100.0, "100"), (-0.0, "-0"), (0.1 + 0.2, "0.3"), (5e-324, "4.94065645841247E-324"),
        (123456789012345.6, "123456789012346"), (Single(16777217.7), "1.677722E+07"), (float("inf"), "Infinity"),
        (True, "True"), (None, ""), (["a", [1, None]], "a 1 "), (b"\x01\x02", "1 2"), (UUID(ID), ID),
        (EnumValue("System.DayOfWeek", "Monday", 1), "Monday"), (Table(), "System.Collections.Hashtable"),
        (Bag({"a": 1, "b": [1]}), "@{a=1; b=System.Collections.ArrayList}"), (Bag({}, ("A.B",), text="b"), "b"),
        (Bag({}, ("A.B",)), "A.B"), (Secret("x"), "System.Security.SecureString"), (Decimal("1.50"), "1.50"),
        (Credential("u", Secret("x")), "System.Management.Automation.PSCredential"),
    ],
)  # fmt: skip
def test_a_value_is_written_as_the_engine_writes_it(value: WireValue, text: str) -> None:
    """Fifteen digits, seven for a Single; names for enumerations; types for what has no text."""
    assert to_text(value) == text


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("1/2/2026", "2026-01-02T00:00:00"), ("2026/1/2", "2026-01-02T00:00:00"), ("1-2-2026", "2026-01-02T00:00:00"),
        ("1.2.2026", "2026-01-02T00:00:00"), ("Jan 2, 2026", "2026-01-02T00:00:00"), ("2026-01", "2026-01-01T00:00:00"),
        ("2 January 2026", "2026-01-02T00:00:00"), ("2026-01-02 3:04 PM", "2026-01-02T15:04:00"),
        ("1/2/26", "2026-01-02T00:00:00"), ("1/2/70", "1970-01-02T00:00:00"),
        ("Fri, 02 Jan 2026 03:04:05 GMT", "2026-01-02T03:04:05+00:00"),
        ("2026-01-02T03:04:05+02:00", "2026-01-02T01:04:05+00:00"),
    ],
)  # fmt: skip
def test_a_date_is_read_month_first(text: str, moment: str) -> None:
    """An offset makes it universal time, everything else says nothing of its zone."""
    found = convert(text, "DateTime")
    assert isinstance(found, DateTime)
    assert found.to_datetime().isoformat() == moment


@pytest.mark.parametrize(
    "text",
    ["Mon, 02 Jan 2026 03:04:05 GMT", "2026-1-2 25:00", "20260102", "2 foo 2026", "2026-02-30", "13/01/2026", ""],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    """A wrong weekday, hour or day, and digits without separators."""
    assert convert(text, "DateTime") is REFUSED


def test_a_date_keeps_seven_digits() -> None:
    """.NET counts units of 100 ns."""
    found = convert("2026-01-02T03:04:05.1234567", "DateTime")
    assert isinstance(found, DateTime)
    assert found.ticks % SECOND == 1234567


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("5", "5.00:00:00"), ("1:2", "01:02:00"), ("1:2:3", "01:02:03"), ("1.2:3:4", "1.02:03:04"),
        ("24:00:00", "24.00:00:00"), ("1:2:3:4", "1.02:03:04"), ("-1:2", "-01:02:00"), ("0:0:0.5", "00:00:00.5000000"),
        (" 1:2 ", "01:02:00"), ("1.2:3", "1.02:03:00"),
    ],
)  # fmt: skip
def test_a_duration_is_read(text: str, span: str) -> None:
    """A number alone is days; hours over a day make the first part days."""
    found = convert(text, "TimeSpan")
    assert isinstance(found, TimeSpan)
    assert span_text(found) == span


@pytest.mark.parametrize("text", ["25:30:15", "25:00", "1:60", "5.5", "1:2:3.12345678", "24:60:00", "5m", ""])
def test_what_is_no_duration_is_refused(text: str) -> None:
    """Overflowing parts, fractions of days, units."""
    assert convert(text, "TimeSpan") is REFUSED


@pytest.mark.parametrize("text", [ID, f"{{{ID}}}", f"({ID})", ID.replace("-", ""), f" {ID} ", ID.upper()])
def test_a_guid_is_read_in_its_forms(text: str) -> None:
    """With and without hyphens, in braces or parentheses, in any case."""
    assert convert(text, "Guid") == UUID(ID)


@pytest.mark.parametrize("value", [f"{{{ID}", f"{ID}x", "", 5, b"short"])
def test_what_is_no_guid_is_refused(value: WireValue) -> None:
    """Half a brace, more digits, another type."""
    assert convert(value, "Guid") is REFUSED


@pytest.mark.parametrize(
    ("value", "wanted", "result"),
    [
        (" 1.2 ", "Version", "1.2"), ("1", "Version", REFUSED), ("1.2.3.4.5", "Version", REFUSED),
        ("1.-2", "Version", REFUSED), ("int", "Type", "int"), ("nope", "Type", REFUSED), (1033, "CultureInfo", "en-US"),
        ("ja-JP", "CultureInfo", "ja-JP"), ("not a culture", "CultureInfo", REFUSED), (Bag({}), "Version", REFUSED),
        (Bag({}), "SecureString", REFUSED), ("x", "SecureString", REFUSED), ("x", "PSCredential", REFUSED),
        ("x", "CimSession", "x"), ("x", "VirtualMachine", REFUSED), ("x", "ScriptBlock", REFUSED),
    ],
)  # fmt: skip
def test_classes_are_made_from_what_they_read(value: WireValue, wanted: str, result: object) -> None:
    """Text makes those that have a constructor or a Parse method for it, and no secret."""
    assert convert(value, wanted) == result


def test_a_credential_is_rebuilt_from_its_properties() -> None:
    """Any object does, as on the engine; without a user it is the empty one."""
    secret = Secret("x")
    assert convert(Bag({"UserName": "u", "Password": secret}), "PSCredential") == Credential("u", secret)
    assert convert(Bag({"a": 1}), "PSCredential") == Credential("", Secret(""))
