"""Lines on a terminal: whole words, whole paths where they fit, wide characters counted as wide."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from aksarc_harden.reports.console import TIED, folded


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, [""]),
        ("one two", 10, ["one two"]),
        ("one two three", 8, ["one two", "three"]),
        (r"HKLM\SOFTWARE\Policies\Value: absent", 20, ["HKLM\\SOFTWARE\\", "Policies\\Value:", "absent"]),
        ("S-1-5-11,S-1-5-32-544", 12, ["S-1-5-11,", "S-1-5-32-544"]),
        (f"a{TIED}1, b{TIED}2", 5, [f"a{TIED}1,", f"b{TIED}2"]),
        ("x" * 25, 10, ["x" * 10, "x" * 10, "x" * 5]),
        ("日本語の文字", 6, ["日本語", "の文字"]),
    ],
)
def test_a_line_ends_where_a_reader_would_end_it(text: str, width: int, lines: list[str]) -> None:
    """At spaces, behind the parts of a path and of a list; inside a word only where it alone is too long."""
    assert folded(text, width) == lines
    assert all(cell_len(line) <= width for line in lines)
