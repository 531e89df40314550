"""Give tests sessions on each carrier: over streams, and over WSMan in every way of signing in that we speak."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from aksarc_harden.model.host import Authentication, Endpoint, Host, Role, Scheme
from aksarc_harden.model.statement import call
from aksarc_harden.model.values import Credential, Secret
from aksarc_harden.transport.check import accept_everything
from aksarc_harden.transport.connect import connect, connect_streams
from aksarc_harden.transport.pooled_session import Check, PooledSession
from aksarc_harden.transport.session import TimeLimits
from tests.support.rehearsal import RunningServer

LIMITS = TimeLimits(answer=20.0, whole=60.0)
WAYS = {
    "http-ntlm": (Scheme.HTTP, Authentication.NTLM),
    "http-negotiate": (Scheme.HTTP, Authentication.NEGOTIATE),
    "https-ntlm": (Scheme.HTTPS, Authentication.NTLM),
    "https-basic": (Scheme.HTTPS, Authentication.BASIC),
}


def host_of(server: RunningServer, way: str = "https-basic", **changes: Any) -> Host:
    """Give the host that a test server plays, reached in one of `WAYS`; changes are the endpoint's."""
    scheme, authentication = WAYS[way]
    port = server.https_port if scheme is Scheme.HTTPS else server.http_port
    endpoint = Endpoint(server.address, port, scheme, authentication, trust=server.ca_file)
    credential = Credential(server.user, Secret(server.password))
    return Host("host1", Role.MEMBER, replace(endpoint, **changes), credential)


def end_shells(server: RunningServer, *, after: float | None = None) -> None:
    """End the shells that are open, as an administrator or a restart does: now, or so many seconds later, unawaited."""

    async def end() -> None:
        await asyncio.sleep(after or 0.0)
        server.service.trouble.calm()
        for shell in list(server.service._shells.values()):
            await server.service._close(shell)

    future = asyncio.run_coroutine_threadsafe(end(), server.loop)
    if after is None:
        future.result(20)


@dataclass
class Sessions:
    """Opens sessions, and closes them when a test, or all tests, have ended."""

    server: RunningServer | None
    engine: str
    opened: list[PooledSession] = field(default_factory=list)
    shared: dict[str, PooledSession] = field(default_factory=dict)

    def open(
        self, way: str, limits: TimeLimits = LIMITS, *, check: Check = accept_everything,
        cancelled: Callable[[], bool] | None = None, **changes: Any,
    ) -> PooledSession:  # fmt: skip
        """Open a session `streams`, or in one of `WAYS`."""
        if way == "streams":
            session = connect_streams([self.engine], limits=limits, check=check, cancelled=cancelled)
        else:
            assert self.server is not None
            host = host_of(self.server, way, **changes)
            session = connect(host, limits=limits, check=check, cancelled=cancelled)
        self.opened.append(session)
        return session

    def share(self, way: str) -> PooledSession:
        """Give the one session of this way, with the usual limits and a pool that lives."""
        if way not in self.shared:
            self.shared[way] = self.open(way)
        session = self.shared[way]
        session.limits = LIMITS
        session.run(call("Out-Null"))
        return session

    def close(self) -> None:
        """Close them all."""
        for session in self.opened:
            session.close()
