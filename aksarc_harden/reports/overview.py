"""What an operator looks at first: each host in a row with its score, and changes by topic with how many there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import NamedTuple

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from aksarc_harden.model.change import ChangeState
from aksarc_harden.model.finding import Verdict
from aksarc_harden.model.outcome import HostOutcome, RunOutcome, Verb, score
from aksarc_harden.reports.console import NARROW, print_table, write, write_title
from aksarc_harden.reports.gathered import TopicRow, hosts_text, totals
from aksarc_harden.reports.values import plain
from aksarc_harden.reports.words import Words

_COUNTED = (Verdict.COMPLIANT, Verdict.DRIFTED, Verdict.HELD_BACK, Verdict.UNREADABLE)
_ALWAYS = _COUNTED[:2]  # a verdict that no host has gets no column, but for these
_STYLES = {Verdict.DRIFTED: "yellow", Verdict.UNREADABLE: "magenta", Verdict.HELD_BACK: "cyan"}

_GAP = 2  # columns between two columns


class _Column(NamedTuple):
    name: str
    cell: Callable[[HostOutcome], Text]
    is_number: bool = True
    may_break: bool = False


def show_topics(title: str, rows: Sequence[TopicRow], everyone: int, console: Console, said: Words) -> None:
    """Write how many changes each topic has, on which hosts and of which controls."""
    if not rows:
        return
    cells = [[row.topic, str(row.changes), hosts_text(row.hosts, everyone, said)] for row in rows]
    titles = (said("topic"), said("changes"), said("hosts"), said.line("controls"))
    taken = sum(max(cell_len(row[index]) for row in [titles, *cells]) + _GAP for index in range(3))
    table = [
        [*map(Text, texts), Text(_as_many_as_fit(row.controls, console.width - taken, said))]
        for texts, row in zip(cells, rows, strict=True)
    ]
    print_table(console, f"{title}: {_totals(rows, said)}", titles, table, numbers=titles[1:2], whole=titles[:3])


def show_totals(title: str, rows: Sequence[TopicRow], console: Console, said: Words) -> None:
    """Write how many changes each topic has, the most first, as a paragraph."""
    if rows:
        write_title(console, f"{title}: {_totals(rows, said)}")
        write(console, totals(rows), indent=2)


def _totals(rows: Sequence[TopicRow], said: Words) -> str:
    hosts = said.counted(len({host for row in rows for host in row.hosts}), "host")
    return said.line("on-hosts", changes=said.counted(sum(row.changes for row in rows), "change"), hosts=hosts)


def _as_many_as_fit(names: Sequence[str], room: int, said: Words) -> str:
    """Name what one line has room for, at least one, and count the rest."""
    text = names[0]
    for number in range(1, len(names) + 1):
        longer = said.some(names, number)
        if number == 1 or cell_len(longer) <= room:
            text = longer
    return text


def show_hosts(outcome: RunOutcome, console: Console, said: Words) -> None:
    """Write a row of each host: what it is, what was found or changed there, and what else there is to know."""
    columns = [
        _Column(said("host"), lambda host: Text(plain(host.host)), is_number=False),
        *_facts(console.width, said),
    ]
    columns += [_put_back_column(said)] if outcome.verb is Verb.ROLLBACK else _verdicts(outcome, said)
    notes = _Column(said("note"), lambda host: Text(", ".join(_notes(host, said))), is_number=False, may_break=True)
    columns.append(notes)
    numbers = {column.name for column in columns if column.is_number}
    rows = ([column.cell(host) for column in columns] for host in outcome.hosts)
    whole = {column.name for column in columns if not column.may_break}
    print_table(console, said("hosts"), [column.name for column in columns], rows, numbers=numbers, whole=whole)


def _facts(width: int, said: Words) -> Iterable[_Column]:
    if width >= NARROW:
        yield _Column(said("role"), lambda host: Text(host.facts.role if host.facts else "–"), is_number=False)
        yield _Column(said("platform"), lambda host: Text(host.facts.platform if host.facts else "–"), is_number=False)


def _verdicts(outcome: RunOutcome, said: Words) -> Iterable[_Column]:
    seen = {finding.verdict for host in outcome.hosts for finding in host.after}
    for verdict in _COUNTED:
        if verdict in seen or verdict in _ALWAYS:
            yield _Column(
                said.verdict(verdict).capitalize(), partial(_count, verdict), may_break=verdict is Verdict.HELD_BACK
            )
    if any(host.changes for host in outcome.hosts):
        yield _Column(said("changes"), lambda host: Text(str(len(host.changes))))
    yield _Column(said("score"), lambda host: Text(score_move(score(host.before), score(host.after))))


def _count(verdict: Verdict, host: HostOutcome) -> Text:
    if not host.after:
        return Text("–", "dim")  # nobody looked
    count = sum(finding.verdict is verdict for finding in host.after)
    return Text(str(count), _STYLES.get(verdict, "") if count else "dim")


def _put_back_column(said: Words) -> _Column:
    return _Column(said.line("put-back"), partial(_put_back, said))


def _put_back(said: Words, host: HostOutcome) -> Text:
    states = Counter(made.state for made in host.changes)
    back, all_of_them = states[ChangeState.ROLLED_BACK], states.total() or len(host.plan.changes)
    return Text(said.line("some-of", count=back, all=all_of_them), "" if back == all_of_them else "yellow")


def _notes(host: HostOutcome, said: Words) -> Iterable[str]:
    if host.error:
        yield said.line("broke-off" if host.after or host.changes else "not-done")
    if host.needs_reboot:
        yield said.line("restart-short")
    if host.unverified_certificate:
        yield said("unverified")


def score_move(before: float | None, after: float | None) -> str:
    """Write a score before and after; once where they are equal."""
    return score_text(after) if before == after else f"{score_text(before)} → {score_text(after)}"


def score_text(value: float | None) -> str:
    """Write a score with its one decimal."""
    return "–" if value is None else f"{value:.1f}"


def show_rows(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]], console: Console) -> None:
    """Write a plain table of anything else, runs or rehearsed hosts; what names its rows stands first."""
    cells = ([Text(plain(str(cell))) for cell in row] for row in rows)
    print_table(console, title, columns, cells, whole=columns[:1])
