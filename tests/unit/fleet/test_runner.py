from __future__ import annotations

import socket
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from aksarc_harden.errors import HostUnreachableError
from aksarc_harden.fleet.progress import Phase, Silence
from aksarc_harden.fleet.runner import run_on_hosts
from aksarc_harden.model.answer import CauseCode
from aksarc_harden.model.host import Host
from aksarc_harden.model.outcome import HostOutcome
from aksarc_harden.transport.connect import connect
from tests.support.builders import a_host
from tests.support.rogue import misbehaving, silent


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
        assert not self.is_finished
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


def test_an_interrupt_leaves_a_silent_host_within_seconds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Long before its time limits; the connection is closed, and the host is told of before the run ends."""
    monkeypatch.setattr("aksarc_harden.transport.wsman.shell._LAST_SECONDS", 0.2)
    watcher, connected, left = Watcher(), threading.Event(), threading.Event()

    def behave(connection: socket.socket) -> None:
        connected.set()
        silent(connection)
        left.set()

    def job(host: Host, stop: threading.Event) -> HostOutcome:
        if host.name != "rogue":
            assert connected.wait(10)
            raise KeyboardInterrupt
        connect(host, cancelled=stop.is_set).close()
        return HostOutcome(host.name)

    with misbehaving(behave, tmp_path) as host:
        started = time.monotonic()
        with pytest.raises(KeyboardInterrupt):
            run_on_hosts([HOSTS[0], host], job, watcher)
        assert time.monotonic() - started < 10
        assert left.wait(10)
    assert [(done.host, done.error and done.error.code) for done in watcher.done] == [("rogue", CauseCode.CANCELLED)]
    assert watcher.is_finished


def test_no_hosts_is_no_error() -> None:
    """An empty fleet gives an empty result."""
    assert run_on_hosts([], lambda host, stop: HostOutcome(host.name), Silence()) == ()
