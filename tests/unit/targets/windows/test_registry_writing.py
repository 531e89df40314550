"""Writing registry values: which pipelines, in which order, and what they never do."""

from __future__ import annotations

from typing import Any

import pytest

from aksarc_harden.engine.kind import Write
from aksarc_harden.model.found import ABSENT, Before, Data, Missing, Value, Wanted
from aksarc_harden.model.setting import Registry, RegistryType
from aksarc_harden.model.statement import Statement
from aksarc_harden.model.values import Bag, Int64, UInt32, UInt64
from aksarc_harden.targets.windows.registry import RegistryKind
from aksarc_harden.targets.windows.registry_forms import to_wire
from aksarc_harden.targets.windows.registry_keys import ancestors, chain_from, distinct, fold
from aksarc_harden.transport.check import check_statements
from tests.support.builders import facts_of

TOP = r"HKEY_LOCAL_MACHINE\SOFTWARE\Policies"
REG = r"C:\Windows\System32\reg.exe"
FACTS = facts_of()
KIND = RegistryKind()
ONE = Value(1, RegistryType.DWORD)


def commands(write: Write) -> list[str]:
    """Name the commands of a write."""
    return [command.name for command in write.statement.commands]


def arguments(statement: Statement, at: int = 0) -> dict[str | None, Any]:
    """Give the arguments of one command, those without a name left out."""
    return {name: value for name, value in statement.commands[at].arguments if name}


def words(statement: Statement) -> list[Any]:
    """Give what a native program is called with."""
    return [value for _, value in statement.commands[0].arguments]


def test_all_values_go_in_one_pipeline() -> None:
    """Each value is an input object with path, name, type and data; the default value has its name."""
    changes: dict[Registry, tuple[Before, Wanted]] = {
        Registry(TOP + r"\A", "*"): (ONE, Value("x", RegistryType.STRING)),
        Registry(TOP + r"\B", ""): (Missing(), Value(("a",), RegistryType.MULTI_STRING)),
    }
    (write,) = KIND.writes(changes, FACTS)
    assert commands(write) == ["New-ItemProperty", "Out-Null"]
    assert arguments(write.statement) == {"Force": True, "Confirm": False}
    assert [dict(each) for each in write.statement.inputs if isinstance(each, Bag)] == [
        {"LiteralPath": f"Registry::{TOP}\\A", "Name": "*", "PropertyType": "String", "Value": "x"},
        {"LiteralPath": f"Registry::{TOP}\\B", "Name": "(default)", "PropertyType": "MultiString", "Value": ("a",)},
    ]
    assert write.settings == tuple(changes)


@pytest.mark.parametrize(
    ("data", "type_name", "expected"),
    [
        (0x7FFF_FFFF, "DWord", int),
        (0x8000_0000, "DWord", UInt32),
        (5, "QWord", int),
        (0x8000_0000, "QWord", Int64),
        (1 << 63, "QWord", UInt64),
        (b"", "Binary", bytes),
        ("", "String", str),
        ((), "MultiString", tuple),
    ],
)
def test_values_travel_in_a_form_that_fits(data: Data, type_name: str, expected: type) -> None:
    """Numbers above the signed range are sent unsigned, the rest as they are."""
    sent = to_wire(Value(data, type_name))
    assert type(sent) is expected
    assert sent == data


def test_missing_keys_are_made_parents_first_and_never_by_force() -> None:
    """One New-Item makes all of them, in an order in which each finds the one above it."""
    setting, other = Registry(TOP + r"\A\B\C", "v"), Registry(TOP + r"\a\D", "w")
    first, _ = KIND.writes({setting: (Missing(TOP + r"\A"), ONE), other: (Missing(TOP + r"\a"), ONE)}, FACTS)
    assert commands(first) == ["New-Item", "Out-Null"]
    keys = (TOP + r"\A", TOP + r"\A\B", TOP + r"\a\D", TOP + r"\A\B\C")
    assert arguments(first.statement) == {"Path": tuple(f"Registry::{key}" for key in keys), "Confirm": False}
    assert first.settings == ()


def test_a_key_with_a_slash_is_made_by_reg_exe() -> None:
    """It is made after the keys above it, with its first number, so that it has no default value."""
    setting = Registry(TOP + r"\C\RC4 128/128", "Enabled")
    above, slashed, values = KIND.writes({setting: (Missing(TOP + r"\C"), Value(0xFFFF_FFFF, "DWord"))}, FACTS)
    assert arguments(above.statement)["Path"] == (f"Registry::{TOP}\\C",)
    assert slashed.statement.commands[0].name == REG
    assert words(slashed.statement) == [
        "add", setting.path, "/v", "Enabled", "/t", "REG_DWORD", "/d", "4294967295", "/f",
    ]  # fmt: skip
    assert commands(values) == ["New-ItemProperty", "Out-Null"]


def test_a_key_with_a_slash_for_a_text_is_made_alone() -> None:
    """A text is not put on a command line, where quotes and emptiness would be lost."""
    setting = Registry(TOP + r"\A/B", "Words", RegistryType.STRING)
    slashed, _ = KIND.writes({setting: (Missing(setting.path), Value("", "String"))}, FACTS)
    assert words(slashed.statement) == ["add", setting.path, "/f"]


def test_many_keys_with_a_slash_are_made_by_one_import() -> None:
    """All that is missing goes into one file, parents first; the values are written as ever."""
    settings = [Registry(TOP + rf"\C\RC4 {bits}/128", "Enabled") for bits in (40, 56, 128)]
    changes = {setting: (Missing(TOP + r"\C"), Value(0, "DWord")) for setting in settings}
    upload, importing, values = KIND.writes(changes, FACTS)
    sent = arguments(upload.statement)
    assert sent["Value"] == "\r\n".join(
        ["Windows Registry Editor Version 5.00", "", f"[{TOP}\\C]", ""]
        + [line for setting in settings for line in (f"[{setting.path}]", "")]
        + [""]
    )
    assert (sent["Encoding"], sent["NoNewline"]) == ("Unicode", True)
    assert str(sent["LiteralPath"]).startswith(FACTS.work_folder)
    assert (importing.statement.commands[0].name, words(importing.statement)) == (REG, ["import", sent["LiteralPath"]])
    assert upload.uses_work_folder
    assert importing.uses_work_folder
    assert commands(values) == ["New-ItemProperty", "Out-Null"]
    check_statements([upload.statement, importing.statement])


def test_deletions_are_one_call_a_key_with_literal_names() -> None:
    """Names of one key go together, the default value by reg.exe, and what is absent is left alone."""
    settings = [
        Registry(TOP + r"\A", "*"),
        Registry(TOP + r"\a", "v"),
        Registry(TOP + r"\A", ""),
        Registry(TOP + r"\B", "v"),
    ]
    changes = dict.fromkeys(settings, (ONE, ABSENT))
    named, unnamed, other = KIND.writes(changes, FACTS)
    assert arguments(named.statement) == {
        "LiteralPath": (f"Registry::{TOP}\\A",), "Name": ("*", "v"), "Confirm": False,
    }  # fmt: skip
    assert words(unnamed.statement) == ["delete", TOP + r"\A", "/ve", "/f"]
    assert arguments(other.statement)["Name"] == ("v",)
    assert KIND.writes({Registry(TOP, "v"): (Missing(), ABSENT)}, FACTS) == []


def test_keys_are_removed_deepest_first_and_only_empty() -> None:
    """One pipeline asks each key whether it is empty right before it removes it, and never recurses."""
    deep = Registry(TOP + r"\A\B", "v")
    (removal,) = KIND.keys_to_remove(
        {deep: Missing(TOP + r"\A"), Registry(TOP, "v"): Missing(), Registry(TOP, "w"): ONE}, FACTS
    )
    assert commands(removal) == ["Get-Item", "Where-Object", "Where-Object", "Remove-Item"]
    assert arguments(removal.statement)["LiteralPath"] == (f"Registry::{TOP}\\A\\B", f"Registry::{TOP}\\A")
    assert [arguments(removal.statement, at)["Property"] for at in (1, 2)] == ["ValueCount", "SubKeyCount"]
    assert arguments(removal.statement, 3) == {"Confirm": False}
    assert KIND.keys_to_remove({deep: Missing()}, FACTS) == []


def test_every_statement_is_one_that_the_contract_takes() -> None:
    """Questions and writes bind on Windows PowerShell 5.1 by the published contract."""
    setting, slashed = Registry(TOP + r"\A", "v"), Registry(TOP + r"\A\B/C", "")
    facts = facts_of(commands=frozenset(name.lower() for name in KIND.commands))
    made = KIND.writes(
        {setting: (Missing(TOP + r"\A"), ONE), slashed: (Missing(TOP + r"\A"), Value("x", "String"))}, facts
    )
    gone = KIND.writes({setting: (ONE, ABSENT), slashed: (Value("x", "String"), ABSENT)}, facts)
    removed = KIND.keys_to_remove({setting: Missing(TOP + r"\A")}, facts)
    check_statements([write.statement for write in (*made, *gone, *removed)])
    check_statements([statement for chain in KIND.queries([setting, slashed], facts, []) for statement in chain])


def test_paths_compare_in_every_form_that_the_engine_gives() -> None:
    """PSPath, an error's target and ours are one key, whatever the case and the slash."""
    forms = [
        r"Microsoft.PowerShell.Core\Registry::HKEY_LOCAL_MACHINE\SOFTWARE\A\RC4 128\128",
        r"HKEY_LOCAL_MACHINE\Software\a\RC4 128/128",
        r"Registry::HKEY_LOCAL_MACHINE\SOFTWARE\A\rc4 128/128" + "\\",
    ]
    assert len({fold(form) for form in forms}) == 1
    assert distinct(["B", "a", "b"]) == ("B", "a")


def test_lines_of_keys() -> None:
    """A slash separates nothing, and what is always there is no ancestor."""
    assert ancestors(TOP + r"\A\B/C") == (TOP, TOP + r"\A")
    assert ancestors(r"HKEY_LOCAL_MACHINE\SOFTWARE") == ()
    assert chain_from(TOP.lower() + r"\a", TOP + r"\A\B/C") == (TOP + r"\A", TOP + r"\A\B/C")
    assert chain_from(r"HKEY_LOCAL_MACHINE\SYSTEM\Else", TOP) == ()
