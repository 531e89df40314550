"""Batches are planned within limits, and each answer finds its statement by order and markers."""

from __future__ import annotations

import pytest

from aksarc_harden.model.answer import Answer, Cause, CauseCode, ErrorRecord
from aksarc_harden.model.statement import Chain, Statement, call
from aksarc_harden.model.values import Bag, Table, WireValue
from aksarc_harden.transport.reading import Numbered
from aksarc_harden.transport.wsman.batch import (
    MOST_BYTES,
    MOST_STATEMENTS,
    Attribution,
    Batch,
    estimate_bytes,
    is_lone,
    plan_batches,
)

SAY = call("Write-Output", InputObject="x")
DENIED = ErrorRecord("Denied,Some.Class", "PermissionDenied")


def numbered(*chains: Chain) -> list[Numbered]:
    """Number chains as a read does."""
    return [Numbered(index, chain) for index, chain in enumerate(chains)]


def marker(statement: Statement) -> WireValue:
    """Give the text that a marker statement answers with."""
    return statement.commands[0].arguments[0][1]


def test_small_reads_are_one_batch() -> None:
    """All chains share a pipeline, in order."""
    (batch,) = plan_batches(numbered((SAY, SAY), (SAY,)))
    assert batch.places == ((0, 0), (0, 1), (1, 0))


def test_a_marker_opens_the_batch_and_follows_each_statement() -> None:
    """No statement of ours is the first, and each has an end."""
    (batch,) = plan_batches(numbered((SAY,), (SAY,)))
    assert [statement == SAY for statement in batch.statements] == [False, True, False, True, False]
    assert len({marker(statement) for statement in batch.statements[::2]}) == 3


def test_a_batch_has_the_same_bytes_each_time() -> None:
    """So it can be written once for many hosts."""
    one, other = (plan_batches(numbered((SAY,), (SAY,)))[0].statements for _ in range(2))
    assert one == other


def test_batches_keep_to_the_number_of_statements() -> None:
    """A chain that would not fit begins the next batch."""
    batches = plan_batches(numbered(*[(SAY, SAY, SAY)] * 250))
    assert all(len(batch.places) <= MOST_STATEMENTS for batch in batches)
    assert sum(len(batch.chains) for batch in batches) == 250


def test_batches_keep_to_the_number_of_bytes() -> None:
    """Large arguments fill a batch, too."""
    large = call("Write-Output", InputObject="y" * 100_000)
    assert [len(batch.chains) for batch in plan_batches(numbered(*[(large,)] * 7))] == [3, 3, 1]


def test_a_chain_is_never_split() -> None:
    """Even one that is longer than a batch may be."""
    (batch,) = plan_batches(numbered((SAY,) * (MOST_STATEMENTS + 10)))
    assert len(batch.places) == MOST_STATEMENTS + 10


@pytest.mark.parametrize(
    "value",
    [
        "y" * 50_000, "ä" * 25_000, b"y" * 40_000, ["y" * 50_000], Bag({"a": "y" * 50_000}),
        Table((("a", "y" * 50_000),)),
    ],
)  # fmt: skip
def test_the_size_of_every_form_of_value_is_seen(value: WireValue) -> None:
    """Text counts in bytes, containers with what they hold."""
    assert 50_000 < estimate_bytes(call("Write-Output", InputObject=value)) < 56_000 < MOST_BYTES


def test_chains_with_input_objects_go_alone() -> None:
    """A pipeline's input is for one statement."""
    assert is_lone((SAY, Statement(SAY.commands, ("a",))))
    assert not is_lone((SAY, SAY))


def attribution(count: int = 3) -> tuple[Attribution, list[WireValue]]:
    """Give the attribution of a batch of so many statements, and its markers."""
    batch = Batch(tuple(numbered(*[(SAY,)] * count)))
    return Attribution(batch), [marker(statement) for statement in batch.statements[::2]]


def test_output_and_errors_go_to_the_statement_between_its_markers() -> None:
    """By order of arrival alone."""
    given, marks = attribution()
    given.take_output(marks[0])
    given.take_output("a")
    given.take_error(DENIED)
    given.take_output(marks[1])
    given.take_output(marks[2])
    given.take_output("c")
    given.take_output(marks[3])
    assert given.is_whole
    answers = [seen.answer() for seen in given.seen]
    assert answers == [Answer(("a",), (DENIED,)), Answer(), Answer(("c",))]


def test_a_lost_marker_shows_who_is_to_blame() -> None:
    """The statement after the last marker, with what it had brought."""
    given, marks = attribution()
    for value in (marks[0], "a", marks[1], "b"):
        given.take_output(value)
    assert (given.ended, given.is_whole) == (1, False)
    assert given.culprit.output == ["b"]


def test_nothing_at_all_blames_the_first() -> None:
    """A batch that never began is its first statement's fault."""
    given, _ = attribution()
    assert (given.ended, given.is_whole) == (0, False)
    assert given.culprit is given.seen[0]


def test_a_marker_out_of_turn_is_output_like_any_other() -> None:
    """Only the marker that is due ends a statement, so none can be forged by repeating one."""
    given, marks = attribution()
    for value in (marks[0], marks[2], marks[0]):
        given.take_output(value)
    assert given.ended == 0
    assert given.culprit.output == [marks[2], marks[0]]


def test_what_comes_after_the_last_marker_is_nobodys() -> None:
    """A late record does not land on the last statement."""
    given, marks = attribution(1)
    for value in (marks[0], marks[1], "late"):
        given.take_output(value)
    given.take_error(DENIED)
    given.take_undecodable("late")
    assert given.seen[0].answer() == Answer()


def test_something_unreadable_loses_its_own_answer_only() -> None:
    """Its place is kept by order, and what else came is kept with it."""
    given, marks = attribution(2)
    given.take_output(marks[0])
    given.take_output("a")
    given.take_undecodable("PIPELINE_OUTPUT: no XML")
    given.take_output(marks[1])
    given.take_output("b")
    given.take_output(marks[2])
    first, second = (seen.answer() for seen in given.seen)
    assert first == Answer(("a",), lost=Cause(CauseCode.VALUE_UNDECODABLE, "PIPELINE_OUTPUT: no XML"))
    assert second == Answer(("b",))
