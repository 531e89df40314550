"""What the page says without any script: the run in numbers, its hosts, their scores by topic, and its waivers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from aksarc_harden.model.change import ChangeState
from aksarc_harden.model.finding import Finding, Verdict
from aksarc_harden.model.outcome import HostOutcome, RunOutcome, score
from aksarc_harden.reports.page.findings import Group
from aksarc_harden.reports.values import plain
from aksarc_harden.reports.words import Words

_NOTHING_COUNTS = 101.0  # sorts behind every score
GOOD, FAIR = 95.0, 70.0  # scores from which a cell counts as good, as fair; below it is poor


@dataclass(frozen=True)
class HostLine:
    """One host of the run; counts follow the order of `Verdict`, None where nobody looked."""

    name: str
    role: str
    platform: str
    score_before: str
    score: str
    counts: tuple[int | None, ...]
    changes: int
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Cell:
    """One score: its text, and how good it is."""

    text: str
    level: str


@dataclass(frozen=True)
class Trouble:
    """A host that could not be done."""

    host: str
    says: str
    cure: str


def host_lines(outcome: RunOutcome, said: Words) -> list[HostLine]:
    """Describe every host."""
    return [_host_line(host, said) for host in outcome.hosts]


def _host_line(host: HostOutcome, said: Words) -> HostLine:
    counts = Counter(finding.verdict for finding in host.after)
    before, after = score(host.before), score(host.after)
    return HostLine(
        name=plain(host.host),
        role=said.role(host.facts.role) if host.facts else "",
        platform=host.facts.platform if host.facts else "",
        score_before="" if before == after else score_text(before),
        score=score_text(after),
        counts=tuple(counts[verdict] if host.after else None for verdict in Verdict),
        changes=len(host.changes),
        notes=tuple(_notes(host, said)),
    )


def _notes(host: HostOutcome, said: Words) -> list[str]:
    notes = []
    if host.error:
        notes.append(said("not-finished" if host.after or host.changes else "not-done"))
    if host.needs_reboot:
        notes.append(said("restart-short"))
    if host.unverified_certificate:
        notes.append(said("unverified"))
    return notes


def score_text(value: float | None) -> str:
    """Write a score with its one decimal; a dash where nothing counts."""
    return "\u2013" if value is None else f"{value:.1f}"


def scores(outcome: RunOutcome) -> list[tuple[str, list[Cell]]]:
    """Give each topic's scores, host by host, and that of all hosts last; the topics that need most come first."""
    by_topic: dict[str, dict[str, list[Finding]]] = defaultdict(lambda: defaultdict(list))
    for host in outcome.hosts:
        for finding in host.after:
            by_topic[finding.control.topic][host.host].append(finding)
    lines = []
    for topic, by_host in by_topic.items():
        total = score(finding for findings in by_host.values() for finding in findings)
        cells = [cell(score(by_host.get(host.host, ()))) for host in outcome.hosts]
        lines.append((_NOTHING_COUNTS if total is None else total, topic, [*cells, cell(total)]))
    return [(topic, cells) for _, topic, cells in sorted(lines, key=lambda line: line[:2])]


def cell(value: float | None) -> Cell:
    """Make the cell of a score; whole scores lose their decimal, as there is no room to waste."""
    if value is None:
        return Cell(score_text(value), "none")
    text = f"{value:.0f}" if value.is_integer() else score_text(value)
    return Cell(text, "good" if value >= GOOD else "fair" if value >= FAIR else "poor")


def troubles(outcome: RunOutcome, said: Words) -> list[Trouble]:
    """Say why hosts could not be done."""
    return [
        Trouble(plain(host.host), plain(said.says(host.error)), said.cure(host.error))
        for host in outcome.hosts
        if host.error
    ]


def numbers(outcome: RunOutcome, said: Words) -> list[tuple[str, str, str]]:
    """Give what is counted over all hosts: (what, how many, what else)."""
    findings = Counter(finding.verdict for host in outcome.hosts for finding in host.after)
    listed = [(said.verdict(verdict), str(findings[verdict]), verdict.replace(" ", "-")) for verdict in Verdict]
    return listed if outcome.hosts and findings else []


def changes_text(outcome: RunOutcome, said: Words) -> str:
    """Say how the changes made ended; empty where none was made."""
    states = Counter(made.state for host in outcome.hosts for made in host.changes)
    if not states:
        return ""
    good = states[ChangeState.IN_FORCE] + states[ChangeState.ROLLED_BACK]
    return said("changes-verified", good=good, all=states.total())


def waivers(groups: Sequence[Group]) -> list[Group]:
    """Give the lines that have a waiver: those that ended first, then by their end."""
    held = [(group.line.waiver, group) for group in groups if group.line.waiver]
    return [group for waiver, group in sorted(held, key=lambda pair: (not pair[0][3], pair[0][2]))]
