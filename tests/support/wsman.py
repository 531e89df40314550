"""WSMan envelopes as a client writes them, and a back end that says what a test tells it to."""

from __future__ import annotations

import base64
import struct
import uuid
import xml.etree.ElementTree as ET
from uuid import UUID

from aksarc_harden.rehearsal.server.envelope import NAMESPACES
from aksarc_harden.rehearsal.server.service import Answer, Service
from aksarc_harden.rehearsal.shells.backend import Backend, Deliver, Ended

POWERSHELL = "http://schemas.microsoft.com/powershell/Microsoft.PowerShell"
PRINCIPAL = "CORP\\aksarc-admin"
_ACTIONS = {
    "Create": NAMESPACES["x"],
    "Delete": NAMESPACES["x"],
    "Get": NAMESPACES["x"],
    "Enumerate": NAMESPACES["n"],
}


def fragment(message: bytes, object_id: int = 1) -> bytes:
    """Make one PSRP fragment that is start and end of a message."""
    return struct.pack(">QQBI", object_id, 0, 3, len(message)) + message


def pipeline_message(pipeline: UUID, body: bytes = b"") -> bytes:
    """Make the one fragment of a pipeline's first message."""
    return fragment(struct.pack("<II", 2, 0x00021006) + b"\0" * 16 + pipeline.bytes_le + body)


def envelope(
    action: str,
    body: str = "",
    *,
    shell: str = "",
    message_id: str = "",
    uri: str = POWERSHELL,
    timeout: str = "PT5S",
    max_envelope: int = 153600,
) -> bytes:
    """Write a request's envelope; the body's prefixes are ours."""
    prefixes = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in NAMESPACES.items())
    selectors = f'<w:SelectorSet><w:Selector Name="ShellId">{shell}</w:Selector></w:SelectorSet>' if shell else ""
    return (
        f"<s:Envelope {prefixes}><s:Header><a:Action>{_ACTIONS.get(action, NAMESPACES['rsp'])}/{action}</a:Action>"
        f"<a:MessageID>{message_id or f'uuid:{uuid.uuid4()}'}</a:MessageID><w:ResourceURI>{uri}</w:ResourceURI>"
        f"<w:OperationTimeout>{timeout}</w:OperationTimeout><w:MaxEnvelopeSize>{max_envelope}</w:MaxEnvelopeSize>"
        f"{selectors}</s:Header><s:Body>{body}</s:Body></s:Envelope>"
    ).encode()


def create_body(creation: bytes = b"opening", idle: str = "") -> str:
    """Write a Create's body."""
    idle_element = f"<rsp:IdleTimeOut>{idle}</rsp:IdleTimeOut>" if idle else ""
    text = base64.b64encode(creation).decode()
    return f"<rsp:Shell>{idle_element}<ps:creationXml>{text}</ps:creationXml></rsp:Shell>"


def command_body(pipeline: UUID) -> str:
    """Write a Command's body, whose CommandId is the pipeline's id."""
    text = base64.b64encode(pipeline_message(pipeline)).decode()
    return (
        f'<rsp:CommandLine CommandId="{str(pipeline).upper()}"><rsp:Command/><rsp:Arguments>{text}</rsp:Arguments>'
        "</rsp:CommandLine>"
    )


def receive_body(command: UUID | None = None) -> str:
    """Write a Receive's body."""
    attribute = f' CommandId="{str(command).upper()}"' if command else ""
    return f"<rsp:Receive><rsp:DesiredStream{attribute}>stdout</rsp:DesiredStream></rsp:Receive>"


def fault_code(answer: Answer | bytes) -> int | None:
    """Read the WSManFault code, None where the answer is no fault."""
    root = ET.fromstring(answer if isinstance(answer, bytes) else answer.envelope)
    node = root.find(".//{http://schemas.microsoft.com/wbem/wsman/1/wsmanfault}WSManFault")
    return None if node is None else int(node.get("Code", "0"))


def streams(answer: Answer | bytes) -> list[bytes]:
    """Read what each Stream element brings."""
    root = ET.fromstring(answer if isinstance(answer, bytes) else answer.envelope)
    return [base64.b64decode(node.text or "") for node in root.iterfind(".//rsp:Stream", NAMESPACES)]


def is_done(answer: Answer) -> bool:
    """Tell whether the answer says that the command is done."""
    node = ET.fromstring(answer.envelope).find(".//rsp:CommandState", NAMESPACES)
    return node is not None and node.get("State", "").endswith("/Done")


class ScriptedBackend:
    """Notes what it is told; a test delivers by `say`."""

    def __init__(self, deliver: Deliver, ended: Ended) -> None:
        self.say, self.end = deliver, ended
        self.told: list[tuple[str, UUID | None, bytes]] = []

    async def open(self, creation: bytes) -> None:
        self.told.append(("open", None, creation))

    async def command(self, pipeline_id: UUID, data: bytes) -> None:
        self.told.append(("command", pipeline_id, data))

    async def send(self, pipeline_id: UUID | None, data: bytes) -> None:
        self.told.append(("send", pipeline_id, data))

    async def signal(self, pipeline_id: UUID) -> None:
        self.told.append(("signal", pipeline_id, b""))

    async def forget(self, pipeline_id: UUID) -> None:
        self.told.append(("forget", pipeline_id, b""))

    async def close(self) -> None:
        self.told.append(("close", None, b""))


class Stage:
    """An `Opener` that keeps the back ends it made."""

    def __init__(self) -> None:
        self.backends: list[ScriptedBackend] = []

    def __call__(self, deliver: Deliver, ended: Ended) -> Backend:
        self.backends.append(ScriptedBackend(deliver, ended))
        return self.backends[-1]


class Client:
    """Sends envelopes to a service as one user, without HTTP."""

    def __init__(self, service: Service, principal: str = PRINCIPAL) -> None:
        self.service, self.principal, self.shell = service, principal, ""

    async def ask(self, action: str, body: str = "", **details: object) -> Answer:
        """Send one request to the client's shell."""
        sent = envelope(action, body, **{"shell": self.shell, **details})  # type: ignore[arg-type]
        return await self.service.handle(sent, self.principal, "127.0.0.1")

    async def create(self, **details: str) -> Answer:
        """Open a shell, and use it from now on."""
        answer = await self.ask("Create", create_body(**details), shell="")  # type: ignore[arg-type]
        if answer.status == 200:
            found = ET.fromstring(answer.envelope).find(".//rsp:ShellId", NAMESPACES)
            assert found is not None
            self.shell = found.text or ""
        return answer
