from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from uuid import UUID, uuid4

import pytest

from aksarc_harden.rehearsal.server import fault
from aksarc_harden.rehearsal.server.service import Service
from aksarc_harden.rehearsal.server.settings import Configuration, Quotas
from tests.support.rehearsal import host_settings
from tests.support.wsman import (
    Client,
    Stage,
    command_body,
    fault_code,
    fragment,
    is_done,
    pipeline_message,
    receive_body,
    streams,
)

CONFIG = "http://schemas.microsoft.com/wbem/wsman/1/config"
SHELL = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell"


def rehearse(scene: Callable[[Client, Stage], Awaitable[None]], quotas: Quotas | None = None) -> None:
    """Play a scene with one client and a service whose back ends are scripted."""

    async def play() -> None:
        stage = Stage()
        configurations = {
            "microsoft.powershell": Configuration(stage),
            "restricted": Configuration(stage, frozenset({"corp\\operator"})),
        }
        service = Service(host_settings(configurations, quotas or Quotas()))
        try:
            await scene(Client(service), stage)
        finally:
            await service.close()

    asyncio.run(play())


def test_a_pipeline_goes_through_a_shell() -> None:
    """Create, Command, Send, Receive and Delete reach the back end, and its fragments come back, Done with the last."""

    async def scene(client: Client, stage: Stage) -> None:
        pipeline = uuid4()
        await client.create()
        (backend,) = stage.backends
        await client.ask("Command", command_body(pipeline))
        stream = f'<rsp:Stream Name="stdin" CommandId="{str(pipeline).upper()}">aW5wdXQ=</rsp:Stream>'
        await client.ask("Send", f"<rsp:Send>{stream}</rsp:Send>")
        backend.say(None, b"pool", False)
        backend.say(pipeline, b"first", False)
        backend.say(pipeline, b"last", True)
        pool = await client.ask("Receive", receive_body())
        answer = await client.ask("Receive", receive_body(pipeline))
        assert (streams(pool), is_done(pool)) == ([b"pool"], False)
        assert (streams(answer), is_done(answer)) == ([b"first", b"last"], True)
        assert (await client.ask("Delete")).status == 200
        await client.service.close()
        assert [what for what, _, _ in backend.told] == ["open", "command", "send", "close"]
        assert backend.told[1][1:] == (pipeline, pipeline_message(pipeline))
        assert backend.told[2][1:] == (pipeline, b"input")

    rehearse(scene)


def test_the_pipeline_is_named_inside_its_message() -> None:
    """A CommandId that is not the pipeline's id works all the same."""

    async def scene(client: Client, stage: Stage) -> None:
        pipeline, command = uuid4(), uuid4()
        await client.create()
        body = command_body(pipeline).replace(str(pipeline).upper(), str(command).upper())
        await client.ask("Command", body)
        stage.backends[0].say(pipeline, b"x", True)
        assert streams(await client.ask("Receive", receive_body(command))) == [b"x"]

    rehearse(scene)


def test_a_receive_without_output_times_out_and_is_not_counted() -> None:
    """The fault is the one that clients answer with another Receive."""

    async def scene(client: Client, stage: Stage) -> None:
        await client.create()
        answer = await client.ask("Receive", receive_body(), timeout="PT0.05S")
        assert fault_code(answer) == fault.TIMED_OUT
        assert client.service.tally.requests == 1
        assert client.service.tally.timed_out == 1

    rehearse(scene)


def test_the_same_receive_again_is_answered_with_the_same_bytes() -> None:
    """A client that lost the answer repeats its bytes and loses nothing."""

    async def scene(client: Client, stage: Stage) -> None:
        await client.create()
        stage.backends[0].say(None, b"x", False)
        first = await client.ask("Receive", receive_body(), message_id="uuid:1")
        stage.backends[0].say(None, b"y", False)
        again = await client.ask("Receive", receive_body(), message_id="uuid:1")
        assert again.envelope == first.envelope
        assert streams(await client.ask("Receive", receive_body(), message_id="uuid:2")) == [b"y"]

    rehearse(scene)


@pytest.mark.parametrize(
    ("uri", "code"),
    [
        ("http://schemas.microsoft.com/powershell/nowhere", fault.INVALID_RESOURCE_URI),
        ("http://example/powershell/Microsoft.PowerShell", fault.INVALID_RESOURCE_URI),
        ("http://schemas.microsoft.com/powershell/restricted", fault.ACCESS_DENIED),
    ],
)
def test_a_configuration_that_is_not_there_or_not_for_the_user(uri: str, code: int) -> None:
    """Each has its own fault, and no back end is made."""

    async def scene(client: Client, stage: Stage) -> None:
        answer = await client.ask("Create", "<rsp:Shell/>", uri=uri)
        assert fault_code(answer) == code
        assert not stage.backends

    rehearse(scene)


def test_names_of_configurations_ignore_case() -> None:
    """microsoft.powershell is Microsoft.PowerShell, and the user it is for may use a restricted one."""

    async def scene(client: Client, stage: Stage) -> None:
        await client.create()
        client.principal = "CORP\\operator"
        answer = await client.ask(
            "Create", "<rsp:Shell/>", uri="http://schemas.microsoft.com/powershell/Restricted", shell=""
        )
        assert answer.status == 200
        assert len(stage.backends) == 2

    rehearse(scene)


def test_a_shell_is_its_owners_alone() -> None:
    """For anybody else it is not there, and nobody else sees it listed."""

    async def scene(client: Client, stage: Stage) -> None:
        await client.create()
        listed = await client.ask("Enumerate", "<n:Enumerate/>", uri=SHELL)
        assert client.shell.encode() in listed.envelope
        client.principal = "CORP\\operator"
        assert fault_code(await client.ask("Receive", receive_body())) == fault.SHELL_NOT_FOUND
        listed = await client.ask("Enumerate", "<n:Enumerate/>", uri=SHELL)
        assert client.shell.encode() not in listed.envelope

    rehearse(scene)


@pytest.mark.parametrize(
    ("quotas", "code"),
    [
        (Quotas(max_shells_per_user=1), fault.TOO_MANY_SHELLS),
        (Quotas(max_operations_per_user=0), fault.TOO_MANY_OPERATIONS),
        (Quotas(max_envelope_kb=1), fault.ENVELOPE_TOO_LARGE),
    ],
)
def test_quotas(quotas: Quotas, code: int) -> None:
    """What goes beyond a quota is refused with that quota's own fault."""

    async def scene(client: Client, stage: Stage) -> None:
        await client.create()
        assert fault_code(await client.create()) == code

    rehearse(scene, quotas)


def test_the_configured_envelope_size_is_told() -> None:
    """Clients ask for it before they choose their own."""

    async def scene(client: Client, stage: Stage) -> None:
        answer = await client.ask("Get", uri=CONFIG)
        assert b"<cfg:MaxEnvelopeSizekb>150</cfg:MaxEnvelopeSizekb>" in answer.envelope

    rehearse(scene, Quotas(max_envelope_kb=150))


def test_an_answer_keeps_to_the_clients_envelope_size() -> None:
    """Output beyond it comes with the next Receive."""

    async def scene(client: Client, stage: Stage) -> None:
        await client.create()
        for _ in range(10):
            stage.backends[0].say(None, fragment(b"x" * 30_000), False)
        answer = await client.ask("Receive", receive_body(), max_envelope=150_000)
        assert len(answer.envelope) <= 150_000
        assert len(streams(answer)) == 3

    rehearse(scene)


def test_a_shell_that_nobody_uses_is_closed() -> None:
    """After the time that the client asked for, the shell and what stands behind it are gone."""

    async def scene(client: Client, stage: Stage) -> None:
        await client.create(idle="PT0.05S")
        async with asyncio.timeout(10):
            while client.service.shells:
                await asyncio.sleep(0.01)
        assert fault_code(await client.ask("Receive", receive_body())) == fault.SHELL_NOT_FOUND
        assert stage.backends[0].told[-1][0] == "close"

    rehearse(scene)


def test_a_disconnected_shell_keeps_its_output_for_whoever_connects() -> None:
    """It refuses work, ends a waiting Receive, and gives a later client the pool's opening and all output."""

    async def scene(client: Client, stage: Stage) -> None:
        pipeline = uuid4()
        await client.create()
        await client.ask("Command", command_body(pipeline))
        waiting = asyncio.create_task(client.ask("Receive", receive_body(pipeline)))
        await asyncio.sleep(0)
        await client.ask("Disconnect", "<rsp:Disconnect/>")
        assert fault_code(await waiting) == fault.STREAM_DISCONNECTED
        assert fault_code(await client.ask("Command", command_body(uuid4()))) == fault.SHELL_DISCONNECTED
        stage.backends[0].say(pipeline, b"meanwhile", True)
        commands = await client.ask("Enumerate", f"<w:Selector>{client.shell}</w:Selector>", uri=SHELL + "/Command")
        assert str(pipeline).upper().encode() in commands.envelope
        connected = await client.ask("Connect", "<rsp:Connect><ps:connectXml/></rsp:Connect>")
        assert b"connectResponseXml" in connected.envelope
        assert streams(await client.ask("Receive", receive_body(pipeline))) == [b"meanwhile"]

    rehearse(scene)


def test_the_same_client_reconnects() -> None:
    """After Reconnect the shell works as before."""

    async def scene(client: Client, stage: Stage) -> None:
        await client.create()
        await client.ask("Disconnect", "<rsp:Disconnect/>")
        assert (await client.ask("Reconnect")).status == 200
        assert (await client.ask("Command", command_body(uuid4()))).status == 200

    rehearse(scene)


def test_signals_stop_or_forget_a_pipeline() -> None:
    """Control-C reaches the back end as a stop; terminate drops the command."""

    async def scene(client: Client, stage: Stage) -> None:
        pipeline = uuid4()
        await client.create()
        await client.ask("Command", command_body(pipeline))
        for code in ("powershell/signal/crtl_c", "wbem/wsman/1/windows/shell/signal/terminate"):
            body = f"<rsp:Code>http://schemas.microsoft.com/{code}</rsp:Code>"
            await client.ask("Signal", f'<rsp:Signal CommandId="{str(pipeline).upper()}">{body}</rsp:Signal>')
        assert [(what, which) for what, which, _ in stage.backends[0].told[-2:]] == [
            ("signal", pipeline),
            ("forget", pipeline),
        ]
        assert fault_code(await client.ask("Receive", receive_body(pipeline))) == fault.SHELL_NOT_FOUND

    rehearse(scene)


def test_a_back_end_that_dies_ends_what_waits() -> None:
    """A waiting Receive gets the fault of an aborted operation."""

    async def scene(client: Client, stage: Stage) -> None:
        await client.create()
        waiting = asyncio.create_task(client.ask("Receive", receive_body()))
        await asyncio.sleep(0)
        stage.backends[0].end()
        assert fault_code(await waiting) == fault.OPERATION_ABORTED

    rehearse(scene)


def test_a_silent_host_only_times_out_and_loses_nothing() -> None:
    """While it is silent, output waits; afterwards it comes."""

    async def scene(client: Client, stage: Stage) -> None:
        await client.create()
        stage.backends[0].say(None, b"x", False)
        client.service.trouble.is_silent = True
        answer = await client.ask("Receive", receive_body(), timeout="PT0.05S")
        assert fault_code(answer) == fault.TIMED_OUT
        client.service.trouble.calm()
        assert streams(await client.ask("Receive", receive_body())) == [b"x"]

    rehearse(scene)


@pytest.mark.parametrize(
    ("action", "body", "code"),
    [
        ("Nonsense", "", fault.INVALID_ACTION),
        ("Create", "", fault.INVALID_BODY),
        ("Command", "<rsp:CommandLine/>", fault.INVALID_BODY),
        ("Command", "<rsp:CommandLine><rsp:Arguments>?</rsp:Arguments></rsp:CommandLine>", fault.INVALID_BODY),
        ("Receive", "", fault.INVALID_BODY),
        ("Signal", "", fault.INVALID_BODY),
        ("Connect", "", fault.INVALID_BODY),
        ("Send", '<rsp:Send><rsp:Stream CommandId="X">eA==</rsp:Stream></rsp:Send>', fault.SHELL_NOT_FOUND),
    ],
)
def test_requests_that_lack_something_are_refused(action: str, body: str, code: int) -> None:
    """Each is one fault, and the shell goes on."""

    async def scene(client: Client, stage: Stage) -> None:
        await client.create()
        assert fault_code(await client.ask(action, body)) == code
        assert (await client.ask("Command", command_body(UUID(int=1)))).status == 200

    rehearse(scene)


def test_what_is_no_envelope_is_a_bad_request() -> None:
    """It is answered with 400 and nothing is counted."""

    async def scene(client: Client, stage: Stage) -> None:
        answer = await client.service.handle(b"<a/>", "CORP\\x", "127.0.0.1")
        assert answer.status == 400
        assert client.service.tally.requests == 0

    rehearse(scene)
