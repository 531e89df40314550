"""Services: how they start and whether they run, read together and changed by few pipelines."""

from __future__ import annotations

from typing import Any

import pytest

from aksarc_harden.engine.kind import NotWritten, Seen, Write
from aksarc_harden.model.answer import Answer, Cause, CauseCode, ErrorRecord
from aksarc_harden.model.found import ABSENT, Before, Found, Missing, Unreadable, Value, Wanted
from aksarc_harden.model.setting import Service
from aksarc_harden.model.statement import Command
from aksarc_harden.model.values import Bag, EnumValue, WireValue
from aksarc_harden.targets.windows.services import ServicesKind
from aksarc_harden.transport.check import check_statements
from tests.support.builders import facts_of

KIND = ServicesKind()
FACTS = facts_of(commands=frozenset(name.lower() for name in KIND.commands))
SPOOLER, WINRM, BITS = Service("Spooler"), Service("WinRM"), Service("BITS")
KEYS = "Registry::HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\"


def start_type(number: int) -> EnumValue:
    """Give a start type as the wire brings it."""
    names = ("Boot", "System", "Automatic", "Manual", "Disabled")
    return EnumValue("System.ServiceProcess.ServiceStartMode", names[number], number)


def state(number: int) -> EnumValue:
    """Give a state as the wire brings it."""
    return EnumValue(
        "System.ServiceProcess.ServiceControllerStatus", {1: "Stopped", 4: "Running"}.get(number, "?"), number
    )


def listed(start: WireValue, status: WireValue, name: str = "spooler") -> Bag:
    """Give what the service manager says of one service."""
    return Bag({"Name": name, "StartType": start, "Status": status})


def decode(manager: Answer, keys: Answer) -> dict[Service, Found]:
    """Read both answers."""
    chains = KIND.queries([SPOOLER, WINRM], FACTS, [])
    seen = [Seen(chain, (answer,)) for chain, answer in zip(chains, (manager, keys), strict=True)]
    assert KIND.queries([SPOOLER, WINRM], FACTS, seen) == []
    return KIND.decode([SPOOLER, WINRM], FACTS, seen)


def found(manager: Bag, key: Bag | None = None) -> Found:
    """Read one service."""
    return decode(Answer((manager,)), Answer((key,) if key else ()))[SPOOLER]


def test_all_services_are_asked_for_together() -> None:
    """Two statements, silent about those that are not there, whatever their number."""
    manager, keys = KIND.queries([SPOOLER, WINRM], FACTS, [])
    assert dict(manager[0].commands[0].arguments) == {"Name": ("Spooler", "WinRM"), "ErrorAction": "SilentlyContinue"}
    assert dict(keys[0].commands[0].arguments)["LiteralPath"] == (KEYS + "Spooler", KEYS + "WinRM")
    check_statements([*manager, *keys])


@pytest.mark.parametrize(
    ("start", "status", "text"),
    [
        (2, 4, "Automatic"), (2, 1, "Automatic, stopped"), (3, 1, "Manual"), (3, 4, "Manual, running"),
        (4, 1, "Disabled"), (4, 4, "Disabled, running"), (2, 7, "Automatic"), (4, 3, "Disabled"),
    ],
)  # fmt: skip
def test_a_value_is_the_start_type_and_an_unexpected_state(start: int, status: int, text: str) -> None:
    """An automatic service is expected to run, any other one not to; paused still runs, stopping no longer does."""
    assert found(listed(start_type(start), state(status))) == Value(text, "StartType")


@pytest.mark.parametrize(("start", "status"), [("Disabled", "Running"), (4, 4), (start_type(4), Bag(base=4))])
def test_enumerations_come_in_several_forms(start: WireValue, status: WireValue) -> None:
    """As an object, as text, as a number, or wrapped."""
    assert found(listed(start, status)) == Value("Disabled, running", "StartType")


@pytest.mark.parametrize(("start", "status"), [("Später", "Running"), (9, 4), (None, 4), (4, None)])
def test_another_form_is_unreadable(start: WireValue, status: WireValue) -> None:
    """Nothing is guessed."""
    read = found(listed(start, status))
    assert isinstance(read, Unreadable)
    assert read.cause.code is CauseCode.VALUE_UNDECODABLE


def test_a_delay_stands_in_the_key_alone() -> None:
    """It counts for an automatic service only."""
    delayed = Bag({"PSChildName": "Spooler", "Start": 2, "DelayedAutostart": 1})
    assert found(listed(start_type(2), state(4)), delayed) == Value("AutomaticDelayedStart", "StartType")
    assert found(listed(start_type(4), state(1)), delayed) == Value("Disabled", "StartType")


def test_what_is_not_installed_is_missing() -> None:
    """Neither the manager nor the registry knows it."""
    both = decode(Answer(), Answer((Bag({"PSChildName": "WinRM", "Start": 2}),)))
    assert both[SPOOLER] == Missing()
    assert isinstance(both[WINRM], Unreadable)  # it has a key, and the manager does not show it


def test_a_lost_or_failed_answer_makes_all_unreadable() -> None:
    """Without both views nothing is said."""
    lost = Cause(CauseCode.TIMED_OUT)
    assert decode(Answer(), Answer(lost=lost))[SPOOLER] == Unreadable(lost)
    failed = Answer(errors=(ErrorRecord("X,Get-Service"),), failed=True)
    assert decode(failed, Answer())[WINRM] == Unreadable(Cause(CauseCode.COMMAND_FAILED, "X"))
    lacking = facts_of(commands=FACTS.commands - {"get-service"})
    missing = Unreadable(Cause(CauseCode.COMMAND_MISSING, "Get-Service"))
    assert KIND.decode([SPOOLER], lacking, []) == {SPOOLER: missing}
    assert KIND.queries([SPOOLER], lacking, []) == []


def sent(changes: dict[Service, tuple[Before, Wanted]]) -> list[tuple[str, Any, Any]]:
    """Give the writes: command, arguments without -Confirm, input objects."""
    writes = [each for each in KIND.writes(changes, FACTS) if isinstance(each, Write)]
    check_statements([each.statement for each in writes])
    told: list[tuple[str, Any, Any]] = []
    for each in writes:
        command: Command = each.statement.commands[0]
        arguments = dict(command.arguments)
        assert arguments.pop("Confirm") is False
        told.append((command.name, arguments, each.statement.inputs))
    return told


def value(text: str) -> Value:
    """Give a service's value."""
    return Value(text, "StartType")


def test_disabling_stops_and_names_go_as_input_objects() -> None:
    """One pipeline a start type, then one that stops those that run; start types never go in input objects."""
    changes: dict[Service, tuple[Before, Wanted]] = {
        SPOOLER: (value("Automatic"), value("Disabled")),
        BITS: (value("Manual"), value("Disabled")),
        WINRM: (value("Automatic, stopped"), value("Manual")),
    }
    assert sent(changes) == [
        ("Set-Service", {"StartupType": "Manual"}, ("WinRM",)),
        ("Set-Service", {"StartupType": "Disabled"}, ("Spooler", "BITS")),
        ("Stop-Service", {"Name": ("Spooler",)}, ()),
    ]


def test_the_way_back_starts_what_ran() -> None:
    """And nothing else."""
    back: dict[Service, tuple[Before, Wanted]] = {
        SPOOLER: (value("Disabled"), value("Automatic")),
        BITS: (value("Disabled"), value("Manual, running")),
        WINRM: (value("Manual"), value("Automatic, stopped")),
    }
    assert sent(back) == [
        ("Set-Service", {"StartupType": "Automatic"}, ("Spooler", "WinRM")),
        ("Set-Service", {"StartupType": "Manual"}, ("BITS",)),
        ("Start-Service", {"Name": ("Spooler", "BITS")}, ()),
    ]


def test_what_ran_though_disabled_starts_before_it_is_disabled_again() -> None:
    """A disabled service cannot be started, so it is manual for as long as that takes."""
    back: dict[Service, tuple[Before, Wanted]] = {
        SPOOLER: (value("Disabled"), value("Disabled, running")),
        BITS: (value("Manual"), value("Disabled, running")),
        WINRM: (value("Automatic"), value("Disabled, running")),
    }
    assert sent(back) == [
        ("Set-Service", {"StartupType": "Manual"}, ("Spooler",)),
        ("Set-Service", {"StartupType": "Disabled"}, ("WinRM",)),
        ("Start-Service", {"Name": ("Spooler", "BITS")}, ()),
        ("Set-Service", {"StartupType": "Disabled"}, ("Spooler", "BITS")),
    ]


def test_a_state_alone_is_changed_alone() -> None:
    """A disabled service that runs on is stopped."""
    changes: dict[Service, tuple[Before, Wanted]] = {SPOOLER: (value("Disabled, running"), value("Disabled"))}
    assert sent(changes) == [("Stop-Service", {"Name": ("Spooler",)}, ())]


@pytest.mark.parametrize(
    ("before", "wanted", "delay"),
    [("Disabled", "AutomaticDelayedStart, stopped", 1), ("AutomaticDelayedStart", "Automatic", 0)],
)
def test_a_delay_is_written_to_the_key(before: str, wanted: str, delay: int) -> None:
    """Set-Service of Windows PowerShell 5.1 knows none and takes none away."""
    type_, delays = sent({SPOOLER: (value(before), value(wanted))})
    assert type_ == ("Set-Service", {"StartupType": "Automatic"}, ("Spooler",))
    assert delays[:2] == ("New-ItemProperty", {"Force": True})
    (written,) = delays[2]
    assert dict(written) == {
        "LiteralPath": KEYS + "Spooler", "Name": "DelayedAutostart", "PropertyType": "DWord", "Value": delay,
    }  # fmt: skip


def test_what_is_missing_gets_its_error_and_no_more() -> None:
    """Set-Service says that it is not there; nothing is stopped or started, and nothing is written for absence."""
    assert [command for command, _, _ in sent({SPOOLER: (Missing(), value("Disabled"))})] == ["Set-Service"]
    assert KIND.writes({SPOOLER: (value("Disabled"), ABSENT)}, FACTS) == []


@pytest.mark.parametrize("text", ["", "Boot", "Disabled,running", "Disabled, paused", "disabled"])
def test_what_is_no_start_type_is_refused(text: str) -> None:
    """Drivers are not ours; the others are written."""
    changes: dict[Service, tuple[Before, Wanted]] = {
        SPOOLER: (value("Automatic"), value(text)), BITS: (value("Manual"), value("Disabled")),
    }  # fmt: skip
    refused, *_ = KIND.writes(changes, FACTS)
    assert isinstance(refused, NotWritten)
    assert (refused.settings, refused.cause.code) == ((SPOOLER,), CauseCode.REFUSED_BEFORE_SENDING)
    assert sent(changes) == [("Set-Service", {"StartupType": "Disabled"}, ("BITS",))]


def test_services_have_no_keys_of_ours() -> None:
    """Nothing is asked before writing, nothing is removed, no file is needed."""
    assert KIND.keys_to_remove({SPOOLER: Missing()}, FACTS) == []
    assert KIND.asks_before_writing({SPOOLER: (Missing(), ABSENT)}, FACTS) == ()
    assert KIND.queries([], FACTS, []) == []
    assert not KIND.needs_work_folder
