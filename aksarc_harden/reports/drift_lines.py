"""The comparison of two runs for people: what became worse in full, what became better in short where it is much."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.text import Text

from aksarc_harden.reports.console import TIED, write, write_title
from aksarc_harden.reports.drift import Difference, Direction, Drift
from aksarc_harden.reports.overview import score_move
from aksarc_harden.reports.values import counted

_FEW = 20  # improvements shown in full; after a harden run there are hundreds
_NAMED = 4  # hosts and controls named in a line; the document names all
_STYLES = {Direction.WORSE: "red", Direction.CHANGED: "yellow", Direction.BETTER: "green"}


def show_drift(drift: Drift, console: Console) -> None:
    """Write what differs, worst first, and what was not compared."""
    write(console, f"From run {drift.earlier} to run {drift.later}", "bold")
    for direction in Direction:
        rows = [row for row in drift.differences if row.direction is direction]
        if rows:
            write_title(console, f"{direction.capitalize()}: {counted(len(rows), 'difference')}")
            if direction is Direction.BETTER and len(rows) > _FEW:
                write(console, _by_topic(rows), indent=2)
            else:
                _show_rows(rows, console)
    console.print()
    for line in _closing(drift):
        write(console, line)


def _show_rows(rows: Sequence[Difference], console: Console) -> None:
    widest = max(len(row.severity) for row in rows)
    for row in rows:
        line = Text(f"{row.severity.ljust(widest)}  {row.control}", style=_STYLES[row.direction])
        console.print(line.append(f"  {_few(row.hosts)}", "dim"), soft_wrap=True)
        verdicts = " → ".join(dict.fromkeys((row.verdict_before, row.verdict)))
        values = " → ".join(dict.fromkeys((row.before, row.after)))
        write(console, f"{row.title}: {verdicts}, {values}", indent=widest + 2)


def _by_topic(rows: Sequence[Difference]) -> str:
    topics = Counter(row.control.rpartition(".")[0] for row in rows)
    return ", ".join(f"{topic}{TIED}{count}" for topic, count in topics.most_common())


def _closing(drift: Drift) -> Iterator[str]:
    if not drift.differences:
        yield "What both runs looked at is as it was."
    for names, what in (
        (drift.hosts_came, "only the later run had"),
        (drift.hosts_went, "only the earlier run had"),
        (drift.hosts_unseen, "one of them could not examine"),
        (drift.controls_came, "only the later run looked at"),
        (drift.controls_went, "only the earlier run looked at"),
    ):
        if names:
            yield f"Not compared: {what} {_few(names)}."
    yield f"Score {score_move(drift.score_before, drift.score_after)}"


def _few(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
