"""Statements are held against the published contract before anything is sent."""

from __future__ import annotations

import pytest

from aksarc_harden.errors import ContractError
from aksarc_harden.model.statement import Command, Statement, call, program
from aksarc_harden.model.values import Bag, Credential, EnumValue, ScriptBlock, Secret, Table, UInt32
from aksarc_harden.transport.check import accept_everything, check_statements

KEY = r"Registry::HKEY_LOCAL_MACHINE\SOFTWARE\Policies"
INPUTS = (Bag({"LiteralPath": KEY, "Name": "a", "PropertyType": "DWord", "Value": 1}),)

GOOD = {
    "a read": call("Get-ItemProperty", LiteralPath=KEY, ErrorAction="SilentlyContinue"),
    "several paths": call("Test-Path", LiteralPath=(KEY, KEY)),
    "a switch that is on": call("Get-Content", LiteralPath="C:\\a", Raw=True),
    "Confirm where the command has it": call("Remove-Item", LiteralPath=KEY, Confirm=False),
    "a pipeline": call("Get-Item", LiteralPath=KEY) | call("Select-Object", Property=("a", "b")),
    "input objects by name": Statement(call("New-ItemProperty", Force=True).commands, INPUTS),
    "a member by name": call("ForEach-Object", MemberName="GetValueKind", ArgumentList=("a",)),
    "a value of any type": call("Write-Output", InputObject=Table((("a", UInt32(1)),))),
    "an enumeration by name": call("New-ItemProperty", LiteralPath=KEY, Name="a", PropertyType="dword", Value=1),
    "an enumeration as it comes": call(
        "New-ItemProperty", LiteralPath=KEY, Name="a", Value=1,
        PropertyType=EnumValue("Microsoft.Win32.RegistryValueKind", "DWord", 4),
    ),
    "names in any case": call("get-item", literalpath=KEY),
    "a positional argument": call("Get-Item", "C:\\"),
    "a program": program(r"C:\Windows\System32\reg.exe", "query", r"HKLM\SOFTWARE"),
}  # fmt: skip

BAD = {
    "a command that is not published": (call("Get-NoSuchThing"), "Get-NoSuchThing: no command of the contract"),
    "a command that runs scripts": (call("Invoke-Expression", Command="1"), "script"),
    "an alias": (call("gci", LiteralPath=KEY), "gci: another name for Get-ChildItem"),
    "no command": (Statement(()), "without a command"),
    "a prefix of a name": (call("Get-Item", Literal=KEY), "Get-Item -Literal: no parameter of this name; did you mean"),
    "an alias of a parameter": (call("Get-Item", PSPath=KEY), "did you mean -LiteralPath?"),
    "a name that is misspelt": (call("Get-Item", LiterallPath=KEY), "did you mean -LiteralPath?"),
    "another command's parameter": (call("Get-Item", ValueOnly=True), "Get-Item -ValueOnly: no parameter of this name"),
    "Confirm where there is none": (call("Get-Item", LiteralPath=KEY, Confirm=False), "-Confirm"),
    "a null switch": (call("Get-Content", LiteralPath=KEY, Raw=None), "-Raw"),
    "a switch as text": (call("Get-Content", LiteralPath=KEY, Raw="true"), "-Raw"),
    "a list for one text": (call("New-ItemProperty", LiteralPath=KEY, Name=("a", "b"), Value=1), "-Name"),
    "text where a number is due": (call("Start-Sleep", Seconds=True), "-Seconds"),
    "null for a number": (call("Start-Sleep", Seconds=None), "-Seconds"),
    "a choice that is none": (call("New-ItemProperty", LiteralPath=KEY, PropertyType="Word"), "-PropertyType"),
    "True for a choice": (call("New-ItemProperty", LiteralPath=KEY, Name="a", PropertyType=True), "-PropertyType"),
    "sets that do not mix": (call("Get-Item", Path="a", LiteralPath="b"), "-LiteralPath, -Path"),
    "what must be given": (call("Get-Item"), "Get-Item: -Path must be given"),
    "input objects without what must be given": (
        Statement(call("New-ItemProperty").commands, (*INPUTS, Bag({"LiteralPath": KEY, "Nmae": "a"}))),
        "New-ItemProperty: -Name must be given",
    ),
    "a choice that is none, in an input object": (
        Statement(call("New-ItemProperty").commands, (Bag({"LiteralPath": KEY, "Name": "a", "PropertyType": "Word"}),)),
        "New-ItemProperty -PropertyType, from an input object: none of",
    ),
    "too many without a name": (call("Get-Item", "a", "b"), "without a name"),
    "given twice": (Statement((Command("Get-Item", (("Path", "a"), ("path", "b"))),)), "twice"),
    "a script block": (call("ForEach-Object", Process=ScriptBlock("1")), "-Process"),
    "a script block as text": (call("ForEach-Object", Process="1"), "-Process"),
    "a script block deep within": (call("Write-Output", InputObject=(1, [ScriptBlock("1")])), "script"),
    "a script block without a name": (call("ForEach-Object", ScriptBlock("1")), "script"),
    "a script block as input": (Statement(call("Out-Null").commands, (Bag({"a": ScriptBlock("1")}),)), "script"),
    "a secret as plain text": (call("Get-Item", LiteralPath=Secret("hidden")), "-LiteralPath"),
    "text as a credential": (call("Get-Item", LiteralPath=KEY, Credential="user"), "-Credential"),
    "a bag as text": (call("Get-Item", LiteralPath=Bag({"a": 1})), "-LiteralPath"),
    "a program by name alone": (call(r"\reg.exe", "query"), "reg.exe"),
    "a program of somebody else": (program(r"C:\Windows\System32\cmd.exe", "/c", "dir"), "cmd.exe"),
}  # fmt: skip


@pytest.mark.parametrize("name", GOOD)
def test_what_the_contract_allows_is_sent(name: str) -> None:
    """Nothing is said, and nothing is changed."""
    check_statements([GOOD[name]])


@pytest.mark.parametrize("name", BAD)
def test_what_the_contract_does_not_allow_is_refused(name: str) -> None:
    """The error names the command and the parameter."""
    statement, named = BAD[name]
    with pytest.raises(ContractError) as caught:
        check_statements([GOOD["a read"], statement])
    assert named in str(caught.value)
    assert "hidden" not in str(caught.value)


def test_later_commands_of_a_pipeline_may_be_fed() -> None:
    """What comes through the pipeline need not be given, and only there."""
    check_statements([call("Get-ChildItem", LiteralPath=KEY) | call("Get-ItemProperty")])
    with pytest.raises(ContractError):
        check_statements([call("Get-ItemProperty")])


def test_a_credential_is_one_where_it_is_due() -> None:
    """A credential fits its parameter."""
    check_statements([call("Get-Item", LiteralPath="C:\\", Credential=Credential("user", Secret("hidden")))])


def test_everything_can_be_accepted_on_purpose() -> None:
    """For a peer whose commands no contract describes."""
    accept_everything([call("Get-NoSuchThing")])
