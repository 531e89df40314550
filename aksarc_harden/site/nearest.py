"""The nearest right word to a wrong one, and how to offer it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from os.path import commonprefix

_EQUALS = 8  # so many of the best are compared


def nearest(word: str, known: Iterable[str], closeness: float = 0.6) -> str | None:
    """
    Find the known word that looks most like this one; of equals the one that begins alike.

    Args:
        closeness: difflib's ratio, 1.0 for equal words.
    """
    folded = word.casefold()
    by_folded = {have.casefold(): have for have in known}
    found = difflib.get_close_matches(folded, by_folded, n=_EQUALS, cutoff=closeness)
    best = max(found, key=lambda have: (_ratio(folded, have), len(commonprefix((folded, have)))), default=None)
    return None if best is None else by_folded[best]


def _ratio(word: str, have: str) -> float:
    return difflib.SequenceMatcher(a=have, b=word).ratio()


def offer(word: str, known: Iterable[str]) -> str:
    """Make a cure of it: the nearest word, or all of them where none is near and they are few."""
    words = sorted(set(known))
    near = nearest(word, words)
    if near is not None:
        return f"did you mean {near}?"
    if not words:
        return "there are none to choose from"
    return "use one of " + ", ".join(words) if len(words) <= 12 else f"there are {len(words)}, none with a name near it"
