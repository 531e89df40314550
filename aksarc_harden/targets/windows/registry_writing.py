"""
Writing registry values: keys that are missing first, then all values in one pipeline, then deletions key by key.

What the provider does and why each write has its form (recordings: windows-registry):
- `New-Item -Force` empties a key that is there, so it is never sent; fed by input objects it takes them for values, so
  the keys come as an array;
- it splits a name at a slash, so such keys are made by `reg.exe`, many of them and all others with them by one import;
- `New-ItemProperty -Force` takes many values as input objects, one error each, and always gets the type's name;
- `Remove-ItemProperty` takes names for patterns unless the path is literal, and cannot remove the default value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aksarc_harden.engine.kind import Write
from aksarc_harden.model.facts import Facts
from aksarc_harden.model.found import Absent, Before, Missing, Value, Wanted
from aksarc_harden.model.setting import Registry, RegistryType
from aksarc_harden.model.statement import Statement, call, program
from aksarc_harden.model.values import Bag
from aksarc_harden.targets.windows.registry_forms import to_wire
from aksarc_harden.targets.windows.registry_keys import chain_from, depth, distinct, fold, has_slash, provider_path
from aksarc_harden.targets.windows.registry_questions import DEFAULT_VALUE

COMMANDS = frozenset(
    {"New-Item", "New-ItemProperty", "Remove-ItemProperty", "Remove-Item", "Where-Object", "Out-Null", "Set-Content"}
)
_FEW = 2  # keys with a slash that are made one by one: a file takes two pipelines, and a folder for it
_IMPORT_HEAD = "Windows Registry Editor Version 5.00\r\n\r\n"

Changes = Mapping[Registry, tuple[Before, Wanted]]


def writes(changes: Changes, facts: Facts) -> list[Write]:
    """Give the pipelines that bring each value from its before to what is wanted, in order."""
    values = {setting: wanted for setting, (_, wanted) in changes.items() if isinstance(wanted, Value)}
    gone = [
        setting
        for setting, (before, wanted) in changes.items()
        if isinstance(wanted, Absent) and not isinstance(before, Missing)
    ]
    missing = {setting: changes[setting][0] for setting in values}
    return [*_key_writes(missing, values, facts), *_value_writes(values), *_deletions(gone, facts)]


def key_removals(befores: Mapping[Registry, Before]) -> list[Write]:
    """
    Give the pipeline that removes the keys which were not there before, deepest first, each only if it is empty.

    Whether it is empty is asked on the host, in the same pipeline, key by key as the one below is gone: a value or a
    key that somebody else put there in the meantime stays.
    """
    keys = sorted(_missing_keys(befores), key=depth, reverse=True)
    if not keys:
        return []
    items = call("Get-Item", LiteralPath=tuple(provider_path(key) for key in keys), ErrorAction="SilentlyContinue")
    return [Write(items | _only_where_zero("ValueCount") | _only_where_zero("SubKeyCount") | _removal())]


def _only_where_zero(count: str) -> Statement:
    return call("Where-Object", Property=count, EQ=True, Value=0)


def _removal() -> Statement:
    return call("Remove-Item", Confirm=False)


def _missing_keys(befores: Mapping[Registry, Before]) -> tuple[str, ...]:
    return distinct(
        key
        for setting, before in befores.items()
        if isinstance(before, Missing) and before.first_missing_ancestor is not None
        for key in chain_from(before.first_missing_ancestor, setting.path)
    )


def _key_writes(befores: Mapping[Registry, Before], values: Mapping[Registry, Value], facts: Facts) -> list[Write]:
    keys = sorted(_missing_keys(befores), key=depth)
    plain = tuple(key for key in keys if not has_slash(key))
    slashed = [key for key in keys if has_slash(key)]
    if len(slashed) > _FEW:
        return _import_of_keys(keys, facts)
    made = [Write(call("New-Item", Path=tuple(provider_path(key) for key in plain), Confirm=False) | call("Out-Null"))]
    return (made if plain else []) + [_slashed_key(key, values, facts) for key in slashed]


def _import_of_keys(keys: Sequence[str], facts: Facts) -> list[Write]:
    """Make keys by one file of empty sections, which `reg.exe` takes as they are (reference/policy-files.md)."""
    file = f"{facts.work_folder}\\registry-keys.reg"
    text = _IMPORT_HEAD + "".join(f"[{key}]\r\n\r\n" for key in keys)
    upload = call("Set-Content", LiteralPath=file, Value=text, Encoding="Unicode", NoNewline=True, Confirm=False)
    importing = program(facts.program("reg.exe"), "import", file) | call("Out-Null")
    return [Write(upload, uses_work_folder=True), Write(importing, uses_work_folder=True)]


def _slashed_key(key: str, values: Mapping[Registry, Value], facts: Facts) -> Write:
    """
    Make a key whose name holds a slash, with its first number in it where there is one.

    Wine's reg.exe gives a key that it makes alone a default value, with which it would never count as empty again.
    """
    with_value: tuple[str, ...] = ()
    for setting, value in values.items():
        if fold(setting.path) == fold(key) and value.type == RegistryType.DWORD and setting.name:
            with_value = ("/v", setting.name, "/t", "REG_DWORD", "/d", str(value.data))
            break
    add = program(facts.program("reg.exe"), "add", key, *with_value, "/f")
    return Write(add | call("Out-Null"))


def _value_writes(values: Mapping[Registry, Value]) -> list[Write]:
    if not values:
        return []
    inputs = tuple(_property(setting, value) for setting, value in values.items())
    command = call("New-ItemProperty", Force=True, Confirm=False) | call("Out-Null")
    return [Write(Statement(command.commands, inputs), settings=tuple(values))]


def _property(setting: Registry, value: Value) -> Bag:
    return Bag(
        {
            "LiteralPath": provider_path(setting.path),
            "Name": setting.name or DEFAULT_VALUE,
            "PropertyType": str(value.type),
            "Value": to_wire(value),
        }
    )


def _deletions(gone: Sequence[Registry], facts: Facts) -> list[Write]:
    by_key: dict[str, list[Registry]] = {}
    for setting in gone:
        by_key.setdefault(fold(setting.path), []).append(setting)
    return [write for group in by_key.values() for write in _deletions_of_key(group, facts)]


def _deletions_of_key(group: Sequence[Registry], facts: Facts) -> list[Write]:
    path = group[0].path
    named = tuple(setting for setting in group if setting.name)
    unnamed = tuple(setting for setting in group if not setting.name)
    deletions = []
    if named:
        names = tuple(setting.name for setting in named)
        removal = call("Remove-ItemProperty", LiteralPath=(provider_path(path),), Name=names, Confirm=False)
        deletions.append(Write(removal, settings=named))
    if unnamed:
        removal = program(facts.program("reg.exe"), "delete", path, "/ve", "/f") | call("Out-Null")
        deletions.append(Write(removal, settings=unnamed))
    return deletions
