"""Services on the Windows engine, as far as Wine has them: read, disabled and stopped, and put back."""

from __future__ import annotations

import pytest

from aksarc_harden.engine.apply import Explanation, write_changes
from aksarc_harden.engine.read import read_settings
from aksarc_harden.model.facts import Facts
from aksarc_harden.model.found import Found, Missing, Value
from aksarc_harden.model.setting import Service
from aksarc_harden.targets import KINDS
from tests.support.wine import Lab

SPOOLER, ABSENT_ONE = Service("Spooler"), Service("no")
KEY = r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\Spooler"
# Wine 8.0 sets the type and says so beside; Wine 10.0 does not (recordings: windows-registry).
SAID_BY_WINE = "CouldNotSetServiceDelayedAutoStart,Microsoft.PowerShell.Commands.SetServiceCommand"


def value(text: str) -> Value:
    """Give a service's value."""
    return Value(text, "StartType")


def read(lab: Lab, facts: Facts) -> Found:
    """Read the spooler."""
    return read_settings(lab.session, KINDS, [SPOOLER, ABSENT_ONE], facts)[SPOOLER]


def write(lab: Lab, facts: Facts, wanted: str) -> list[Explanation]:
    """Bring the spooler to a state; give what was said against it."""
    now = read(lab, facts)
    assert isinstance(now, Value)
    said = write_changes(lab.session, KINDS, {SPOOLER: (now, value(wanted))}, facts)
    return [each for each in said if each.cause.detail != SAID_BY_WINE]


def test_a_service_that_is_not_there_is_missing(lab: Lab, facts: Facts) -> None:
    """Beside it the spooler is read, which Wine starts by hand."""
    found = read_settings(lab.session, KINDS, [ABSENT_ONE, SPOOLER], facts)
    assert found == {ABSENT_ONE: Missing(), SPOOLER: value("Manual")}


@pytest.mark.parametrize("before", ["Manual", "Automatic, stopped", "Manual, running", "Automatic"])
def test_a_service_is_disabled_and_put_back(lab: Lab, facts: Facts, before: str) -> None:
    """It stops, the number in its key is the one of its type, and the way back is exact, whether it ran or not."""
    assert write(lab, facts, before) == []
    assert read(lab, facts) == value(before)
    held = lab.holds([KEY])

    assert write(lab, facts, "Disabled") == []
    assert read(lab, facts) == value("Disabled")
    assert '"Start"=dword:00000004' in lab.holds([KEY])

    assert write(lab, facts, before) == []
    assert read(lab, facts) == value(before)
    assert lab.holds([KEY]) == held
    assert write(lab, facts, "Manual") == []


def test_a_delayed_start_is_written_and_taken_away(lab: Lab, facts: Facts) -> None:
    """It stands in the service's key beside an automatic start."""
    assert write(lab, facts, "AutomaticDelayedStart, stopped") == []
    assert read(lab, facts) == value("AutomaticDelayedStart, stopped")
    assert '"DelayedAutostart"=dword:00000001' in lab.holds([KEY])
    assert write(lab, facts, "Automatic, stopped") == []
    assert read(lab, facts) == value("Automatic, stopped")
    assert write(lab, facts, "Manual") == []


def test_a_start_type_of_what_is_not_there_names_the_error(lab: Lab, facts: Facts) -> None:
    """The host's own id is the cause."""
    (said,) = write_changes(lab.session, KINDS, {ABSENT_ONE: (Missing(), value("Disabled"))}, facts)
    assert said.settings == (ABSENT_ONE,)
    assert said.cause.detail == "InvalidOperationException,Microsoft.PowerShell.Commands.SetServiceCommand"
