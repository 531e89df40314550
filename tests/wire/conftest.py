"""What the wire is tested on: hosts over real engines and over simulated machines, and a whole rehearsal."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from aksarc_harden.rehearsal.host import Machine, SimulatedHost
from tests.support.operated_estate import OperatedEstate
from tests.support.rehearsal import RunningServer, wsman_over_child, wsman_over_simulated
from tests.support.streams import find_engine


@pytest.fixture(scope="session")
def pwsh() -> str:
    """Give the path of a real engine."""
    path = find_engine()
    if path is None:
        pytest.skip("no PowerShell: set AKSARC_PWSH to a pwsh, or put one on PATH")
    return path


@pytest.fixture(scope="module")
def engine_server(pwsh: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """Run a host over the real engine, one for a module."""
    with wsman_over_child(pwsh, tmp_path_factory.mktemp("rehearsal")) as server:
        yield server


@pytest.fixture(scope="module")
def simulated_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """Run a host over a simulated machine, one for a module."""
    host = SimulatedHost(Machine("HOST1"))
    with wsman_over_simulated(host, tmp_path_factory.mktemp("rehearsal")) as server:
        yield server


@pytest.fixture(params=["engine_server", "simulated_server"])
def either_server(request: pytest.FixtureRequest) -> RunningServer:
    """Give each of the two hosts in turn: what a test shows must hold for both."""
    server: RunningServer = request.getfixturevalue(request.param)
    return server


@pytest.fixture(scope="module")
def running_estate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OperatedEstate]:
    """Start a rehearsal as an operator does, one for a module, and end it."""
    estate = OperatedEstate(tmp_path_factory.mktemp("rehearsed"))
    assert estate.call("rehearsal.up").returncode == 0
    yield estate
    assert estate.call("rehearsal.down").returncode == 0


@pytest.fixture
def estate(running_estate: OperatedEstate) -> OperatedEstate:
    """Put every host of it back to its beginnings."""
    assert running_estate.call("rehearsal.reset").returncode == 0
    return running_estate
