"""Sessions on a real engine, over standard streams and over our WSMan server with that engine behind it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from aksarc_harden.transport.pooled_session import PooledSession
from tests.support.rehearsal import RunningServer, wsman_over_child
from tests.support.sessions import Sessions
from tests.support.streams import find_engine


@pytest.fixture(scope="session")
def engine() -> str:
    """Give the path of a real PowerShell."""
    path = find_engine()
    if path is None:
        pytest.skip("set AKSARC_PWSH to a PowerShell 7 for Linux, or put pwsh on PATH")
    return path


@pytest.fixture(scope="session")
def engine_server(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """Run one WSMan server whose shells are real engines; tests that disturb it calm it again."""
    with wsman_over_child(engine, tmp_path_factory.mktemp("engine")) as server:
        yield server


@pytest.fixture
def server(engine_server: RunningServer) -> Iterator[RunningServer]:
    """Give the WSMan server, undisturbed before and after."""
    engine_server.service.trouble.calm()
    yield engine_server
    engine_server.service.trouble.calm()


@pytest.fixture
def sessions(engine: str, server: RunningServer) -> Iterator[Sessions]:
    """Open sessions on every carrier."""
    opened = Sessions(server, engine)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def lasting_sessions(engine: str, engine_server: RunningServer) -> Iterator[Sessions]:
    """Open sessions that tests share, since starting an engine takes time; they heal by themselves."""
    opened = Sessions(engine_server, engine)
    yield opened
    opened.close()


@pytest.fixture(params=["streams", "http-ntlm"])
def session(request: pytest.FixtureRequest, lasting_sessions: Sessions, server: RunningServer) -> PooledSession:
    """Give a session on each of the two carriers, over a server that is undisturbed."""
    return lasting_sessions.share(request.param)


@pytest.fixture
def work_folder(tmp_path: Path) -> Path:
    """Give a folder that the engine can use."""
    return tmp_path
