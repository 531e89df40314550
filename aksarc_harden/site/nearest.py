"""The nearest right word to a wrong one, and how to offer it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def nearest(word: str, known: Iterable[str], closeness: float = 0.6) -> str | None:
    """Find the known word that looks most like this one; `closeness` is difflib's ratio, 1.0 for equal words."""
    by_folded = {have.casefold(): have for have in known}
    found = difflib.get_close_matches(word.casefold(), by_folded, n=1, cutoff=closeness)
    return by_folded[found[0]] if found else None


def offer(word: str, known: Iterable[str]) -> str:
    """Make a cure of it: the nearest word, or all of them where none is near and they are few."""
    words = sorted(set(known))
    near = nearest(word, words)
    if near is not None:
        return f"did you mean {near}?"
    if not words:
        return "there are none to choose from"
    return "use one of " + ", ".join(words) if len(words) <= 12 else f"there are {len(words)}, none with a name near it"
