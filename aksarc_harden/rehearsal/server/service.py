"""
What does a host's WinRM service make of an envelope?

It finds the shell, keeps the quotas, and turns each action into an answer or a fault ([MS-WSMV] 3.1.4).
HTTP, sign-in and encryption lie in front of it, the back ends behind it.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar
from xml.sax.saxutils import escape

from aksarc_harden.rehearsal.server import fault
from aksarc_harden.rehearsal.server.disturbance import NetworkTrouble
from aksarc_harden.rehearsal.server.envelope import (
    CONFIG,
    ENUMERATION,
    NAMESPACES,
    POWERSHELL_URI,
    SHELL,
    TRANSFER,
    EnvelopeError,
    Request,
    parse_request,
    write_envelope,
    write_identity,
)
from aksarc_harden.rehearsal.server.fault import Fault, write_fault
from aksarc_harden.rehearsal.server.outbox import Outbox, Portion
from aksarc_harden.rehearsal.server.settings import Configuration, HostSettings
from aksarc_harden.rehearsal.server.shell import Shell, write_portion
from aksarc_harden.rehearsal.server.tally import Tally
from aksarc_harden.rehearsal.shells.backend import BackendError

T = TypeVar("T")
_LOG = logging.getLogger(__name__)
_OPEN_SECONDS = 120.0  # a real engine on a busy machine may take seconds
_HEADER_BYTES = 2048  # of an answer around its Stream elements
_USAGE = "<rsp:MemoryUsed>58MB</rsp:MemoryUsed><rsp:ChildProcesses>0</rsp:ChildProcesses>"
_ANSWER_ACTIONS = {
    "Create": TRANSFER + "/CreateResponse",
    "Delete": TRANSFER + "/DeleteResponse",
    "Get": TRANSFER + "/GetResponse",
    "Enumerate": ENUMERATION + "/EnumerateResponse",
    "Command": SHELL + "/CommandResponse",
    "Send": SHELL + "/SendResponse",
    "Signal": SHELL + "/SignalResponse",
    "Disconnect": SHELL + "/DisconnectResponse",
    "Reconnect": SHELL + "/ReconnectResponse",
    "Connect": SHELL + "/ConnectResponse",
}


@dataclass(frozen=True)
class Answer:
    """
    What to send back.

    Attributes:
        action: of the request; empty where none could be read.
        lose: called when the answer did not reach its client.
        is_timeout: a Receive found nothing within its time.
    """

    status: int
    envelope: bytes
    action: str = ""
    lose: Callable[[], None] | None = None
    is_timeout: bool = False


class Service:
    """The WinRM service of one host."""

    def __init__(self, settings: HostSettings, now: Callable[[], float] = time.monotonic) -> None:
        self.settings = settings
        self.tally = Tally()
        self.trouble = NetworkTrouble()
        self._now = now
        self._shells: dict[str, Shell] = {}
        self._opening: set[Shell] = set()
        self._operations: Counter[str] = Counter()
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._tasks: set[asyncio.Task[Any]] = set()
        self._handlers: dict[str, Callable[[Request], Coroutine[Any, Any, str]]] = {
            "Create": self._create,
            "Delete": self._delete,
            "Get": self._get,
            "Enumerate": self._enumerate,
            "Command": self._command,
            "Send": self._send,
            "Signal": self._signal,
            "Disconnect": self._disconnect,
            "Reconnect": self._reconnect,
            "Connect": self._connect,
        }

    @property
    def shells(self) -> int:
        """How many shells are open."""
        return len(self._shells)

    def identify(self, principal: str | None) -> bytes:
        """Answer Identify; only who signed in learns the version."""
        version = self.settings.os_version if principal else "0.0.0"
        return write_identity(f"OS: {version} SP: 0.0 Stack: 3.0")

    async def handle(self, envelope: bytes, principal: str, client: str) -> Answer:
        """Answer an envelope; cancelled when the client leaves, which ends waiting, not what was begun."""
        try:
            request = parse_request(envelope, principal, client)
        except EnvelopeError:
            return Answer(400, b"")
        answer = await self._answer(request, len(envelope))
        self._count(request, answer, len(envelope))
        return answer

    def _count(self, request: Request, answer: Answer, size: int) -> None:
        self.tally.bytes_received += size
        self.tally.bytes_sent += len(answer.envelope)
        if answer.is_timeout:
            self.tally.timed_out += 1
        else:
            self.tally.answers[request.action, answer.status] += 1

    async def _answer(self, request: Request, size: int) -> Answer:
        quotas = self.settings.quotas
        try:
            if size > quotas.envelope_bytes:
                raise fault.envelope_too_large(quotas.max_envelope_kb)
            if self._operations[request.principal] >= quotas.max_operations_per_user:
                raise fault.too_many_operations(quotas.max_operations_per_user)
            self._operations[request.principal] += 1
            try:
                return await self._perform(request)
            finally:
                self._operations[request.principal] -= 1
        except Fault as refusal:
            envelope = write_fault(request.message_id, self.settings.name, refusal)
            return Answer(500, envelope, request.action, is_timeout=refusal.code == fault.TIMED_OUT)

    async def _perform(self, request: Request) -> Answer:
        if request.action == "Identify":
            return Answer(200, self.identify(request.principal), request.action)
        if request.action == "Receive":
            return await self._receive(request)
        if request.action not in self._handlers:
            raise fault.invalid_action(request.action)
        # What was asked for happens, whether or not the client waits for the answer.
        task = self._start(self._handlers[request.action](request))
        body = await asyncio.shield(task)
        return Answer(200, write_envelope(_ANSWER_ACTIONS[request.action], request.message_id, body), request.action)

    def _start(self, coroutine: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        task = asyncio.get_running_loop().create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._on_done)
        return task

    def _on_done(self, task: asyncio.Task[Any]) -> None:
        """Take note of a failure whose client has left; one that is no answer is a defect of ours."""
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None and not isinstance(error, Fault):
            _LOG.error("%s: an operation failed", self.settings.name, exc_info=error)

    # Shells: found by id, used by their owner alone, closed when nobody uses them.

    def _shell(self, request: Request, *, connected: bool = True) -> Shell:
        shell = self._shells.get(request.shell_id)
        if shell is None or shell.owner.lower() != request.principal.lower():
            raise fault.shell_not_found(request.shell_id)
        if connected and not shell.is_connected:
            raise fault.shell_disconnected()
        self._touch(shell)
        return shell

    def _touch(self, shell: Shell) -> None:
        shell.used = self._now()
        if shell.id not in self._timers:
            self._watch(shell)

    def _watch(self, shell: Shell) -> None:
        """Look again when the shell may have been idle for too long; one timer a shell, not one a request."""
        left = shell.used + shell.idle_seconds - self._now()
        if left <= 0:
            _LOG.info("%s: shell closed after being idle", self.settings.name)
            self._timers.pop(shell.id, None)
            self._start(self._close(shell))
            return
        self._timers[shell.id] = asyncio.get_running_loop().call_later(left, self._watch, shell)

    async def _close(self, shell: Shell) -> None:
        self._shells.pop(shell.id, None)
        timer = self._timers.pop(shell.id, None)
        if timer is not None:
            timer.cancel()
        await shell.close()

    async def close(self) -> None:
        """Close every shell, those that just open too, and wait until what stood behind them has ended."""
        while self._shells or self._tasks:
            for shell in (*self._shells.values(), *self._opening):
                self._start(self._close(shell))
            await asyncio.wait(self._tasks)

    def _configuration(self, request: Request) -> Configuration:
        name = request.resource_uri.removeprefix(POWERSHELL_URI).lower()
        found = self.settings.configurations.get(name)
        if found is None or not request.resource_uri.startswith(POWERSHELL_URI):
            raise fault.invalid_resource_uri()
        if not found.allows(request.principal):
            raise fault.access_denied()
        return found

    async def _create(self, request: Request) -> str:
        configuration = self._configuration(request)
        owned = sum(shell.owner == request.principal for shell in (*self._shells.values(), *self._opening))
        if owned >= self.settings.quotas.max_shells_per_user:
            raise fault.too_many_shells(self.settings.quotas.max_shells_per_user)
        shell = await self._open(request, configuration)
        self._shells[shell.id] = shell
        self._touch(shell)
        return (
            f"<x:ResourceCreated><a:Address>http://{self.settings.dns_name}/wsman</a:Address><a:ReferenceParameters>"
            f"<w:ResourceURI>{escape(request.resource_uri)}</w:ResourceURI><w:SelectorSet>"
            f'<w:Selector Name="ShellId">{shell.id}</w:Selector></w:SelectorSet></a:ReferenceParameters>'
            f"</x:ResourceCreated>{shell.describe()}"
        )

    async def _open(self, request: Request, configuration: Configuration) -> Shell:
        shell = Shell(request, configuration.opener, self.settings.quotas, self._now)
        if any(shell.id == other.id for other in (*self._shells.values(), *self._opening)):
            raise fault.invalid_body()
        self._opening.add(shell)
        try:
            async with asyncio.timeout(_OPEN_SECONDS):
                await shell.open()
        except (BackendError, TimeoutError) as error:
            _LOG.warning("%s: no shell: %s", self.settings.name, error)
            await shell.close()
            raise fault.plugin_failed() from error
        finally:
            self._opening.discard(shell)
        return shell

    async def _delete(self, request: Request) -> str:
        shell = self._shell(request, connected=False)
        self._shells.pop(shell.id)
        self._start(self._close(shell))  # the answer does not wait for a process to end
        return ""

    async def _get(self, request: Request) -> str:
        if request.resource_uri.startswith(CONFIG):
            size = self.settings.quotas.max_envelope_kb
            return (
                f'<cfg:Config xmlns:cfg="{CONFIG}"><cfg:MaxEnvelopeSizekb>{size}</cfg:MaxEnvelopeSizekb></cfg:Config>'
            )
        return self._shell(request, connected=False).describe(_USAGE)

    async def _enumerate(self, request: Request) -> str:
        mine = {key: shell for key, shell in self._shells.items() if shell.owner == request.principal}
        if request.resource_uri == SHELL + "/Command":
            selector = request.body.find(".//w:Selector", NAMESPACES)
            shell = mine.get((selector.text or "").strip().upper()) if selector is not None else None
            items = shell.describe_commands() if shell else ""
        elif request.resource_uri == SHELL:
            items = "".join(shell.describe(_USAGE) for shell in mine.values())
        else:
            raise fault.invalid_resource_uri()
        listed = f"<w:Items>{items}</w:Items>" if items else ""
        return (
            "<n:EnumerateResponse><n:EnumerationContext></n:EnumerationContext>"
            f"{listed}<w:EndOfSequence/></n:EnumerateResponse>"
        )

    # What goes on inside a shell.

    async def _command(self, request: Request) -> str:
        command_id = await _reach(self._shell(request).command(request))
        return f"<rsp:CommandResponse><rsp:CommandId>{command_id}</rsp:CommandId></rsp:CommandResponse>"

    async def _send(self, request: Request) -> str:
        await _reach(self._shell(request).send(request))
        return "<rsp:SendResponse/>"

    async def _signal(self, request: Request) -> str:
        await _reach(self._shell(request).signal(request))
        return "<rsp:SignalResponse/>"

    async def _disconnect(self, request: Request) -> str:
        self._shell(request).disconnect(request)
        return ""

    async def _reconnect(self, request: Request) -> str:
        self._shell(request, connected=False).reconnect()
        return ""

    async def _connect(self, request: Request) -> str:
        content = self._shell(request, connected=False).connect(request)
        return f"<rsp:ConnectResponse>{content}</rsp:ConnectResponse>"

    async def _receive(self, request: Request) -> Answer:
        shell = self._shell(request)
        stream = request.find("rsp:Receive/rsp:DesiredStream")
        if stream is None:
            raise fault.invalid_body()
        command_id = (stream.get("CommandId") or "").upper()
        outbox = shell.outbox(command_id)
        envelope = outbox.reply_to(request.message_id)
        if envelope is None:
            portion = await self._wait(outbox, request)
            content = f"<rsp:ReceiveResponse>{write_portion(command_id, portion)}</rsp:ReceiveResponse>"
            envelope = write_envelope(SHELL + "/ReceiveResponse", request.message_id, content)
            outbox.remember(request.message_id, envelope, portion)
        self._touch(shell)
        return Answer(200, envelope, request.action, lambda: outbox.lose(request.message_id))

    async def _wait(self, outbox: Outbox, request: Request) -> Portion:
        room = min(request.max_envelope or self.settings.quotas.envelope_bytes, self.settings.quotas.envelope_bytes)
        try:
            async with asyncio.timeout(request.timeout_seconds):
                if self.trouble.is_silent:
                    await asyncio.Event().wait()
                return await outbox.take(room - _HEADER_BYTES)
        except TimeoutError:
            raise fault.timed_out() from None


async def _reach(operation: Coroutine[Any, Any, T]) -> T:
    """Do something in a shell whose back end may be gone."""
    try:
        return await operation
    except BackendError as error:
        raise fault.operation_aborted() from error
