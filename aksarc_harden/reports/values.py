"""
How a setting's data is written for people: on one line, with nothing in it that could steer a terminal.

What a host answers is not ours; an escape sequence in a registry value is shown, not obeyed.
"""

from __future__ import annotations

from aksarc_harden.model.found import Data

LONGEST = 120  # characters of a value in a report for people; the JSON report has all of it


def plain(text: str) -> str:
    """Write a text so that it stays on its line: what cannot be printed becomes an escape, as `\\x1b`."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def data_text(data: Data) -> str:
    """Write data that is there, cut where it is too long to be read."""
    return shortened(whole_text(data))


def whole_text(data: Data) -> str:
    """Write data that is there, all of it."""
    if isinstance(data, bytes):
        return f"0x{data.hex()}" if data else "no bytes"
    if isinstance(data, tuple):
        return ", ".join(plain(item) for item in data) if data else "nobody and nothing"
    return plain(str(data)) if data != "" else "an empty text"


def shortened(text: str) -> str:
    """Cut a text that is too long to be read, and mark the cut."""
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def counted(count: int, what: str) -> str:
    """Say a number of things: `1 host`, `2 hosts`."""
    return f"1 {what}" if count == 1 else f"{count} {what}s"
