"""Lines of keys in TOML, which the parser does not tell."""

from __future__ import annotations

import tomllib

import pytest

from aksarc_harden.site.toml_lines import TomlLines, line_of_error

TEXT = """\
# comment with title = "x"
title = "a"
controls = [
  "windows.a",   # "windows.b" comes later
  'windows.b',
]

[[waivers]]
control = "windows.a"
reason = "r"

[[waivers]]
control = "windows.b"

[want]
"windows.a" = 1
'windows.b' = 2
bare-key = 3
"""
CASES: list[tuple[tuple[str | int, ...], int | None]] = [
    (("title",), 2),
    (("controls",), 3),
    (("controls", "windows.a"), 4),
    (("controls", "windows.b"), 5),
    (("controls", "windows.c"), 3),
    (("waivers", 0, "reason"), 10),
    (("waivers", 1, "control"), 13),
    (("waivers", 1, "reason"), 12),
    (("waivers",), 8),
    (("want", "windows.a"), 16),
    (("want", "windows.b"), 17),
    (("want", "bare-key"), 18),
    (("want", "nothing"), 15),
    (("nothing",), None),
    ((), None),
]


@pytest.mark.parametrize(("path", "line"), CASES)
def test_every_key_has_its_line(path: tuple[str | int, ...], line: int | None) -> None:
    """What is not there is placed at the last thing on the way that is."""
    assert TomlLines(TEXT).find(path) == line


def test_the_line_of_broken_toml_is_read_from_the_parsers_message() -> None:
    """The parser's own words, of this Python."""
    with pytest.raises(tomllib.TOMLDecodeError) as caught:
        tomllib.loads("a = 1\nb = \n")

    assert line_of_error(str(caught.value)) == 2
    assert line_of_error("no line in it") is None
