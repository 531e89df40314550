"""Servers for the tests of the wire: a WSMan host over real engines, and one over a simulated machine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from aksarc_harden.rehearsal.host import Machine, SimulatedHost
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
