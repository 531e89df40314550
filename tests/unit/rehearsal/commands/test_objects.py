"""The commands on objects do with lists, bytes and null what PowerShell 7.6.9 did with them when it was asked."""

from __future__ import annotations

import pytest

from aksarc_harden.model.statement import Statement, call
from aksarc_harden.model.values import Bag, Byte, WireValue
from aksarc_harden.rehearsal.host import SimulatedHost
from aksarc_harden.rehearsal.interpreter.events import EndState
from aksarc_harden.rehearsal.interpreter.runspace import POWERSHELL_7, WINDOWS_POWERSHELL
from tests.support.simulated import Asker, a_machine

BYTES = (Byte(97), Byte(98))
COUNT = call("Measure-Object") | call("Select-Object", ExpandProperty="Count")


def output(statement: Statement, *inputs: WireValue) -> list[object]:
    """Give what PowerShell 7 gives, a list as a tuple."""
    heard = Asker(SimulatedHost(a_machine()), POWERSHELL_7).ask(Statement(statement.commands, inputs))
    assert heard.state is EndState.COMPLETED
    assert not heard.errors
    return [tuple(each) if isinstance(each, tuple | list) else each for each in heard.output]


@pytest.mark.parametrize("value", ["a", "", 1, True, None, b"ab", b"", (1, 2), (1,), (), (None,), ((1, 2), 3)])
def test_without_enumeration_a_value_comes_as_it_is(value: WireValue) -> None:
    """Given as an argument or through the pipeline, in PowerShell 7 no list is made of it and none is taken apart."""
    whole = call("Write-Output", NoEnumerate=True)
    assert output(call("Write-Output", InputObject=value, NoEnumerate=True)) == [value]
    assert output(call("Write-Output", InputObject=value, NoEnumerate=True) | whole) == [value]
    assert output(whole, value) == [value]


def test_windows_powershell_makes_a_list_of_each_object() -> None:
    """Its parameter takes an array, which -NoEnumerate gives as it was bound."""
    heard = Asker(SimulatedHost(a_machine()), WINDOWS_POWERSHELL).ask(
        call("Write-Output", InputObject="a", NoEnumerate=True)
    )
    assert [tuple(each) for each in heard.output if isinstance(each, tuple | list)] == [("a",)]


@pytest.mark.parametrize(
    ("value", "elements"), [(b"ab", BYTES), (b"", ()), ((1, 2), (1, 2)), (((1, 2), 3), ((1, 2), 3)), ("ab", ("ab",))]
)
def test_lists_and_bytes_come_element_by_element(value: WireValue, elements: tuple[object, ...]) -> None:
    """From Write-Output, from a property that is expanded, and from a member."""
    bag = Bag({"Value": value})
    assert output(call("Write-Output", InputObject=value)) == list(elements)
    assert output(call("Select-Object", ExpandProperty="Value"), bag) == list(elements)
    assert output(call("ForEach-Object", MemberName="Value"), bag) == list(elements)
    assert output(call("Select-Object", ExpandProperty="Value") | COUNT, bag) == [len(elements)]


@pytest.mark.parametrize("value", ["x", 1, b"ab", (1, 2)])
def test_an_input_object_as_an_argument_is_taken_whole(value: WireValue) -> None:
    """A list is one object then."""
    assert output(call("Select-Object", InputObject=value)) == [value]
    assert output(call("Select-Object", InputObject=value, Last=1)) == [value]
    assert output(call("Measure-Object", InputObject=value) | call("Select-Object", ExpandProperty="Count")) == [1]
    assert output(call("Out-Null", InputObject=value)) == []


def test_a_member_of_an_argument() -> None:
    """ForEach-Object looks at the argument, and at its property's."""
    assert output(call("ForEach-Object", MemberName="Length", InputObject="abc")) == [3]
    assert output(call("Select-Object", ExpandProperty="a", InputObject=Bag({"a": 1}))) == [1]


@pytest.mark.parametrize(
    "given", [{}, {"Property": "a"}, {"ExpandProperty": "a"}, {"ExcludeProperty": "a"}, {"First": 1}, {"Last": 1}]
)
def test_null_is_not_selected(given: dict[str, WireValue]) -> None:
    """Nothing comes of it, and it is no error."""
    assert output(call("Select-Object", **given), None) == []
    assert output(call("Select-Object", InputObject=None, **given)) == []


def test_out_default_gives_nothing_back() -> None:
    """It shows objects on a screen that a remote session has not."""
    assert output(call("Write-Output", InputObject=1) | call("Out-Default")) == []
