"""The report for people: it says what happened, what is left and how to go on, and draws plainly where it must."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.cells import cell_len
from rich.console import Console

from aksarc_harden.model.answer import Cause, CauseCode
from aksarc_harden.model.change import Change, ChangeState, Plan
from aksarc_harden.model.finding import Finding, Verdict
from aksarc_harden.model.found import Missing, Unreadable, Value
from aksarc_harden.model.outcome import ChangeOutcome, HostOutcome, RunOutcome, Verb
from aksarc_harden.model.setting import Registry
from aksarc_harden.reports.closing import Commands
from aksarc_harden.reports.console import console_on
from aksarc_harden.reports.overview import show_rows
from aksarc_harden.reports.terminal import show, show_plan
from tests.support.builders import KEY, a_control, facts_of
from tests.support.outcomes import (
    CHANGE,
    HELD,
    NUMBER,
    SECRET,
    WAIVER,
    a_failed_host,
    a_host_outcome,
    a_run,
    findings,
    only,
)


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
    assert "1 change made, all verified" in report
    assert "Score 25.0 → 50.0 (75.0 with what is held back)" in report
    assert "./aksarc rollback 20300102-030405-abcd" in report
    assert "1 host must be restarted" in report


def test_what_is_held_back_says_what_it_may_cut() -> None:
    """A run counts what may cut access and says how to allow it; a plan says of each change what it may cut."""
    report = shown(a_run())
    assert "Held back because it may cut access: 1 change on 1 host" in report
    assert "--allow-risky" in report
    assert "may cut signing in" in shown(a_run(Verb.PLAN, a_host_outcome(changes=())))


def test_a_change_that_did_not_hold_is_shown_with_its_cause() -> None:
    """After a confirmed plan only the changes that failed are repeated, each with its cause."""
    failed = ChangeOutcome(CHANGE, ChangeState.NOT_IN_FORCE, Cause(CauseCode.NOT_IN_FORCE, "found 0"))
    report = shown(a_run(Verb.HARDEN, a_host_outcome(changes=(failed,))), plan_shown=True)
    assert "Changes that did not hold" in report
    assert "another value (found 0)" in report
    assert "What to do: look for a Group Policy" in report
    assert report.count(NUMBER.id) == 1
    assert "Changes that did not hold" not in shown(a_run(), plan_shown=True)


def test_a_rollback_shows_the_way_each_value_went() -> None:
    """What was wanted becomes what had been before."""
    back = ChangeOutcome(CHANGE, ChangeState.ROLLED_BACK)
    report = shown(a_run(Verb.ROLLBACK, a_host_outcome(changes=(back,))))
    assert "1 → absent" in report
    assert "1 change put back, all verified" in report
    assert "1 of 1" in report
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
    """The question before writing is asked below the plan."""
    stream = io.StringIO()
    show_plan([("hci-node1", Plan((CHANGE,), (HELD,)))], console_on(stream))
    assert "restart needed" in stream.getvalue()
    assert "Held back because it may cut access" in stream.getvalue()


def many(topics: int, controls: int) -> tuple[Change, ...]:
    """Give changes of so many controls in each of so many topics."""
    return tuple(
        replace(CHANGE, setting=Registry(KEY, f"{topic}.{number}"), controls=(f"windows.topic{topic}.control{number}",))
        for topic in range(topics)
        for number in range(controls)
    )


def test_many_changes_are_told_by_topic() -> None:
    """An estate's plan fits on a screen: a line a topic with its counts; in full it has each value."""
    plans = [(f"node{number}", Plan(many(20, 30))) for number in range(4)]
    short, long = io.StringIO(), io.StringIO()
    show_plan(plans, console_on(short))
    show_plan(plans, console_on(long), in_full=True)
    lines = short.getvalue().splitlines()
    assert "Plan: 2400 changes on 4 hosts" in lines
    assert len(lines) < 60
    assert "windows.topic19" in short.getvalue()
    assert long.getvalue().count("absent → 1") == 600


@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_a_report_fits_its_terminal_and_breaks_no_word(width: int) -> None:
    """Whatever the width, no line is longer, and ids and paths are broken where a reader would break them."""
    stream = io.StringIO()
    failed = ChangeOutcome(CHANGE, ChangeState.NOT_IN_FORCE, Cause(CauseCode.NOT_IN_FORCE, "found 0"))
    run = a_run(Verb.HARDEN, a_host_outcome(changes=(failed,)), a_failed_host())
    show(run, Console(file=stream, width=width, highlight=False, markup=False))
    lines = [line.rstrip() for line in stream.getvalue().splitlines()]
    assert max(map(cell_len, lines)) <= width
    assert any(line.strip().startswith(NUMBER.id) for line in lines)
    assert not [line for line in lines if line.endswith(("Polic", "SOFTW", "hci-nod"))]


def test_unreadable_controls_share_their_cause() -> None:
    """Seven settings that one missing command keeps from being read are one trouble with one cure."""
    cause = Cause(CauseCode.COMMAND_MISSING, "CommandNotFoundException")
    lost = tuple(
        Finding(a_control(id=f"windows.test.lost{number}"), Verdict.UNREADABLE, Unreadable(cause), cause)
        for number in range(7)
    )
    report = shown(a_run(Verb.AUDIT, HostOutcome("dc1", facts=facts_of(), before=lost, after=lost)))
    assert "Unreadable: 7 controls" in report
    assert report.count("CommandNotFoundException") == 1
    assert report.count("What to do") == 1
    assert all(f"windows.test.lost{number}" in report for number in range(7))


def test_a_host_that_broke_off_tells_how_much_was_begun() -> None:
    """What may have been written is counted by topic, with the way on; what failed elsewhere is told in full."""
    begun = tuple(ChangeOutcome(change, ChangeState.PLANNED) for change in many(2, 30))
    broken = replace(a_failed_host(), before=findings(Verdict.DRIFTED), after=findings(Verdict.DRIFTED), changes=begun)
    report = shown(a_run(Verb.HARDEN, broken))
    assert "hci-node9: begun, not verified: 60 changes" in report
    assert "run again: it goes on where it stopped" in report
    assert "broke off" in report
    assert "windows.topic1.control29" not in report


def test_drift_that_nothing_mends_is_told_after_a_run() -> None:
    """A control for which there was no change, because the site gives no value, is not lost."""
    drift = Finding(SECRET, Verdict.DRIFTED, Missing(), note="the site gives no text of its own")
    report = shown(a_run(Verb.HARDEN, a_host_outcome(after=(drift,))), plan_shown=True)
    assert "What remains: 1" in report
    assert "the site gives no text of its own" in report


def test_an_audit_lists_no_control_that_is_as_wanted() -> None:
    """What an absent value counts as matters where it is drift; a waiver that ended matters in any case."""
    fine = Finding(NUMBER, Verdict.COMPLIANT, Missing(), note="absent counts as 1")
    assert "absent counts" not in shown(a_run(Verb.AUDIT, a_host_outcome(after=(fine,))))
    ended = replace(fine, note="its waiver ended on 2030-01-31", waiver=WAIVER)
    assert "its waiver ended" in shown(a_run(Verb.AUDIT, a_host_outcome(after=(ended,))))


def test_a_site_of_ones_own_is_named_in_the_way_on() -> None:
    """The lines to copy name the site, quoted where a shell needs it."""
    stream = io.StringIO()
    commands = Commands("aksarc", " --site './my site'", " --profile strict")
    show(a_run(), console_on(stream), commands=commands)
    assert "aksarc rollback 20300102-030405-abcd --site './my site'\n" in stream.getvalue()
    assert "aksarc harden --allow-risky --site './my site' --profile strict\n" in stream.getvalue()


def test_plain_rows_are_drawn_as_they_are() -> None:
    """Other lists share the house's table."""
    stream = io.StringIO()
    show_rows("Runs", ["Id"], [["[bold]1"]], console_on(stream))
    assert "[bold]1" in stream.getvalue()
