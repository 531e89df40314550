"""A client and a server role in memory, through everything that a pool does."""

from __future__ import annotations

import time
from uuid import UUID

import pytest

from aksarc_harden.errors import ProtocolError, UnwritableError
from aksarc_harden.model.answer import ErrorRecord
from aksarc_harden.model.statement import Command, Statement, call
from aksarc_harden.model.values import Bag, Credential, Items, Secret, Table, UInt32, WireValue
from aksarc_harden.psrp.client import ClientPool
from aksarc_harden.psrp.client_events import (
    ApplicationData,
    ErrorOutput,
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
from aksarc_harden.psrp.messages import NO_ID, Destination, MessageType, unpack
from aksarc_harden.psrp.server_events import (
    CommandMetadataAsked,
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
    ServedCommand,
)
from aksarc_harden.psrp.states import PipelineState, PoolState
from tests.support.peers import VERSIONS, ConnectionPair, HandMade

HEADER = 21  # a fragment's


@pytest.fixture
def pair() -> ConnectionPair:
    """An open pool."""
    made = ConnectionPair()
    made.open()
    return made


def start(pair: ConnectionPair, *statements: Statement, has_input: bool = False) -> UUID:
    """Start a pipeline on both sides."""
    pipeline_id, fragments = pair.client.create_pipeline(statements or (call("Get-Item"),), has_input=has_input)
    (asked,) = pair.to_server(fragments)
    assert isinstance(asked, PipelineAsked)
    return pipeline_id


@pytest.mark.parametrize("step", [None, 1, 1000])
def test_a_pool_opens(step: int | None) -> None:
    """The client says what it wants, the server what it is; split anywhere."""
    pair = ConnectionPair(step=step)
    (asked,) = pair.to_server(pair.client.open())
    assert isinstance(asked, PoolOpenAsked)
    assert (asked.min_runspaces, asked.max_runspaces) == (1, 1)
    assert asked.host_info is not None
    assert asked.host_info["_isHostNull"] is True
    events = pair.to_client(pair.server.opened())
    states = [event.state for event in events if isinstance(event, PoolStateChanged)]
    assert states == [PoolState.NEGOTIATION_SUCCEEDED, PoolState.OPENED]
    (told,) = [event for event in events if isinstance(event, ApplicationData)]
    assert isinstance(told.value, Table)
    assert isinstance(table := told.value.get("PSVersionTable"), Table)
    assert isinstance(ours := VERSIONS.get("PSVersionTable"), Table)
    assert table.get("PSVersion") == ours.get("PSVersion")


@pytest.mark.parametrize("step", [None, 1])
def test_a_pipeline_runs(step: int | None) -> None:
    """Statements, input, output, errors, records and the end arrive in order, split anywhere."""
    pair = ConnectionPair(step=step, fragment_bytes=100)
    pair.open()
    statements = [call("Get-Item", "x", LiteralPath=("a", "b")) | call("Out-Null"), call("Write-Output", 5)]
    pipeline_id, fragments = pair.client.create_pipeline(statements, has_input=True)
    (asked,) = pair.to_server(fragments)
    assert isinstance(asked, PipelineAsked)
    assert asked.pipeline_id == pipeline_id
    assert asked.has_input
    first = ServedCommand("Get-Item", False, ((None, "x"), ("LiteralPath", ("a", "b"))))
    assert asked.statements == (
        (first, ServedCommand("Out-Null", False)),
        (ServedCommand("Write-Output", False, ((None, 5),)),),
    )
    given = pair.client.input(pipeline_id, Bag({"Path": "p"})) + pair.client.end_input(pipeline_id)
    assert pair.to_server(given) == [InputArrived(pipeline_id, Bag({"Path": "p"})), InputEnded(pipeline_id)]
    error = ErrorRecord("PathNotFound,X", "ObjectNotFound", "p", "System.Exception", "no", "Get-Item")
    server = pair.server
    answer = (
        server.output(pipeline_id, UInt32(2**32 - 1))
        + server.error(pipeline_id, error)
        + server.output(pipeline_id, None)
        + server.record(pipeline_id, "warning", "careful")
        + server.pipeline_state(pipeline_id, PipelineState.FAILED, error)
    )
    output, failed, null, warned, ended = pair.to_client(answer)
    assert output == Output(pipeline_id, UInt32(2**32 - 1))
    assert failed == ErrorOutput(pipeline_id, error)
    assert null == Output(pipeline_id, None)
    assert isinstance(warned, RecordOutput)
    assert isinstance(warned.value, Bag)
    assert (warned.stream, warned.value["InformationalRecord_Message"]) == (Stream.WARNING, "careful")
    assert ended == PipelineStateChanged(pipeline_id, PipelineState.FAILED, error)


def test_one_statement_lies_in_cmds_alone(pair: ConnectionPair) -> None:
    """The small form: no ExtraCmds for one statement, no type names, no ids; 339 bytes a further one."""
    _, one = pair.client.create_pipeline([call("Write-Output", InputObject="M0")])
    _, two = pair.client.create_pipeline([call("Write-Output", InputObject=f"M{n}") for n in range(2)])
    _, three = pair.client.create_pipeline([call("Write-Output", InputObject=f"M{n}") for n in range(3)])
    assert b"ExtraCmds" not in one[0]
    assert b"RefId" not in three[0]
    assert len(three[0]) - len(two[0]) <= 339


def test_secrets_travel_only_under_a_key(pair: ConnectionPair) -> None:
    """Before the exchange they are refused, afterwards they arrive: as argument, input and output."""
    secret, credential = Secret("pässword"), Credential("CORP\\u", Secret("p2"))
    statement = call("Set-It", Password=secret, Credential=credential, All=Table((("a", (secret,)),)))
    with pytest.raises(UnwritableError):
        pair.client.create_pipeline([statement])
    assert not pair.client.has_key
    assert pair.to_server(pair.client.begin_key_exchange()) == [KeyOffered()]
    fragments, held = pair.server.key_reply()
    assert held == []
    assert pair.to_client(fragments) == [KeyExchanged()]
    assert pair.client.has_key
    assert pair.server.has_key
    pipeline_id, fragments = pair.client.create_pipeline([statement], has_input=True)
    assert b"word" not in b"".join(fragments).replace(b"Password", b"")
    (asked,) = pair.to_server(fragments)
    assert isinstance(asked, PipelineAsked)
    assert dict(asked.statements[0][0].arguments) == dict(statement.commands[0].arguments) | {
        "All": Table((("a", (secret,)),), ("System.Collections.Hashtable", "System.Object"))
    }
    for value in (secret, credential):
        assert pair.to_server(pair.client.input(pipeline_id, value)) == [InputArrived(pipeline_id, value)]
        assert pair.to_client(pair.server.output(pipeline_id, value)) == [Output(pipeline_id, value)]


def test_an_input_object_with_a_secret_waits_for_the_key(pair: ConnectionPair) -> None:
    """Before the exchange the server asks for a key and keeps the object, as the engine does."""
    pipeline_id = start(pair, has_input=True)
    by_hand = HandMade(Destination.SERVER, pair.client.id)
    secret = by_hand.message(MessageType.PIPELINE_INPUT, "<SS>AAAA</SS>", pipeline_id)
    assert pair.to_server([secret]) == [KeyNeeded()]
    assert pair.to_server(pair.client.input(pipeline_id, 5)) == []
    assert pair.to_client(pair.server.key_request()) == [KeyRequested()]
    pair.to_server(pair.client.begin_key_exchange())
    _, held = pair.server.key_reply()
    assert held == [InputArrived(pipeline_id, 5)]  # what no key opens is dropped, what came after it is not


def test_a_null_is_an_input_object(pair: ConnectionPair) -> None:
    """It travels as an empty body; a Nil is dropped, as the engine does."""
    pipeline_id = start(pair, has_input=True)
    assert pair.to_server(pair.client.input(pipeline_id, None)) == [InputArrived(pipeline_id, None)]
    by_hand = HandMade(Destination.SERVER, pair.client.id)
    assert pair.to_server([by_hand.message(MessageType.PIPELINE_INPUT, "<Nil />", pipeline_id)]) == []


def test_a_secret_in_an_output_waits_for_no_one(pair: ConnectionPair) -> None:
    """Without a key its place in the order is kept, and what it holds stays unknown."""
    pipeline_id = start(pair)
    lost, kept = pair.to_client(pair.server.output(pipeline_id, Secret("x")) + pair.server.output(pipeline_id, 5))
    assert isinstance(lost, Undecodable)
    assert (lost.pipeline_id, lost.message_type) == (pipeline_id, MessageType.PIPELINE_OUTPUT)
    assert kept == Output(pipeline_id, 5)


def test_a_pool_closes(pair: ConnectionPair) -> None:
    """Closing, then closed, then nothing more."""
    events = pair.to_client(pair.server.pool_state(PoolState.CLOSING) + pair.server.pool_state(PoolState.CLOSED))
    assert events == [PoolStateChanged(PoolState.CLOSING), PoolStateChanged(PoolState.CLOSED)]
    with pytest.raises(ProtocolError):
        pair.client.create_pipeline([call("Get-Item")])
    with pytest.raises(ProtocolError):
        pair.server.pool_state(PoolState.OPENED)


def test_a_broken_pool_tells_why(pair: ConnectionPair) -> None:
    """The error of a broken pool comes with its state."""
    (event,) = pair.to_client(pair.server.pool_state(PoolState.BROKEN, ErrorRecord("Why", "LimitsExceeded")))
    assert isinstance(event, PoolStateChanged)
    assert event.error is not None
    assert (event.state, event.error.id, event.error.category) == (PoolState.BROKEN, "Why", "LimitsExceeded")


def test_a_pipeline_before_the_pool_is_open_is_refused() -> None:
    """Nothing is sent to a pool that is not there."""
    with pytest.raises(ProtocolError):
        ClientPool().create_pipeline([call("Get-Item")])


@pytest.mark.parametrize(
    "statements",
    [
        [],
        [Statement(())],
        [Statement((Command(""),))],
        [Statement((Command("A", (("", 1),)),))],
        [Statement((Command("A", ((" -", 1),)),))],
        [Statement((Command("A", (("V", 2**64),)),))],
    ],
)
def test_what_the_engine_would_not_answer_is_never_sent(pair: ConnectionPair, statements: list[Statement]) -> None:
    """No statement, no command, no name, or an argument that it could not read."""
    with pytest.raises(UnwritableError):
        pair.client.create_pipeline(statements)


def test_an_argument_may_nest_as_deep_as_the_engine_reads(pair: ConnectionPair) -> None:
    """Forty-one levels are sent and understood in any of several statements, one more is refused."""
    value: WireValue = 1
    for _ in range(40):
        value = (value,)
    start(pair, call("A", V=value), call("B", V=value))
    with pytest.raises(UnwritableError):
        pair.client.create_pipeline([call("A", V=(value,))])


def test_the_server_speaks_as_windows_does() -> None:
    """A zero pool id in SESSION_CAPABILITY, the client's elsewhere; marks before texts, none before an empty body."""
    pair = ConnectionPair()
    pair.to_server(pair.client.open())
    capability, *others = [unpack(fragment[HEADER:]) for fragment in pair.server.opened()]
    assert capability.type == MessageType.SESSION_CAPABILITY
    assert capability.pool_id == NO_ID
    assert [message.type for message in others] == [
        MessageType.APPLICATION_PRIVATE_DATA,
        MessageType.RUNSPACEPOOL_STATE,
    ]
    assert {message.pool_id for message in others} == {pair.client.id}
    pipeline_id = start_on_open(pair)
    (text,), (empty,) = pair.server.output(pipeline_id, "a"), pair.server.output(pipeline_id, None)
    assert text[HEADER + 40 :] == b"\xef\xbb\xbf<S>a</S>"
    assert len(empty) == HEADER + 40


def start_on_open(pair: ConnectionPair) -> UUID:
    """Let the client see the pool open, then start a pipeline."""
    pair.server.state = PoolState.NEGOTIATION_SENT
    pair.to_client(pair.server.opened())
    return start(pair)


@pytest.mark.parametrize(
    ("kind", "text", "asked"),
    [
        (
            MessageType.SET_MAX_RUNSPACES,
            '<Obj><MS><I32 N="MaxRunspaces">3</I32><I64 N="CI">7</I64></MS></Obj>',
            RunspaceCountAsked(RunspaceQuestion.SET_MAX, 7, 3),
        ),
        (
            MessageType.SET_MIN_RUNSPACES,
            '<Obj><MS><I32 N="MinRunspaces">1</I32><I64 N="ci">8</I64></MS></Obj>',
            RunspaceCountAsked(RunspaceQuestion.SET_MIN, 8, 1),
        ),
        (
            MessageType.GET_AVAILABLE_RUNSPACES,
            '<Obj><MS><I64 N="ci">9</I64></MS></Obj>',
            RunspaceCountAsked(RunspaceQuestion.AVAILABLE, 9),
        ),
        (
            MessageType.RESET_RUNSPACE_STATE,
            '<Obj><MS><I64 N="ci">10</I64></MS></Obj>',
            RunspaceCountAsked(RunspaceQuestion.RESET, 10),
        ),
    ],
)
def test_questions_about_runspaces(
    pair: ConnectionPair, kind: MessageType, text: str, asked: RunspaceCountAsked
) -> None:
    """Names are matched without case, and the answer has the question's id."""
    assert pair.to_server([HandMade(Destination.SERVER, pair.client.id).message(kind, text)]) == [asked]
    assert pair.to_client(pair.server.runspace_answer(asked.call_id, True)) == [RunspaceAnswer(asked.call_id, True)]
    assert pair.to_client(pair.server.runspace_answer(asked.call_id, 3)) == [RunspaceAnswer(asked.call_id, 3)]


def test_command_metadata_is_asked(pair: ConnectionPair) -> None:
    """The names and the kinds of commands come through."""
    text = (
        '<Obj><MS><Obj N="Name"><LST><S>Get-*</S></LST></Obj><I32 N="CommandType">8</I32><Nil N="Namespace" />'
        '<Nil N="ArgumentList" /></MS></Obj>'
    )
    pipeline_id = UUID(int=5)
    message = HandMade(Destination.SERVER, pair.client.id).message(MessageType.GET_COMMAND_METADATA, text, pipeline_id)
    assert pair.to_server([message]) == [CommandMetadataAsked(pipeline_id, ("Get-*",), 8, (), ())]


def test_a_host_is_called_and_answers(pair: ConnectionPair) -> None:
    """The method arrives by its name; a client's answer carries the call's id."""
    pipeline_id = start(pair)
    (event,) = pair.to_client(pair.server.host_call(1, 6, "SetShouldExit", (3,), pipeline_id))
    assert event == HostCall(pipeline_id, "SetShouldExit", (3,))
    text = '<Obj><MS><S N="mr">yes</S><I64 N="ci">1</I64><I32 N="mi">11</I32></MS></Obj>'
    by_hand = HandMade(Destination.SERVER, pair.client.id)
    answer = by_hand.message(MessageType.PIPELINE_HOST_RESPONSE, text, pipeline_id)
    assert pair.to_server([answer]) == [HostAnswered(pipeline_id, 1, "yes", None)]


def test_another_client_takes_a_pool_up(pair: ConnectionPair) -> None:
    """Connecting asks for the pool's numbers and is answered with them."""
    text = '<Obj><MS><I32 N="MinRunspaces">1</I32><I32 N="MaxRunspaces">4</I32></MS></Obj>'
    message = HandMade(Destination.SERVER, pair.client.id).message(MessageType.CONNECT_RUNSPACEPOOL, text)
    assert pair.to_server([message]) == [PoolConnectAsked(1, 4)]
    kinds = [unpack(fragment[HEADER:]).type for fragment in pair.server.connected()]
    assert kinds == [MessageType.SESSION_CAPABILITY, MessageType.RUNSPACEPOOL_INIT_DATA]


def test_a_server_ignores_what_the_engine_ignores(pair: ConnectionPair) -> None:
    """Unknown types, messages of the other role, unknown pipelines, a second beginning: no answer, no error."""
    to_server = HandMade(Destination.SERVER, pair.client.id)
    to_client = HandMade(Destination.CLIENT, pair.client.id)
    unknown = UUID(int=9)
    assert pair.to_server([to_server.message(0x00099999, "<S>a</S>")]) == []
    assert pair.to_server([to_server.message(MessageType.PIPELINE_OUTPUT, "<S>a</S>", unknown)]) == []
    assert pair.to_server([to_client.message(MessageType.CREATE_PIPELINE, "<S>a</S>", unknown)]) == []
    assert pair.to_server([to_server.message(MessageType.PIPELINE_INPUT, "<S>a</S>", unknown)]) == []
    assert pair.to_server([to_server.message(MessageType.CREATE_PIPELINE, "rubbish", unknown)]) == []
    assert pair.to_server([to_server.message(MessageType.INIT_RUNSPACEPOOL, "<Obj />")]) == []
    pipeline_id, fragments = pair.client.create_pipeline([call("A")])
    assert len(pair.to_server(fragments)) == 1
    assert pair.to_server(fragments) == []
    start(pair)


def test_a_second_capability_breaks_the_pool(pair: ConnectionPair) -> None:
    """The engine closes the pool, so the owner is told."""
    message = HandMade(Destination.SERVER, pair.client.id).message(MessageType.SESSION_CAPABILITY, "<Obj />")
    assert pair.to_server([message]) == [PoolBrokenByClient()]


def test_a_client_keeps_the_place_of_what_it_cannot_read(pair: ConnectionPair) -> None:
    """Rubbish, a state that cannot follow, a stranger's pipeline: an event each, and the next one is read."""
    pipeline_id = start(pair)
    by_hand = HandMade(Destination.CLIENT, pair.client.id)
    state = '<Obj><MS><I32 N="PipelineState">{}</I32></MS></Obj>'
    events = pair.to_client(
        [
            by_hand.message(MessageType.PIPELINE_OUTPUT, "rubbish", pipeline_id),
            by_hand.message(MessageType.PIPELINE_OUTPUT, "<S>a</S>", UUID(int=9)),
            by_hand.message(MessageType.PIPELINE_STATE, state.format(99), pipeline_id),
            by_hand.message(MessageType.ERROR_RECORD, "<S>a</S>", pipeline_id),
            by_hand.message(MessageType.ENCRYPTED_SESSION_KEY, "<Obj />"),
            by_hand.message(0x00099999, "<S>a</S>", pipeline_id),
            by_hand.message(MessageType.PIPELINE_OUTPUT, "<S>b</S>", pipeline_id),
        ]
    )
    assert [type(event) for event in events] == [Undecodable] * 5 + [Output]
    assert "rubbish" not in repr(events)


def test_a_message_for_the_other_side_stops_a_client(pair: ConnectionPair) -> None:
    """A peer that sends a server's messages to a client is no server."""
    message = HandMade(Destination.SERVER, pair.client.id).message(MessageType.PIPELINE_OUTPUT, "<S>a</S>")
    with pytest.raises(ProtocolError):
        pair.to_client([message])


def test_three_hundred_statements_cost_little(pair: ConnectionPair) -> None:
    """Writing them and reading their answers takes well under 0.1 s of CPU each."""
    path = "Registry::HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\{}"
    statements = [call("Get-ItemProperty", LiteralPath=path.format(n), Name="Value") for n in range(300)]
    began = time.process_time()
    pipeline_id, fragments = pair.client.create_pipeline(statements)
    written = time.process_time() - began
    pair.to_server(fragments)
    bag = Bag({f"Value{n}": n for n in range(5)} | {"List": Items(("a", "b"))}, ("Selected.X", "System.Object"))
    answers = b"".join(part for _ in range(300) for part in pair.server.output(pipeline_id, bag))
    began = time.process_time()
    events = pair.client.receive(answers)
    read = time.process_time() - began
    assert len(events) == 300
    assert max(written, read) < 0.1
