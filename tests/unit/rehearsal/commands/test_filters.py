"""Where-Object lets objects pass by a property, read when the object arrives."""

from __future__ import annotations

import pytest

from aksarc_harden.model.statement import Statement, call
from aksarc_harden.model.values import Bag, WireValue
from aksarc_harden.rehearsal.interpreter.events import EndState
from tests.support.simulated import an_asker

TOP = r"Registry::HKEY_LOCAL_MACHINE\SOFTWARE\Test"
ITEMS = (Bag({"n": 0, "t": "a"}), Bag({"n": 1, "t": "A"}), Bag({"t": "b"}))


def passed(where: Statement) -> list[int]:
    """Filter the items and give the places of those that passed."""
    heard = an_asker().ask(Statement(where.commands, ITEMS))
    assert heard.state is EndState.COMPLETED
    return [ITEMS.index(each) for each in heard.output if isinstance(each, Bag)]


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [("n", 0, [0]), ("N", 1, [1]), ("t", "A", [0, 1]), ("n", None, [2]), ("no", None, [0, 1, 2]), ("t", 0, [])],
)
def test_equal_objects_pass(name: str, value: WireValue, expected: list[int]) -> None:
    """Names and texts compare without case, and what is not there is null."""
    assert passed(call("Where-Object", Property=name, EQ=True, Value=value)) == expected


def test_unequal_objects_pass() -> None:
    """-NE is the opposite."""
    assert passed(call("Where-Object", Property="n", NE=True, Value=0)) == [1, 2]


def test_a_script_block_is_said_to_be_missing() -> None:
    """What is not simulated fails and is not taken for something else."""
    heard = an_asker().ask(Statement(call("Where-Object", Property="n", GT=True, Value=0).commands, (Bag({"n": 1}),)))
    assert heard.state is EndState.FAILED


def test_a_property_is_read_when_its_object_arrives() -> None:
    """A key that the pipeline emptied meanwhile counts as empty, so parents go right after their children."""
    asker = an_asker()
    asker.ask(call("New-Item", Path=(TOP, TOP + r"\A", TOP + r"\A\B", TOP + r"\C"), Confirm=False) | call("Out-Null"))
    keys = (TOP + r"\A\B", TOP + r"\A", TOP)
    empty = call("Where-Object", Property="SubKeyCount", EQ=True, Value=0)
    heard = asker.ask(call("Get-Item", LiteralPath=keys) | empty | call("Remove-Item", Confirm=False))
    assert (heard.state, heard.errors) == (EndState.COMPLETED, [])
    assert asker.ask(call("Test-Path", LiteralPath=keys)).output == [False, False, True]
