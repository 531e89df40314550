from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from aksarc_harden.errors import InputError, RefusedError
from aksarc_harden.rehearsal import control
from aksarc_harden.rehearsal.daemon import Daemon, Lock, make_password
from aksarc_harden.rehearsal.host import Machine, SimulatedHost
from aksarc_harden.rehearsal.resident import Resident
from aksarc_harden.rehearsal.server.listener import Place
from tests.support.rehearsal import free_address, host_settings

WAIT_SECONDS = 20.0


class Clock:
    """A time that a test sets."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def make_resident(name: str, folder: Path | None = None) -> Resident:
    """Give a host on a free address, with nothing behind its shells."""
    return Resident(SimulatedHost(Machine(name), folder=folder), host_settings(name=name), Place(free_address(), 0, 0))


@contextlib.contextmanager
def running_daemon(
    state: Path, residents: list[Resident], idle_seconds: float = 3600, now: Callable[[], float] | None = None
) -> Iterator[threading.Thread]:
    """Run a daemon in a thread until the block ends."""
    state.mkdir(mode=0o700, exist_ok=True)
    lock = Lock(state)
    ready = threading.Event()

    def serve() -> None:
        more = {} if now is None else {"now": now}
        daemon = Daemon(state, residents, idle_seconds, **more)
        asyncio.run(daemon.run(lambda what: None if what else ready.set()))
        lock.release()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    assert ready.wait(WAIT_SECONDS)
    try:
        yield thread
    finally:
        control.down(state)
        thread.join(WAIT_SECONDS)
        assert not thread.is_alive()


def test_status_shows_every_host(tmp_path: Path) -> None:
    """Name, address, platform, whether it listens, what it did and what is wrong with it."""
    with running_daemon(tmp_path / "state", [make_resident("HOST1"), make_resident("HOST2")]):
        status = control.status(tmp_path / "state")
        assert status.is_up
        assert [(host.name, host.platform, host.is_listening, host.requests) for host in status.hosts] == [
            ("HOST1", "ws2022", True, 0),
            ("HOST2", "ws2022", True, 0),
        ]
        assert 3500 < status.idle_seconds_left <= 3600
    assert control.status(tmp_path / "state") == control.Status(is_up=False)


def test_down_ends_it_and_leaves_nothing_that_looks_alive(tmp_path: Path) -> None:
    """The socket is gone; a second down says that it was not up."""
    state = tmp_path / "state"
    with running_daemon(state, [make_resident("HOST1")]):
        assert control.down(state)
        assert not control.down(state)
        assert not (state / "control.sock").exists()


def test_disturbances_of_network_and_host_come_and_go(tmp_path: Path) -> None:
    """Each kind is taken, shown, and ended by calm; names of hosts ignore case."""
    state = tmp_path / "state"
    resident = make_resident("HOST1")
    with running_daemon(state, [resident]):
        control.disturb(state, "host1", "latency", seconds=0.5)
        control.disturb(state, "HOST1", "reset", n=3)
        control.disturb(state, "HOST1", "half-answer", n=1)
        control.disturb(state, "HOST1", "silent")
        control.disturb(state, "HOST1", "missing-command", command="Get-Item")
        shown = control.disturb(state, "HOST1", "unreachable").hosts[0]
        assert shown.disturbances[:4] == ("latency seconds=0.5", "reset n=3", "half-answer n=1", "silent")
        assert shown.disturbances[4] == "unreachable"
        assert shown.disturbances[5].startswith("missing-command")
        assert not shown.is_listening
        assert resident.service.trouble.resets == 3
        calm = control.disturb(state, "HOST1", "calm").hosts[0]
        assert calm.is_listening
        assert not calm.disturbances


@pytest.mark.parametrize(
    ("host", "kind", "fields", "says"),
    [
        ("HOST9", "silent", {}, "no host HOST9 .*HOST1"),
        ("HOST1", "nonsense", {}, "nonsense"),
        ("HOST1", "latency", {}, "latency with fields none .*seconds"),
        ("HOST1", "latency", {"seconds": "soon"}, "seconds='soon'"),
        ("HOST1", "latency", {"seconds": -1}, "seconds=-1"),
        ("HOST1", "reset", {"n": float("nan")}, "n=nan"),
        ("HOST1", "silent", {"n": 1}, "silent with fields n"),
        ("HOST1", "missing-command", {"nothing": 1}, "nothing"),
    ],
)
def test_a_wrong_disturbance_is_one_error(
    tmp_path: Path, host: str, kind: str, fields: dict[str, object], says: str
) -> None:
    """An unknown host, kind or field and a wrong value are named, with what would be right."""
    with running_daemon(tmp_path / "state", [make_resident("HOST1")]):
        with pytest.raises(InputError, match=says):
            control.disturb(tmp_path / "state", host, kind, **fields)
        assert control.status(tmp_path / "state").hosts[0].disturbances == ()


def test_reset_puts_hosts_back(tmp_path: Path) -> None:
    """State, counts and disturbances are those of the beginning; the chosen host's alone, or all."""
    state = tmp_path / "state"
    residents = [make_resident("HOST1"), make_resident("HOST2")]
    with running_daemon(state, residents):
        for name in ("HOST1", "HOST2"):
            control.disturb(state, name, "silent")
        assert [host.disturbances for host in control.reset(state, "HOST1").hosts] == [(), ("silent",)]
        assert [host.disturbances for host in control.reset(state).hosts] == [(), ()]


def test_without_use_it_ends_by_itself(tmp_path: Path) -> None:
    """Once the time is over, the process ends as after down."""
    clock = Clock()
    with running_daemon(tmp_path / "state", [make_resident("HOST1")], idle_seconds=0.3, now=clock) as thread:
        control.status(tmp_path / "state")
        assert thread.is_alive()
        clock.seconds += 10
        thread.join(WAIT_SECONDS)
        assert not thread.is_alive()
        assert not control.is_up(tmp_path / "state")


def test_requests_count_as_use(tmp_path: Path) -> None:
    """A host that was asked something since keeps the rehearsal up."""
    clock = Clock()
    resident = make_resident("HOST1")
    daemon = Daemon(tmp_path, [resident], 60, clock)
    assert daemon.idle_seconds_left() == 60
    clock.seconds += 50
    assert daemon.idle_seconds_left() == 10
    resident.service.tally.timed_out += 1
    assert daemon.idle_seconds_left() == 60


def test_one_daemon_holds_a_folder(tmp_path: Path) -> None:
    """A second one is refused; what a dead one left behind is no hindrance."""
    lock = Lock(tmp_path)
    assert control.is_up(tmp_path)
    with pytest.raises(RefusedError):
        Lock(tmp_path)
    lock.release()
    (tmp_path / control.LOCK_NAME).write_text("1\n")
    (tmp_path / "control.sock").touch()
    assert not control.is_up(tmp_path)
    assert not control.down(tmp_path)
    with running_daemon(tmp_path, [make_resident("HOST1")]):
        assert control.status(tmp_path).is_up


def test_a_lock_names_its_holder_and_nobody_else(tmp_path: Path) -> None:
    """The number of a process that was killed does not stay in it, so that `down` ends no stranger."""
    (tmp_path / control.LOCK_NAME).write_text("123456789\n")
    lock = Lock(tmp_path)
    assert (tmp_path / control.LOCK_NAME).read_text() == f"{os.getpid()}\n"
    lock.release()
    assert (tmp_path / control.LOCK_NAME).read_text() == ""


def test_who_looks_at_a_folder_hinders_no_start(tmp_path: Path) -> None:
    """A daemon waits for those that look whether one lives."""
    (tmp_path / control.LOCK_NAME).touch()
    with (tmp_path / control.LOCK_NAME).open() as looked_at:
        fcntl.flock(looked_at, fcntl.LOCK_SH)
        threading.Timer(0.1, looked_at.close).start()
        Lock(tmp_path).release()


def test_calls_need_a_living_daemon(tmp_path: Path) -> None:
    """Reset and disturb are refused, status says that it is down."""
    assert not control.status(tmp_path / "nowhere").is_up
    with pytest.raises(RefusedError, match=r"rehearsal\.up"):
        control.reset(tmp_path)
    with pytest.raises(RefusedError, match=r"rehearsal\.up"):
        control.disturb(tmp_path, "HOST1", "silent")


def test_the_password_is_made_once_and_its_owners_alone(tmp_path: Path) -> None:
    """It stays over restarts, fits Windows' own rule, and no two folders share one."""
    password = make_password(tmp_path)
    assert make_password(tmp_path) == control.password(tmp_path) == password
    assert stat.S_IMODE((tmp_path / "password").stat().st_mode) == 0o600
    assert any(letter.isupper() for letter in password)
    assert any(letter.isdigit() for letter in password)
    other = tmp_path / "other"
    other.mkdir()
    with pytest.raises(InputError, match=r"rehearsal\.up"):
        control.password(other)
    assert make_password(other) != password


def test_a_deep_state_folder_is_no_hindrance(tmp_path: Path) -> None:
    """The socket's name has a limit of 108 bytes, the folder's has not."""
    deep = tmp_path / ("d" * 100) / ("e" * 100)
    deep.mkdir(parents=True)
    with running_daemon(deep, [make_resident("HOST1")]):
        assert control.status(deep).is_up


def test_the_command_line_loads_nothing_heavy_with_it() -> None:
    """Importing the control brings neither event loop nor cryptography nor WSMan."""
    asked = "import sys, aksarc_harden.rehearsal.control; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, timeout=60)
    loaded = set(done.stdout.split())
    assert not loaded & {"asyncio", "cryptography", "spnego", "h11", "pydantic", "aksarc_harden.rehearsal.server"}
