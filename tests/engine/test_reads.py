"""What a read gives back, whatever fails in the middle of it, on a real engine over each carrier."""

from __future__ import annotations

from pathlib import Path

import pytest

from aksarc_harden.model.answer import Answer, CauseCode
from aksarc_harden.model.statement import Chain, Statement, call, program
from aksarc_harden.model.values import Bag
from aksarc_harden.transport.pooled_session import PooledSession
from tests.support.sessions import Sessions

# Kinds of terminating errors (recordings: wire/batch-errors.jsonl), and the ids that the engine gives them.
TERMINATING = {
    "unknown command": (call("Get-NoSuchThing"), "CommandNotFoundException"),
    "unknown parameter": (call("Get-Date", NoSuch=1), "NamedParameterNotFound"),
    "wrong type": (call("Start-Sleep", Seconds="soon"), "CannotConvertArgumentNoMessage"),
    "missing mandatory": (call("Get-Item"), "MissingMandatoryParameter"),
    "outside a value set": (call("Get-Date", DisplayHint="Century"), "CannotConvertArgumentNoMessage"),
    "null argument": (call("Get-Item", LiteralPath=None), "ParameterArgumentValidationErrorNullNotAllowed"),
    "thrown": (call("Invoke-Expression", Command="throw 'no'"), "no"),
    "program not there": (program("/no/such/program"), "CommandNotFoundException"),
    "action Stop": (call("Get-Item", LiteralPath="/no/such", ErrorAction="Stop"), "PathNotFound"),
}


def say(number: int) -> Statement:
    """Write a statement that answers with its number."""
    return call("Write-Output", InputObject=number)


def outputs(answers: list[tuple[Answer, ...]]) -> list[object]:
    """Give the outputs of every chain's first statement."""
    return [chain[0].output for chain in answers]


def test_terminating_errors_of_every_kind_cost_their_own_chains_only(session: PooledSession) -> None:
    """
    Each failing statement is named with its error, what depends on it is lost with it, all others are read.

    They are more than the pools that one read may use up, and the very first statement is one of them.
    """
    chains: list[Chain] = []
    for number, (failing, _) in enumerate(TERMINATING.values()):
        chains += [(failing, say(-1)), (say(number), failing), (say(number),)]
    answers = iter(session.read(chains))
    for number, (_, error_id) in enumerate(TERMINATING.values()):
        first, second, third = next(answers), next(answers), next(answers)
        assert [second[0], third[0]] == [Answer((number,))] * 2
        for failed in (first[0], second[1]):
            assert (failed.failed, failed.errors[-1].short_id) == (True, error_id)
            assert failed.lost is not None
            assert failed.lost.code in (CauseCode.COMMAND_MISSING, CauseCode.COMMAND_FAILED)
        assert first[1] == Answer(lost=first[0].lost)


def test_errors_that_do_not_terminate_stay_with_their_statement(session: PooledSession) -> None:
    """Three errors and three outputs each find their own statement, in order."""
    missing = [call("Get-Item", LiteralPath=f"/no/such/{number}") for number in range(3)]
    answers = session.read([(missing[0], say(0)), (say(1), missing[1]), (missing[2],), (say(2),)])
    targets = [[error.target for error in answer.errors] for chain in answers for answer in chain]
    assert targets == [["/no/such/0"], [], [], ["/no/such/1"], ["/no/such/2"], []]
    assert [answer.output for chain in answers for answer in chain] == [(), (0,), (1,), (), (), (2,)]
    assert all(answer.lost is None and not answer.failed for chain in answers for answer in chain)


def test_output_that_came_before_an_error_is_kept(session: PooledSession) -> None:
    """A statement that fails half-way says what it had said."""
    failing = call("Invoke-Expression", Command="1; 2; throw 'no'")
    answers = session.read([(say(1),), (failing,), (say(2),)])
    assert answers[1][0].output == (1, 2)
    assert answers[1][0].failed


def test_a_read_of_one_statement_that_fails_looks_the_same(session: PooledSession) -> None:
    """Alone or among others, a failed statement is failed and lost with its error's cause."""
    failing = call("Get-NoSuchThing")
    alone = session.read([(failing,)])[0][0]
    among = session.read([(say(1),), (failing,)])[1][0]
    assert (alone.failed, alone.lost, alone.errors[-1].id) == (among.failed, among.lost, among.errors[-1].id)


def test_a_thousand_statements_are_read_in_order(session: PooledSession) -> None:
    """Large reads are split into batches, and nobody's answer is mixed up."""
    answers = session.read([(say(number),) for number in range(1000)])
    assert outputs(answers) == [(number,) for number in range(1000)]


def test_a_long_chain_runs_in_order(session: PooledSession, work_folder: Path) -> None:
    """A chain makes, reads and removes a file of its own."""
    file = str(work_folder / "chain.txt")
    chain = (
        call("Set-Content", LiteralPath=file, Value="ひとつ\nzwei"),
        call("Get-Content", LiteralPath=file, Raw=True),
        call("Remove-Item", LiteralPath=file, Confirm=False),
        call("Test-Path", LiteralPath=file),
    )
    answers = session.read([chain, (say(1),)])[0]
    content = answers[1].output[0]  # text with the properties that the provider adds
    assert isinstance(content, Bag)
    assert content.base == "ひとつ\nzwei\n"
    assert [answer.output for answer in answers[2:]] == [(), (False,)]


def test_exit_codes_belong_to_their_own_chain(session: PooledSession) -> None:
    """Native programs do not mix up each other's exit code, though it is the runspace's."""
    code = call("Get-Variable", Name="LASTEXITCODE", ValueOnly=True)
    good, bad = (program("/bin/true"), code), (program("/bin/sh", "-c", "exit 7"), code)
    answers = session.read([good, bad, (say(1),), good, bad])
    assert [answers[number][1].output for number in (0, 1, 3, 4)] == [(0,), (7,), (0,), (7,)]


def test_chains_with_input_objects_are_read_too(session: PooledSession) -> None:
    """A statement with input objects goes alone and keeps its place among the answers."""
    fed = Statement(call("ForEach-Object", MemberName="Length").commands, ("a", "bb", "ccc"))
    assert session.read([(say(1),), (fed, say(2)), (say(3),)]) == [
        (Answer((1,)),), (Answer((1, 2, 3)), Answer((2,))), (Answer((3,)),),
    ]  # fmt: skip


def test_nothing_asked_is_nothing_sent(session: PooledSession) -> None:
    """An empty read costs no request."""
    before = session.traffic.requests
    assert session.read([]) == []
    assert session.traffic.requests == before


def test_nulls_and_empty_outputs_are_told_apart(session: PooledSession) -> None:
    """A statement that answers null has one output, one that answers nothing has none."""
    null = call("Get-Variable", Name="null", ValueOnly=True)
    assert outputs(session.read([(null,), (call("Out-Null"),), (say(1),)])) == [(None,), (), (1,)]


@pytest.mark.parametrize("way", ["http-negotiate", "https-ntlm", "https-basic"])
def test_every_way_of_signing_in_reads_and_runs(lasting_sessions: Sessions, way: str) -> None:
    """Encrypted messages over HTTP, and TLS with NTLM or Basic, carry the same answers."""
    session = lasting_sessions.share(way)
    assert outputs(session.read([(say(1),), (say(2),)])) == [(1,), (2,)]
    assert session.run(say(3)) == Answer((3,))
