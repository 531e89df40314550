"""Stock pypsrp, a client that is not ours, understands our server role, and is understood by it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from pypsrp.complex_objects import ObjectMeta, RunspacePoolState
from pypsrp.exceptions import InvalidPSRPOperation
from pypsrp.powershell import PowerShell, RunspacePool

from aksarc_harden.model import values as v
from aksarc_harden.model.answer import ErrorRecord
from aksarc_harden.model.values import Bag, EnumValue, Items, Secret, Table, WireValue
from aksarc_harden.psrp.server import ServerPool
from aksarc_harden.psrp.server_events import (
    InputArrived,
    InputEnded,
    KeyOffered,
    PipelineAsked,
    PoolOpenAsked,
    RunspaceCountAsked,
    RunspaceQuestion,
    ServerEvent,
)
from aksarc_harden.psrp.states import PipelineState, PoolState
from tests.support.peers import VERSIONS
from tests.support.stock_client import stock_pool

ERROR = ErrorRecord(
    "PathNotFound,Microsoft.PowerShell.Commands.GetItemCommand",
    "ObjectNotFound",
    "C:\\none",
    "System.Management.Automation.ItemNotFoundException",
    "Cannot find path.",
    "Get-Item",
)


class Owner:
    """
    Acts on the server role's events with what a test gives it.

    Attributes:
        seen: all events, in order.
        outputs: what every pipeline gives.
        errors: what every pipeline's error stream gives.
        state: how every pipeline ends.
    """

    def __init__(self) -> None:
        self.seen: list[ServerEvent] = []
        self.outputs: list[WireValue] = []
        self.errors: list[ErrorRecord] = []
        self.state = (PipelineState.COMPLETED, None)

    def answer(self, server: ServerPool, event: ServerEvent) -> Iterator[bytes]:
        """Give the fragments that answer an event."""
        self.seen.append(event)
        if isinstance(event, PoolOpenAsked):
            yield from server.opened()
        elif isinstance(event, KeyOffered):
            yield from server.key_reply()[0]
        elif isinstance(event, RunspaceCountAsked):
            yield from server.runspace_answer(
                event.call_id, 3 if event.question == RunspaceQuestion.AVAILABLE else True
            )
        elif isinstance(event, InputEnded) or isinstance(event, PipelineAsked) and not event.has_input:
            yield from self._run(server, event.pipeline_id)

    def _run(self, server: ServerPool, pipeline_id: UUID) -> Iterator[bytes]:
        for output in self.outputs:
            yield from server.output(pipeline_id, output)
        for error in self.errors:
            yield from server.error(pipeline_id, error)
        yield from server.record(pipeline_id, "warning", "careful")
        yield from server.record(pipeline_id, "verbose", "chatty")
        yield from server.pipeline_state(pipeline_id, *self.state)


@pytest.fixture
def owner() -> Owner:
    """Whoever owns the server."""
    return Owner()


@pytest.fixture
def server() -> ServerPool:
    """Our server role."""
    return ServerPool(VERSIONS)


@pytest.fixture
def pool(server: ServerPool, owner: Owner) -> RunspacePool:
    """A pool of stock pypsrp, open."""
    made = stock_pool(server, owner.answer)
    made.open()
    return made


def asked(owner: Owner) -> PipelineAsked:
    """Give the last pipeline that was asked for."""
    return [event for event in owner.seen if isinstance(event, PipelineAsked)][-1]


def test_its_pool_opens(pool: RunspacePool) -> None:
    """It reads our versions and our private data."""
    assert pool.state == RunspacePoolState.OPENED
    assert pool.protocol_version == "2.3"
    assert pool.application_private_data.data["PSVersionTable"]["PSVersion"] == "5.1.20348.1"


def test_its_statements_are_read(pool: RunspacePool, owner: Owner) -> None:
    """Commands, names, values, several statements and a pipeline of two commands."""
    shell = PowerShell(pool)
    shell.add_cmdlet("Get-Item").add_parameter("LiteralPath", "C:\\x").add_parameter("Force", True).add_argument(5)
    shell.add_cmdlet("Select-Object").add_parameter("Property", ["a", "b"])
    shell.add_statement().add_cmdlet("Set-It").add_parameters({"Data": {"k": 1}})
    shell.add_statement().add_script("1 + 1")
    shell.invoke()
    first, second, third = asked(owner).statements
    assert [(command.name, command.is_script) for command in (*first, *second, *third)] == [
        ("Get-Item", False),
        ("Select-Object", False),
        ("Set-It", False),
        ("1 + 1", True),
    ]
    assert first[0].arguments == (("LiteralPath", "C:\\x"), ("Force", True), (None, 5))
    assert first[1].arguments == (("Property", ("a", "b")),)
    ((name, table),) = second[0].arguments
    assert isinstance(table, Table)
    assert (name, table.get("k")) == ("Data", 1)
    assert not asked(owner).has_input


def test_its_input_is_read(pool: RunspacePool, owner: Owner) -> None:
    """Every object arrives, then the end; a large pipeline comes in several parts."""
    shell = PowerShell(pool)
    for number in range(100):
        shell.add_cmdlet(f"Get-{'x' * 2000}{number}")
    shell.invoke(["a", 5, ["b"]])
    assert len(asked(owner).statements[0]) == 100
    assert asked(owner).has_input
    values = [event.value for event in owner.seen if isinstance(event, InputArrived)]
    assert values == ["a", 5, ("b",)]
    assert isinstance(owner.seen[-1], InputEnded)


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("a_x0041_b\r\n<&>\U0001f600", "a_x0041_b\r\n<&>\U0001f600"),
        (5, 5),
        (v.UInt32(2**32 - 1), 2**32 - 1),
        (v.Int64(-1), -1),
        (True, True),
        (Decimal("1.5"), "1.5"),
        (UUID(int=5), UUID(int=5)),
        (b"\x01\x02", b"\x01\x02"),
        (v.Version("1.2"), "1.2"),
        (("a", 1, None), ["a", 1, None]),
        (Items(("a",), "LST", ("System.Collections.ArrayList",)), ["a"]),
        (Table((("a", 1), ("b", ("c",)))), {"a": 1, "b": ["c"]}),
    ],
)
def test_our_values_are_read_by_it(pool: RunspacePool, owner: Owner, value: WireValue, read: Any) -> None:
    """Its serializer, not ours, says what our text means."""
    owner.outputs = [value]
    assert PowerShell(pool).add_cmdlet("Get-It").invoke() == [read]


def test_our_objects_are_read_by_it(pool: RunspacePool, owner: Owner) -> None:
    """Own and added properties, type names, text, and enumerations within."""
    day = EnumValue("System.DayOfWeek", "Friday", 5)
    inner = Bag({"A": 1})
    types = ("Some.Type", "System.Object")
    owner.outputs = [
        Bag({"Name": "n", "Day": day, "Inner": inner, "PSPath": "p"}, types, "text", None, frozenset({"PSPath"}))
    ]
    (read,) = PowerShell(pool).add_cmdlet("Get-It").invoke()
    assert (str(read), list(read.types)) == ("text", list(types))
    assert read.adapted_properties["Name"] == "n"
    assert read.extended_properties == {"PSPath": "p"}
    assert str(read.adapted_properties["Day"]) == "Friday"
    assert read.adapted_properties["Inner"].extended_properties == {"A": 1}


def test_our_errors_and_records_are_read_by_it(pool: RunspacePool, owner: Owner) -> None:
    """Ids, categories, targets and texts; a failed pipeline tells its error, too."""
    owner.errors = [ERROR]
    owner.state = (PipelineState.FAILED, ERROR)  # type: ignore[assignment]
    shell = PowerShell(pool).add_cmdlet("Get-Item")
    shell.invoke()
    assert shell.had_errors
    for error in shell.streams.error:
        assert (error.fq_error, error.target_object, str(error)) == (ERROR.id, ERROR.target, ERROR.message)
        assert error.category == 13
        assert error.exception.types[0] == ERROR.exception
    assert len(shell.streams.error) == 2
    assert [str(one) for one in shell.streams.warning] == ["careful"]
    assert [str(one) for one in shell.streams.verbose] == ["chatty"]


def test_secrets_travel_both_ways(pool: RunspacePool, owner: Owner) -> None:
    """Its key exchange gives a key under which we read its secrets, and it reads ours."""
    pool.exchange_keys()
    sealed = pool.serialize("hunter2", metadata=ObjectMeta("SS"))
    shell = PowerShell(pool).add_cmdlet("Set-It").add_parameter("Password", sealed)
    owner.outputs = [Secret("out")]
    assert shell.invoke() == ["out"]
    assert asked(owner).statements[0][0].arguments == (("Password", Secret("hunter2")),)


def test_its_questions_about_runspaces_are_answered(pool: RunspacePool, owner: Owner) -> None:
    """Available ones, setting both limits, and a reset."""
    assert pool.get_available_runspaces() == 3
    pool.max_runspaces = 5
    pool.min_runspaces = 2
    pool.reset_runspace_state()
    questions = [(e.question, e.count) for e in owner.seen if isinstance(e, RunspaceCountAsked)]
    assert questions == [
        (RunspaceQuestion.AVAILABLE, 0),
        (RunspaceQuestion.SET_MAX, 5),
        (RunspaceQuestion.SET_MIN, 2),
        (RunspaceQuestion.RESET, 0),
    ]


def test_a_broken_pool_is_told(pool: RunspacePool, server: ServerPool) -> None:
    """It reads the state that we tell."""
    pool.shell._waiting.extend(server.pool_state(PoolState.BROKEN, ERROR))
    with pytest.raises(InvalidPSRPOperation):
        pool._receive()
