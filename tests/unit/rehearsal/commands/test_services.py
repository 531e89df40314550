"""Services of a simulated host: as the Windows engine was recorded, and with the state that commands leave."""

from __future__ import annotations

from typing import Any

import pytest

from aksarc_harden.model.statement import Statement, call
from aksarc_harden.model.values import Bag, EnumValue, Items, WireValue
from aksarc_harden.psrp.clixml_reader import read
from aksarc_harden.psrp.messages import MessageType
from aksarc_harden.psrp.records import error_record
from aksarc_harden.rehearsal.host import SimulatedHost
from aksarc_harden.rehearsal.host.registry import DWORD, MULTI_STRING, STRING
from aksarc_harden.rehearsal.host.services import SERVICES
from aksarc_harden.rehearsal.interpreter.runspace import POWERSHELL_7
from tests.support.recorded_registry import has_script, statements_of
from tests.support.recordings import load, received
from tests.support.simulated import Asker, Heard, a_machine, an_asker

# Cases that are no replay, each with its reason.
LEFT_OUT = {
    "Get-Service": "members that PowerShell 7 adds to the whole object are not simulated",
    "New-Service": "services are neither made nor removed here",
    "Set-Service -StartupType AutomaticDelayedStart": "5.1, whose contract we hold to, has no such type",
    "Set-Service, unknown type": "the message of 5.1 is another one",
    "Start-Service, disabled": "the case before it disabled the service; in a test of its own",
}
AS_COMMANDS = {
    "Set-Service by input objects": [
        Statement(
            call("Set-Service").commands,
            (
                Bag({"Name": "HardeningTest", "StartupType": "Disabled"}),
                Bag({"Name": "no", "StartupType": "Disabled"}),
            ),
        ),
        call("Get-Service", Name="HardeningTest") | call("Select-Object", ExpandProperty="StartType"),
    ],
    "Set-Service, names as input": [
        Statement(call("Set-Service", StartupType="Disabled").commands, ("HardeningTest", "no")),
        call("Get-ItemProperty", LiteralPath="HKLM:\\SYSTEM\\CurrentControlSet\\Services\\HardeningTest")
        | call("Select-Object", ExpandProperty="Start"),
    ],
}


def _asker() -> Asker:
    """Give a host with the services of the recordings, all stopped and started by hand."""
    asker = Asker(SimulatedHost(a_machine(windows="C:\\windows", account="Administrator")), POWERSHELL_7)
    for name, display in (("HardeningTest", "HardeningTest"), ("Spooler", "Print Spooler"), ("BITS", "BITS")):
        key = asker.host.state.registry.make(f"{SERVICES}\\{name}")
        key.put("Start", DWORD, 3)
        key.put("Type", DWORD, 272 if name == "Spooler" else 16)
        key.put("ImagePath", STRING, "C:\\windows\\system32\\svchost.exe -k x")
        key.put("ObjectName", STRING, "LocalSystem")
        key.put("DisplayName", STRING, display)
    asker.host.state.running.clear()
    return asker


def _cases() -> list[Any]:
    cases = [each for each in load("windows-registry/services-and-more") if "ervice" in str(each["statements"])]
    about = [each for each in cases if not has_script(each) or each["name"] in AS_COMMANDS]
    return [pytest.param(each, id=each["name"]) for each in about if each["name"] not in LEFT_OUT]


@pytest.mark.parametrize("case", _cases())
def test_a_recorded_case_gives_the_same_answer(case: dict[str, Any]) -> None:
    """Outputs, error ids, categories and targets are those of the recording."""
    asker = _asker()
    heard = [asker.ask(each) for each in AS_COMMANDS.get(case["name"]) or statements_of(case)]
    outputs, errors = _recorded(case)
    assert [_error(each) for one in heard for each in one.errors] == errors
    assert [_plain(each) for one in heard for each in one.output] == outputs


def _recorded(case: dict[str, Any]) -> tuple[list[object], list[object]]:
    outputs: list[object] = []
    errors: list[object] = []
    for said in received(case):
        if said.type is MessageType.PIPELINE_OUTPUT:
            outputs.append(_plain(read(said.clixml)))
        elif said.type is MessageType.ERROR_RECORD:
            errors.append(_error(error_record(read(said.clixml))))
    return outputs, errors


def _error(record: Any) -> object:
    target = record.target.types[:1] if isinstance(record.target, Bag) else record.target
    return (record.id, record.category, target, record.exception)


def _plain(value: WireValue) -> object:
    if isinstance(value, Bag):
        return (value.types[:1], {name.lower(): _plain(each) for name, each in value.properties.items()})
    if isinstance(value, EnumValue):
        return (value.type_name, value.name, value.number)
    return list(value) if isinstance(value, Items | tuple) else value


def test_the_cases_left_out_are_there() -> None:
    """No reason is given for a case that there is not."""
    names = {each["name"] for each in load("windows-registry/services-and-more")}
    assert names >= LEFT_OUT.keys() | AS_COMMANDS.keys()
    assert len(_cases()) >= 13


@pytest.fixture
def asker() -> Asker:
    """Give a host of the estate on Windows PowerShell 5.1."""
    return an_asker()


def state_of(asker: Asker, name: str) -> tuple[str, str]:
    """Say how a service starts, and its state."""
    heard = asker.ask(call("Get-Service", Name=name) | call("Select-Object", Property=["StartType", "Status"]))
    (bag,) = heard.output
    assert isinstance(bag, Bag)
    return str(bag["StartType"]), str(bag["Status"])


def test_what_one_command_changes_another_shows(asker: Asker) -> None:
    """A fresh host's spooler runs; disabled and stopped it does not start again until it may."""
    assert state_of(asker, "spooler") == ("Automatic", "Running")
    asker.ask(call("Set-Service", Name="Spooler", StartupType="Disabled"))
    assert state_of(asker, "Spooler") == ("Disabled", "Running")
    asker.ask(call("Stop-Service", Name=["Spooler"]))
    assert state_of(asker, "Spooler") == ("Disabled", "Stopped")
    refused = asker.ask(call("Start-Service", Name="Spooler"))
    assert [(each.short_id, each.category) for each in refused.errors] == [("CouldNotStartService", "OpenError")]
    asker.ask(call("Set-Service", Name="Spooler", StartupType="Automatic", Status="Running"))
    assert state_of(asker, "Spooler") == ("Automatic", "Running")


def test_the_start_type_is_the_registrys(asker: Asker) -> None:
    """The key has the number; a delay stays when the type changes, as Windows PowerShell 5.1 leaves it."""
    key = asker.host.state.registry.find(f"{SERVICES}\\Spooler")
    assert key is not None
    key.put("DelayedAutostart", DWORD, 1)
    asker.ask(call("Set-Service", Name="Spooler", StartupType="Manual"))
    values = {each.name: each.data for each in key.sorted_values()}
    assert (values["Start"], values["DelayedAutostart"]) == (3, 1)


def test_services_lean_on_each_other(asker: Asker) -> None:
    """One that others need stops by force and with them; one that needs others starts them first."""
    key = asker.host.state.registry.make(f"{SERVICES}\\Fax")
    key.put("Start", DWORD, 3)
    key.put("DependOnService", MULTI_STRING, ["Spooler"])
    asker.ask(call("Start-Service", Name="Fax"))
    refused = asker.ask(call("Stop-Service", Name="Spooler"))
    assert refused.ids == ["ServiceHasDependentServices"]
    asker.ask(call("Stop-Service", Name="Spooler", Force=True))
    assert (state_of(asker, "Fax")[1], state_of(asker, "Spooler")[1]) == ("Stopped", "Stopped")
    asker.ask(call("Start-Service", Name="Fax"))
    assert state_of(asker, "Spooler")[1] == "Running"


@pytest.mark.parametrize(
    ("statement", "error"),
    [
        (call("Set-Service", Name="Spooler", StartupType="Disabled"), ("CouldNotSetService", "PermissionDenied")),
        (call("Stop-Service", Name="Spooler"), ("CouldNotStopService", "CloseError")),
    ],
)
def test_a_protected_service_refuses(asker: Asker, statement: Statement, error: tuple[str, str]) -> None:
    """The error names the reason, and nothing changes."""
    asker.host.disturb("access-denied", service="spooler")
    heard = asker.ask(statement)
    assert [(each.short_id, each.category) for each in heard.errors] == [error]
    assert state_of(asker, "Spooler") == ("Automatic", "Running")


def test_drivers_and_what_if_change_nothing(asker: Asker) -> None:
    """A driver is no service, and -WhatIf only looks."""
    driver = asker.host.state.registry.make(f"{SERVICES}\\disk")
    driver.put("Start", DWORD, 0)
    driver.put("Type", DWORD, 1)
    assert asker.ask(call("Get-Service", Name="disk")).ids == ["NoServiceFoundForGivenName"]
    asker.ask(call("Set-Service", Name="Spooler", StartupType="Disabled", WhatIf=True))
    asker.ask(call("Stop-Service", Name="Spooler", WhatIf=True))
    assert state_of(asker, "Spooler") == ("Automatic", "Running")


def test_patterns_and_whole_objects(asker: Asker) -> None:
    """A pattern gives what fits, in order; the objects go on to the next command."""
    heard: Heard = asker.ask(call("Get-Service", Name=["W*", "Spooler"]) | call("Select-Object", ExpandProperty="Name"))
    assert heard.output == ["Spooler", "W32Time", "WinRM"]
    asker.ask(call("Get-Service", Name="Spooler") | call("Stop-Service"))
    assert state_of(asker, "Spooler")[1] == "Stopped"
    (whole,) = asker.ask(call("Start-Service", Name="Spooler", PassThru=True)).output
    assert isinstance(whole, Bag)
    assert (whole["Status"], whole["StartType"]) in (("Stopped", "Automatic"), ("Running", "Automatic"))


def test_accounts_of_the_machine_have_sids(asker: Asker) -> None:
    """Names follow the policy that renames them, SIDs do not; an unknown one is an error."""
    asker.host.state.policy.system_access["NewGuestName"] = "Besuch"
    heard = asker.ask(call("Get-LocalUser") | call("Select-Object", Property=["Name", "SID"]))
    shown = {str(bag["Name"]): str(bag["SID"]) for bag in heard.output if isinstance(bag, Bag)}
    sid = asker.host.machine.sid
    assert (shown["Besuch"], shown["Administrator"]) == (f"{sid}-501", f"{sid}-500")
    assert asker.ask(call("Get-LocalUser", Name="nobody")).ids == ["UserNotFound"]
