"""What the contract says of commands, and how they are found."""

from __future__ import annotations

import gzip
import json
from importlib.resources import files
from pathlib import Path

import pytest

from aksarc_harden.contract.reader import ALL_SETS, Contract, element_type, load_contract
from tests.support.binder_vectors import whole_contract

# The commands of this release; the data file lists them, too.
COMMANDS = {
    "Add-Content", "Clear-Item", "Clear-ItemProperty", "ConvertTo-SecureString", "Copy-Item", "Exit-PSSession",
    "ForEach-Object", "Get-Acl", "Get-ChildItem", "Get-Command", "Get-Content", "Get-Culture", "Get-Date",
    "Get-FormatData", "Get-Help", "Get-Host", "Get-Item", "Get-ItemProperty", "Get-ItemPropertyValue",
    "Get-LocalUser", "Get-Location", "Get-Member", "Get-Process", "Get-Service", "Get-UICulture", "Get-Variable",
    "Invoke-Expression", "Join-Path", "Measure-Object", "New-Item", "New-ItemProperty", "Out-Default", "Out-Null",
    "Out-String", "Remove-Item", "Remove-ItemProperty", "Resolve-Path", "Select-Object", "Set-Content", "Set-Item",
    "Set-ItemProperty", "Set-Location", "Set-Service", "Set-Variable", "Sort-Object", "Start-Service", "Start-Sleep",
    "Stop-Service", "Test-Path", "Where-Object", "Write-Error", "Write-Output", "Write-Warning",
}  # fmt: skip


@pytest.fixture(scope="module")
def contract() -> Contract:
    """Give the contract that ships with the package."""
    return load_contract()


def test_the_shipped_contract_has_the_commands_it_lists(contract: Contract) -> None:
    """No command is listed without its contract, and none ships unlisted."""
    data = json.loads((files("aksarc_harden.contract") / "data" / "windows-cmdlets.json").read_text("utf-8"))
    assert contract.names == COMMANDS == set(data["commands"])


def test_the_notice_names_source_and_licence() -> None:
    """Whoever gets the data gets its source, its commit and its licence with it."""
    folder = files("aksarc_harden.contract") / "data"
    sources = json.loads((folder / "windows-cmdlets.json").read_text("utf-8"))["sources"]
    notice = (folder / "NOTICE").read_text("utf-8")
    assert "Creative Commons Attribution 4.0" in notice
    assert all(name in notice and commit in notice for name, commit in sources.items())


@pytest.mark.parametrize(
    "name", ["Select-Object", "select-OBJECT", "select", "Microsoft.PowerShell.Utility\\Select-Object"]
)
def test_a_command_is_found_by_every_name_it_has(contract: Contract, name: str) -> None:
    """Case, module and alias make no difference."""
    found = contract.find(name)
    assert found is not None
    assert found.name == "Select-Object"


@pytest.mark.parametrize("name", ["Get-Nothing", "Get-Dat*", " Get-Date", "Nowhere\\Get-Date", ""])
def test_what_is_no_command_is_not_found(contract: Contract, name: str) -> None:
    """Wildcards, blanks and foreign modules find nothing, as on the engine."""
    assert contract.find(name) is None


def test_a_parameter_knows_its_places_and_its_input(contract: Contract) -> None:
    """Sets, positions, aliases and both ways of pipeline input come out of the data."""
    command = contract.find("Get-ItemProperty")
    assert command is not None
    path = command.parameters["Path"]
    assert (path.positions, path.pipeline_by_value, path.pipeline_by_name) == (
        {"Path": 0, "LiteralPath": 0},
        True,
        True,
    )
    assert command.parameter("pspath") is command.parameters["LiteralPath"]
    assert command.sets_of("LiteralPath") == {"LiteralPath"}
    assert command.default_set is not None
    assert command.default_set.mandatory == {"Path"}
    assert command.class_name == "Microsoft.PowerShell.Commands.GetItemPropertyCommand"


def test_what_the_engine_adds_is_no_parameter_of_the_command(contract: Contract) -> None:
    """WhatIf, Confirm and UseTransaction show as what the command supports."""
    command = contract.find("New-ItemProperty")
    assert command is not None
    assert command.supports_should_process
    assert command.has_transaction
    assert not {"WhatIf", "Confirm", "UseTransaction"} & set(command.parameters)
    assert "ErrorAction" in contract.common_parameters


def test_values_of_a_description_are_advice(contract: Contract) -> None:
    """The types of a registry value are described, with REG_NONE added; the engine itself takes any text."""
    command = contract.find("New-ItemProperty")
    assert command is not None
    kind = command.parameters["PropertyType"]
    assert kind.values_are_advice
    assert {"DWord", "None"} < set(kind.values)


def test_a_set_that_providers_document_apart_is_one_set(contract: Contract) -> None:
    """Test-Path has two sets, with the parameters that the file system adds, and needs no more than Path."""
    command = contract.find("Test-Path")
    assert command is not None
    assert [each.name for each in command.parameter_sets] == ["Path", "LiteralPath"]
    assert command.parameter_sets[0].mandatory == {"Path"}
    assert command.parameters["OlderThan"].providers == ("FileSystem",)


def test_a_command_without_named_sets_has_the_engines_own(contract: Contract) -> None:
    """The reference writes (All), the engine __AllParameterSets."""
    command = contract.find("Get-Host")
    assert command is not None
    assert [each.name for each in command.parameter_sets] == [ALL_SETS]


def test_the_whole_reference_reads() -> None:
    """Windows, AksHci and their details make one contract, with forms and CIM classes."""
    whole = whole_contract()
    rule, cluster = whole.find("Set-NetFirewallRule"), whole.find("New-AksHciCluster")
    assert rule is not None
    assert cluster is not None
    assert len(whole.names) == 1631
    assert (rule.form, rule.parameters["InputObject"].pipeline_class) == ("function", "MSFT_NetFirewallRule")
    assert (cluster.form, cluster.has_common, cluster.supports_should_process) == ("function", True, False)


def test_a_contract_is_read_once() -> None:
    """Reading the same files again gives the same contract."""
    assert load_contract() is load_contract()


def test_a_file_that_is_no_contract_is_refused(tmp_path: Path) -> None:
    """A list is none, packed or not."""
    plain, packed = tmp_path / "list.json", tmp_path / "list.json.gz"
    plain.write_text("[]")
    packed.write_bytes(gzip.compress(b"[]"))
    for file in (plain, packed):
        with pytest.raises(ValueError, match="JSON object"):
            load_contract(file)


@pytest.mark.parametrize(
    ("name", "element"),
    [("String", "String"), ("String[]", "String"), ("List[String]", "String"), ("Nullable[DateTime]", "DateTime")],
)
def test_the_type_of_one_value_is_told(name: str, element: str) -> None:
    """Arrays, lists and nullables hold values of one type."""
    assert element_type(name) == element
