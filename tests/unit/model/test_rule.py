"""Rules: what they accept, what they write, and what they say."""

from __future__ import annotations

import pytest

from aksarc_harden.model.found import Data
from aksarc_harden.model.rule import (
    Equals,
    MustBeAbsent,
    NotEquals,
    OneOf,
    OneOfParts,
    Ordered,
    Range,
    Rule,
    SetEquals,
    Subset,
    Superset,
    TextFromSite,
)

PATHS = OneOfParts(("RequireMutualAuthentication=1,RequireIntegrity=1",))


@pytest.mark.parametrize(
    ("rule", "data"),
    [
        (Equals(1), 1),
        (Equals("Block"), "block"),
        (Equals(b"\x00"), b"\x00"),
        (OneOf((1, 0xFFFF_FFFF)), 0xFFFF_FFFF),
        (NotEquals(("",)), "*"),
        (Range(1, 900), 1),
        (Range(1, 900), 900),
        (Range(0, 4), "4"),
        (Range(2048), 4096),
        (Range(high=3), 0),
        (SetEquals(("S-1-5-9", "S-1-5-11")), ("s-1-5-11", "S-1-5-9")),
        (SetEquals(()), ("",)),
        (Superset(("a",)), ("b", "A")),
        (Subset(("a", "b")), ("B",)),
        (Subset(("a", "b")), ()),
        (Ordered(("NistP384", "NistP256")), ("nistp384", "NistP256")),
        (Ordered(("A", "B")), "a, b"),
        (PATHS, "RequireIntegrity = 1,  requiremutualauthentication=1"),
        (TextFromSite(), "a text"),
        (TextFromSite(given="Ours"), "Ours"),
    ],
)
def test_accepted(rule: Rule, data: Data) -> None:
    """Case, order and blanks do not count where Windows does not count them."""
    assert rule.accepts(data)


@pytest.mark.parametrize(
    ("rule", "data"),
    [
        (Equals(1), 2),
        (Equals(1), "1"),
        (OneOf((1, 2)), 0),
        (NotEquals(("",)), ""),
        (Range(1, 900), 0),
        (Range(1, 900), 901),
        (Range(1), "many"),
        (Range(1), ("1",)),
        (SetEquals(("a",)), ("a", "b")),
        (Superset(("a", "b")), ("a",)),
        (Subset(("a",)), ("a", "b")),
        (Ordered(("a", "b")), ("b", "a")),
        (Ordered(("a", "b")), "a"),
        (PATHS, "RequireIntegrity=1"),
        (PATHS, ("RequireMutualAuthentication=1", "RequireIntegrity=1")),
        (MustBeAbsent(), 0),
        (TextFromSite(), ""),
        (TextFromSite(forbidden=("Welcome",)), "welcome"),
        (TextFromSite(given="Ours"), "ours"),
    ],
)
def test_refused(rule: Rule, data: Data) -> None:
    """Another value, another type, a missing or a further item is not accepted."""
    assert not rule.accepts(data)


def test_a_superset_keeps_what_is_there() -> None:
    """Writing adds what is missing behind what is there, and nothing twice."""
    rule = Superset(("S-1-5-83-0", "S-1-5-80-0"))
    assert rule.to_write(("Backup", "s-1-5-80-0"), rule.items) == ("Backup", "s-1-5-80-0", "S-1-5-83-0")
    assert rule.to_write(None, rule.items) == rule.items


def test_other_rules_write_what_is_wanted() -> None:
    """Whatever is there, the wanted value replaces it."""
    assert SetEquals(("a",)).to_write(("b",), ("a",)) == ("a",)


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (OneOf((0,), or_absent=True), "0, or absent"),
        (Range(1, 900), "1 to 900"),
        (Range(2048), "at least 2048"),
        (Range(high=3), "at most 3"),
        (SetEquals(()), "exactly nobody and nothing"),
        (NotEquals(("",)), "anything but an empty text"),
        (Equals(b"\x00"), "00"),
        (MustBeAbsent(), "absent"),
        (PATHS, "RequireMutualAuthentication=1,RequireIntegrity=1"),
    ],
)
def test_it_says_what_it_accepts(rule: Rule, text: str) -> None:
    """People read what is accepted, absence by name included."""
    assert rule.text == text
