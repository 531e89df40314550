"""Error records are decoded by ids and numbers, and written in the engine's form."""

from __future__ import annotations

import pytest

from aksarc_harden.errors import ProtocolError
from aksarc_harden.model.answer import ErrorRecord
from aksarc_harden.model.values import Bag, EnumValue, WireValue
from aksarc_harden.psrp.clixml import read, write
from aksarc_harden.psrp.messages import MessageType
from aksarc_harden.psrp.records import CATEGORIES, error_bag, error_record, is_error_record
from tests.support.recordings import load, received


def first_error(name: str) -> Bag:
    """Give the first error record of a recorded batch."""
    case = next(case for case in load("wire/batch-errors") if case["name"] == name)
    text = next(said.clixml for said in received(case) if said.type == MessageType.ERROR_RECORD)
    value = read(text)
    assert isinstance(value, Bag)
    return value


@pytest.mark.parametrize(
    ("name", "record"),
    [
        (
            "unknown command",
            ErrorRecord("CommandNotFoundException", "ObjectNotFound", "Get-Nope", command=""),
        ),
        (
            "wrong type",
            ErrorRecord(
                "CannotConvertArgumentNoMessage,Microsoft.PowerShell.Commands.GetProcessCommand",
                "InvalidArgument",
                command="Get-Process",
            ),
        ),
        ("Write-Error", ErrorRecord("OwnId,Test-Write", "NotSpecified", 7, command="Test-Write")),
        (
            "non-terminating",
            ErrorRecord(
                "PathNotFound,Microsoft.PowerShell.Commands.GetItemCommand",
                "ObjectNotFound",
                "/missing",
                command="Get-Item",
            ),
        ),
    ],
)
def test_a_recorded_error_is_decoded(name: str, record: ErrorRecord) -> None:
    """Id, category, target and command come from their fields, whatever the text says."""
    decoded = error_record(first_error(f"{name}, statement 1 of 9"))
    assert (decoded.id, decoded.category, decoded.target, decoded.command) == (
        record.id,
        record.category,
        record.target,
        record.command,
    )
    assert decoded.message
    assert decoded.exception.endswith("Exception")


def test_an_error_written_by_us_has_the_shape_of_a_recorded_one() -> None:
    """The same elements in the same order, as far as both have them."""
    recorded = first_error("Write-Error, statement 1 of 9")
    record = error_record(recorded)
    ours = error_bag(record, activity="Write-Error")
    assert names_in_order(recorded) >= names_in_order(ours)
    assert ours["ErrorCategory_Message"] == recorded["ErrorCategory_Message"]
    assert ours["ErrorCategory_TargetType"] == recorded["ErrorCategory_TargetType"]
    text = write(ours)
    head = '<TN RefId="0"><T>System.Management.Automation.ErrorRecord</T><T>System.Object</T></TN>'
    assert text.startswith(f'<Obj RefId="0">{head}<ToString>written</ToString><MS>')
    assert error_record(read(text)) == record


def names_in_order(bag: Bag) -> list[str]:
    """Give the names of a record's properties but those that only some engines send."""
    return [name for name in bag if name not in ("PSMessageDetails", "ErrorDetails_ScriptStackTrace")]


def test_a_long_target_is_shortened_in_the_categorys_text_alone() -> None:
    """As ErrorCategoryInfo.GetMessage does; the target stays whole."""
    bag = error_bag(ErrorRecord("Id", "ReadError", "a" * 50))
    assert bag["ErrorCategory_Message"] == f"ReadError: ({'a' * 15}...{'a' * 15}:String) [], Exception"
    assert bag["ErrorCategory_TargetName"] == "a" * 50


def test_a_merged_error_is_recognised_among_outputs() -> None:
    """An error record that comes as an output object is told from other objects."""
    assert is_error_record(first_error("Write-Error, statement 1 of 9"))
    assert not is_error_record(Bag({"FullyQualifiedErrorId": "x"}))
    assert not is_error_record("x")


def test_details_go_before_the_exceptions_text() -> None:
    """A text put there on purpose is what the user is to see."""
    bag = Bag({"FullyQualifiedErrorId": "Id", "ErrorDetails_Message": "details", "Exception": Bag({"Message": "raw"})})
    assert error_record(bag).message == "details"


@pytest.mark.parametrize("value", [13, EnumValue("System.Management.Automation.ErrorCategory", "x", 13)])
def test_a_category_may_come_as_number_or_object(value: WireValue) -> None:
    """The number decides, never its text."""
    record = error_record(Bag({"FullyQualifiedErrorId": "Id", "ErrorCategory_Category": value}))
    assert record.category == "ObjectNotFound"


def test_a_category_that_does_not_exist_is_not_specified() -> None:
    """A later version's number does not lose the error."""
    record = error_record(Bag({"FullyQualifiedErrorId": "Id", "ErrorCategory_Category": 99}))
    assert record.category == CATEGORIES[0]


@pytest.mark.parametrize("value", [None, "text", Bag({"Message": "x"})])
def test_what_is_no_error_record_is_a_protocol_error(value: WireValue) -> None:
    """Without an id there is nothing to decide by."""
    with pytest.raises(ProtocolError):
        error_record(value)
