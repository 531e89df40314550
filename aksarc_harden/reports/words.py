"""
How codes read to people, in one language.

The sentences stand in `texts/<language>.toml` alone, so that a translation is one more file.
A code that has no text yet is shown as it is: a report is never lost for want of a word.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from aksarc_harden.model.answer import Cause
from aksarc_harden.model.change import ChangeState
from aksarc_harden.model.control import Severity
from aksarc_harden.model.finding import Verdict
from aksarc_harden.model.found import Found, Unreadable, Value, Wanted
from aksarc_harden.model.host import Role
from aksarc_harden.model.outcome import Verb
from aksarc_harden.reports.values import shortened, whole_text


@dataclass(frozen=True)
class Words:
    """The texts of one language."""

    texts: Mapping[str, Mapping[str, Any]]

    def verdict(self, verdict: Verdict) -> str:
        """Say a verdict."""
        return str(self.texts["verdict"].get(verdict, verdict))

    def state(self, state: ChangeState) -> str:
        """Say how far a change has come."""
        return str(self.texts["state"].get(state, state))

    def severity(self, severity: Severity) -> str:
        """Say how much something matters."""
        return str(self.texts["severity"].get(severity, severity))

    def verb(self, verb: Verb) -> str:
        """Say what was asked for."""
        return str(self.texts["verb"].get(verb, verb))

    def role(self, role: Role) -> str:
        """Say what a host is to the estate."""
        return str(self.texts["role"].get(role, role))

    def value(self, value: Found | Wanted | None) -> str:
        """Write a value whole; None was not looked at."""
        if isinstance(value, Value):
            has_text = value.data or isinstance(value.data, int)
            return whole_text(value.data) if has_text else self._empty(value)
        state = "unseen" if value is None else "unreadable" if isinstance(value, Unreadable) else "absent"
        return str(self.texts["value"].get(state, state))

    def short(self, value: Found | Wanted | None) -> str:
        """Write a value as lines have room for it."""
        return shortened(self.value(value))

    def move(self, before: Found | Wanted, after: Found | Wanted) -> str:
        """Write a change of value; the types are named where they differ and the data alone would hide it."""
        old, new = self.short(before), self.short(after)
        if isinstance(before, Value) and isinstance(after, Value) and before.type != after.type:
            old, new = f"{old} ({before.type})", f"{new} ({after.type})"
        return f"{old} → {new}"

    def _empty(self, value: Value) -> str:
        """Say what is there and empty: bytes, a text, a set."""
        if isinstance(value.data, tuple):
            kind = "nothing-recorded" if value.type == "AuditFlags" else "nobody"
        else:
            kind = "no-bytes" if isinstance(value.data, bytes) else "empty-text"
        return str(self.texts["value"].get(kind, kind))

    def __call__(self, key: str, **fields: object) -> str:
        """Give a heading or sentence of the report, filled in."""
        return str(self.texts["report"][key]).format(**fields)

    def line(self, key: str, **fields: object) -> str:
        """Give a line of the terminal's report, filled in."""
        return str(self.texts["terminal"][key]).format(**fields)

    def some(self, names: Sequence[str], most: int) -> str:
        """Name so many things at most, and count the rest."""
        named, left = ", ".join(names[:most]), len(names) - most
        return self.line("and-more", names=named, count=left) if left > 0 else named

    def counted(self, count: int, what: str) -> str:
        """Say a number of things: of `host`, `change` or `control`."""
        return str(self.texts["counted"][what if count == 1 else f"{what}s"]).format(count=count)

    def cuts(self, what: tuple[str, ...]) -> str:
        """Say what a change may cut."""
        return ", ".join(str(self.texts["cut"].get(word, word)) for word in what)

    def says(self, cause: Cause) -> str:
        """Say a cause in a sentence, with the detail behind it."""
        sentence = str(self.texts["cause"].get(cause.code, {}).get("says", cause.code))
        return f"{sentence} ({cause.detail})" if cause.detail else sentence

    def cure(self, cause: Cause | None) -> str:
        """Say what to do about a cause; empty where none is known, or nobody wrote it down."""
        return "" if cause is None else str(self.texts["cause"].get(cause.code, {}).get("cure", ""))


@cache
def words(language: str = "en") -> Words:
    """Read the texts of a language."""
    source = files("aksarc_harden.reports").joinpath("texts").joinpath(f"{language}.toml")
    return Words(tomllib.loads(source.read_text(encoding="utf-8")))
