"""
Harden a site, and the verbs around it: audit, plan, roll back.

Each gives a `RunOutcome` in which every host has a result or an error.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from aksarc_harden.engine.resolve import check_contradictions
from aksarc_harden.fleet.runner import Job, run_on_hosts
from aksarc_harden.model.change import Change, Plan
from aksarc_harden.model.host import Host
from aksarc_harden.model.outcome import HostOutcome, RunOutcome, Verb
from aksarc_harden.runbooks import on_host
from aksarc_harden.runbooks.order import Order


def audit(order: Order) -> RunOutcome:
    """
    See what every host has and judge it; changes nothing.

    Raises:
        InputError: two controls contradict each other.
    """
    check_contradictions(order.controls)
    run_id = order.journal.begin(Verb.AUDIT, order.profile)

    def job(host: Host, stop: threading.Event) -> HostOutcome:
        return on_host.on_host(
            order, host, run_id, stop, lambda session, facts: on_host.audit(session, facts, order, host)
        )

    return _kept(order, _done(order, Verb.AUDIT, run_id, job))


def plan(order: Order) -> RunOutcome:
    """Say what `harden` would change; changes nothing, and the journal keeps nothing of it."""
    check_contradictions(order.controls)
    return _plan(order, Verb.PLAN)


def harden(order: Order) -> RunOutcome:
    """
    Bring every host to its declared state, prove it, and leave everything needed to take it back.

    An interrupted run is resumed under its own id, with the before-values it recorded.

    Raises:
        InputError: two controls contradict each other.
    """
    check_contradictions(order.controls)
    if order.dry_run:
        return _plan(order, Verb.HARDEN)
    interrupted = order.journal.interrupted()
    if order.confirm is not None:
        planned = _plan(order, Verb.HARDEN)
        plans = {host.host: host.plan for host in planned.hosts if host.plan.changes}
        if not order.confirm(plans) if plans else interrupted is None:
            return planned
        order = replace(order, confirm=None, confirmed=plans)
    run_id = interrupted.id if interrupted else order.journal.begin(Verb.HARDEN, order.profile)

    def job(host: Host, stop: threading.Event) -> HostOutcome:
        return on_host.on_host(
            order, host, run_id, stop, lambda session, facts: on_host.harden(session, facts, order, host, run_id)
        )

    return _kept(order, _done(order, Verb.HARDEN, run_id, job))


def roll_back(order: Order, run_id: str | None = None) -> RunOutcome:
    """
    Take a run back: the one named, or the newest that changed something and is not rolled back yet.

    Raises:
        InputError: there is no such run, or nothing of it is left.
    """
    taken_back = order.journal.to_roll_back(run_id)
    changes = order.journal.changes(taken_back.id, open_only=True)
    order = replace(order, hosts=[host for host in order.hosts if host.name in changes])
    if order.dry_run:
        return _rollback_plan(order, taken_back.id, changes)
    own_id = order.journal.begin(Verb.ROLLBACK, taken_back.profile, of_run=taken_back.id)

    def job(host: Host, stop: threading.Event) -> HostOutcome:
        return on_host.on_host(
            order, host, own_id, stop,
            lambda session, facts: on_host.roll_back(
                session, facts, order, host, taken_back.id, own_id, changes[host.name]
            ),
        )  # fmt: skip

    outcome = _kept(order, _done(order, Verb.ROLLBACK, own_id, job))
    if taken_back.finished is None and not order.journal.changes(taken_back.id, open_only=True):
        order.journal.finish(taken_back.id, score_before=None, score_after=None, unreachable=0)
    return outcome


def _plan(order: Order, verb: Verb) -> RunOutcome:
    run_id = f"plan-{secrets.token_hex(4)}"  # not kept in the journal; it names the work folder

    def job(host: Host, stop: threading.Event) -> HostOutcome:
        return on_host.on_host(
            order, host, run_id, stop, lambda session, facts: on_host.plan(session, facts, order, host)
        )

    return _done(order, verb, run_id, job)


def _rollback_plan(order: Order, run_id: str, changes: Mapping[str, tuple[Change, ...]]) -> RunOutcome:
    hosts = tuple(HostOutcome(host.name, plan=Plan(changes[host.name])) for host in order.hosts)
    return _outcome(order, Verb.ROLLBACK, run_id, hosts, _now())


def _done(order: Order, verb: Verb, run_id: str, job: Job) -> RunOutcome:
    """Do a job on every host; what it gives began before the first of them was asked."""
    started = _now()
    return _outcome(order, verb, run_id, run_on_hosts(order.hosts, job, order.progress), started)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _outcome(order: Order, verb: Verb, run_id: str, hosts: tuple[HostOutcome, ...], started: str) -> RunOutcome:
    return RunOutcome(
        verb=verb,
        site=order.site,
        profile=order.profile,
        run_id=run_id,
        started=started,
        hosts=hosts,
        dry_run=order.dry_run,
        allow_risky=order.allow_risky,
    )


def _kept(order: Order, outcome: RunOutcome) -> RunOutcome:
    order.journal.finish(
        outcome.run_id,
        score_before=outcome.score_before,
        score_after=outcome.score_after,
        unreachable=outcome.unreachable,
    )
    return outcome
