from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from aksarc_harden.rehearsal.server import fault
from aksarc_harden.rehearsal.server.service import Answer, Service
from aksarc_harden.rehearsal.server.settings import Configuration, Quotas
from aksarc_harden.rehearsal.shells.backend import BackendError, Deliver, Ended
from tests.support.rehearsal import host_settings
from tests.support.wsman import Client, ScriptedBackend, fault_code


class SlowBackend(ScriptedBackend):
    """Opens only when a test lets it; closing it ends the waiting."""

    def __init__(self, deliver: Deliver, ended: Ended) -> None:
        super().__init__(deliver, ended)
        self.is_allowed, self.is_closed = asyncio.Event(), False

    async def open(self, creation: bytes) -> None:
        await self.is_allowed.wait()
        if self.is_closed:
            raise BackendError("closed")

    async def close(self) -> None:
        self.is_closed = True
        self.is_allowed.set()


def opening_slowly(scene: Callable[[Client, SlowBackend, asyncio.Task[Answer]], Awaitable[None]]) -> None:
    """Play a scene that begins in the middle of a Create."""

    async def play() -> None:
        backends: list[SlowBackend] = []

        def opener(deliver: Deliver, ended: Ended) -> SlowBackend:
            backends.append(SlowBackend(deliver, ended))
            return backends[-1]

        quotas = Quotas(max_shells_per_user=1)
        service = Service(host_settings({"microsoft.powershell": Configuration(opener)}, quotas))
        client = Client(service)
        creating = asyncio.create_task(client.create())
        while not backends:
            await asyncio.sleep(0)
        await scene(client, backends[0], creating)
        await service.close()

    asyncio.run(play())


def test_a_service_that_ends_waits_for_no_shell_to_open() -> None:
    """What just opens is closed too, and its client gets a fault."""

    async def scene(client: Client, backend: SlowBackend, creating: asyncio.Task[Answer]) -> None:
        async with asyncio.timeout(5):
            await client.service.close()
            assert fault_code(await creating) == fault.PLUGIN_FAILED
        assert backend.is_closed
        assert client.service.shells == 0

    opening_slowly(scene)


def test_a_client_that_leaves_while_its_shell_opens_leaves_none_unwatched() -> None:
    """The shell opens all the same, is counted, and ends with the service."""

    async def scene(client: Client, backend: SlowBackend, creating: asyncio.Task[Answer]) -> None:
        creating.cancel()
        await asyncio.wait((creating,))
        assert fault_code(await client.create()) == fault.TOO_MANY_SHELLS
        backend.is_allowed.set()
        while not client.service.shells:
            await asyncio.sleep(0)
        assert fault_code(await client.create()) == fault.TOO_MANY_SHELLS
        await client.service.close()
        assert backend.is_closed

    opening_slowly(scene)
