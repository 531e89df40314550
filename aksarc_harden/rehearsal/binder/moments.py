"""
How PowerShell reads a date or a duration.

Dates in strings are read month first, whatever the host's culture; ISO works, "20260102" does not.
A moment with an offset becomes local time, which is UTC here; a time without a date, which means today, is not read.
A number is ticks; the string "5" to a duration is five days
(recordings: binder, "dates in strings", "Int32 to TimeSpan or DateTime").
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from aksarc_harden.model.values import TICKS_PER_SECOND, DateTime, TimeSpan, WireValue
from aksarc_harden.rehearsal.binder.net_types import INTEGERS, type_name, unwrap
from aksarc_harden.rehearsal.binder.refusal import CastError

_TICKS_OF_DAY = 86_400 * TICKS_PER_SECOND
_LAST_TICK = 3_155_378_975_999_999_999
_FIRST = datetime(1, 1, 1, tzinfo=UTC)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_TIME = r"(?:[T ]\s*(?P<hour>\d{1,2}):(?P<minute>\d{1,2})(?::(?P<second>\d{1,2})(?:\.(?P<fraction>\d{1,7}))?)?"
_TIME += r"\s*(?P<half>[AP]M)?)?\s*(?P<zone>Z|GMT|[+-]\d{1,2}(?::?\d{2})?)?"
_FORMS = tuple(
    re.compile(date + _TIME, re.IGNORECASE | re.ASCII)
    for date in (
        r"(?P<year>\d{4})[-/](?P<month>\d{1,2})(?:[-/](?P<day>\d{1,2}))?",
        r"(?P<month>\d{1,2})[-/.](?P<day>\d{1,2})[-/.](?P<year>\d{4}|\d{2})",
        r"(?:(?P<weekday>[a-z]{3,9}),?\s+)?(?P<day>\d{1,2})[ -](?P<name>[a-z]{3,9})[ -](?P<year>\d{4})",
        r"(?:(?P<weekday>[a-z]{3,9}),?\s+)?(?P<name>[a-z]{3,9})\s+(?P<day>\d{1,2}),?\s+(?P<year>\d{4})",
    )
)
_SPAN = re.compile(r"(-)?(?:(\d+)\.)?(\d{1,8}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,7}))?)?", re.ASCII)
_FOUR_PARTS = re.compile(r"(-)?(\d{1,8}):(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.(\d{1,7}))?", re.ASCII)
_DAYS = re.compile(r"(-)?(\d{1,8})", re.ASCII)


def to_moment(value: WireValue) -> DateTime:
    """Convert to a DateTime; raises CastError."""
    value = unwrap(value)
    if isinstance(value, DateTime):
        return value
    if type(value) is str:
        return _read_moment(value.strip())
    if type_name(value) in INTEGERS and isinstance(value, int) and 0 <= value <= _LAST_TICK:
        return DateTime(int(value))
    raise CastError


def _read_moment(text: str) -> DateTime:
    for form in _FORMS:
        if found := form.fullmatch(text):
            try:
                return _moment(found)
            except ValueError as error:
                raise CastError from error
    raise CastError


def _moment(found: re.Match[str]) -> DateTime:
    part = found.groupdict()
    month = int(part["month"]) if part.get("month") else _month(part["name"])
    year = int(part["year"])
    if len(part["year"]) == 2:
        year += 2000 if year < 50 else 1900
    hour = _hour(int(part["hour"] or 0), part["half"])
    minute, second = int(part["minute"] or 0), int(part["second"] or 0)
    moment = datetime(year, month, int(part["day"] or 1), hour, minute, second, tzinfo=UTC)
    if part.get("weekday") and _WEEKDAYS[moment.weekday()] != part["weekday"][:3].lower():
        raise ValueError("a day of another week")
    offset = None
    if part["zone"]:
        moment -= _offset(part["zone"])
        offset = 0
    fraction = int((part["fraction"] or "").ljust(7, "0") or 0)
    return DateTime((moment - _FIRST) // timedelta(microseconds=1) * 10 + fraction, offset)


def _hour(hour: int, half: str | None) -> int:
    if half is None:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError("an hour of half a day")
    return hour % 12 + (12 if half.upper() == "PM" else 0)


def _month(name: str) -> int:
    return _MONTHS.index(name[:3].lower()) + 1


def _offset(zone: str) -> timedelta:
    if zone.upper() in ("Z", "GMT"):
        return timedelta()
    digits = zone[1:].replace(":", "")
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    return timedelta(hours=hours, minutes=minutes) * (-1 if zone[0] == "-" else 1)


def to_span(value: WireValue) -> TimeSpan:
    """Convert to a TimeSpan; raises CastError."""
    value = unwrap(value)
    if isinstance(value, TimeSpan):
        return value
    if type(value) is str:
        return _read_span(value.strip())
    if type_name(value) in INTEGERS and isinstance(value, int):
        return TimeSpan(int(value))
    raise CastError


def _read_span(text: str) -> TimeSpan:
    if found := _DAYS.fullmatch(text):
        ticks = int(found[2]) * _TICKS_OF_DAY
    elif found := _SPAN.fullmatch(text) or _FOUR_PARTS.fullmatch(text):
        days, hours, minutes, seconds = (int(found[group] or 0) for group in (2, 3, 4, 5))
        if found[2] is None and hours > 23 and found[5]:
            days, hours, minutes, seconds = hours, minutes, seconds, 0  # .NET then reads days:hours:minutes
        if hours > 23 or minutes > 59 or seconds > 59:
            raise CastError
        whole = (hours * 3600 + minutes * 60 + seconds) * TICKS_PER_SECOND
        ticks = days * _TICKS_OF_DAY + whole + int((found[6] or "").ljust(7, "0") or 0)
    else:
        raise CastError
    return TimeSpan(-ticks if found[1] else ticks)
