"""
How lines are put on a terminal, a pipe or a log: as wide as there is room, broken where a reader would break them.

Drawn with rich: no colour where the output is no terminal or NO_COLOR is set, no markup read from what hosts say.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from typing import TextIO

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len, chop_cells
from rich.console import Console, JustifyMethod
from rich.table import Table
from rich.text import Text

from aksarc_harden.reports.reader import go_on_without

LOG_WIDTH = 120  # columns where there is no terminal to ask
NARROW = 110  # below, a table does without the columns that matter least

_PIECE = re.compile(r"[^ \\,;/]*[\\,;/]* *")  # a line may end behind each: at a space, in a path, in a list
TIED = "\N{NO-BREAK SPACE}"  # a space at which no line ends


class _Console(Console):
    """rich's console, but for a reader that goes away: rich ends the program, with a code that means an error."""

    def on_broken_pipe(self) -> None:
        self.quiet = True
        go_on_without(self.file)


def console_on(stream: TextIO) -> Console:
    """Make a console that draws on a stream as wide as its terminal, and of a fixed width where there is none."""
    width = None if stream.isatty() else LOG_WIDTH
    return _Console(file=stream, width=width, highlight=False, markup=False, emoji=False)


def folded(text: str, width: int) -> list[str]:
    """Break a text into lines, in the middle of a word only where the word alone is too long."""
    lines, line = [], ""
    for piece in _PIECE.findall(text):
        if line and cell_len(line + piece.rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        *full, rest = chop_cells(piece, width) if cell_len(piece.rstrip()) > width else [piece]
        lines += full
        line += rest
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def write(console: Console, text: str, style: str = "", *, indent: int = 0) -> None:
    """Write a paragraph; every line of it stands `indent` columns from the edge."""
    for line in folded(text, max(console.width - indent, 20)):
        console.print(Text(" " * indent + line, style), no_wrap=True, overflow="ignore", crop=False)


def print_table(
    console: Console,
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[Text]],
    *,
    numbers: Collection[str] = (),
    whole: Collection[str] = (),
) -> None:
    """
    Write a table with its title.

    Args:
        numbers: the columns that stand to the right.
        whole: the columns whose cells are not broken.
    """
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    for column in columns:
        justify: JustifyMethod = "right" if column in numbers else "left"
        table.add_column(column, overflow="fold", justify=justify, no_wrap=column in whole)
    for row in rows:
        table.add_row(*row)
    write_title(console, title)
    console.print(table)


def write_title(console: Console, title: str) -> None:
    """Write what stands above a list, apart from what came before."""
    console.print()
    write(console, title, "bold")
