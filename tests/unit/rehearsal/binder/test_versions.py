"""Where Windows PowerShell 5.1 binds otherwise than 7 (recordings/binder/README.md, 5.1 against 7)."""

from __future__ import annotations

import pytest

from aksarc_harden.contract.reader import load_contract
from aksarc_harden.model.values import EnumValue, WireValue
from aksarc_harden.rehearsal.binder import Binder, BindingError

NEW, OLD = Binder(load_contract(), engine="7"), Binder(load_contract(), engine="5.1")


def outcome(binder: Binder, name: str, *arguments: tuple[str | None, WireValue]) -> object:
    """Give the value of the last argument's parameter, or the error's id."""
    try:
        bound = binder.bind(name, arguments, has_input=False)
    except BindingError as error:
        return error.id
    last = list({**bound.values(), **bound.common}.values())[-1]
    return last.name if isinstance(last, EnumValue) else last


@pytest.mark.parametrize(
    ("arguments", "new", "old"),
    [
        ((("proga", "Stop"),), "Stop", "NamedParameterNotFound"),
        ((("Pi", "v"),), "v", "v"),
        ((("Pr", "Stop"),), "Stop", "NamedParameterNotFound"),
        ((("ErrorAction", "Break"),), "Break", "CannotConvertArgumentNoMessage"),
        ((("ErrorAction", "Suspend"),), "ParameterBindingFailed", "ParameterBindingFailed"),
        ((("ErrorAction", None),), "ParameterBindingFailed", "ParameterBindingFailed"),
        ((("Year", "2kb"),), 2048, "CannotConvertArgumentNoMessage"),
        ((("Year", "0b101"),), 5, "CannotConvertArgumentNoMessage"),
        ((("Year", "0x10"),), 16, 16),
        ((("Format", 0.1 + 0.2),), "0.3", "0.3"),
    ],
)
def test_get_date_differs_by_version(
    arguments: tuple[tuple[str | None, WireValue], ...], new: object, old: object
) -> None:
    """Common parameters, action values and numbers in texts differ; the text of a Double does not."""
    assert outcome(NEW, "Get-Date", *arguments) == new
    assert outcome(OLD, "Get-Date", *arguments) == old


def test_transactions_are_gone_from_7() -> None:
    """-UseTransaction is common to the provider cmdlets of 5.1."""
    arguments = (("Path", "x"), ("UseTransaction", True))
    assert outcome(NEW, "Get-Item", *arguments) == "NamedParameterNotFound"
    assert outcome(OLD, "Get-Item", *arguments) is True
