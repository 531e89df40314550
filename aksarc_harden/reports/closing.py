"""What came of a run in a few lines, and how to go on, as commands to copy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from aksarc_harden.model.change import ChangeState
from aksarc_harden.model.finding import Verdict
from aksarc_harden.model.outcome import RunOutcome, Verb
from aksarc_harden.reports.overview import score_move, score_text
from aksarc_harden.reports.values import counted


@dataclass(frozen=True)
class Commands:
    """
    How the operator calls this program, for lines to copy.

    Attributes:
        program: its name, `aksarc` or `./aksarc`.
        site: the options that name site and hosts, with a blank in front: ` --site mine --limit dc1`.
        choice: those that name profile and controls, which a rollback has no use for.
    """

    program: str = "./aksarc"
    site: str = ""
    choice: str = ""

    def __call__(self, words: str, *, with_choice: bool = True) -> str:
        """Give the command line for a task."""
        return f"{self.program} {words}{self.site}{self.choice if with_choice else ''}"


def closing_lines(outcome: RunOutcome, commands: Commands) -> Iterable[str]:
    """Say what came of it: changes, restarts, scores; and how to go on."""
    if outcome.verb is not Verb.AUDIT:
        yield _changes_line(outcome)
    restarts = sum(host.needs_reboot for host in outcome.hosts)
    if restarts:
        hosts = counted(restarts, "host")
        yield f"{hosts} must be restarted for everything to be in force; nothing was restarted."
    if outcome.score_after is not None:
        yield _score_line(outcome)
    yield from _ways_on(outcome, commands)


def _changes_line(outcome: RunOutcome) -> str:
    states = Counter(made.state for host in outcome.hosts for made in host.changes)
    made, good = states.total(), states[ChangeState.IN_FORCE] + states[ChangeState.ROLLED_BACK]
    if made:
        what = "put back" if outcome.verb is Verb.ROLLBACK else "made"
        told = f"{what}, all" if made == good else f"tried, {good} of them"
        return f"{counted(made, 'change')} {told} verified by reading again."
    planned = sum(len(host.plan.changes) for host in outcome.hosts)
    if planned and (outcome.dry_run or outcome.verb is Verb.PLAN):
        return f"Nothing was changed; {counted(planned, 'change')} would be made."
    if planned or outcome.unreachable == len(outcome.hosts):
        return "Nothing was changed."
    return "Nothing to change."


def _score_line(outcome: RunOutcome) -> str:
    line = f"Score {score_move(outcome.score_before, outcome.score_after)}"
    if outcome.score_if_allowed != outcome.score_after:
        line += f" ({score_text(outcome.score_if_allowed)} with what is held back)"
    return line


def _ways_on(outcome: RunOutcome, commands: Commands) -> Iterable[str]:
    if outcome.verb is Verb.ROLLBACK:
        return
    held = any(host.plan.held_back for host in outcome.hosts)
    drifted = any(finding.verdict is Verdict.DRIFTED for host in outcome.hosts for finding in host.after)
    if outcome.verb is Verb.HARDEN and any(host.changes for host in outcome.hosts):
        yield f"Take it back: {commands(f'rollback {outcome.run_id}', with_choice=False)}"
        yield f"See each value: {commands(f'rollback {outcome.run_id} --dry-run', with_choice=False)}"
    elif drifted:
        yield f"Bring it to the baseline: {commands('harden --allow-risky' if outcome.allow_risky else 'harden')}"
    if held and not outcome.allow_risky:
        yield f"Change what may cut access, too: {commands('harden --allow-risky')}"
