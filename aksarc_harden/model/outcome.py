"""Outcomes: what one command did to one host and to the whole site; reports are made of these alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from aksarc_harden.model.answer import Cause
from aksarc_harden.model.change import Change, ChangeState, Plan
from aksarc_harden.model.facts import Facts
from aksarc_harden.model.finding import Finding, Verdict


class Verb(StrEnum):
    """What was asked for."""

    AUDIT = "audit"
    PLAN = "plan"
    HARDEN = "harden"
    ROLLBACK = "rollback"


@dataclass(frozen=True)
class ChangeOutcome:
    """One change and how it ended."""

    change: Change
    state: ChangeState
    cause: Cause | None = None


@dataclass(frozen=True)
class HostOutcome:
    """
    One host's part of a run: a result or an error, never both, never neither.

    Attributes:
        error: why the host could not be done at all; everything else is then as far as it came.
        before, after: the findings before and after the changes; equal where nothing was changed.
        requests, bytes_sent: what it cost on the wire (requests as the benchmarks count them).
        unverified_certificate: the site said to skip the check, and the report says so.
    """

    host: str
    error: Cause | None = None
    facts: Facts | None = None
    before: tuple[Finding, ...] = ()
    after: tuple[Finding, ...] = ()
    plan: Plan = Plan()
    changes: tuple[ChangeOutcome, ...] = ()
    needs_reboot: bool = False
    requests: int = 0
    bytes_sent: int = 0
    seconds: float = 0.0
    unverified_certificate: bool = False


@dataclass(frozen=True)
class RunOutcome:
    """A run over the site."""

    verb: Verb
    site: str
    profile: str
    run_id: str
    started: str
    hosts: tuple[HostOutcome, ...]
    dry_run: bool = False
    allow_risky: bool = False

    @property
    def score_before(self) -> float | None:
        """The score of the findings before the changes; None where nothing counts."""
        return score(finding for host in self.hosts for finding in host.before)

    @property
    def score_after(self) -> float | None:
        """The score of the findings after the changes."""
        return score(finding for host in self.hosts for finding in host.after)

    @property
    def score_if_allowed(self) -> float | None:
        """What the score after would be if what is held back were in force."""
        return score((finding for host in self.hosts for finding in host.after), held_back_counts=True)

    @property
    def unreachable(self) -> int:
        """How many hosts could not be done."""
        return sum(host.error is not None for host in self.hosts)


def score(findings: Iterable[Finding], *, held_back_counts: bool = False) -> float | None:
    """
    Give 100 × compliant / (compliant + drifted + unreadable + held back), one decimal (design, section 8).

    Exempt and not applicable are left out; None where nothing is left.
    """
    counts = Counter(finding.verdict for finding in findings)
    judged = (Verdict.COMPLIANT, Verdict.DRIFTED, Verdict.UNREADABLE, Verdict.HELD_BACK)
    total = sum(counts[verdict] for verdict in judged)
    if total == 0:
        return None
    good = counts[Verdict.COMPLIANT] + (counts[Verdict.HELD_BACK] if held_back_counts else 0)
    return round(100 * good / total, 1)
