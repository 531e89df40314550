"""
The client role of PSRP: one runspace pool and its pipelines, as bytes to send and events to read ([MS-PSRP] 3.1).

Knows no carrier: who owns it sends the fragments in order, on the pool's channel or the pipeline's, and feeds what
comes back. A stop is the carrier's business (a Signal), and so is closing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID, uuid4

from aksarc_harden.errors import ProtocolError
from aksarc_harden.model.answer import ErrorRecord
from aksarc_harden.model.statement import Statement
from aksarc_harden.model.values import Bag, EnumValue, Items, WireValue
from aksarc_harden.psrp import client_forms as forms
from aksarc_harden.psrp import clixml
from aksarc_harden.psrp.client_events import (
    ApplicationData,
    ErrorOutput,
    Event,
    HostCall,
    KeyExchanged,
    KeyRequested,
    Output,
    PipelineStateChanged,
    PoolStateChanged,
    RecordOutput,
    RunspaceAnswer,
    Stream,
    Undecodable,
)
from aksarc_harden.psrp.fragments import FRAGMENT_BYTES, Channels, Fragmenter
from aksarc_harden.psrp.host_methods import method_name
from aksarc_harden.psrp.key import KeyExchange, SessionKey
from aksarc_harden.psrp.messages import Destination, Message, MessageType, pack, type_name, unpack
from aksarc_harden.psrp.records import error_record
from aksarc_harden.psrp.states import (
    PIPELINE_STEPS,
    POOL_STEPS,
    PipelineState,
    PoolState,
    pipeline_state,
    pool_state,
    step,
)

STREAMS = {
    MessageType.WARNING_RECORD: Stream.WARNING,
    MessageType.VERBOSE_RECORD: Stream.VERBOSE,
    MessageType.DEBUG_RECORD: Stream.DEBUG,
    MessageType.PROGRESS_RECORD: Stream.PROGRESS,
    MessageType.INFORMATION_RECORD: Stream.INFORMATION,
}


class ClientPool:
    """
    One runspace pool, seen from its client.

    Attributes:
        id: the pool's id, of our choice.
        state: the state last told by the server or reached by us.
    """

    def __init__(self, *, fragment_bytes: int = FRAGMENT_BYTES, min_runspaces: int = 1, max_runspaces: int = 1) -> None:
        self.id: UUID = uuid4()
        self.state = PoolState.BEFORE_OPEN
        self._runspaces = (min_runspaces, max_runspaces)
        self._fragmenter = Fragmenter(fragment_bytes)
        self._channels = Channels()
        self._pipelines: dict[UUID, PipelineState] = {}
        self._exchange: KeyExchange | None = None
        self._key: SessionKey | None = None

    @property
    def has_key(self) -> bool:
        """Tell whether secrets can travel."""
        return self._key is not None

    def open(self) -> list[bytes]:
        """Begin: fragments of SESSION_CAPABILITY and INIT_RUNSPACEPOOL, to be sent together."""
        self._step(PoolState.NEGOTIATION_SENT)
        return self._message(MessageType.SESSION_CAPABILITY, forms.SESSION_CAPABILITY) + self._message(
            MessageType.INIT_RUNSPACEPOOL, forms.open_pool(*self._runspaces)
        )

    def create_pipeline(self, statements: Sequence[Statement], *, has_input: bool = False) -> tuple[UUID, list[bytes]]:
        """
        Make a pipeline of one statement or a batch of several; give its id and the fragments of CREATE_PIPELINE.

        Args:
            has_input: input objects follow; end them with `end_input`.

        Raises:
            UnwritableError: the engine could not read it, or it holds a secret and the key is not exchanged.
            ProtocolError: the pool is not open.
        """
        self._require_open()
        body = forms.create_pipeline(statements, has_input=has_input, encrypt=self._encrypt)
        pipeline_id = uuid4()
        self._pipelines[pipeline_id] = PipelineState.RUNNING
        return pipeline_id, self._message(MessageType.CREATE_PIPELINE, body, pipeline_id)

    def input(self, pipeline_id: UUID, value: WireValue) -> list[bytes]:
        """Give the fragments of one input object; UnwritableError for one that the engine would lose."""
        return self._message(MessageType.PIPELINE_INPUT, forms.pipeline_input(value, self._encrypt), pipeline_id)

    def end_input(self, pipeline_id: UUID) -> list[bytes]:
        """Tell that no more input objects follow."""
        return self._message(MessageType.END_OF_PIPELINE_INPUT, "", pipeline_id)

    def begin_key_exchange(self) -> list[bytes]:
        """Ask for a session key; `KeyExchanged` tells when it is here."""
        self._exchange = KeyExchange()
        return self._message(MessageType.PUBLIC_KEY, forms.public_key(self._exchange.public_key()))

    def receive(self, data: bytes, *, channel: object = None) -> list[Event]:
        """
        Take bytes of any number of fragments, split anywhere, and give what they tell, in order.

        Args:
            channel: whose bytes these are, where fragments of several pipelines may be split between calls.

        Raises:
            ProtocolError: fragments or messages are malformed, or beyond a limit. The pool is then of no more use.
        """
        events: list[Event] = []
        for whole in self._channels.feed(data, channel):
            message = unpack(whole)
            if message.destination != Destination.CLIENT:
                raise ProtocolError(f"{type_name(message.type)} that is for a server")
            handler = _HANDLERS.get(message.type)
            if handler is None:
                continue  # a later version's message; the engine ignores unknown ones, too (recordings/wire, j)
            try:
                events.extend(handler(self, message))
            except ProtocolError as error:
                events.append(Undecodable(message.pipeline_id, message.type, str(error)))
        return events

    @property
    def _encrypt(self) -> Callable[[str], str] | None:
        return None if self._key is None else self._key.encrypt

    def _message(self, kind: MessageType, body: str, pipeline_id: UUID | None = None) -> list[bytes]:
        message = Message(Destination.SERVER, kind, self.id, pipeline_id, body.encode())
        return self._fragmenter.cut(pack(message))

    def _require_open(self) -> None:
        if self.state != PoolState.OPENED:
            raise ProtocolError(f"the pool is {self.state.name}, not open")

    def _step(self, following: PoolState) -> bool:
        before = self.state
        self.state = step(POOL_STEPS, before, following)
        return before != following

    def _value(self, message: Message) -> WireValue:
        return clixml.read(message.body, decrypt=None if self._key is None else self._key.decrypt)

    def _bag(self, message: Message) -> Bag:
        value = self._value(message)
        if not isinstance(value, Bag):
            raise ProtocolError(f"{type_name(message.type)} without properties")
        return value

    def _pipeline(self, message: Message) -> UUID:
        if message.pipeline_id not in self._pipelines:
            raise ProtocolError(f"{type_name(message.type)} for a pipeline that is not ours")
        return message.pipeline_id

    def _on_capability(self, message: Message) -> list[Event]:
        self._bag(message)
        return [PoolStateChanged(self.state)] if self._step(PoolState.NEGOTIATION_SUCCEEDED) else []

    def _on_private_data(self, message: Message) -> list[Event]:
        return [ApplicationData(self._bag(message).get("ApplicationPrivateData"))]

    def _on_pool_state(self, message: Message) -> list[Event]:
        told = self._bag(message)
        changed = self._step(pool_state(_number(told.get("RunspaceState"))))
        return [PoolStateChanged(self.state, _error_of(told))] if changed else []

    def _on_key_request(self, _message: Message) -> list[Event]:
        return [KeyRequested()]

    def _on_session_key(self, message: Message) -> list[Event]:
        if self._exchange is None:
            raise ProtocolError("a session key that we did not ask for")
        self._key = self._exchange.open(self._bag(message).get("EncryptedSessionKey"))
        self._exchange = None
        return [KeyExchanged()]

    def _on_runspaces(self, message: Message) -> list[Event]:
        told = self._bag(message)
        answer, call_id = told.get("SetMinMaxRunspacesResponse"), told.get("ci")
        if not isinstance(answer, int) or not isinstance(call_id, int):
            raise ProtocolError("RUNSPACE_AVAILABILITY without a number")
        return [RunspaceAnswer(int(call_id), answer if isinstance(answer, bool) else int(answer))]

    def _on_output(self, message: Message) -> list[Event]:
        return [Output(self._pipeline(message), self._value(message))]

    def _on_error(self, message: Message) -> list[Event]:
        return [ErrorOutput(self._pipeline(message), error_record(self._value(message)))]

    def _on_record(self, message: Message) -> list[Event]:
        stream = STREAMS[MessageType(message.type)]
        return [RecordOutput(self._pipeline(message), stream, self._value(message))]

    def _on_pipeline_state(self, message: Message) -> list[Event]:
        pipeline_id, told = self._pipeline(message), self._bag(message)
        before = self._pipelines[pipeline_id]
        now = step(PIPELINE_STEPS, before, pipeline_state(_number(told.get("PipelineState"))))
        self._pipelines[pipeline_id] = now
        return [PipelineStateChanged(pipeline_id, now, _error_of(told))] if now != before else []

    def _on_host_call(self, message: Message) -> list[Event]:
        told = self._bag(message)
        arguments = told.get("mp")
        return [
            HostCall(
                message.pipeline_id,
                method_name(_number(told.get("mi"))),
                tuple(arguments) if isinstance(arguments, (Items, tuple, list)) else (),
            )
        ]


def _number(value: WireValue) -> WireValue:
    return value.number if isinstance(value, EnumValue) else value


def _error_of(told: Bag) -> ErrorRecord | None:
    error = told.get("ExceptionAsErrorRecord")
    return None if error is None else error_record(error)


_HANDLERS: dict[int, Callable[[ClientPool, Message], list[Event]]] = {
    MessageType.SESSION_CAPABILITY: ClientPool._on_capability,
    MessageType.APPLICATION_PRIVATE_DATA: ClientPool._on_private_data,
    MessageType.RUNSPACEPOOL_STATE: ClientPool._on_pool_state,
    MessageType.PUBLIC_KEY_REQUEST: ClientPool._on_key_request,
    MessageType.ENCRYPTED_SESSION_KEY: ClientPool._on_session_key,
    MessageType.RUNSPACE_AVAILABILITY: ClientPool._on_runspaces,
    MessageType.PIPELINE_OUTPUT: ClientPool._on_output,
    MessageType.ERROR_RECORD: ClientPool._on_error,
    **dict.fromkeys(STREAMS, ClientPool._on_record),
    MessageType.PIPELINE_STATE: ClientPool._on_pipeline_state,
    MessageType.RUNSPACEPOOL_HOST_CALL: ClientPool._on_host_call,
    MessageType.PIPELINE_HOST_CALL: ClientPool._on_host_call,
}
