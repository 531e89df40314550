"""What came of a run in a few lines, and how to go on, as commands to copy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from aksarc_harden.model.change import ChangeState
from aksarc_harden.model.finding import Verdict
from aksarc_harden.model.outcome import RunOutcome, Verb
from aksarc_harden.reports.overview import score_move, score_text
from aksarc_harden.reports.words import Words


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


def closing_lines(outcome: RunOutcome, commands: Commands, said: Words) -> Iterable[str]:
    """Say what came of it: changes, restarts, scores; and how to go on."""
    if outcome.verb is not Verb.AUDIT:
        yield _changes_line(outcome, said)
    restarts = sum(host.needs_reboot for host in outcome.hosts)
    if restarts:
        yield said.line("restart", hosts=said.counted(restarts, "host"))
    if outcome.score_after is not None:
        yield _score_line(outcome, said)
    yield from _ways_on(outcome, commands, said)


def _changes_line(outcome: RunOutcome, said: Words) -> str:
    states = Counter(made.state for host in outcome.hosts for made in host.changes)
    made, good = states.total(), states[ChangeState.IN_FORCE] + states[ChangeState.ROLLED_BACK]
    if made:
        key = "tried" if made != good else "put-back-all" if outcome.verb is Verb.ROLLBACK else "made-all"
        return said.line(key, changes=said.counted(made, "change"), good=good)
    planned = sum(len(host.plan.changes) for host in outcome.hosts)
    if planned and (outcome.dry_run or outcome.verb is Verb.PLAN):
        return said.line("would-be-made", changes=said.counted(planned, "change"))
    if planned or outcome.unreachable == len(outcome.hosts):
        return said.line("nothing-changed")
    return said.line("nothing-to-change")


def _score_line(outcome: RunOutcome, said: Words) -> str:
    line = f"{said('score')} {score_move(outcome.score_before, outcome.score_after)}"
    if outcome.score_if_allowed != outcome.score_after:
        line += f" ({said('score-if-allowed', score=score_text(outcome.score_if_allowed))})"
    return line


def _ways_on(outcome: RunOutcome, commands: Commands, said: Words) -> Iterable[str]:
    if outcome.verb is Verb.ROLLBACK:
        return
    held = any(host.plan.held_back for host in outcome.hosts)
    drifted = any(finding.verdict is Verdict.DRIFTED for host in outcome.hosts for finding in host.after)
    if outcome.verb is Verb.HARDEN and any(host.changes for host in outcome.hosts):
        back = f"rollback {outcome.run_id}"
        yield said.line("take-back", command=commands(back, with_choice=False))
        yield said.line("see-values", command=commands(f"{back} --dry-run", with_choice=False))
    elif drifted:
        yield said.line("bring", command=commands("harden --allow-risky" if outcome.allow_risky else "harden"))
    if held and not outcome.allow_risky:
        yield said.line("allow", command=commands("harden --allow-risky"))
