"""Two runs compared: what became worse, what became better, and what cannot be said."""

from __future__ import annotations

import io

from aksarc_harden.model.answer import Cause, CauseCode
from aksarc_harden.model.control import Control, Severity
from aksarc_harden.model.finding import Finding, Verdict
from aksarc_harden.model.found import Found, Missing, Unreadable, Value
from aksarc_harden.model.outcome import HostOutcome, RunOutcome, Verb
from aksarc_harden.reports.console import console_on
from aksarc_harden.reports.drift import Direction, Drift, compare
from aksarc_harden.reports.drift_lines import show_drift
from tests.support.builders import KEY, a_control
from tests.support.outcomes import a_failed_host, a_run

ONE = a_control(id="windows.test.one")
OTHER = a_control(id="windows.test.other", severity=Severity.CRITICAL)


def seen(control: Control, verdict: Verdict, found: Found | None = None) -> Finding:
    """Give a finding."""
    return Finding(control, verdict, found or Value(1, "DWord"))


def host(name: str, *findings: Finding) -> HostOutcome:
    """Give a host as an audit saw it."""
    return HostOutcome(name, before=findings, after=findings)


def audited(*hosts: HostOutcome, run: str = "a") -> RunOutcome:
    """Give an audit of hosts."""
    return a_run(Verb.AUDIT, *hosts, run_id=run)


def between(old: Finding, new: Finding) -> list[Direction]:
    """Compare two findings of one control on one host."""
    found = compare(audited(host("node1", old)), audited(host("node1", new)))
    return [difference.direction for difference in found.differences]


def test_worse_and_better_are_told_apart() -> None:
    """What was as wanted and is no longer became worse, whatever keeps it from being read."""
    good, bad = seen(ONE, Verdict.COMPLIANT), seen(ONE, Verdict.DRIFTED, Value(0, "DWord"))
    unreadable = seen(ONE, Verdict.UNREADABLE, Unreadable(Cause(CauseCode.TIMED_OUT)))
    assert between(good, bad) == [Direction.WORSE]
    assert between(good, unreadable) == [Direction.WORSE]
    assert between(seen(ONE, Verdict.EXEMPT), bad) == [Direction.WORSE]
    assert between(bad, good) == [Direction.BETTER]
    assert between(bad, unreadable) == [Direction.CHANGED]
    assert between(good, seen(ONE, Verdict.COMPLIANT, Value(2, "DWord"))) == [Direction.CHANGED]


def test_what_means_the_same_is_no_difference() -> None:
    """Order and case of a set, which key is missing, and an audit's word for what is held back do not count."""
    sids = (Value(("S-1-5-18", "s-1-1-0"), "SIDs"), Value(("S-1-1-0", "S-1-5-18"), "SIDs"))
    assert between(*(seen(ONE, Verdict.COMPLIANT, value) for value in sids)) == []
    assert between(*(seen(ONE, Verdict.DRIFTED, Missing(key)) for key in (None, KEY))) == []
    assert between(seen(ONE, Verdict.DRIFTED), seen(ONE, Verdict.HELD_BACK)) == []


def test_hosts_alike_are_told_once_and_the_worst_comes_first() -> None:
    """A difference names all its hosts; severity decides the order within what became worse."""
    old = [host(name, seen(ONE, Verdict.COMPLIANT), seen(OTHER, Verdict.COMPLIANT)) for name in ("node1", "node2")]
    new = [host(name, seen(ONE, Verdict.DRIFTED), seen(OTHER, Verdict.DRIFTED)) for name in ("node1", "node2")]
    found = compare(audited(*old), audited(*new))
    assert [one.control for one in found.differences] == [OTHER.id, ONE.id]
    assert found.differences[0].hosts == ("node1", "node2")
    assert found.is_worse


def test_what_one_run_alone_looked_at_is_named_and_not_judged() -> None:
    """Hosts that came, went or could not be reached, and controls of one run alone, are no drift."""
    old = audited(host("stays", seen(ONE, Verdict.COMPLIANT)), host("went"), host("dark", seen(ONE, Verdict.COMPLIANT)))
    new = audited(host("stays", seen(OTHER, Verdict.DRIFTED)), host("came"), a_failed_host("dark"))
    found = compare(old, new)
    assert (found.hosts_came, found.hosts_went, found.hosts_unseen) == (("came",), ("went",), ("dark",))
    assert (found.controls_came, found.controls_went) == ((OTHER.id,), (ONE.id,))
    assert (found.differences, found.is_worse) == ((), False)


def shown(drift: Drift) -> str:
    """Write a comparison for people."""
    lines = io.StringIO()
    show_drift(drift, console_on(lines))
    return lines.getvalue()


def test_people_read_what_became_worse_in_full_and_much_improvement_in_short() -> None:
    """Worse names control, hosts, verdicts and values; hundreds of improvements are counted by topic."""
    many = [a_control(id=f"windows.many.number_{number}") for number in range(30)]
    old = [seen(ONE, Verdict.COMPLIANT), *(seen(control, Verdict.DRIFTED) for control in many)]
    new = [seen(ONE, Verdict.DRIFTED, Value(0, "DWord")), *(seen(control, Verdict.COMPLIANT) for control in many)]
    said = shown(compare(audited(host("node1", *old)), audited(host("node1", *new), run="b")))
    assert "windows.test.one  node1" in said
    assert "compliant → drifted, 1 → 0" in said
    assert "windows.many" in said
    assert "windows.many.number_7" not in said


def test_nothing_different_is_said() -> None:
    """Silence would leave open whether anything was compared."""
    run = audited(host("node1", seen(ONE, Verdict.COMPLIANT)))
    assert "as it was" in shown(compare(run, run))
