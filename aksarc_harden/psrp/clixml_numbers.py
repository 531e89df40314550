"""
How numbers, times, durations and versions are written in CLIXML, and read ([MS-PSRP] 2.2.5.1).

Each writer refuses with `UnwritableError` what the engine could not read or would round.
"""

from __future__ import annotations

import re
import struct
from datetime import date
from decimal import Decimal

from aksarc_harden.errors import ProtocolError, UnwritableError
from aksarc_harden.model.values import TICKS_PER_SECOND, DateTime, Single, TimeSpan

INT64_MIN, INT64_MAX, UINT64_MAX = -(2**63), 2**63 - 1, 2**64 - 1
_INT32_MAX = 2**31 - 1
_TICKS_PER_DAY = 86_400 * TICKS_PER_SECOND
_LAST_TICK = 3_155_378_975_999_999_999  # 9999-12-31T23:59:59.9999999, .NET's DateTime.MaxValue
_LARGEST_OFFSET = 14 * 60  # of a time zone, in minutes; .NET accepts no more
_DECIMAL_MAX = 2**96 - 1  # .NET's Decimal: 96 bits and a scale of at most 28
_DECIMAL_SCALE = 28

_TIME = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,7})\d*)?(?:(Z)|([+-])(\d\d):(\d\d))?", re.A)
_SPAN = re.compile(r"(-?)P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d{1,7})\d*)?S)?)?", re.A)
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,4})?", re.A)
_NO_NUMBERS = {
    "INF": float("inf"),
    "-INF": float("-inf"),
    "nan": float("nan"),
    "infinity": float("inf"),
    "-infinity": float("-inf"),
}  # the engine writes INF, -INF and NaN, and reads .NET's own words in any case, too (recordings/wire, writer)
_VERSION = re.compile(r"\d{1,10}(\.\d{1,10}){1,3}", re.A)


def write_int(value: int, low: int, high: int, kind: str) -> str:
    """Write an integer of a .NET type whose range is low to high."""
    if not low <= value <= high:
        raise UnwritableError(f"an integer beyond {kind}")
    return int.__repr__(value)


def write_double(value: float) -> str:
    """Write a Double with the shortest digits that give it back, in .NET's form (`1E+300`, `INF`)."""
    return _float_text(repr(float(value)), 17)


def write_single(value: float) -> str:
    """Write a Single with the shortest digits that give it back."""
    try:
        rounded = struct.unpack("<f", struct.pack("<f", value))[0]
    except OverflowError as error:
        raise UnwritableError("a number beyond Single") from error
    for digits in range(1, 10):
        text = f"{rounded:.{digits}g}"
        if _as_single(text) == rounded:
            return _float_text(repr(float(text)), 9)
    return _float_text(repr(rounded), 9)  # NaN, which equals nothing


def read_single(text: str) -> Single:
    """Read a Single, to the value that 32 bits hold; ProtocolError for other text."""
    number = read_float(text)
    try:
        return Single(struct.unpack("<f", struct.pack("<f", number))[0])
    except OverflowError as error:
        raise ProtocolError("a number beyond Single") from error


def _as_single(text: str) -> float | None:
    try:
        return float(struct.unpack("<f", struct.pack("<f", float(text)))[0])
    except OverflowError:
        return None  # rounded up beyond the largest Single


def _float_text(text: str, most_digits: int) -> str:
    if text in ("inf", "-inf", "nan"):
        return {"inf": "INF", "-inf": "-INF", "nan": "NaN"}[text]
    sign, digits, exponent = Decimal(text).normalize().as_tuple()
    assert isinstance(exponent, int)
    first = len(digits) + exponent - 1
    minus = "-" if sign else ""
    if digits == (0,):
        return f"{minus}0"
    if -5 < first < most_digits:  # .NET goes over to exponents here (tried on the engine)
        return minus + format(Decimal((0, digits, exponent)), "f")
    figures = "".join(map(str, digits))
    return f"{minus}{figures[0]}{'.' + figures[1:] if figures[1:] else ''}E{first:+03d}"


def read_float(text: str) -> float:
    """Read a Double or Single; ProtocolError for other text."""
    word = _NO_NUMBERS.get(text if text.endswith("INF") else text.lower())
    if word is not None:
        return word
    if not _NUMBER.fullmatch(text):
        raise ProtocolError("a number of no known form")
    return float(text)


def write_decimal(value: Decimal) -> str:
    """Write a Decimal; one that .NET would round is refused."""
    if not value.is_finite():
        raise UnwritableError("a Decimal that is no number")
    _, digits, exponent = value.as_tuple()
    assert isinstance(exponent, int)
    unscaled, scale = int("".join(map(str, digits))), -exponent
    while scale > _DECIMAL_SCALE and unscaled % 10 == 0:
        unscaled, scale = unscaled // 10, scale - 1
    if scale > _DECIMAL_SCALE or scale < -_DECIMAL_SCALE or unscaled * 10 ** max(0, -scale) > _DECIMAL_MAX:
        raise UnwritableError("a Decimal beyond .NET's 96 bits or 28 decimal places")
    return format(value, "f")


def read_decimal(text: str) -> Decimal:
    """Read a Decimal; ProtocolError for other text."""
    if not _NUMBER.fullmatch(text):
        raise ProtocolError("a Decimal of no known form")
    return Decimal(text)


def write_time(value: DateTime) -> str:
    """Write a moment with the digits it needs, as the engine does; its offset stays with it."""
    if not 0 <= value.ticks <= _LAST_TICK:
        raise UnwritableError("a time outside the years 1 to 9999")
    days, ticks = divmod(value.ticks, _TICKS_PER_DAY)
    seconds, fraction = divmod(ticks, TICKS_PER_SECOND)
    day = date.fromordinal(days + 1)
    clock = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{_fraction(fraction)}"
    return f"{day.year:04d}-{day.month:02d}-{day.day:02d}T{clock}{_zone(value)}"


def _zone(value: DateTime) -> str:
    offset = value.offset_minutes
    if offset is None:
        return ""
    if offset == 0:
        return "Z"
    if abs(offset) > _LARGEST_OFFSET:
        raise UnwritableError("a time zone of more than 14 hours")
    if not 0 <= value.ticks - offset * 60 * TICKS_PER_SECOND <= _LAST_TICK:
        raise UnwritableError("a time outside the years 1 to 9999 in UTC")
    return f"{'-' if offset < 0 else '+'}{abs(offset) // 60:02d}:{abs(offset) % 60:02d}"


def read_time(text: str) -> DateTime:
    """Read a moment; ProtocolError for other text."""
    match = _TIME.fullmatch(text)
    if match is None:
        raise ProtocolError("a time of no known form")
    year, month, day, hour, minute, second, fraction, utc, sign, zone_hours, zone_minutes = match.groups()
    try:
        days = date(int(year), int(month), int(day)).toordinal() - 1
    except ValueError as error:
        raise ProtocolError("a day that does not exist") from error
    seconds = (days * 24 + int(hour)) * 3600 + int(minute) * 60 + int(second)
    offset: int | None = 0 if utc else None
    if sign:
        offset = (-1 if sign == "-" else 1) * (int(zone_hours) * 60 + int(zone_minutes))
    return DateTime(seconds * TICKS_PER_SECOND + int((fraction or "0").ljust(7, "0")), offset)


def write_span(value: TimeSpan) -> str:
    """Write a duration as the engine does: `-P1DT2H3M4.005S`."""
    if not INT64_MIN <= value.ticks <= INT64_MAX:
        raise UnwritableError("a duration beyond Int64 ticks")
    days, ticks = divmod(abs(value.ticks), _TICKS_PER_DAY)
    seconds, fraction = divmod(ticks, TICKS_PER_SECOND)
    clock = "".join(f"{count}{unit}" for count, unit in ((seconds // 3600, "H"), (seconds // 60 % 60, "M")) if count)
    if seconds % 60 or fraction or not (days or clock):
        clock += f"{seconds % 60}{_fraction(fraction)}S"
    return f"{'-' if value.ticks < 0 else ''}P{f'{days}D' if days else ''}{'T' + clock if clock else ''}"


def read_span(text: str) -> TimeSpan:
    """Read a duration; ProtocolError for other text."""
    match = _SPAN.fullmatch(text)
    if match is None or not any(match.groups()[1:]):
        raise ProtocolError("a duration of no known form")
    sign, days, hours, minutes, seconds, fraction = match.groups()
    whole = ((int(days or 0) * 24 + int(hours or 0)) * 60 + int(minutes or 0)) * 60 + int(seconds or 0)
    ticks = whole * TICKS_PER_SECOND + int((fraction or "0").ljust(7, "0"))
    return TimeSpan(-ticks if sign else ticks)


def _fraction(ticks: int) -> str:
    return f".{ticks:07d}".rstrip("0") if ticks else ""


def write_version(text: str) -> str:
    """Write a version of two to four numbers; others are refused."""
    if not _VERSION.fullmatch(text) or any(int(part) > _INT32_MAX for part in text.split(".")):
        raise UnwritableError("a version that is not two to four numbers")
    return str(text)
