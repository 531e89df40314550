"""Both roles read every message that was recorded on a real engine, and judge requests as it did."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest

from aksarc_harden.errors import ProtocolError
from aksarc_harden.model.statement import call
from aksarc_harden.psrp import server_forms
from aksarc_harden.psrp.client import ClientPool
from aksarc_harden.psrp.client_events import (
    ErrorOutput,
    HostCall,
    KeyRequested,
    Output,
    PipelineStateChanged,
    RecordOutput,
    RunspaceAnswer,
)
from aksarc_harden.psrp.clixml_reader import read_as_engine
from aksarc_harden.psrp.messages import Destination, MessageType
from aksarc_harden.psrp.server_events import InputArrived, PipelineAsked
from aksarc_harden.psrp.states import PipelineState
from tests.support.describe import describe
from tests.support.peers import ConnectionPair, HandMade, is_of_pipeline
from tests.support.recordings import CASES, load, received, sent

EXPECTED = {
    MessageType.PIPELINE_OUTPUT: Output,
    MessageType.ERROR_RECORD: ErrorOutput,
    MessageType.PIPELINE_STATE: PipelineStateChanged,
    MessageType.RUNSPACE_AVAILABILITY: RunspaceAnswer,
    MessageType.PUBLIC_KEY_REQUEST: KeyRequested,
    MessageType.PIPELINE_HOST_CALL: HostCall,
    MessageType.RUNSPACEPOOL_HOST_CALL: HostCall,
}
NOT_READ_ALONE = {MessageType.ENCRYPTED_SESSION_KEY, MessageType.RUNSPACEPOOL_STATE}  # other tests have them
OTHER_REASONS = {
    "secure string under a wrong key",  # the recording's key is not here
    "undecodable input object: secure string without a session key",  # its pipeline was read, its input was not
}


class NoCipher:
    """Stands in for a session key that no recording holds."""

    def encrypt(self, text: str) -> str:
        """Leave it."""
        return text

    decrypt = encrypt


@pytest.fixture
def pair(monkeypatch: pytest.MonkeyPatch) -> ConnectionPair:
    """An open pool on both sides, whose secrets are not encrypted."""
    made = ConnectionPair()
    made.open()
    monkeypatch.setattr(made.client, "_key", NoCipher())
    monkeypatch.setattr(made.server, "_key", NoCipher())
    monkeypatch.setattr(made.server, "_key_sent", True)
    return made


def new_pipeline(client: ClientPool) -> UUID:
    """Make a pipeline that the client knows."""
    return client.create_pipeline([call("Get-Item")])[0]


@pytest.mark.parametrize("name", CASES)
def test_the_client_reads_all_that_an_engine_said(name: str, pair: ConnectionPair) -> None:
    """Every message becomes the event that it is; none is undecodable."""
    by_hand = HandMade(Destination.CLIENT, pair.client.id)
    for case in load(name):
        pipeline_id = new_pipeline(pair.client)
        for said in received(case):
            if said.type in NOT_READ_ALONE:
                continue
            of = pipeline_id if is_of_pipeline(said.type) else None
            (event,) = pair.to_client([by_hand.message(said.type, said.clixml, of)])
            assert type(event) is EXPECTED.get(said.type, RecordOutput), (case["name"], said)
            if isinstance(event, PipelineStateChanged):
                pipeline_id = new_pipeline(pair.client)


def answered(case: dict[str, Any]) -> bool:
    """Tell whether the engine answered the pipeline of a case."""
    return any(said.type == MessageType.PIPELINE_STATE for said in received(case))


@pytest.mark.parametrize("name", [name for name in CASES if name.startswith(("wire/", "powershell"))])
def test_the_server_understands_what_the_engine_understood(name: str, pair: ConnectionPair) -> None:
    """A pipeline that the engine answered is understood; one that it left unanswered is dropped without a word."""
    by_hand = HandMade(Destination.SERVER, pair.client.id)
    judged = 0
    for case in load(name):
        requests = [said for said in sent(case) if said.type == MessageType.CREATE_PIPELINE]
        for said in requests:
            events = pair.to_server([by_hand.message(said.type, said.clixml, new_pipeline(pair.client))])
            if len(requests) == 1 and case["name"] not in OTHER_REASONS:
                assert bool(events) == answered(case), case["name"]
                judged += 1
    assert judged


def abstract(asked: PipelineAsked) -> list[list[dict[str, Any]]]:
    """Give statements in the recordings' form, with described values."""
    return [
        [
            {"script": command.name}
            if command.is_script
            else {"command": command.name, "parameters": [[n, describe(v)] for n, v in command.arguments]}
            for command in statement
        ]
        for statement in asked.statements
    ]


def simple(value: Any) -> bool:
    """Tell whether a recorded argument is one that JSON holds as it is."""
    return value is None or isinstance(value, (str, bool, int))


def expected(statement: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give a recorded statement with described values."""
    return [
        {"command": one["command"], "parameters": [[n, describe(v)] for n, v in one["parameters"]]}
        if "command" in one
        else {"script": one["script"]}
        for one in statement
    ]


@pytest.mark.parametrize("name", ["wire/batch-errors", "wire/batches", "wire/parameters", "wire/culture"])
def test_the_server_reads_the_statements_that_were_meant(name: str, pair: ConnectionPair) -> None:
    """Command names, parameter names and values are those that the recording lists."""
    compared = 0
    for case in load(name):
        requests = [said for said in sent(case) if said.type == MessageType.CREATE_PIPELINE]
        if len(requests) != 1 or not answered(case) or not all_simple(case["statements"]):
            continue
        asked = server_forms.pipeline_asked(new_pipeline(pair.client), read_as_engine(requests[0].clixml))
        assert abstract(asked) == [expected(statement) for statement in case["statements"]], case["name"]
        compared += 1
    assert compared > 5


def all_simple(statements: list[Any]) -> bool:
    """Tell whether a case lists its statements with values that JSON holds."""
    return all(
        isinstance(one, dict) and ("script" in one or all(simple(value) for _, value in one["parameters"]))
        for statement in statements
        for one in statement
    )


def test_merges_are_read(pair: ConnectionPair) -> None:
    """The five later fields say which stream goes to the output."""
    streams = set()
    for case in load("wire/create-pipeline"):
        if case["name"].startswith("Merge"):
            said = next(sent(case))
            asked = server_forms.pipeline_asked(new_pipeline(pair.client), read_as_engine(said.clixml))
            streams |= {stream for one in asked.statements for command in one for stream in command.merges.streams}
    assert streams == {"error", "warning", "verbose", "debug", "information"}


def test_undecodable_input_objects_are_dropped_without_a_word(pair: ConnectionPair) -> None:
    """Of three objects the second is lost and the others arrive, as recorded."""
    by_hand = HandMade(Destination.SERVER, pair.client.id)
    for case in load("wire/inputs"):
        if case["name"] in OTHER_REASONS:
            continue
        pipeline_id = new_pipeline(pair.client)
        events = [
            event
            for said in sent(case)
            for event in pair.to_server([by_hand.message(said.type, said.clixml, pipeline_id)])
        ]
        kinds = [type(event) for event in events]
        assert kinds == [PipelineAsked, InputArrived, InputArrived], case["name"]


def test_a_request_without_a_needed_field_is_said_to_be_wrong() -> None:
    """The reader of requests names the field."""
    case = next(case for case in load("wire/create-pipeline") if case["name"] == "without NoInput")
    with pytest.raises(ProtocolError, match="NoInput"):
        server_forms.pipeline_asked(uuid4(), read_as_engine(next(sent(case)).clixml))


def test_recorded_states_are_the_known_ones() -> None:
    """Completed, failed and stopped all occur in the recordings, so that the tests above have seen them."""
    numbers = {
        str(int(state))
        for state in PipelineState
        for case in load("wire/batches")
        for said in received(case)
        if f'<I32 N="PipelineState">{int(state)}<' in said.clixml
    }
    assert numbers == {"3", "4", "5"}
