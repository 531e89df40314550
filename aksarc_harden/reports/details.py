"""
Each finding, change and trouble in full: a line that names it, and below it what there is to say.

Long paths and lists of names read badly in a column of a table; here they have the whole width.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.text import Text

from aksarc_harden.model.control import Severity
from aksarc_harden.reports.console import write, write_title
from aksarc_harden.reports.gathered import ChangeRow, FindingRow, Trouble, hosts_text
from aksarc_harden.reports.values import plain
from aksarc_harden.reports.words import Words

_STYLES = {Severity.CRITICAL: "bold red", Severity.HIGH: "red", Severity.MEDIUM: "yellow", Severity.LOW: ""}
_HOSTS_NAMED = 12  # in a trouble, where an operator goes to the hosts


def show_findings(title: str, rows: Sequence[FindingRow], everyone: int, console: Console, said: Words) -> None:
    """Write findings, each with its severity, its hosts, and what was found and is accepted."""
    if not rows:
        return
    write_title(console, f"{title}: {len(rows)}")
    widest = max(cell_len(said.severity(row.severity)) for row in rows)
    for row in rows:
        severity = set_cell_size(said.severity(row.severity), widest)
        line = Text(f"{severity}  {row.control}", style=_STYLES[row.severity])
        console.print(line.append(f"  {hosts_text(row.hosts, everyone, said)}", "dim"))
        write(console, row.says, indent=widest + 2)


def show_changes(title: str, rows: Sequence[ChangeRow], everyone: int, console: Console, said: Words) -> None:
    """Write changes, each with its controls, its hosts, its setting and the values before and after."""
    if not rows:
        return
    write_title(console, f"{title}: {len(rows)}")
    for row in rows:
        line = Text(", ".join(row.controls), style="bold")
        console.print(line.append(f"  {hosts_text(row.hosts, everyone, said)}", "not bold dim"))
        setting = plain(row.setting)
        if cell_len(f"  {setting}: {row.move}") <= console.width:
            write(console, f"{setting}: {row.move}", indent=2)
        else:
            write(console, setting, indent=2)
            write(console, row.move, indent=4)


def show_troubles(title: str, rows: Iterable[Trouble], console: Console, said: Words) -> None:
    """Write troubles, each with its hosts, its cause, what to do, and what it concerns."""
    for number, row in enumerate(rows):
        if number == 0:
            write_title(console, title)
        write(console, plain(f"{said.some(row.hosts, _HOSTS_NAMED)}: {row.says}"), "yellow")
        if row.cure:
            write(console, f"{said('cure')}: {row.cure}", indent=2)
        for line in row.about:
            write(console, line, "dim", indent=2)
