"""
What a task tells its caller in one number, as ARCHITECTURE.md lists them.

Where two apply, the one that leaves more unknown wins: a host that could not be reached may have drifted, too.
"""

from __future__ import annotations

from enum import IntEnum

from aksarc_harden.model.change import ChangeState
from aksarc_harden.model.finding import Verdict
from aksarc_harden.model.outcome import RunOutcome, Verb


class ExitCode(IntEnum):
    """The exit codes of all tasks."""

    AS_WANTED = 0
    ERROR = 1
    REMAINS = 2  # findings or drift remain
    REFUSED = 3  # by a guard or a window
    UNREACHABLE = 4  # some hosts could not be done
    INTERRUPTED = 130  # 128 + SIGINT, as shells count


def code_of(outcome: RunOutcome) -> ExitCode:
    """Judge a run: what is held back is drift for an audit, and as wanted for everything else."""
    if outcome.unreachable:
        return ExitCode.UNREACHABLE
    if outcome.verb is Verb.ROLLBACK:
        # The estate is then as it was before, drift included; what counts is that every change was taken back.
        left = any(made.state is not ChangeState.ROLLED_BACK for host in outcome.hosts for made in host.changes)
        return ExitCode.REMAINS if left else ExitCode.AS_WANTED
    remaining = {Verdict.DRIFTED, Verdict.UNREADABLE}
    if outcome.verb is Verb.AUDIT:
        remaining.add(Verdict.HELD_BACK)
    drift = any(finding.verdict in remaining for host in outcome.hosts for finding in host.after)
    failed = any(made.state is not ChangeState.IN_FORCE for host in outcome.hosts for made in host.changes)
    return ExitCode.REMAINS if drift or failed else ExitCode.AS_WANTED
