"""The report for people: it says what happened, what is left and how to go on, and draws plainly where it must."""

from __future__ import annotations

import io

import pytest

from aksarc_harden.model.answer import Cause, CauseCode
from aksarc_harden.model.change import ChangeState, Plan
from aksarc_harden.model.finding import Verdict
from aksarc_harden.model.found import Value
from aksarc_harden.model.outcome import ChangeOutcome, RunOutcome, Verb
from aksarc_harden.reports.terminal import console_on, show, show_plan, show_rows
from tests.support.outcomes import CHANGE, HELD, NUMBER, a_failed_host, a_host_outcome, a_run, findings, only


def shown(outcome: RunOutcome, *, plan_shown: bool = False) -> str:
    """Draw a report where there is no terminal."""
    stream = io.StringIO()
    show(outcome, console_on(stream), plan_shown=plan_shown)
    return stream.getvalue()


def test_an_audit_names_each_finding_once_for_all_hosts() -> None:
    """Four hosts that drifted alike make one row, with the number of hosts."""
    hosts = [
        a_host_outcome(f"node{number}", after=findings(Verdict.DRIFTED), changes=(), plan=Plan()) for number in range(4)
    ]
    report = shown(a_run(Verb.AUDIT, *hosts))
    assert report.count(NUMBER.id) == 1
    assert "all 4" in report
    assert "Score 25.0" in report
    assert "./aksarc harden" in report


def test_a_clean_audit_says_so() -> None:
    """Where every control is as wanted, one sentence says it."""
    assert "No findings" in shown(a_run(Verb.AUDIT, only(NUMBER, Verdict.COMPLIANT)))


def test_harden_shows_changes_verified_and_the_way_back() -> None:
    """The report gives each change with before and after, its verification, the scores, and the rollback."""
    report = shown(a_run())
    assert "absent → 1" in report
    assert "  verified" in report
    assert "1 change made, 1 of them verified" in report
    assert "Score 25.0 → 50.0 (75.0 with what is held back)" in report
    assert "./aksarc rollback 20300102-030405-abcd" in report
    assert "1 host must be restarted" in report


def test_what_is_held_back_says_what_it_may_cut() -> None:
    """A change that may cut access is listed with what it may cut and how to allow it."""
    report = shown(a_run())
    assert "Held back" in report
    assert "signing in" in report
    assert "--allow-risky" in report


def test_a_change_that_did_not_hold_is_shown_with_its_cause() -> None:
    """After a confirmed plan only the changes that failed are repeated, each with its cause."""
    failed = ChangeOutcome(CHANGE, ChangeState.NOT_IN_FORCE, Cause(CauseCode.NOT_IN_FORCE, "found 0"))
    report = shown(a_run(Verb.HARDEN, a_host_outcome(changes=(failed,))), plan_shown=True)
    assert "Changes that did not hold" in report
    assert "another value (found 0)" in report
    assert "Changes that did not hold" not in shown(a_run(), plan_shown=True)


def test_a_rollback_shows_the_way_each_value_went() -> None:
    """What was wanted becomes what had been before."""
    back = ChangeOutcome(CHANGE, ChangeState.ROLLED_BACK)
    report = shown(a_run(Verb.ROLLBACK, a_host_outcome(changes=(back,))))
    assert "1 → absent" in report
    assert "1 change put back, 1 of them verified" in report
    assert "--allow-risky" not in report


def test_a_second_run_says_that_nothing_was_changed() -> None:
    """Nothing to change is an answer."""
    assert "Nothing to change." in shown(a_run(Verb.HARDEN, only(NUMBER, Verdict.COMPLIANT)))


def test_a_dry_run_counts_what_would_be_changed() -> None:
    """A dry run shows the plan and says that nothing happened."""
    report = shown(a_run(Verb.HARDEN, a_host_outcome(changes=()), dry_run=True))
    assert "Nothing was changed; 1 change would be made." in report
    assert "absent → 1" in report


def test_a_failed_host_has_cause_and_cure() -> None:
    """An unreachable host is named with the cause and what to do."""
    report = shown(a_run(Verb.AUDIT, a_failed_host()))
    assert "nothing answers at the host's address and port (127.1.0.9:5986)" in report
    assert "check address, port" in report


def test_what_a_host_says_is_not_obeyed() -> None:
    """Neither markup nor an escape sequence in a value reaches the terminal as such."""
    first, *others = findings(Verdict.DRIFTED)
    evil = type(first)(first.control, first.verdict, Value("[red]x[/red]\x1b]0;title\x07", "String"))
    report = shown(a_run(Verb.AUDIT, a_host_outcome("[b]host", after=(evil, *others), changes=())))
    assert "\x1b" not in report
    assert "[red]x[/red]" in report
    assert "[b]host" in report


def test_no_colour_where_there_is_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipe gets no escape sequences; neither does a terminal with NO_COLOR."""
    assert "\x1b[" not in shown(a_run())

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    stream = Terminal()
    show(a_run(), console_on(stream))
    assert "\x1b[3" not in stream.getvalue()


def test_a_plan_shows_what_would_be_changed_and_what_is_held_back() -> None:
    """The question before writing is asked below the whole plan."""
    stream = io.StringIO()
    show_plan([("hci-node1", Plan((CHANGE,), (HELD,)))], console_on(stream))
    assert "restart needed" in stream.getvalue()
    assert "Held back: may cut access" in stream.getvalue()


def test_a_site_of_ones_own_is_named_in_the_way_on() -> None:
    """The lines to copy name the site, quoted where a shell needs it."""
    stream = io.StringIO()
    show(a_run(), console_on(stream), command="aksarc", site="./my site")
    assert "aksarc rollback 20300102-030405-abcd --site './my site'" in stream.getvalue()


def test_plain_rows_are_drawn_as_they_are() -> None:
    """Other lists share the house's table."""
    stream = io.StringIO()
    show_rows("Runs", ["Id"], [["[bold]1"]], console_on(stream))
    assert "[bold]1" in stream.getvalue()
