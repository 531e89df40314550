"""Stock pypsrp, with its own WSMan and its own PSRP, as the independent client of our servers."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from pypsrp.powershell import PowerShell, RunspacePool
from pypsrp.wsman import WSMan

from tests.support.rehearsal import RunningServer

WAYS: dict[str, dict[str, Any]] = {
    "ntlm over http, encrypted": {"ssl": False, "auth": "ntlm"},
    "negotiate over http, encrypted": {"ssl": False, "auth": "negotiate"},
    "ntlm over https": {"ssl": True, "auth": "ntlm"},
    "ntlm over https, encrypted inside": {"ssl": True, "auth": "ntlm", "encryption": "always"},
    "basic over https": {"ssl": True, "auth": "basic"},
}
FASTEST = "basic over https"


def wsman(server: RunningServer, way: str = FASTEST, **changed: Any) -> WSMan:
    """Give pypsrp's WSMan client for a server."""
    port = server.https_port if WAYS[way]["ssl"] else server.http_port
    options: dict[str, Any] = {
        "username": server.user,
        "password": server.password,
        "port": port,
        "cert_validation": str(server.ca_file),
        "no_proxy": True,
        "operation_timeout": 5,
        "connection_timeout": 10,
        **WAYS[way],
        **changed,
    }
    return WSMan(server.address, **options)


@contextlib.contextmanager
def open_pool(server: RunningServer, way: str = FASTEST, **changed: Any) -> Iterator[RunspacePool]:
    """Open a runspace pool, and close it and its connection."""
    with wsman(server, way, **changed) as client, RunspacePool(client) as pool:
        yield pool


def pipeline(pool: RunspacePool, *statements: tuple[str, dict[str, Any]]) -> PowerShell:
    """Make a pipeline of statements of one command each."""
    shell = PowerShell(pool)
    for number, (command, parameters) in enumerate(statements):
        if number:
            shell.add_statement()
        shell.add_cmdlet(command)
        for name, value in parameters.items():
            shell.add_parameter(name, value)
    return shell
