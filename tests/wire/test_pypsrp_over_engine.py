"""What only the real engine behind our WSMan server can show to stock pypsrp, which does not know of it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pypsrp.complex_objects import ObjectMeta
from pypsrp.exceptions import AuthenticationError, WSManFaultError
from pypsrp.powershell import PowerShell, RunspacePool
from requests.exceptions import SSLError

from aksarc_harden.rehearsal.server import fault
from aksarc_harden.rehearsal.shells.child import EngineCommand, Patience
from tests.support.processes import Mark
from tests.support.pypsrp_peer import open_pool, pipeline, wsman
from tests.support.rehearsal import RunningServer, wsman_over, wsman_over_child

GONE_SECONDS = 30.0
HASTY = Patience(acknowledge=1.0, leave=0.2)


def write_output(value: Any) -> tuple[str, dict[str, Any]]:
    return "Write-Output", {"InputObject": value}


def test_input_objects_reach_the_command(engine_server: RunningServer) -> None:
    """Objects sent after the pipeline has begun are its input, in order."""
    with open_pool(engine_server) as pool:
        counting = pipeline(pool, ("Measure-Object", {"Sum": True}))
        (result,) = counting.invoke(input=list(range(200)))
        assert result.adapted_properties["Count"] == 200
        assert result.adapted_properties["Sum"] == 19900.0


@pytest.mark.parametrize("way", ["ntlm over http, encrypted", "basic over https"])
def test_five_megabytes_come_whole(engine_server: RunningServer, way: str) -> None:
    """One object far larger than an envelope, and many small ones behind it."""
    with open_pool(engine_server, way) as pool:
        shell = PowerShell(pool)
        shell.add_script("'0123456789' * 500000; 1..1000")
        large, *small = shell.invoke()
        assert large == "0123456789" * 500_000
        assert small == list(range(1, 1001))


def test_a_secure_string_travels_under_the_session_key(engine_server: RunningServer) -> None:
    """The key exchange passes through, and the engine opens what was sealed with it."""
    with open_pool(engine_server) as pool:
        pool.exchange_keys()
        secret = pool.serialize("correct horse", ObjectMeta("SS"))
        (text,) = pipeline(pool, ("ConvertFrom-SecureString", {"SecureString": secret, "AsPlainText": True})).invoke()
        assert text == "correct horse"


def test_what_is_refused_has_its_own_error(engine_server: RunningServer, tmp_path: Path) -> None:
    """Wrong password, unknown configuration, forbidden configuration and untrusted certificate differ."""
    with pytest.raises(AuthenticationError), open_pool(engine_server, password="wrong"):
        pass
    for name, code in (("nowhere", fault.INVALID_RESOURCE_URI), ("restricted", fault.ACCESS_DENIED)):
        with wsman(engine_server) as client, pytest.raises(WSManFaultError) as refused:
            RunspacePool(client, configuration_name=name).open()
        assert refused.value.code == code
    with pytest.raises(SSLError), open_pool(engine_server, cert_validation=True):
        pass


@pytest.fixture
def marked(pwsh: str, tmp_path: Path) -> Iterator[tuple[RunningServer, Mark]]:
    """Run a host over engines that can be told from those of other tests."""
    mark = Mark()
    with wsman_over_child(pwsh, tmp_path, mark.environment) as server:
        yield server, mark


def busy_pool(server: RunningServer) -> RunspacePool:
    """Open a pool with finished, running and poisoned pipelines in it."""
    pool = RunspacePool(wsman(server))
    pool.open()
    pipeline(pool, write_output(1)).invoke()
    pipeline(pool, ("Get-NoSuchThing", {}), ("Start-Sleep", {"Seconds": 60})).begin_invoke()
    pipeline(pool, ("Start-Sleep", {"Seconds": 60})).begin_invoke()
    return pool


def test_no_engine_outlives_its_shell(marked: tuple[RunningServer, Mark]) -> None:
    """A pool that is closed with finished, running and poisoned pipelines in it leaves no process."""
    server, mark = marked
    pool = busy_pool(server)
    assert len(mark.living()) == 1
    pool.close()
    pool.connection.close()
    assert not mark.living_after(GONE_SECONDS)


def test_no_engine_outlives_its_server(marked: tuple[RunningServer, Mark]) -> None:
    """A server that ends has ended its engines, whatever they were doing and whoever used them."""
    server, mark = marked
    with contextlib.closing(busy_pool(server).connection):
        assert len(mark.living()) == 1
        server.stop()
        assert not mark.living()


def test_no_engine_outlives_a_client_that_vanished(marked: tuple[RunningServer, Mark]) -> None:
    """A shell that nobody asks for anything is closed after its idle time, its process with it."""
    server, mark = marked
    with wsman(server) as client:
        pool = RunspacePool(client, idle_timeout=1)
        pool.open()
        pipeline(pool, ("Start-Sleep", {"Seconds": 60})).begin_invoke()
    assert not mark.living_after(GONE_SECONDS)
    assert server.service.shells == 0


def test_no_engine_outlives_a_create_that_failed(pwsh: str, tmp_path: Path) -> None:
    """An engine that does not open its pool is ended, and its client gets a fault."""
    mark = Mark()
    command = EngineCommand((pwsh, "-NoLogo", "-NoProfile", "-Command", "Start-Sleep 60"), mark.environment, HASTY)
    with wsman_over(command, tmp_path) as server, wsman(server) as client:
        with pytest.raises(WSManFaultError):
            RunspacePool(client).open()
        assert not mark.living()
        assert server.service.shells == 0
