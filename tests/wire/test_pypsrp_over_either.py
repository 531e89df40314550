"""Stock pypsrp sees no difference between the real engine and a simulated host behind our WSMan server."""

from __future__ import annotations

import time
from typing import Any

import pytest
from pypsrp.complex_objects import ObjectMeta, PSInvocationState
from pypsrp.exceptions import WinRMTransportError, WSManFaultError
from pypsrp.powershell import RunspacePool

from aksarc_harden.rehearsal.server import fault
from tests.support.pypsrp_peer import WAYS, open_pool, pipeline, wsman
from tests.support.rehearsal import RunningServer


def write_output(value: Any) -> tuple[str, dict[str, Any]]:
    return "Write-Output", {"InputObject": value}


@pytest.mark.parametrize("way", WAYS)
def test_every_way_in_serves_several_statements(either_server: RunningServer, way: str) -> None:
    """Output and errors of a batch arrive, whatever the sign-in and the encryption."""
    with open_pool(either_server, way) as pool:
        batch = pipeline(
            pool,
            write_output(1),
            ("Get-Item", {"LiteralPath": "/nowhere"}),
            write_output("日本語 & <markup>"),
            ("Get-Item", {"LiteralPath": "/elsewhere"}),
        )
        assert batch.invoke() == [1, "日本語 & <markup>"]
        assert [error.fq_error for error in batch.streams.error] == [
            "PathNotFound,Microsoft.PowerShell.Commands.GetItemCommand"
        ] * 2
        assert batch.state == PSInvocationState.COMPLETED


def test_a_terminating_error_fails_the_pipeline(either_server: RunningServer) -> None:
    """A command that is not there ends a pipeline of one statement with its error's id."""
    with open_pool(either_server) as pool:
        single = pipeline(pool, ("Get-NoSuchThing", {}))
        single.invoke()
        assert single.state == PSInvocationState.FAILED
        assert [error.fq_error for error in single.streams.error] == ["CommandNotFoundException"]


def test_input_objects_reach_the_command(either_server: RunningServer) -> None:
    """Objects sent after the pipeline has begun are its input, in order."""
    with open_pool(either_server) as pool:
        passing = pipeline(pool, ("Write-Output", {}))
        assert passing.invoke(input=list(range(200))) == list(range(200))


@pytest.mark.parametrize("value", ["text", 1, b"bytes", [1, 2], [b"bytes"], []])
def test_powershell_7_gives_a_value_back_as_it_is(either_server: RunningServer, value: Any) -> None:
    """Without enumeration nothing is wrapped and nothing is taken apart."""
    offered = either_server.service.settings.configurations
    configuration = "PowerShell.7" if "powershell.7" in offered else "Microsoft.PowerShell"  # both are a 7
    with wsman(either_server) as client, RunspacePool(client, configuration_name=configuration) as pool:
        back = pipeline(pool, ("Write-Output", {"InputObject": value, "NoEnumerate": True}))
        assert back.invoke() == [value]


@pytest.mark.parametrize("way", ["ntlm over http, encrypted", "basic over https"])
def test_five_megabytes_come_and_go_whole(either_server: RunningServer, way: str) -> None:
    """One argument and one object far larger than an envelope, and what comes behind it."""
    text = "0123456789" * 500_000
    with open_pool(either_server, way) as pool:
        large, small = pipeline(pool, write_output(text), write_output(1)).invoke()
        assert large == text
        assert small == 1


def test_a_secure_string_travels_under_the_session_key(either_server: RunningServer) -> None:
    """What was sealed with the exchanged key is opened, sealed again and comes back."""
    with open_pool(either_server) as pool:
        pool.exchange_keys()
        secret = pool.serialize("correct horse", ObjectMeta("SS"))
        assert pipeline(pool, write_output(secret)).invoke() == ["correct horse"]


def test_a_pipeline_can_be_stopped(either_server: RunningServer) -> None:
    """A stop ends a pipeline that would run for a minute, and the pool serves on."""
    with open_pool(either_server) as pool:
        sleeping = pipeline(pool, ("Start-Sleep", {"Seconds": 60}))
        sleeping.begin_invoke()
        started = time.monotonic()
        sleeping.stop()
        assert time.monotonic() - started < 20
        assert sleeping.state == PSInvocationState.STOPPED
        assert pipeline(pool, write_output(2)).invoke() == [2]


def test_a_pipeline_longer_than_the_time_limit_is_waited_for(either_server: RunningServer) -> None:
    """Receives that time out are answered with the fault after which pypsrp asks again."""
    before = either_server.service.tally.timed_out
    with open_pool(either_server, operation_timeout=1) as pool:
        assert pipeline(pool, ("Start-Sleep", {"Milliseconds": 1500}), write_output(3)).invoke() == [3]
    assert either_server.service.tally.timed_out > before


def test_a_disconnected_pool_is_found_and_connected_to(either_server: RunningServer) -> None:
    """Another client lists the user's shells, connects to the pool, and uses it."""
    with wsman(either_server) as first, wsman(either_server) as second:
        pool = RunspacePool(first)
        pool.open()
        pipeline(pool, ("Set-Variable", {"Name": "kept", "Value": 42})).invoke()
        pool.disconnect()
        (found,) = RunspacePool.get_runspace_pools(second)
        found.connect()
        assert pipeline(found, ("Get-Variable", {"Name": "kept", "ValueOnly": True})).invoke() == [42]
        found.close()
    assert either_server.service.shells == 0


def test_an_unknown_configuration_is_refused(either_server: RunningServer) -> None:
    """A session configuration that the host does not have has its own fault."""
    with wsman(either_server) as client, pytest.raises(WSManFaultError) as refused:
        RunspacePool(client, configuration_name="nowhere").open()
    assert refused.value.code == fault.INVALID_RESOURCE_URI


def test_plain_envelopes_over_http_are_refused(either_server: RunningServer) -> None:
    """Who has signed in over HTTP and does not encrypt is refused before anything is done."""
    before = either_server.service.tally.requests
    with (
        pytest.raises(WinRMTransportError) as refused,
        open_pool(either_server, "ntlm over http, encrypted", encryption="never"),
    ):
        pass
    assert refused.value.code == 500
    assert either_server.service.tally.requests == before
