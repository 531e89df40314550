"""What only the real engine behind our WSMan server can show to stock pypsrp, which does not know of it."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from pypsrp.complex_objects import ObjectMeta
from pypsrp.exceptions import AuthenticationError, WSManFaultError
from pypsrp.powershell import PowerShell, RunspacePool
from requests.exceptions import SSLError

from aksarc_harden.rehearsal.server import fault
from tests.support.pypsrp_peer import open_pool, pipeline, wsman
from tests.support.rehearsal import RunningServer


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
