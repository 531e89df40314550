"""The simulated host answers the same statements as the real engine does, in the same shape, over the same carrier."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from aksarc_harden.model.answer import Answer
from aksarc_harden.model.statement import Chain, Statement, call, program
from aksarc_harden.model.values import Bag, Byte, Credential, Int64, Secret, Table, UInt32, WireValue
from aksarc_harden.rehearsal.host import SimulatedHost
from aksarc_harden.transport.check import accept_everything
from aksarc_harden.transport.connect import connect
from aksarc_harden.transport.pooled_session import PooledSession
from tests.support.rehearsal import wsman_over_simulated
from tests.support.sessions import LIMITS, Sessions, host_of
from tests.support.simulated import a_machine

SAY = call("Write-Output", InputObject="said")
MISSING = "/no/such/place"
TABLE = Table((("Name", "a"), ("Values", (1, "two", None))))


def echo(value: WireValue) -> Statement:
    """Write a statement that gives its argument back."""
    return call("Write-Output", InputObject=value)


def fed(statement: Statement, *inputs: WireValue) -> Statement:
    """Feed a statement with input objects."""
    return Statement(statement.commands, inputs)


ONE_BY_ONE = {
    "text": echo("ひらがな 𠮷 ä\r\n\t_x0041_"),
    "numbers": call("Write-Output", InputObject=(1, UInt32(2**31), Int64(2**40), 1.5, Byte(3))),
    "nothing": call("Out-Null"),
    "null": call("Get-Variable", Name="null", ValueOnly=True),
    "truth": echo(True),
    "bytes": echo(b"\x00\xff"),
    "a table": echo(TABLE),
    "a secret": echo(Secret("hidden")),
    "a credential": echo(Credential("user", Secret("hidden"))),
    "a property of each": fed(call("Select-Object", ExpandProperty="Name"), Bag({"Name": "a"}), Bag({"Name": "b"})),
    "chosen properties": fed(call("Select-Object", Property=("A", "C")), Bag({"A": 1, "B": 2})),
    "a member of each": fed(call("ForEach-Object", MemberName="Length"), "a", "bcd"),
    "unknown command": call("Get-NoSuchThing"),
    "unknown command in a pipeline": SAY | call("Get-NoSuchThing"),
    "unknown parameter": call("Get-Date", NoSuch=1),
    "wrong type": call("Start-Sleep", Seconds="soon"),
    "missing mandatory": call("Get-Item"),
    "null argument": call("Get-Item", LiteralPath=None),
    "outside a value set": call("Get-Date", DisplayHint="Century"),
    "program not there": program("/no/such/program"),
    "missing path": call("Get-Item", LiteralPath=MISSING),
    "missing path, silently": call("Get-Item", LiteralPath=MISSING, ErrorAction="SilentlyContinue"),
    "missing path, stopping": call("Get-Item", LiteralPath=MISSING, ErrorAction="Stop"),
    "paths that are not there": call("Test-Path", LiteralPath=(MISSING, MISSING)),
    "input objects that fail": fed(call("Get-Item"), Bag({"LiteralPath": MISSING}), Bag({"LiteralPath": MISSING})),
    "input objects that do not bind": fed(call("Start-Sleep"), "soon", "later"),
}

TOGETHER: dict[str, list[Chain]] = {
    "all well": [(SAY, SAY), (SAY,)],
    "first fails": [(call("Get-NoSuchThing"), SAY), (SAY,), (SAY,)],
    "middle fails": [(SAY,), (SAY, call("Get-Date", NoSuch=1), SAY), (SAY,)],
    "last fails": [(SAY,), (SAY,), (call("Get-Item"),)],
    "several fail": [(call("Get-NoSuchThing"),), (SAY,), (call("Get-Item"),), (call("Get-NoSuchThing"),), (SAY,)],
    "errors that do not terminate": [(call("Get-Item", LiteralPath=MISSING), SAY), (SAY,)],
    "one that stops": [(SAY,), (call("Get-Item", LiteralPath=MISSING, ErrorAction="Stop"),), (SAY,)],
    "one alone": [(call("Get-NoSuchThing"),)],
    "input objects among others": [(SAY,), (fed(call("ForEach-Object", MemberName="Length"), "abc"),), (SAY,)],
}


def shape(value: WireValue) -> object:
    """Give what must agree: type and value; of tables and bags, names and the types within."""
    if isinstance(value, Table):
        return {str(key): shape(inner) for key, inner in value.entries}
    if isinstance(value, Bag):
        return {name: shape(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [shape(item) for item in value]
    return type(value), value


def comparable(answer: Answer) -> object:
    """Give what must agree of an answer; an error's text and target are the host's own affair."""
    errors = [(error.id, error.category) for error in answer.errors]
    lost = answer.lost and answer.lost.code
    return [shape(value) for value in answer.output], errors, lost, answer.failed


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PooledSession]:
    """Give a session to a simulated host's PowerShell 7, which is the real engine's version."""
    with (
        wsman_over_simulated(SimulatedHost(a_machine()), tmp_path_factory.mktemp("simulated")) as server,
        connect(
            host_of(server, "http-ntlm", configuration="PowerShell.7"), limits=LIMITS, check=accept_everything
        ) as session,
    ):
        yield session


@pytest.fixture
def real(lasting_sessions: Sessions) -> PooledSession:
    """Give a session to the real engine, over the same kind of server."""
    return lasting_sessions.share("http-ntlm")


@pytest.mark.parametrize("name", ONE_BY_ONE)
def test_one_pipeline_is_answered_alike(real: PooledSession, simulated: PooledSession, name: str) -> None:
    """Output, error ids, and whether it failed."""
    statement = ONE_BY_ONE[name]
    assert comparable(simulated.run(statement)) == comparable(real.run(statement))


@pytest.mark.parametrize("name", TOGETHER)
def test_a_read_is_answered_alike(real: PooledSession, simulated: PooledSession, name: str) -> None:
    """Who is to blame, what is lost with it, and what is read all the same."""
    chains = TOGETHER[name]
    answers = [
        [[comparable(answer) for answer in chain] for chain in session.read(chains)] for session in (simulated, real)
    ]
    assert answers[0] == answers[1]


def test_both_cost_the_same_requests(real: PooledSession, simulated: PooledSession) -> None:
    """A small read is one Command and one Receive."""
    costs = []
    for session in (simulated, real):
        before = session.traffic.requests
        session.read([(SAY,), (SAY,), (SAY,)])
        costs.append(session.traffic.requests - before)
    assert costs[0] == 2
    assert costs[1] <= 4  # a real engine may need a moment, and then another Receive


def test_a_large_read_of_the_simulated_host_is_whole(simulated: PooledSession) -> None:
    """A thousand statements, in order."""
    answers = simulated.read([(echo(number),) for number in range(1000)])
    assert answers == [(Answer((number,)),) for number in range(1000)]
