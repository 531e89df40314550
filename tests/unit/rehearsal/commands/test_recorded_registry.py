"""The registry of a simulated host answers and changes as the Windows engine's did, case by case."""

from __future__ import annotations

from typing import Any

import pytest

from aksarc_harden.model.answer import ErrorRecord
from aksarc_harden.model.statement import Statement, call, program
from aksarc_harden.model.values import Bag, EnumValue, Items, WireValue
from aksarc_harden.psrp.clixml_reader import read
from aksarc_harden.psrp.messages import MessageType
from aksarc_harden.psrp.records import error_record
from aksarc_harden.rehearsal.host import SimulatedHost
from aksarc_harden.rehearsal.interpreter.events import EndState
from aksarc_harden.rehearsal.interpreter.runspace import POWERSHELL_7
from tests.support.recorded_registry import dump, has_script, lay_out, statements_of
from tests.support.recordings import load, received
from tests.support.simulated import Asker, Heard, a_machine

KEY = "HKLM:\\SOFTWARE\\HardeningTest"
REG = "C:\\windows\\system32\\reg.exe"

# Cases that are no replay, each with its reason.
LEFT_OUT = {
    "make under HKLM itself": "Wine makes such a key, Windows and so the rehearsal refuse",
    "read an unknown type": "what Wine's reg.exe makes of an odd number of bytes is compared in a test of its own",
    "..": "a key named .. cannot be made on Windows",
    "rename": "Rename-ItemProperty is not simulated",
    "copy to another key": "Copy-ItemProperty is not simulated",
    "Copy-Item -Recurse": "Copy-Item is not simulated",
    "Rename-Item": "Rename-Item is not simulated",
    "Get-Acl": "access lists of keys are not simulated",
    "Get-Acl, absent": "access lists of keys are not simulated",
    "Get-Acl -Audit": "access lists of keys are not simulated",
    "key name ..": "Wine keeps a key of this name; the recording reads what it left behind",
    "HKU and HKCR by Registry::": "true for the keys that are there, in a test of its own",
}
# Script text is not run; these cases say the same in commands.
AS_COMMANDS: dict[str, list[Statement]] = {
    "default value removed by reg.exe": [program(REG, "delete", "HKLM\\SOFTWARE\\HardeningTest", "/ve", "/f")],
    "slash: reg.exe add": [
        program(
            REG,
            "add",
            "HKLM\\SOFTWARE\\HardeningTest\\RC4 128/128",
            "/v",
            "Enabled",
            "/t",
            "REG_DWORD",
            "/d",
            "0",
            "/f",
        )
    ],
    "many writes by input objects": [
        Statement(
            (call("New-ItemProperty", Force=True) | call("Out-Null")).commands,
            (
                Bag({"LiteralPath": KEY, "Name": "a", "PropertyType": "DWord", "Value": 1}),
                Bag({"LiteralPath": KEY + "\\no", "Name": "b", "PropertyType": "DWord", "Value": 1}),
                Bag({"LiteralPath": KEY, "Name": "c", "PropertyType": "DWord", "Value": "text"}),
                Bag({"LiteralPath": KEY, "Name": "d", "PropertyType": "MultiString", "Value": Items(("x", "y"))}),
            ),
        )
    ],
    "many keys by input objects": [
        Statement(
            (call("New-Item") | call("Out-Null")).commands, (Bag({"Path": KEY + "\\a"}), Bag({"Path": KEY + "\\b"}))
        )
    ],
    "many removals by input objects, PSPath": [
        Statement(
            call("Remove-ItemProperty").commands,
            (Bag({"PSPath": KEY, "Name": "a"}), Bag({"PSPath": KEY, "Name": "b"})),
        )
    ],
    "many removals by input objects, LiteralPath": [
        Statement(
            call("Remove-ItemProperty").commands,
            (Bag({"LiteralPath": KEY, "Name": "a"}), Bag({"LiteralPath": KEY, "Name": "b"})),
        )
    ],
    "many removals by input objects, Path": [
        Statement(call("Remove-ItemProperty").commands, (Bag({"Path": KEY, "Name": "a*"}),))
    ],
    "removal of a value named * by input objects": [
        Statement(call("Remove-ItemProperty").commands, (Bag({"Path": KEY, "Name": "*"}),))
    ],
    "removal of a value named * by input objects, escaped": [
        Statement(call("Remove-ItemProperty").commands, (Bag({"Path": KEY, "Name": "`*"}),))
    ],
    "many reads by input objects": [
        Statement(
            (
                call("Get-ItemProperty")
                | call(
                    "Select-Object",
                    Property="*",
                    ExcludeProperty=["PSDrive", "PSProvider", "PSParentPath", "PSChildName"],
                )
            ).commands,
            (Bag({"LiteralPath": KEY, "Name": "a"}), Bag({"LiteralPath": KEY, "Name": "no"})),
        )
    ],
    "removal of the keys found": [call("Get-ChildItem", LiteralPath=KEY) | call("Remove-Item", Recurse=True)],
    "property objects piped to Set-ItemProperty": [
        call("Get-ItemProperty", LiteralPath=KEY + "\\a") | call("Set-ItemProperty", LiteralPath=KEY + "\\b")
    ],
    "pipe with a path given twice": [call("Get-ItemProperty", LiteralPath=[KEY, KEY], Name="v")],
}


def _cases() -> list[Any]:
    cases = [*load("windows-registry/values"), *load("windows-registry/keys"), *load("windows-registry/pipelines")]
    chosen = [
        case for case in cases if case["name"] not in LEFT_OUT and (not has_script(case) or case["name"] in AS_COMMANDS)
    ]
    return [pytest.param(case, id=case["name"]) for case in chosen]


def _replay(case: dict[str, Any]) -> tuple[Heard, Asker]:
    asker = Asker(SimulatedHost(a_machine(windows="C:\\windows", account="Administrator")), POWERSHELL_7)
    lay_out(asker.host.state.registry, case.get("before", ""))
    statements = AS_COMMANDS.get(case["name"]) or statements_of(case)
    return asker.ask(*statements), asker


@pytest.mark.parametrize("case", _cases())
def test_a_recorded_case_gives_the_same_answer(case: dict[str, Any]) -> None:
    """Outputs, error ids, categories, targets and the end are those of the recording."""
    heard, _ = _replay(case)
    outputs, errors, state, end = _recorded(case)
    assert [_error(each) for each in heard.errors] == [_error(each) for each in errors]
    assert heard.state == state
    assert (None if heard.end is None else _error(heard.end)) == end
    if not has_script(case) or "reg.exe" not in str(case["statements"]):
        assert [_plain(each) for each in heard.output] == [_plain(each) for each in outputs]


@pytest.mark.parametrize("case", [each for each in _cases() if each.values[0].get("after") is not None])
def test_a_recorded_case_leaves_the_same_key_behind(case: dict[str, Any]) -> None:
    """Keys, value names, types and raw data afterwards are those of the recording."""
    _, asker = _replay(case)
    assert _shortened(dump(asker.host.state.registry)) == _shortened(case["after"])


def test_the_cases_left_out_are_all_there_is_beside_the_replayed() -> None:
    """Every recorded case is replayed, runs script text, or is left out with a reason."""
    names = {case["name"] for name in ("values", "keys", "pipelines") for case in load(f"windows-registry/{name}")}
    replayed = {parameter.id for parameter in _cases()}
    scripts = {
        case["name"]
        for name in ("values", "keys", "pipelines")
        for case in load(f"windows-registry/{name}")
        if has_script(case)
    }
    assert names - replayed - scripts == {name for name in LEFT_OUT if name in names}
    assert len(replayed) > 185


def _recorded(case: dict[str, Any]) -> tuple[list[WireValue], list[ErrorRecord], EndState, Any]:
    outputs: list[WireValue] = []
    errors: list[ErrorRecord] = []
    state, end = EndState.COMPLETED, None
    for said in received(case):
        if said.type is MessageType.PIPELINE_OUTPUT:
            outputs.append(read(said.clixml) if said.clixml else None)
        elif said.type is MessageType.ERROR_RECORD:
            errors.append(error_record(read(said.clixml)))
        elif said.type is MessageType.PIPELINE_STATE:
            told = read(said.clixml)
            assert isinstance(told, Bag)
            if told["PipelineState"] == 5:
                state, end = EndState.FAILED, _error(error_record(told["ExceptionAsErrorRecord"]))
    return outputs, errors, state, end


def _error(record: ErrorRecord) -> tuple[object, ...]:
    target = record.target.types[:1] if isinstance(record.target, Bag) else record.target
    return (record.id, record.category, target, record.exception, record.command)


def _plain(value: WireValue) -> object:
    """Give what of an output is compared: not the drive and provider objects, nor the type names of lists."""
    if isinstance(value, Bag):
        left_out = ("PSDrive", "PSProvider", "Handle", "View", "Capabilities")
        shown = {name: _plain(each) for name, each in value.properties.items() if name not in left_out}
        return (value.types[:1], {name: each for name, each in shown.items() if not _is_key_property(value, name)})
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    if isinstance(value, EnumValue):
        return (value.type_name, value.name, value.number)
    if isinstance(value, str) and value.startswith("HKEY_"):
        return value.lower()  # Wine stores some parts of paths in another case
    return (type(value).__name__, value)


def _is_key_property(bag: Bag, name: str) -> bool:
    return bag.types[:1] == ("Microsoft.Win32.RegistryKey",) and not name.startswith("PS")


def _shortened(lines: list[str]) -> list[str]:
    # the recordings cut what is long, at another place than we do
    return [line[:16] if len(line) > 200 or "characters)" in line else line.lower() for line in lines]


def test_what_is_left_out_for_the_host_below_is_right_here() -> None:
    """The hives that only have a Registry:: path are there, one that is not is not."""
    asker = Asker(SimulatedHost(a_machine()))
    paths: list[WireValue] = [
        "Registry::HKEY_USERS\\.DEFAULT",
        "Registry::HKEY_CLASSES_ROOT\\CLSID",
        "Registry::HKU\\.DEFAULT",
        "Registry::HKEY_NOWHERE\\x",
    ]
    assert asker.ask(call("Test-Path", LiteralPath=paths)).output == [True, True, True, False]
