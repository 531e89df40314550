"""Values on one line: nothing hidden, nothing that steers the terminal."""

from __future__ import annotations

import pytest

from aksarc_harden.model.found import Data
from aksarc_harden.reports.values import LONGEST, data_text, plain


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        (5, "5"),
        ("", "an empty text"),
        ("two\nlines", r"two\nlines"),
        ("\x1b[2Jgone", r"\x1b[2Jgone"),
        ("[red]not markup[/red]", "[red]not markup[/red]"),
        ("日本語", "日本語"),
        (b"\x00\xff", "0x00ff"),
        (b"", "no bytes"),
        (("S-1-5-18", "S-1-5-19"), "S-1-5-18, S-1-5-19"),
        ((), "nobody and nothing"),
    ],
)
def test_data_is_written_on_one_line(data: Data, shown: str) -> None:
    """Every form of data has a text of its own; control characters become escapes."""
    assert data_text(data) == shown


def test_a_long_value_is_cut_and_says_so() -> None:
    """A table stays readable; the cut is marked."""
    assert data_text("x" * 5000) == "x" * (LONGEST - 1) + "…"


def test_lone_surrogates_can_be_printed() -> None:
    """What no encoding can write becomes an escape."""
    assert plain("\ud800") == r"\ud800"
