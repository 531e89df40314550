"""Exit codes of runs: drift, what is held back, hosts that could not be done."""

from __future__ import annotations

import pytest

from aksarc_harden.model.change import ChangeState
from aksarc_harden.model.finding import Verdict
from aksarc_harden.model.outcome import ChangeOutcome, Verb
from aksarc_harden.tasks.codes import ExitCode, code_of
from tests.support.outcomes import CHANGE, NUMBER, a_failed_host, a_host_outcome, a_run, only


@pytest.mark.parametrize(
    ("verb", "verdict", "code"),
    [
        (Verb.AUDIT, Verdict.COMPLIANT, ExitCode.AS_WANTED),
        (Verb.AUDIT, Verdict.EXEMPT, ExitCode.AS_WANTED),
        (Verb.AUDIT, Verdict.NOT_APPLICABLE, ExitCode.AS_WANTED),
        (Verb.AUDIT, Verdict.DRIFTED, ExitCode.REMAINS),
        (Verb.AUDIT, Verdict.UNREADABLE, ExitCode.REMAINS),
        (Verb.AUDIT, Verdict.HELD_BACK, ExitCode.REMAINS),
        (Verb.PLAN, Verdict.DRIFTED, ExitCode.REMAINS),
        (Verb.HARDEN, Verdict.DRIFTED, ExitCode.REMAINS),
        (Verb.HARDEN, Verdict.UNREADABLE, ExitCode.REMAINS),
        (Verb.HARDEN, Verdict.HELD_BACK, ExitCode.AS_WANTED),
        (Verb.HARDEN, Verdict.COMPLIANT, ExitCode.AS_WANTED),
    ],
)
def test_a_verdict_decides_by_what_was_asked(verb: Verb, verdict: Verdict, code: ExitCode) -> None:
    """What is held back is drift for an audit, and as wanted for harden."""
    assert code_of(a_run(verb, only(NUMBER, verdict))) is code


@pytest.mark.parametrize("verb", Verb)
def test_a_host_that_could_not_be_done_wins(verb: Verb) -> None:
    """Where a host is missing, nothing can be said of the whole site, whatever the others came to."""
    assert code_of(a_run(verb, only(NUMBER, Verdict.DRIFTED), a_failed_host())) is ExitCode.UNREACHABLE


@pytest.mark.parametrize(
    ("verb", "state", "code"),
    [
        (Verb.ROLLBACK, ChangeState.ROLLED_BACK, ExitCode.AS_WANTED),
        (Verb.ROLLBACK, ChangeState.NOT_IN_FORCE, ExitCode.REMAINS),
        (Verb.ROLLBACK, ChangeState.PLANNED, ExitCode.REMAINS),
        (Verb.HARDEN, ChangeState.NOT_IN_FORCE, ExitCode.REMAINS),
    ],
)
def test_a_change_counts_by_how_it_ended(verb: Verb, state: ChangeState, code: ExitCode) -> None:
    """A rollback is as wanted when all is back, drift included; a change that did not hold never is."""
    host = a_host_outcome(after=(), changes=(ChangeOutcome(CHANGE, state),))
    assert code_of(a_run(verb, host)) is code
