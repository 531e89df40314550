"""Stock pypsrp, through our WSMan server, to the real engine: neither knows that we are between them."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from pypsrp.complex_objects import ObjectMeta, PSInvocationState
from pypsrp.exceptions import AuthenticationError, WSManFaultError
from pypsrp.powershell import PowerShell, RunspacePool
from requests.exceptions import SSLError

from aksarc_harden.rehearsal.server import fault
from tests.support.pypsrp_peer import WAYS, open_pool, pipeline, wsman
from tests.support.rehearsal import RunningServer


def write_output(value: Any) -> tuple[str, dict[str, Any]]:
    return "Write-Output", {"InputObject": value}


@pytest.mark.parametrize("way", WAYS)
def test_every_way_in_serves_several_statements(engine_server: RunningServer, way: str) -> None:
    """Output and errors of a batch arrive in order, whatever the sign-in and the encryption."""
    with open_pool(engine_server, way) as pool:
        batch = pipeline(
            pool,
            write_output(1),
            ("Get-Item", {"LiteralPath": "/nowhere"}),
            write_output("日本語 & <markup>"),
            ("Get-Item", {"LiteralPath": "/elsewhere"}),
        )
        assert batch.invoke() == [1, "日本語 & <markup>"]
        assert [str(error.target_name) for error in batch.streams.error] == ["/nowhere", "/elsewhere"]
        assert batch.state == PSInvocationState.COMPLETED


def test_a_terminating_error_fails_the_pipeline(engine_server: RunningServer) -> None:
    """A command that is not there ends a pipeline of one statement with its error's id."""
    with open_pool(engine_server) as pool:
        single = pipeline(pool, ("Get-NoSuchThing", {}))
        single.invoke()
        assert single.state == PSInvocationState.FAILED
        assert [error.fq_error for error in single.streams.error] == ["CommandNotFoundException"]


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


def test_a_parameter_larger_than_an_envelope_is_sent(engine_server: RunningServer) -> None:
    """The rest of a long CREATE_PIPELINE comes by Send."""
    with open_pool(engine_server) as pool:
        (echoed,) = pipeline(pool, write_output("x" * 1_000_000)).invoke()
        assert echoed == "x" * 1_000_000


def test_a_secure_string_travels_under_the_session_key(engine_server: RunningServer) -> None:
    """The key exchange passes through, and the engine opens what was sealed with it."""
    with open_pool(engine_server) as pool:
        pool.exchange_keys()
        secret = pool.serialize("correct horse", ObjectMeta("SS"))
        (text,) = pipeline(pool, ("ConvertFrom-SecureString", {"SecureString": secret, "AsPlainText": True})).invoke()
        assert text == "correct horse"


def test_a_pipeline_can_be_stopped(engine_server: RunningServer) -> None:
    """A stop ends a pipeline that would run for a minute, and the pool serves on."""
    with open_pool(engine_server) as pool:
        sleeping = pipeline(pool, ("Start-Sleep", {"Seconds": 60}))
        sleeping.begin_invoke()
        started = time.monotonic()
        sleeping.stop()
        assert time.monotonic() - started < 20
        assert sleeping.state == PSInvocationState.STOPPED
        assert pipeline(pool, write_output(2)).invoke() == [2]


def test_a_pipeline_longer_than_the_time_limit_is_waited_for(engine_server: RunningServer) -> None:
    """Receives that time out are answered with the fault after which pypsrp asks again."""
    with open_pool(engine_server, operation_timeout=1) as pool:
        assert pipeline(pool, ("Start-Sleep", {"Milliseconds": 1500}), write_output(3)).invoke() == [3]
    assert engine_server.service.tally.timed_out >= 1


def test_a_disconnected_pool_is_found_and_connected_to(engine_server: RunningServer) -> None:
    """Another client lists the user's shells, connects to the pool, and uses it."""
    with wsman(engine_server) as first, wsman(engine_server) as second:
        pool = RunspacePool(first)
        pool.open()
        pipeline(pool, ("Set-Variable", {"Name": "kept", "Value": 42})).invoke()
        pool.disconnect()
        (found,) = RunspacePool.get_runspace_pools(second)
        found.connect()
        assert pipeline(found, ("Get-Variable", {"Name": "kept", "ValueOnly": True})).invoke() == [42]
        found.close()
    assert engine_server.service.shells == 0


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


def test_no_engine_outlives_its_shell(engine_server: RunningServer) -> None:
    """A pool that is closed with finished, running and poisoned pipelines in it leaves no process."""

    def engines() -> set[str]:
        command = ["pgrep", "-f", "pwsh.* -s -NoLogo -NoProfile", "-P", str(os.getpid())]
        return set(subprocess.run(command, capture_output=True, text=True, check=False).stdout.split())

    with open_pool(engine_server) as pool:
        assert engines()
        pipeline(pool, write_output(1)).invoke()
        pipeline(pool, ("Get-NoSuchThing", {}), ("Start-Sleep", {"Seconds": 60})).begin_invoke()
        pipeline(pool, ("Start-Sleep", {"Seconds": 60})).begin_invoke()
    deadline = time.monotonic() + 20
    while engines() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not engines()
