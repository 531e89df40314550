"""
Rules: which values a control accepts, how to say so, and what to write beside what is there.

A rule judges data that is there; what an absent value counts as is the control's to say (`Control.absent_means`), but a
rule may accept absence by name (`or_absent`).
Texts compare without case where Windows does; SIDs and lines of a set compare without order
(reference/windows-baseline.md, "Values that mean the same").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aksarc_harden.model.found import Data


def _fold(data: Data) -> Data:
    """Bring data to the form in which equal things are equal."""
    if isinstance(data, str):
        return data.casefold()
    if isinstance(data, tuple):
        return tuple(item.casefold() for item in data)
    return data


def _as_set(data: Data) -> frozenset[str]:
    items: Sequence[str] = data if isinstance(data, tuple) else (str(data),)
    return frozenset(item.casefold() for item in items if item)


def _show(data: Data) -> str:
    if isinstance(data, tuple):
        return ", ".join(data) if data else "nobody and nothing"
    return data.hex() if isinstance(data, bytes) else str(data) if data != "" else "an empty text"


@dataclass(frozen=True, kw_only=True)
class Rule:
    """
    The values accepted.

    Attributes:
        or_absent: absence is accepted by name, whatever it counts as.
    """

    or_absent: bool = False

    def accepts(self, data: Data) -> bool:
        """Tell whether a value that is there is accepted."""
        raise NotImplementedError

    def to_write(self, found: Data | None, want: Data) -> Data:
        """Give the value to write where `found` is there (None: it is absent) and `want` is wanted."""
        return want

    @property
    def text(self) -> str:
        """Say what is accepted, for people."""
        return f"{self._text()}, or absent" if self.or_absent else self._text()

    def _text(self) -> str:
        raise NotImplementedError


@dataclass(frozen=True)
class Equals(Rule):
    """Exactly one value."""

    value: Data

    def accepts(self, data: Data) -> bool:
        return _fold(data) == _fold(self.value)

    def _text(self) -> str:
        return _show(self.value)


@dataclass(frozen=True)
class OneOf(Rule):
    """Any of several values."""

    values: tuple[Data, ...]

    def accepts(self, data: Data) -> bool:
        return _fold(data) in {_fold(value) for value in self.values}

    def _text(self) -> str:
        return " or ".join(_show(value) for value in self.values)


@dataclass(frozen=True)
class OneOfParts(Rule):
    """Any of several texts made of parts joined by commas; blanks, order and case of the parts do not count."""

    values: tuple[str, ...]

    def accepts(self, data: Data) -> bool:
        return isinstance(data, str) and self._parts(data) in {self._parts(value) for value in self.values}

    def _text(self) -> str:
        return " or ".join(self.values)

    @staticmethod
    def _parts(text: str) -> frozenset[str]:
        return frozenset("".join(part.split()).casefold() for part in text.split(","))


@dataclass(frozen=True)
class NotEquals(Rule):
    """Anything but these values."""

    values: tuple[Data, ...]

    def accepts(self, data: Data) -> bool:
        return _fold(data) not in {_fold(value) for value in self.values}

    def _text(self) -> str:
        return "anything but " + " or ".join(_show(value) for value in self.values)


def _number(data: Data) -> int | None:
    """Read a number, also one that the registry keeps as the text of its digits."""
    if isinstance(data, int):
        return data
    return int(data) if isinstance(data, str) and data.strip().isdecimal() else None


@dataclass(frozen=True)
class Range(Rule):
    """A number from `low` to `high`, both included; None leaves an end open."""

    low: int | None = None
    high: int | None = None

    def accepts(self, data: Data) -> bool:
        number = _number(data)
        if number is None:
            return False
        return (self.low is None or number >= self.low) and (self.high is None or number <= self.high)

    def _text(self) -> str:
        if self.high is None:
            return f"at least {self.low}"
        if self.low is None:
            return f"at most {self.high}"
        return f"{self.low} to {self.high}"


@dataclass(frozen=True)
class SetEquals(Rule):
    """Exactly these items, in any order."""

    items: tuple[str, ...]

    def accepts(self, data: Data) -> bool:
        return _as_set(data) == _as_set(self.items)

    def _text(self) -> str:
        return "exactly " + _show(self.items)


@dataclass(frozen=True)
class Superset(Rule):
    """At least these items; a write keeps what is there and adds what is missing."""

    items: tuple[str, ...]

    def accepts(self, data: Data) -> bool:
        return _as_set(data) >= _as_set(self.items)

    def to_write(self, found: Data | None, want: Data) -> Data:
        have = found if isinstance(found, tuple) else ()
        wanted = want if isinstance(want, tuple) else (str(want),)
        held = _as_set(have)
        return have + tuple(item for item in wanted if item.casefold() not in held)

    def _text(self) -> str:
        return "at least " + _show(self.items)


@dataclass(frozen=True)
class Subset(Rule):
    """None but these items; nobody and nothing is accepted, too."""

    items: tuple[str, ...]

    def accepts(self, data: Data) -> bool:
        return _as_set(data) <= _as_set(self.items)

    def _text(self) -> str:
        return "at most " + _show(self.items)


@dataclass(frozen=True)
class Ordered(Rule):
    """Exactly this list in this order; the registry may hold it as lines or as one text joined by commas."""

    items: tuple[str, ...]

    def accepts(self, data: Data) -> bool:
        parts: Sequence[str] = data if isinstance(data, tuple) else str(data).split(",")
        return tuple(part.strip().casefold() for part in parts if part.strip()) == tuple(
            item.casefold() for item in self.items
        )

    def _text(self) -> str:
        return "in this order: " + _show(self.items)


@dataclass(frozen=True)
class MustBeAbsent(Rule):
    """No value at all."""

    or_absent: bool = True

    def accepts(self, data: Data) -> bool:
        return False

    @property
    def text(self) -> str:
        return "absent"


@dataclass(frozen=True)
class TextFromSite(Rule):
    """A text that only the site can give: a banner, a new name. Accepts what it gave, else anything not forbidden."""

    forbidden: tuple[str, ...] = ()
    given: str | None = None

    def accepts(self, data: Data) -> bool:
        if self.given is not None:
            return data == self.given
        return isinstance(data, str) and data != "" and _fold(data) not in {_fold(item) for item in self.forbidden}

    def _text(self) -> str:
        if self.given is not None:
            return _show(self.given)
        return "a text of the site's own" + (f", not {' or '.join(self.forbidden)}" if self.forbidden else "")
