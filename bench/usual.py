"""
The usual way: stock pypsrp, one pipeline a setting, as a role of one task a setting does.

Only some of the settings are read, and the figures are scaled to all of them; the table says so.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pypsrp.powershell import PowerShell, RunspacePool
from pypsrp.wsman import WSMan

from aksarc_harden.model.host import Host
from aksarc_harden.model.setting import Registry

SAMPLE = 20  # settings that are really read


@dataclass(frozen=True)
class Cost:
    """What one audit of one host cost; seconds are of this process's CPU."""

    requests: float
    bytes_sent: float
    cpu_seconds: float


def audit(host: Host, settings: Sequence[Registry]) -> Cost:
    """Read a sample of the settings, a pipeline each, and scale the cost to all of them."""
    sample = settings[:: max(1, len(settings) // SAMPLE)][:SAMPLE]
    with _client(host) as wsman:
        counter = _Counter(wsman.transport)
        wsman.transport = counter
        with RunspacePool(wsman) as pool:
            before, started = counter.copy(), time.process_time()
            for setting in sample:
                shell = PowerShell(pool)
                shell.add_cmdlet("Get-ItemProperty")
                shell.add_parameter("LiteralPath", f"Registry::{setting.path}")
                shell.add_parameter("Name", setting.name or "(default)")
                shell.add_parameter("ErrorAction", "SilentlyContinue")
                shell.invoke()
            cpu = time.process_time() - started
    scale = len(settings) / len(sample)
    return Cost((counter.requests - before[0]) * scale, (counter.bytes_sent - before[1]) * scale, cpu * scale)


def _client(host: Host) -> WSMan:
    assert host.credential is not None
    return WSMan(
        host.endpoint.address, port=host.endpoint.port, ssl=True, auth="ntlm", username=host.credential.user,
        password=host.credential.password.reveal(), cert_validation=str(host.endpoint.trust), no_proxy=True,
    )  # fmt: skip


class _Counter:
    """Stands before pypsrp's transport and counts what goes through."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self.endpoint = inner.endpoint
        self.requests = self.bytes_sent = 0

    def copy(self) -> tuple[int, int]:
        """Give the counts so far."""
        return self.requests, self.bytes_sent

    def send(self, message: bytes, **options: Any) -> Any:
        """Send, and count."""
        self.requests += 1
        self.bytes_sent += len(message)
        return self._inner.send(message, **options)

    def close(self) -> None:
        """Close the connection."""
        self._inner.close()
