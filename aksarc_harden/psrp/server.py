"""
The server role of PSRP: one runspace pool behind one shell, as events to act on and bytes to send ([MS-PSRP] 3.2).

Writes as PowerShell does: its element order, a byte order mark before each text, an empty body for a null output, a
zero pool id in SESSION_CAPABILITY, fragments of at most 32,768 bytes. What cannot be decoded is dropped without an
answer, as the real engine does (recordings/wire README, j).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from aksarc_harden.errors import ProtocolError
from aksarc_harden.model.answer import ErrorRecord
from aksarc_harden.model.values import Bag, Int64, Table, WireValue
from aksarc_harden.psrp import clixml
from aksarc_harden.psrp import server_forms as forms
from aksarc_harden.psrp.clixml_reader import read_as_engine
from aksarc_harden.psrp.clixml_writer import write_message
from aksarc_harden.psrp.fragments import FRAGMENT_BYTES, Channels, Fragmenter
from aksarc_harden.psrp.key import SessionKey
from aksarc_harden.psrp.messages import NO_ID, Destination, Message, MessageType, pack, unpack
from aksarc_harden.psrp.records import error_bag
from aksarc_harden.psrp.server_events import (
    HostAnswered,
    InputArrived,
    InputEnded,
    KeyNeeded,
    KeyOffered,
    PipelineAsked,
    PoolBrokenByClient,
    PoolConnectAsked,
    PoolOpenAsked,
    RunspaceCountAsked,
    RunspaceQuestion,
    ServerEvent,
)
from aksarc_harden.psrp.states import PIPELINE_STEPS, POOL_STEPS, PipelineState, PoolState, step

RECORD_TYPES = {
    "warning": MessageType.WARNING_RECORD,
    "verbose": MessageType.VERBOSE_RECORD,
    "debug": MessageType.DEBUG_RECORD,
    "progress": MessageType.PROGRESS_RECORD,
    "information": MessageType.INFORMATION_RECORD,
}
_HELD_INPUTS = 10_000  # input objects kept until a key comes; the engine keeps them, we keep so many


class ServerPool:
    """
    One runspace pool, seen from its server.

    Attributes:
        id: the pool's id, known once the client has spoken.
        state: the state last told to the client.
    """

    def __init__(self, application_data: Table | None = None, *, fragment_bytes: int = FRAGMENT_BYTES) -> None:
        self.id: UUID = NO_ID
        self.state = PoolState.BEFORE_OPEN
        self._application_data = application_data or Table()
        self._fragmenter = Fragmenter(fragment_bytes)
        self._channels = Channels(forgiving=True)
        self._pipelines: dict[UUID, PipelineState] = {}
        self._capable = False
        self._runspaces = (1, 1)
        self._key = SessionKey()
        self._public_key = ""
        self._key_sent = False
        self._held: list[Message] = []

    @property
    def has_key(self) -> bool:
        """Tell whether the client has the session key."""
        return self._key_sent

    def receive(self, data: bytes, *, channel: object = None) -> list[ServerEvent]:
        """
        Take bytes of any number of fragments, split anywhere, and give what the client asks for, in order.

        Args:
            channel: whose bytes these are (a pipeline's command), so that half a fragment harms no other channel.

        Raises:
            ProtocolError: a fragment or message beyond a limit, or shorter than its header; what was fed is lost,
                and the pool goes on, as the real engine's does.
        """
        events: list[ServerEvent] = []
        for whole in self._channels.feed(data, channel):
            events.extend(self._understood(unpack(whole)))
        return events

    def opened(self) -> list[bytes]:
        """Open the pool: SESSION_CAPABILITY, APPLICATION_PRIVATE_DATA, RUNSPACEPOOL_STATE Opened."""
        return self.capability() + self.application_data() + self.pool_state(PoolState.OPENED)

    def connected(self) -> list[bytes]:
        """Let another client take the pool up: SESSION_CAPABILITY and RUNSPACEPOOL_INIT_DATA."""
        low, high = self._runspaces
        return self.capability() + self._properties(
            MessageType.RUNSPACEPOOL_INIT_DATA, {"MinRunspaces": low, "MaxRunspaces": high}
        )

    def capability(self) -> list[bytes]:
        """Tell our versions; its pool id is zero, as Windows sends it."""
        body = write_message(forms.CAPABILITY).encode()
        return self._fragmenter.cut(
            pack(Message(Destination.CLIENT, MessageType.SESSION_CAPABILITY, NO_ID, None, body))
        )

    def application_data(self) -> list[bytes]:
        """Tell what the pool was made with, its version table among it."""
        return self._properties(MessageType.APPLICATION_PRIVATE_DATA, forms.private_data(self._application_data))

    def pool_state(self, state: PoolState, error: ErrorRecord | None = None) -> list[bytes]:
        """Tell another state of the pool."""
        if self.state == PoolState.NEGOTIATION_SENT:
            self.state = PoolState.NEGOTIATION_SUCCEEDED
        self.state = step(POOL_STEPS, self.state, state)
        return self._properties(MessageType.RUNSPACEPOOL_STATE, _state("RunspaceState", state, error))

    def output(self, pipeline_id: UUID, value: WireValue) -> list[bytes]:
        """Send an output object; a null has an empty body."""
        body = "" if value is None else self._written(value)
        return self._message(MessageType.PIPELINE_OUTPUT, body, pipeline_id)

    def error(
        self,
        pipeline_id: UUID,
        record: ErrorRecord,
        *,
        activity: str | None = None,
        target_name: str | None = None,
        target_type: str | None = None,
    ) -> list[bytes]:
        """Send an error record; the arguments fill its category's text where the record does not tell."""
        value = error_bag(record, activity=activity, target_name=target_name, target_type=target_type)
        return self._message(MessageType.ERROR_RECORD, self._written(value), pipeline_id)

    def record(self, pipeline_id: UUID, stream: str, value: WireValue) -> list[bytes]:
        """
        Send a record of another stream.

        Args:
            stream: warning, verbose, debug, progress or information.
            value: the record; for warning, verbose and debug its text is enough.
        """
        if isinstance(value, str):
            value = forms.message_record(stream, value)
        if isinstance(value, Bag) and not value.types:
            return self._properties(RECORD_TYPES[stream], value.properties, pipeline_id)
        return self._message(RECORD_TYPES[stream], self._written(value), pipeline_id)

    def pipeline_state(self, pipeline_id: UUID, state: PipelineState, error: ErrorRecord | None = None) -> list[bytes]:
        """Tell another state of a pipeline, and the error that ended it."""
        before = self._pipelines.get(pipeline_id, PipelineState.NOT_STARTED)
        self._pipelines[pipeline_id] = step(PIPELINE_STEPS, before, state)
        return self._properties(MessageType.PIPELINE_STATE, _state("PipelineState", state, error), pipeline_id)

    def runspace_answer(self, call_id: int, answer: bool | int) -> list[bytes]:
        """Answer a question about runspaces."""
        properties: dict[str, WireValue] = {"SetMinMaxRunspacesResponse": answer, "ci": Int64(call_id)}
        return self._properties(MessageType.RUNSPACE_AVAILABILITY, properties)

    def key_request(self) -> list[bytes]:
        """Ask the client for its public key."""
        return self._message(MessageType.PUBLIC_KEY_REQUEST, "")

    def key_reply(self) -> tuple[list[bytes], list[ServerEvent]]:
        """
        Send the session key to the public key offered; give the input objects that waited for it, too.

        Raises:
            ProtocolError: none was offered, or it is malformed.
        """
        properties: dict[str, WireValue] = {"EncryptedSessionKey": self._key.sealed_to(self._public_key)}
        self._key_sent = True
        held, self._held = self._held, []
        events = [event for message in held for event in self._understood(message)]
        return self._properties(MessageType.ENCRYPTED_SESSION_KEY, properties), events

    def host_call(
        self, call_id: int, method: int, name: str, arguments: tuple[WireValue, ...], pipeline_id: UUID | None = None
    ) -> list[bytes]:
        """Call a method of the client's host, by its number and name."""
        kind = MessageType.PIPELINE_HOST_CALL if pipeline_id else MessageType.RUNSPACEPOOL_HOST_CALL
        return self._properties(kind, forms.host_call(call_id, method, name, arguments), pipeline_id)

    def _understood(self, message: Message) -> list[ServerEvent]:
        handler = _HANDLERS.get(message.type)
        if handler is None or message.destination != Destination.SERVER:
            return []
        try:
            return handler(self, message)
        except ProtocolError:
            return []  # no answer, and the pool goes on: recordings/wire, hostile and inputs

    def _written(self, value: WireValue) -> str:
        return clixml.write(value, encrypt=self._key.encrypt)

    def _properties(
        self, kind: MessageType, properties: Mapping[str, WireValue], pipeline_id: UUID | None = None
    ) -> list[bytes]:
        return self._message(kind, write_message(properties, encrypt=self._key.encrypt), pipeline_id)

    def _message(self, kind: MessageType, body: str, pipeline_id: UUID | None = None) -> list[bytes]:
        return self._fragmenter.cut(pack(Message(Destination.CLIENT, kind, self.id, pipeline_id, body.encode())))

    def _value(self, message: Message) -> WireValue:
        return read_as_engine(message.body, decrypt=self._key.decrypt if self._key_sent else None)

    def _bag(self, message: Message) -> Bag:
        return forms.bag(self._value(message), "a message")

    def _on_capability(self, message: Message) -> list[ServerEvent]:
        if self._capable and self.state != PoolState.DISCONNECTED:
            return [PoolBrokenByClient()]
        self._capable = True
        if self.state == PoolState.BEFORE_OPEN:
            self.state = PoolState.NEGOTIATION_SENT
        return []

    def _on_open(self, message: Message) -> list[ServerEvent]:
        if self.id != NO_ID:
            return []  # a second one is ignored: recordings/wire, hostile
        asked = self._bag(message)
        low, high = forms.integer(asked, "MinRunspaces"), forms.integer(asked, "MaxRunspaces")
        self.id, self._runspaces = message.pool_id, (low, high)
        host = asked.get("HostInfo")
        return [PoolOpenAsked(low, high, host if isinstance(host, Bag) else None, asked.get("ApplicationArguments"))]

    def _on_connect(self, message: Message) -> list[ServerEvent]:
        asked = self._value(message)
        low, high = self._runspaces
        if isinstance(asked, Bag) and "MinRunspaces" in asked and "MaxRunspaces" in asked:
            low, high = forms.integer(asked, "MinRunspaces"), forms.integer(asked, "MaxRunspaces")
        return [PoolConnectAsked(low, high)]

    def _on_create(self, message: Message) -> list[ServerEvent]:
        pipeline_id = _pipeline_of(message)
        if pipeline_id in self._pipelines:
            return []  # a second CREATE_PIPELINE is ignored: recordings/wire, hostile
        asked: PipelineAsked = forms.pipeline_asked(pipeline_id, self._value(message))
        self._pipelines[pipeline_id] = PipelineState.RUNNING
        return [asked]

    def _on_metadata(self, message: Message) -> list[ServerEvent]:
        pipeline_id = _pipeline_of(message)
        asked = forms.metadata_asked(pipeline_id, self._value(message))
        self._pipelines[pipeline_id] = PipelineState.RUNNING
        return [asked]

    def _on_input(self, message: Message) -> list[ServerEvent]:
        pipeline_id = _pipeline_of(message)
        if pipeline_id not in self._pipelines:
            return []
        if self._held or (not self._key_sent and b"<SS" in message.body):
            return self._hold(message)
        if message.type == MessageType.END_OF_PIPELINE_INPUT:
            return [InputEnded(pipeline_id)]
        value = self._value(message)
        if value is None and message.body:
            return []  # a null is an empty body; the engine drops a Nil
        return [InputArrived(pipeline_id, value)]

    def _hold(self, message: Message) -> list[ServerEvent]:
        if len(self._held) >= _HELD_INPUTS:
            raise ProtocolError(f"more than {_HELD_INPUTS} input objects wait for a session key")
        self._held.append(message)
        return [KeyNeeded()] if len(self._held) == 1 else []

    def _on_public_key(self, message: Message) -> list[ServerEvent]:
        key = forms.field(self._bag(message), "PublicKey")
        if not isinstance(key, str):
            raise ProtocolError("a public key that is no text")
        self._public_key = key
        return [KeyOffered()]

    def _on_runspaces(self, message: Message) -> list[ServerEvent]:
        asked = self._bag(message)
        question, name = _QUESTIONS[message.type]
        count = forms.integer(asked, name) if name else 0
        return [RunspaceCountAsked(question, forms.integer(asked, "ci"), count)]

    def _on_host_answer(self, message: Message) -> list[ServerEvent]:
        told = self._bag(message)
        return [HostAnswered(message.pipeline_id, forms.integer(told, "ci"), told.get("mr"), told.get("me"))]


def _pipeline_of(message: Message) -> UUID:
    if message.pipeline_id is None:
        raise ProtocolError("a message of a pipeline that names none")
    return message.pipeline_id


def _state(name: str, state: int, error: ErrorRecord | None) -> dict[str, WireValue]:
    properties: dict[str, WireValue] = {name: int(state)}
    if error is not None:
        properties["ExceptionAsErrorRecord"] = error_bag(error)
    return properties


_QUESTIONS: dict[int, tuple[RunspaceQuestion, str]] = {
    MessageType.SET_MAX_RUNSPACES: (RunspaceQuestion.SET_MAX, "MaxRunspaces"),
    MessageType.SET_MIN_RUNSPACES: (RunspaceQuestion.SET_MIN, "MinRunspaces"),
    MessageType.GET_AVAILABLE_RUNSPACES: (RunspaceQuestion.AVAILABLE, ""),
    MessageType.RESET_RUNSPACE_STATE: (RunspaceQuestion.RESET, ""),
}

_HANDLERS: dict[int, Callable[[ServerPool, Message], list[ServerEvent]]] = {
    MessageType.SESSION_CAPABILITY: ServerPool._on_capability,
    MessageType.INIT_RUNSPACEPOOL: ServerPool._on_open,
    MessageType.CONNECT_RUNSPACEPOOL: ServerPool._on_connect,
    MessageType.CREATE_PIPELINE: ServerPool._on_create,
    MessageType.GET_COMMAND_METADATA: ServerPool._on_metadata,
    MessageType.PIPELINE_INPUT: ServerPool._on_input,
    MessageType.END_OF_PIPELINE_INPUT: ServerPool._on_input,
    MessageType.PUBLIC_KEY: ServerPool._on_public_key,
    **dict.fromkeys(_QUESTIONS, ServerPool._on_runspaces),
    MessageType.RUNSPACEPOOL_HOST_RESPONSE: ServerPool._on_host_answer,
    MessageType.PIPELINE_HOST_RESPONSE: ServerPool._on_host_answer,
}
