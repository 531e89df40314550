"""
What is a PowerShell shell of a WSMan service?

One runspace pool: its back end, the outboxes of pool and pipelines, and what Enumerate and Get say about it.
It knows WSMan's elements and hands PSRP's bytes through.
"""

from __future__ import annotations

import base64
import binascii
import itertools
import uuid
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from uuid import UUID
from xml.sax.saxutils import escape

from aksarc_harden.rehearsal.server import fault
from aksarc_harden.rehearsal.server.connect import PoolOpening
from aksarc_harden.rehearsal.server.envelope import NAMESPACES, SHELL, Request, duration_seconds
from aksarc_harden.rehearsal.server.outbox import Outbox, Portion
from aksarc_harden.rehearsal.server.settings import Quotas
from aksarc_harden.rehearsal.shells.backend import Opener

_PIPELINE_ID = slice(45, 61)  # of a first fragment: header 21, destination 4, type 4, pool 16 ([MS-PSRP] 2.2.1, 2.2.4)
_FIRST_PROCESS_ID, _NEXT_PROCESS_ID = 2000, 4
_process_ids = itertools.count(_FIRST_PROCESS_ID, _NEXT_PROCESS_ID)


class Shell:
    """A shell of one user; a command is a pipeline."""

    def __init__(self, request: Request, opener: Opener, quotas: Quotas, now: Callable[[], float]) -> None:
        node = _need(request, "rsp:Shell")
        self.id = (node.get("ShellId") or str(uuid.uuid4())).upper()
        self.owner = request.principal
        self.is_connected = True
        self.idle_seconds = _idle_seconds(node, quotas)
        self._resource_uri, self._client = request.resource_uri, request.client
        self._creation = decode(node.findtext("ps:creationXml", "", NAMESPACES))
        self._opening = PoolOpening(self._creation)
        self._now, self._process_id = now, next(_process_ids)
        self._created = self.used = now()
        self._pool = Outbox()
        self._commands: dict[str, tuple[UUID, Outbox]] = {}
        self._pipelines: dict[UUID, Outbox] = {}
        self._backend = opener(self._deliver, self._end)

    async def open(self) -> None:
        """Open the pool."""
        await self._backend.open(self._creation)

    def _deliver(self, pipeline: UUID | None, fragment: bytes, is_last: bool) -> None:
        outbox = self._pool if pipeline is None else self._pipelines.get(pipeline)
        if outbox is not None:
            outbox.put(fragment, is_last=is_last)

    def _end(self) -> None:
        for outbox in self._outboxes():
            outbox.end(fault.operation_aborted())

    def _outboxes(self) -> Iterator[Outbox]:
        yield self._pool
        yield from self._pipelines.values()

    def outbox(self, command_id: str) -> Outbox:
        """Give what a command, or with no id the pool, has to say."""
        if not command_id:
            return self._pool
        if command_id not in self._commands:
            raise fault.shell_not_found(self.id)
        return self._commands[command_id][1]

    async def command(self, request: Request) -> str:
        """Start a pipeline and give its command's id."""
        node = _need(request, "rsp:CommandLine")
        command_id = (node.get("CommandId") or str(uuid.uuid4())).upper()
        data = decode("".join(argument.text or "" for argument in node.iterfind("rsp:Arguments", NAMESPACES)))
        if len(data) < _PIPELINE_ID.stop:
            raise fault.invalid_body()
        # The pipeline is named inside the message; a client's CommandId need not be the same.
        pipeline = UUID(bytes_le=data[_PIPELINE_ID])
        outbox = Outbox()
        self._commands[command_id], self._pipelines[pipeline] = (pipeline, outbox), outbox
        await self._backend.command(pipeline, data)
        return command_id

    async def send(self, request: Request) -> None:
        """Hand over more of a pipeline's or the pool's input."""
        for stream in request.body.iterfind("rsp:Send/rsp:Stream", NAMESPACES):
            command_id = (stream.get("CommandId") or "").upper()
            if command_id and command_id not in self._commands:
                raise fault.shell_not_found(self.id)
            data = decode(stream.text or "")
            if data:
                await self._backend.send(self._commands[command_id][0] if command_id else None, data)

    async def signal(self, request: Request) -> None:
        """Stop a pipeline, or, with `terminate`, be done with it."""
        node = _need(request, "rsp:Signal")
        command_id = (node.get("CommandId") or "").upper()
        code = (node.findtext("rsp:Code", "", NAMESPACES) or "").rpartition("/")[2].lower()
        if command_id not in self._commands:
            return
        pipeline, outbox = self._commands[command_id]
        if code == "terminate":
            del self._commands[command_id], self._pipelines[pipeline]
            outbox.end(fault.operation_aborted())
            await self._backend.forget(pipeline)
        else:
            await self._backend.signal(pipeline)

    def disconnect(self, request: Request) -> None:
        """Let the client go; what comes waits for it, for as long as it asks here."""
        node = request.find("rsp:Disconnect")
        if node is not None:
            self.idle_seconds = duration_seconds(
                node.findtext("rsp:IdleTimeOut", "", NAMESPACES) or "", self.idle_seconds
            )
        self.is_connected = False
        for outbox in self._outboxes():
            outbox.interrupt(fault.stream_disconnected())

    def reconnect(self) -> None:
        """Take the same client back."""
        self.is_connected = True

    def connect(self, request: Request) -> str:
        """Take a client that may be another process; give ConnectResponse's content."""
        node = _need(request, "rsp:Connect")
        self.is_connected = True
        if node.get("CommandId"):
            self.outbox((node.get("CommandId") or "").upper())
            return ""
        answer, state = self._opening.connect()
        self._pool.put(state, is_last=False)
        text = base64.b64encode(answer).decode()
        return (
            "<rsp:InputStreams>stdin pr</rsp:InputStreams><rsp:OutputStreams>stdout</rsp:OutputStreams>"
            f'<pwsh:connectResponseXml xmlns:pwsh="{NAMESPACES["ps"]}">{text}</pwsh:connectResponseXml>'
        )

    async def close(self) -> None:
        """End what runs and what waits; nothing can be received any more."""
        self._end()
        await self._backend.close()

    def describe(self, more: str = "") -> str:
        """Give the Shell element ([MS-WSMV] 2.2.4.37)."""
        age, idle = int(self._now() - self._created), int(self._now() - self.used)
        return (
            f"<rsp:Shell><rsp:ShellId>{self.id}</rsp:ShellId>"
            f"<rsp:ResourceUri>{escape(self._resource_uri)}</rsp:ResourceUri>"
            f"<rsp:Owner>{escape(self.owner)}</rsp:Owner><rsp:ClientIP>{self._client}</rsp:ClientIP>"
            f"<rsp:ProcessId>{self._process_id}</rsp:ProcessId>"
            f"<rsp:IdleTimeOut>PT{self.idle_seconds:.3f}S</rsp:IdleTimeOut>"
            "<rsp:InputStreams>stdin pr</rsp:InputStreams><rsp:OutputStreams>stdout</rsp:OutputStreams>"
            "<rsp:MaxIdleTimeOut>PT2147483.647S</rsp:MaxIdleTimeOut><rsp:Locale>en-US</rsp:Locale>"
            "<rsp:DataLocale>en-US</rsp:DataLocale><rsp:CompressionMode>NoCompression</rsp:CompressionMode>"
            "<rsp:ProfileLoaded>Yes</rsp:ProfileLoaded><rsp:Encoding>UTF8</rsp:Encoding>"
            "<rsp:BufferMode>Block</rsp:BufferMode>"
            f"<rsp:State>{'Connected' if self.is_connected else 'Disconnected'}</rsp:State>"
            f"<rsp:ShellRunTime>P0DT0H0M{age}S</rsp:ShellRunTime>"
            f"<rsp:ShellInactivity>P0DT0H0M{idle}S</rsp:ShellInactivity>{more}</rsp:Shell>"
        )

    def describe_commands(self) -> str:
        """Give the Command elements that a client needs to connect to pipelines of another process."""
        state = "Connected" if self.is_connected else "Disconnected"
        return "".join(
            f"<rsp:Command><rsp:ShellId>{self.id}</rsp:ShellId><rsp:CommandId>{command}</rsp:CommandId>"
            f"<rsp:State>{state}</rsp:State></rsp:Command>"
            for command in self._commands
        )


def write_portion(command_id: str, portion: Portion) -> str:
    """Write what a Receive took: one Stream an element, CommandState Done with a pipeline's last."""
    command = f' CommandId="{command_id}"' if command_id else ""
    streams = "".join(
        f'<rsp:Stream Name="stdout"{command}>{base64.b64encode(fragment).decode()}</rsp:Stream>'
        for fragment in portion.fragments
    )
    if not portion.is_last:
        return streams
    return (
        f'{streams}<rsp:CommandState{command} State="{SHELL}/CommandState/Done">'
        "<rsp:ExitCode>0</rsp:ExitCode></rsp:CommandState>"
    )


def _need(request: Request, path: str) -> ET.Element:
    node = request.find(path)
    if node is None:
        raise fault.invalid_body()
    return node


def _idle_seconds(node: ET.Element, quotas: Quotas) -> float:
    asked = duration_seconds(node.findtext("rsp:IdleTimeOut", "", NAMESPACES) or "", quotas.idle_shell_seconds)
    return min(asked, quotas.max_idle_shell_seconds)


def decode(text: str | None) -> bytes:
    """
    Decode Base64 as it stands in an element.

    Raises:
        Fault: it is none.
    """
    try:
        return base64.b64decode((text or "").strip(), validate=True)
    except (binascii.Error, ValueError) as error:
        raise fault.invalid_body() from error
