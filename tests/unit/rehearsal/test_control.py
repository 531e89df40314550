from __future__ import annotations

import os
import signal
import socket
import stat
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from aksarc_harden.errors import InputError
from aksarc_harden.rehearsal import control
from aksarc_harden.rehearsal.daemon import Lock
from tests.support.rehearsal import moved_estate, rehearsal_up

WAIT_SECONDS = 20.0


def wait_until_down(state: Path) -> None:
    """Wait until no daemon holds the folder."""
    deadline = time.monotonic() + WAIT_SECONDS
    while control.is_up(state):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_up_brings_the_shipped_estate(tmp_path: Path) -> None:
    """Every host listens on its real ports when up returns; a second up says that it was up already."""
    said: list[str] = []
    with rehearsal_up(tmp_path) as status:
        assert status.is_up
        assert not status.was_up
        assert [host.name for host in status.hosts] == [
            "hci-node1",
            "hci-node2",
            "hci-node3",
            "hci-node4",
            "mgmt1",
            "dc1",
        ]
        for host in status.hosts:
            for port in (5985, 5986):
                socket.create_connection((host.address, port), WAIT_SECONDS).close()
        state = tmp_path / "state"
        again = control.up(state, tmp_path / "estate.toml", progress=said.append)
        assert (again.was_up, again.pid) == (True, status.pid)
        assert said == ["the rehearsal is up already"]
        assert stat.S_IMODE(state.stat().st_mode) == 0o700
        readable = [file for file in state.rglob("*") if file.is_file() and file.stat().st_mode & 0o077]
        assert not [file.name for file in readable if file.name != "ca.pem"]


def test_fewer_hosts_on_request(tmp_path: Path) -> None:
    """`hosts` is the number of AKS hosts; the others stay."""
    with rehearsal_up(tmp_path, hosts=1) as status:
        assert [host.name for host in status.hosts] == ["hci-node1", "mgmt1", "dc1"]


def test_an_address_in_use_ends_the_start(tmp_path: Path) -> None:
    """The error names it, and nothing stays behind."""
    estate = moved_estate(tmp_path)
    address = estate.read_text(encoding="utf-8").partition('address = "')[2].partition('"')[0]
    with socket.create_server((address, 5985)), pytest.raises(InputError, match=f"{address}:5985.*hci-node1.*in use"):
        control.up(tmp_path / "state", estate)
    wait_until_down(tmp_path / "state")


def test_another_rehearsal_at_the_same_addresses_is_left_in_peace(tmp_path: Path) -> None:
    """With a state folder of its own a second one does not come up there, and the first goes on."""
    with rehearsal_up(tmp_path, hosts=1) as first:
        with pytest.raises(InputError, match=f"{first.hosts[0].address}:5985.*in use"):
            control.up(tmp_path / "other", tmp_path / "estate.toml", hosts=1)
        assert not control.is_up(tmp_path / "other")
        assert control.status(tmp_path / "state").pid == first.pid


def test_of_two_that_start_it_at_once_the_second_finds_it_up(tmp_path: Path) -> None:
    """One process starts, and both callers get it."""
    state, estate = tmp_path / "state", moved_estate(tmp_path)
    try:
        with ThreadPoolExecutor() as pool:
            both = list(pool.map(lambda _: control.up(state, estate, hosts=1), range(2)))
        assert sorted(status.was_up for status in both) == [False, True]
        assert both[0].pid == both[1].pid == control.status(state).pid
    finally:
        control.down(state)


def test_one_that_is_just_ending_is_waited_for(tmp_path: Path) -> None:
    """A daemon that holds its folder and does not answer any more is not taken for one that is up."""
    state, estate = tmp_path / "state", moved_estate(tmp_path)
    state.mkdir()
    ending = Lock(state)
    threading.Timer(0.3, ending.release).start()
    try:
        status = control.up(state, estate, hosts=1)
        assert not status.was_up
        assert status.pid != os.getpid()
    finally:
        control.down(state)


def test_a_wrong_estate_file_is_named(tmp_path: Path) -> None:
    """The daemon's own error, file included, reaches the caller."""
    estate = tmp_path / "estate.toml"
    estate.write_text("rubbish", encoding="utf-8")
    with pytest.raises(InputError, match=f"{estate}.*TOML"):
        control.up(tmp_path / "state", estate)


def test_a_killed_daemon_is_no_hindrance(tmp_path: Path) -> None:
    """What it left behind is not taken for a living one, and the next up works, with the same password."""
    state = tmp_path / "state"
    with rehearsal_up(tmp_path, hosts=1) as status:
        assert status.pid is not None
        password = control.password(state)
        os.kill(status.pid, signal.SIGKILL)
        wait_until_down(state)
        assert (state / "control.sock").exists()
        assert not control.status(state).is_up
        assert not control.down(state)
        renewed = control.up(state, tmp_path / "estate.toml", hosts=1)
        assert renewed.is_up
        assert renewed.pid != status.pid
        assert control.password(state) == password


def test_sigterm_ends_it_as_down_does(tmp_path: Path) -> None:
    """The socket is gone."""
    state = tmp_path / "state"
    with rehearsal_up(tmp_path, hosts=1) as status:
        assert status.pid is not None
        os.kill(status.pid, signal.SIGTERM)
        wait_until_down(state)
        assert not (state / "control.sock").exists()


def test_nobody_there_means_the_end(tmp_path: Path) -> None:
    """A rehearsal that nobody uses ends by itself."""
    with rehearsal_up(tmp_path, hosts=1, idle_seconds=0.5):
        wait_until_down(tmp_path / "state")


def test_a_number_of_hosts_that_is_none(tmp_path: Path) -> None:
    """It is refused before anything is made."""
    with pytest.raises(InputError, match="0 hosts"):
        control.up(tmp_path / "state", tmp_path / "estate.toml", hosts=0)
    assert not (tmp_path / "state").exists()
