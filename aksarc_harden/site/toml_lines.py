"""
The line of a key in a TOML text: tomllib tells none, so the text is searched for it.

Knows what our files use: top-level keys, tables, arrays of tables, keys bare or in quotes, lists over several lines.
"""

from __future__ import annotations

import re

_HEADER = re.compile(r"^\s*(\[\[|\[)\s*([^\]]+?)\s*\]")
_KEY = re.compile(r"""^\s*(?:"([^"]*)"|'([^']*)'|([A-Za-z0-9_-]+))\s*=""")


class TomlLines:
    """Finds lines in one text; the first is 1."""

    def __init__(self, text: str) -> None:
        self._text = text.splitlines()
        self._lines: dict[tuple[str | int, ...], int] = {}
        self._scan()

    def find(self, path: tuple[str | int, ...]) -> int | None:
        """
        Give the line of the thing at the end of a path of keys and indexes, or of the last one that is there.

        An item of a list is named by its text in place of its index: `("controls", "windows.lsa")`.
        """
        for length in range(len(path), 0, -1):
            if path[:length] in self._lines:
                line = self._lines[path[:length]]
                return self._item(line, path[length]) if length < len(path) else line
        return None

    def _item(self, line: int, item: str | int) -> int:
        """Search a list that begins in this line for an item's text."""
        if isinstance(item, str):
            for number in range(line, len(self._text) + 1):
                content = self._text[number - 1].partition("#")[0]
                if f'"{item}"' in content or f"'{item}'" in content:
                    return number
                if number > line and (_HEADER.match(content) or _KEY.match(content)):
                    break
        return line

    def _scan(self) -> None:
        table: tuple[str | int, ...] = ()
        count: dict[str, int] = {}
        for number, content in enumerate(self._text, 1):
            header, key = _HEADER.match(content), _KEY.match(content)
            if header is not None and header[1] == "[[":
                table = (header[2], count.get(header[2], 0))
                count[header[2]] = count.get(header[2], 0) + 1
                self._lines.setdefault(table[:1], number)
                self._lines[table] = number
            elif header is not None:
                table = (header[2],)
                self._lines.setdefault(table, number)
            elif key is not None:
                self._lines.setdefault((*table, key[1] or key[2] or key[3]), number)


_AT = re.compile(r"\(at line (\d+), column \d+\)")


def line_of_error(message: str) -> int | None:
    """Read the line out of tomllib's message; it has no attribute for it before Python 3.14."""
    found = _AT.search(message)
    return int(found[1]) if found else None
