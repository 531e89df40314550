from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest

from aksarc_harden.errors import HostUnreachableError
from aksarc_harden.fleet.progress import Phase, Silence
from aksarc_harden.fleet.runner import run_on_hosts
from aksarc_harden.model.answer import CauseCode
from aksarc_harden.model.host import Host
from aksarc_harden.model.outcome import HostOutcome
from tests.support.builders import a_host


class Watcher:
    def __init__(self) -> None:
        self.names: list[str] = []
        self.done: list[HostOutcome] = []
        self.is_finished = False

    def started(self, hosts: Sequence[str]) -> None:
        self.names = list(hosts)

    def phase(self, host: str, phase: Phase) -> None:
        pass

    def host_done(self, outcome: HostOutcome) -> None:
        self.done.append(outcome)

    def finished(self) -> None:
        self.is_finished = True


HOSTS = [a_host(f"node{n}") for n in range(5)]


def test_every_host_ends_with_a_result_or_an_error() -> None:
    """A dead host and a defect of ours become these hosts' errors; the others go on, and the order is kept."""

    def job(host: Host, stop: threading.Event) -> HostOutcome:
        if host.name == "node1":
            raise HostUnreachableError("nobody there")
        if host.name == "node3":
            raise ZeroDivisionError
        return HostOutcome(host.name)

    watcher = Watcher()
    outcomes = run_on_hosts(HOSTS, job, watcher)
    assert [outcome.host for outcome in outcomes] == [host.name for host in HOSTS]
    errors = [outcome.error.code if outcome.error else None for outcome in outcomes]
    assert errors == [None, CauseCode.UNREACHABLE, None, CauseCode.KIND_FAILED, None]
    assert {outcome.host for outcome in watcher.done} == set(watcher.names)
    assert watcher.is_finished


def test_an_interrupt_tells_every_job_to_stop() -> None:
    """On Ctrl-C the jobs that still run see the event, so that sessions close, and the interrupt rises."""
    seen = threading.Event()

    def job(host: Host, stop: threading.Event) -> HostOutcome:
        if host.name == "node0":
            raise KeyboardInterrupt
        if stop.wait(10):
            seen.set()
        return HostOutcome(host.name)

    with pytest.raises(KeyboardInterrupt):
        run_on_hosts(HOSTS, job, Silence())
    assert seen.is_set()


def test_no_hosts_is_no_error() -> None:
    """An empty fleet gives an empty result."""
    assert run_on_hosts([], lambda host, stop: HostOutcome(host.name), Silence()) == ()
