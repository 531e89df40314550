"""
What is done on one host, from the facts to the last re-read, over a session that is already open.

The before-values are in the journal before the first write, and the outcome is what the re-read shows.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from aksarc_harden.engine.apply import Explanation, as_wanted, is_same, outcome_of, remove_keys, write_changes
from aksarc_harden.engine.facts import FactsQuestion, decode_facts
from aksarc_harden.engine.judge import judge_host
from aksarc_harden.engine.plan import mark_held_back, plan_host
from aksarc_harden.engine.read import read_settings
from aksarc_harden.engine.resolve import Aim, resolve
from aksarc_harden.errors import HardenError
from aksarc_harden.fleet.progress import Phase
from aksarc_harden.model.change import Change, ChangeState, Plan
from aksarc_harden.model.facts import Facts
from aksarc_harden.model.finding import Finding
from aksarc_harden.model.found import Found, Missing, Unreadable
from aksarc_harden.model.host import Host
from aksarc_harden.model.outcome import ChangeOutcome, HostOutcome
from aksarc_harden.model.setting import Setting
from aksarc_harden.runbooks.order import Order
from aksarc_harden.transport.causes import cause_of
from aksarc_harden.transport.session import Session

Work = Callable[[Session, Facts], HostOutcome]


@dataclass(frozen=True)
class Examined:
    """What an audit of a host saw."""

    aims: tuple[Aim, ...]
    found: Mapping[Setting, Found]
    findings: tuple[Finding, ...]


def on_host(order: Order, host: Host, run_id: str, stop: threading.Event, work: Work) -> HostOutcome:
    """Connect, gather the facts, do the work, and always close."""
    order.progress.phase(host.name, Phase.CONNECT)
    with closing(order.connect(host, stop)) as session:
        facts = gather_facts(session, order, host, run_id)
        outcome = work(session, facts)
        traffic = session.traffic
    return replace(
        outcome,
        facts=facts,
        requests=traffic.requests,
        bytes_sent=traffic.bytes_sent,
        unverified_certificate=not host.endpoint.verify,
    )


def gather_facts(session: Session, order: Order, host: Host, run_id: str) -> Facts:
    """Ask a host what it is, and which of the commands that the kinds need it has."""
    commands = frozenset().union(*(kind.commands for kind in order.kinds.values()))
    question = FactsQuestion(tuple(sorted(commands)))
    answers = [answer for (answer,) in session.read(question.chains)]
    return decode_facts(host, answers, run_id)


def audit(session: Session, facts: Facts, order: Order, host: Host) -> HostOutcome:
    """See what is there and judge it; what may cut access is drift like any other."""
    examined = _examine(session, facts, order, host)
    plan = plan_host(examined.aims, examined.found, examined.findings, allow_risky=order.allow_risky)
    return HostOutcome(host.name, before=examined.findings, after=examined.findings, plan=plan)


def plan(session: Session, facts: Facts, order: Order, host: Host) -> HostOutcome:
    """See what is there, and what would be changed."""
    outcome = audit(session, facts, order, host)
    findings = mark_held_back(outcome.before, outcome.plan)
    return replace(outcome, before=findings, after=findings)


def harden(session: Session, facts: Facts, order: Order, host: Host, run_id: str) -> HostOutcome:
    """Bring a host to its declared state and prove it; `record` before `write` before `read again`."""
    examined = _examine(session, facts, order, host)
    plan = plan_host(examined.aims, examined.found, examined.findings, allow_risky=order.allow_risky)
    plan = _agreed(plan, order, host)
    before = mark_held_back(examined.findings, plan)
    seen = HostOutcome(host.name, before=before, after=before, plan=plan)
    earlier = order.journal.changes(run_id).get(host.name, ())
    if not plan.changes and not earlier:
        return seen
    order.journal.record(run_id, host.name, plan.changes)
    changes = order.journal.changes(run_id)[host.name]
    try:
        said = _write(session, facts, order, host, run_id, plan)
        order.progress.phase(host.name, Phase.VERIFY)
        order.journal.step(run_id, host.name, "verify")
        settings = [*examined.found, *(change.setting for change in changes)]
        found = read_settings(session, order.kinds, settings, facts)
    except HardenError as error:
        planned = tuple(ChangeOutcome(change, ChangeState.PLANNED) for change in changes)
        return replace(seen, error=cause_of(error), changes=planned)
    outcomes = tuple(outcome_of(change, found[change.setting], said) for change in changes)
    order.journal.settle(run_id, host.name, outcomes)
    after = mark_held_back(_judge(examined.aims, found, facts, order, host), plan)
    return replace(seen, after=after, changes=outcomes, needs_reboot=_needs_reboot(outcomes))


def roll_back(
    session: Session, facts: Facts, order: Order, host: Host, of_run: str, run_id: str, changes: Sequence[Change]
) -> HostOutcome:
    """Write a run's before-values back, remove the keys it had to make, and prove it."""
    order.progress.phase(host.name, Phase.ROLL_BACK)
    settings = [change.setting for change in changes]
    now = read_settings(session, order.kinds, settings, facts)
    writable = {change.setting: change for change in changes if not isinstance(now[change.setting], Unreadable)}
    back = _changes_back(writable, now)
    order.journal.record(run_id, host.name, back)
    said = _write(session, facts, order, host, run_id, Plan(tuple(back)))
    befores = {setting: change.before for setting, change in writable.items() if isinstance(change.before, Missing)}
    order.journal.step(run_id, host.name, "remove keys")
    said += remove_keys(session, order.kinds, befores, facts)
    order.progress.phase(host.name, Phase.VERIFY)
    found = read_settings(session, order.kinds, settings, facts)
    outcomes = tuple(_rolled_back(change, found[change.setting], said) for change in changes)
    order.journal.settle(of_run, host.name, outcomes)
    order.journal.settle(run_id, host.name, outcomes)
    return HostOutcome(host.name, changes=outcomes, needs_reboot=_needs_reboot(outcomes))


def _examine(session: Session, facts: Facts, order: Order, host: Host) -> Examined:
    order.progress.phase(host.name, Phase.AUDIT)
    aims = resolve(order.controls, facts.role, facts.platform)
    found = read_settings(session, order.kinds, [aim.setting for aim in aims], facts)
    return Examined(aims, found, _judge(aims, found, facts, order, host))


def _judge(
    aims: Sequence[Aim], found: Mapping[Setting, Found], facts: Facts, order: Order, host: Host
) -> tuple[Finding, ...]:
    left_out = [control for control in order.controls if not control.covers(facts.role, facts.platform)]
    return judge_host(aims, found, left_out, host=host.name, waivers=order.waivers, today=order.today)


def _agreed(plan: Plan, order: Order, host: Host) -> Plan:
    """Leave out what nobody was shown: the host may have changed, or come back, since the question."""
    if order.confirmed is None:
        return plan
    shown = {(change.setting, change.wanted) for change in order.confirmed.get(host.name, Plan()).changes}
    return replace(plan, changes=tuple(each for each in plan.changes if (each.setting, each.wanted) in shown))


def _write(session: Session, facts: Facts, order: Order, host: Host, run_id: str, plan: Plan) -> list[Explanation]:
    """Write what is safe first; what can cut access comes last, on one host of a group at a time."""
    safe, risky = _in_parts(plan.changes, order)
    order.progress.phase(host.name, Phase.WRITE)
    said = _write_part(session, facts, order, host, run_id, safe)
    if risky:
        order.progress.phase(host.name, Phase.WAIT)
        with order.lock_of(host):
            order.progress.phase(host.name, Phase.WRITE)
            said += _write_part(session, facts, order, host, run_id, risky)
    return said


def _in_parts(changes: Sequence[Change], order: Order) -> tuple[list[Change], list[Change]]:
    """
    Split changes into safe and risky ones.

    Those that go in files stay together, so that a host gets one security template and one work folder: all of them
    are risky if one is.
    """
    in_files = [change for change in changes if order.kinds[change.setting.kind].needs_work_folder]
    risky = [change for change in changes if change.can_cut_access]
    if any(change.can_cut_access for change in in_files):
        risky = [change for change in changes if change.can_cut_access or change in in_files]
    return [change for change in changes if change not in risky], risky


def _write_part(
    session: Session, facts: Facts, order: Order, host: Host, run_id: str, changes: Iterable[Change]
) -> list[Explanation]:
    part = {change.setting: (change.before, change.wanted) for change in changes}
    if not part:
        return []
    order.journal.step(run_id, host.name, "write", settings=[str(setting) for setting in part])
    return write_changes(session, order.kinds, part, facts)


def _changes_back(changes: Mapping[Setting, Change], now: Mapping[Setting, Found]) -> list[Change]:
    back = []
    for setting, change in changes.items():
        current = now[setting]
        if not isinstance(current, Unreadable) and not is_same(current, change.before):
            back.append(replace(change, before=current, wanted=as_wanted(change.before)))
    return back


def _rolled_back(change: Change, found: Found, said: Iterable[Explanation]) -> ChangeOutcome:
    if is_same(found, change.before):
        return ChangeOutcome(change, ChangeState.ROLLED_BACK)
    return replace(outcome_of(replace(change, wanted=as_wanted(change.before)), found, said), change=change)


def _needs_reboot(outcomes: Iterable[ChangeOutcome]) -> bool:
    done = (ChangeState.IN_FORCE, ChangeState.ROLLED_BACK)
    return any(outcome.state in done and outcome.change.needs_reboot for outcome in outcomes)
