"""A simulated host behind a shell: our client's bytes in, fragments out, one runspace, stops and closes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar
from uuid import UUID

import pytest

from aksarc_harden.model.statement import Statement, call
from aksarc_harden.model.values import Secret, WireValue
from aksarc_harden.psrp.client import ClientPool
from aksarc_harden.psrp.client_events import ErrorOutput, Output, PipelineStateChanged
from aksarc_harden.psrp.states import PipelineState
from aksarc_harden.rehearsal.host import SimulatedHost
from aksarc_harden.rehearsal.shells.simulated import SimulatedBackend, SimulatedEndpoint
from tests.support.simulated import a_machine

T = TypeVar("T")
KEY = "HKLM:\\SOFTWARE\\ShellTest"


class Client:
    """A client pool in memory, and the back end that answers it."""

    def __init__(self, host: SimulatedHost, ended: Callable[[], None] = lambda: None) -> None:
        self.pool = ClientPool()
        self.events: dict[UUID | None, list[object]] = {}
        self.last: set[UUID] = set()
        self.backend: SimulatedBackend = SimulatedEndpoint(host)(self._deliver, ended)

    def _deliver(self, pipeline_id: UUID | None, fragment: bytes, is_last: bool) -> None:
        if is_last:
            assert pipeline_id is not None
            self.last.add(pipeline_id)
        self.events.setdefault(pipeline_id, []).extend(self.pool.receive(fragment))

    async def open(self) -> None:
        """Open the pool."""
        await self.backend.open(b"".join(self.pool.open()))

    async def start(self, statements: Sequence[Statement], *, has_input: bool = False) -> UUID:
        """Start a pipeline."""
        pipeline_id, fragments = self.pool.create_pipeline(statements, has_input=has_input)
        await self.backend.command(pipeline_id, b"".join(fragments))
        return pipeline_id

    async def ended(self, pipeline_id: UUID) -> PipelineState:
        """Wait for the end of a pipeline."""
        async with asyncio.timeout(10):
            while pipeline_id not in self.last:
                await asyncio.sleep(0)
        (end,) = [each for each in self.events[pipeline_id] if isinstance(each, PipelineStateChanged)]
        return end.state

    def output(self, pipeline_id: UUID) -> list[WireValue]:
        """Give the outputs so far."""
        return [each.value for each in self.events.get(pipeline_id, []) if isinstance(each, Output)]

    def error_ids(self, pipeline_id: UUID) -> list[str]:
        """Give the ids of the error records so far."""
        return [each.record.short_id for each in self.events.get(pipeline_id, []) if isinstance(each, ErrorOutput)]


def _with_client(use: Callable[[Client, SimulatedHost], Awaitable[T]]) -> T:
    async def run() -> T:
        host = SimulatedHost(a_machine())
        client = Client(host)
        await client.open()
        try:
            return await use(client, host)
        finally:
            await client.backend.close()

    return asyncio.run(run())


def _has_key(host: SimulatedHost, name: str) -> bool:
    return host.state.registry.find(f"HKEY_LOCAL_MACHINE\\SOFTWARE\\{name}") is not None


def test_a_batch_comes_back_in_order() -> None:
    """Outputs and errors of a batch arrive as they happened, the state last and marked as the last."""

    async def use(client: Client, host: SimulatedHost) -> None:
        asked = await client.start(
            [
                call("Write-Output", InputObject="a"),
                call("Get-Item", LiteralPath="HKLM:\\no"),
                call("Write-Output", InputObject=None),
            ]
        )
        assert await client.ended(asked) is PipelineState.COMPLETED
        assert client.output(asked) == ["a", None]
        assert client.error_ids(asked) == ["PathNotFound"]

    _with_client(use)


def test_input_objects_are_taken_until_their_end() -> None:
    """A pipeline with input runs when all objects have come."""

    async def use(client: Client, host: SimulatedHost) -> None:
        asked = await client.start([call("Test-Path")], has_input=True)
        for path in ("C:\\Windows", "C:\\no"):
            await client.backend.send(asked, b"".join(client.pool.input(asked, path)))
        await client.backend.send(asked, b"".join(client.pool.end_input(asked)))
        assert await client.ended(asked) is PipelineState.COMPLETED
        assert client.output(asked) == [True, False]

    _with_client(use)


def test_an_unknown_command_fails_before_any_input_has_come() -> None:
    """Nobody waits for the objects of a pipeline that cannot start."""

    async def use(client: Client, host: SimulatedHost) -> None:
        asked = await client.start([call("Get-Nope")], has_input=True)
        assert await client.ended(asked) is PipelineState.FAILED

    _with_client(use)


def test_what_is_said_while_working_comes_together() -> None:
    """Of two hosts that work at once, each says all it has to say in one go, so that one answer can hold it."""

    async def run() -> None:
        clients = [Client(SimulatedHost(a_machine())) for _ in range(2)]
        for client in clients:
            await client.open()
        asked = [await client.start([call("Write-Output", InputObject=1)] * 5) for client in clients]
        for client, pipeline in zip(clients, asked, strict=True):
            while not client.output(pipeline):
                assert pipeline not in client.last
                await asyncio.sleep(0)
            assert pipeline in client.last
            await client.backend.close()

    asyncio.run(run())


def test_what_was_said_before_a_wait_does_not_wait() -> None:
    """A pipeline that sleeps has delivered its output."""

    async def use(client: Client, host: SimulatedHost) -> None:
        asked = await client.start([call("Write-Output", InputObject=1), call("Start-Sleep", Seconds=600)])
        async with asyncio.timeout(10):
            while not client.output(asked):
                await asyncio.sleep(0)
        assert asked not in client.last

    _with_client(use)


def test_a_large_output_comes_while_more_is_being_said() -> None:
    """What fills an answer is delivered before the end, whole and in order."""
    texts = [str(number) * 100_000 for number in range(10)]

    async def use(client: Client, host: SimulatedHost) -> None:
        asked = await client.start([call("Write-Output", InputObject=text) for text in texts])
        while not client.output(asked):
            await asyncio.sleep(0)
        assert asked not in client.last
        assert await client.ended(asked) is PipelineState.COMPLETED
        assert client.output(asked) == texts

    _with_client(use)


def test_two_batches_take_turns() -> None:
    """Batches of one runspace interleave statement by statement."""

    async def use(client: Client, host: SimulatedHost) -> None:
        batch = [call("Set-Variable", Name="x", Value=number) for number in range(3)]
        first, second = await client.start(batch), await client.start(batch)
        await client.ended(first)
        await client.ended(second)
        order = [entry.pipeline for entry in host.statements()]
        assert order[:4] == [str(first), str(second)] * 2

    _with_client(use)


def test_a_stop_is_heard_at_once_and_the_rest_of_the_batch_runs_on() -> None:
    """Stopped comes, the waiting statement ends, and what follows it has its effects."""

    async def use(client: Client, host: SimulatedHost) -> None:
        asked = await client.start([call("Start-Sleep", Seconds=600), call("New-Item", Path=KEY)])
        await asyncio.sleep(0)
        await client.backend.signal(asked)
        assert await client.ended(asked) is PipelineState.STOPPED
        async with asyncio.timeout(10):
            while not _has_key(host, "ShellTest"):
                await asyncio.sleep(0)

    _with_client(use)


def test_closing_the_pool_ends_what_still_runs() -> None:
    """The rest of a failed batch does not outlive the pool."""

    async def use(client: Client, host: SimulatedHost) -> None:
        asked = await client.start([call("Get-Nope"), call("Get-Nope"), call("Start-Sleep", Seconds=600), _key()])
        assert await client.ended(asked) is PipelineState.FAILED
        await client.backend.close()
        assert not _has_key(host, "ShellTest")

    _with_client(use)


def test_the_rest_of_a_failed_batch_does_not_keep_the_next_pipeline_waiting() -> None:
    """A pipeline is served while the unseen rest of another one sleeps (recordings: wire, batches)."""

    async def use(client: Client, host: SimulatedHost) -> None:
        failed = await client.start([call("Get-Nope"), call("Get-Nope"), call("Start-Sleep", Seconds=600)])
        assert await client.ended(failed) is PipelineState.FAILED
        following = await client.start([call("Write-Output", InputObject="served")])
        assert await client.ended(following) is PipelineState.COMPLETED

    _with_client(use)


def test_secrets_travel_under_the_session_key() -> None:
    """After a key exchange a SecureString comes back as the secret it was."""

    async def use(client: Client, host: SimulatedHost) -> None:
        await client.backend.send(None, b"".join(client.pool.begin_key_exchange()))
        assert client.pool.has_key
        asked = await client.start([call("Write-Output", InputObject=Secret("hush"))])
        await client.ended(asked)
        (secret,) = client.output(asked)
        assert isinstance(secret, Secret)
        assert secret.reveal() == "hush"

    _with_client(use)


def test_rubbish_gets_no_answer_and_the_pool_goes_on() -> None:
    """Bytes that are no fragment are dropped without a word."""

    async def use(client: Client, host: SimulatedHost) -> None:
        await client.backend.send(None, b"\xff" * 64)
        asked = await client.start([call("Write-Output", InputObject="on")])
        await client.ended(asked)
        assert client.output(asked) == ["on"]

    _with_client(use)


def _key() -> Statement:
    return call("New-Item", Path=KEY)


def test_a_defect_of_the_engine_ends_the_shell_instead_of_leaving_it_silent(caplog: pytest.LogCaptureFixture) -> None:
    """The server is told that nothing will come any more."""
    ended: list[bool] = []

    async def run() -> None:
        host = SimulatedHost(a_machine())
        host.log.flush = _fail  # type: ignore[method-assign]
        client = Client(host, lambda: ended.append(True))
        await client.open()
        asked = await client.start([call("Write-Output", InputObject="a")])
        async with asyncio.timeout(10):
            while not ended:
                await asyncio.sleep(0)
        assert client.output(asked) == ["a"]
        await client.backend.close()

    asyncio.run(run())
    assert "died" in caplog.text


def _fail() -> None:
    raise OSError("no space left")
