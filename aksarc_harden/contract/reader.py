"""
Which commands exist, and what may be given to them: reads the published contract.

It reads three forms, told apart by their shape: the Windows cmdlets (`modules`), the AksHci cmdlets (`cmdlets`), and
what binding needs beside them (any other mapping of command names).
It knows nothing of values, binding or transport: who sends, checks; who simulates, binds.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, TypeAlias

from aksarc_harden.contract.enumerations import Enumeration, documented_enumeration, real_enumeration

SHIPPED = Path(__file__).with_name("data") / "windows-cmdlets.json"
ALL_SETS = "__AllParameterSets"  # what the engine calls the set of a command without named sets
_FROM_THE_ENGINE = frozenset({"WhatIf", "Confirm", "UseTransaction"})  # listed with the command, added by the engine
_NEVER_ENUMERATIONS = frozenset(  # a list of values on these is a ValidateSet, or advice on a number
    {"String", "Int16", "Int32", "Int64", "UInt16", "UInt32", "UInt64", "Byte", "Boolean", "Object", "PSObject",
     "SwitchParameter", "Char", "Double", "StringCollection", "Guid", "Version", "Type", "CultureInfo"}
)  # fmt: skip

Json: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class Parameter:
    """
    One parameter of a command.

    Attributes:
        type: the short name of its .NET type, `[]` behind it for an array.
        values: the accepted ones; empty means open. For an enumeration they are its names.
        values_are_advice: they come from a description; an engine takes others, too, but we have no use for them.
        positions: parameter set → position; a set that is not in it takes the parameter by name only.
        pipeline_class: the PSTypeName that an input object must carry to bind here (CIM classes).
        attributes: validation attributes that the engine shows and the reference leaves out.
        providers: those that add it (a dynamic parameter); empty where it is always there.
        edition: `2022` or `2025` where the reference documents it for that edition of Windows Server alone.
    """

    name: str
    type: str
    aliases: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    is_switch: bool = False
    pipeline_by_value: bool = False
    pipeline_by_name: bool = False
    positions: Mapping[str, int] = field(default_factory=dict)
    pipeline_class: str | None = None
    attributes: frozenset[str] = frozenset()
    providers: tuple[str, ...] = ()
    edition: str | None = None
    values_are_advice: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Its name and its aliases."""
        return (self.name, *self.aliases)


@dataclass(frozen=True)
class ParameterSet:
    """One way to call a command: which parameters go together, and which of them must be given."""

    name: str
    is_default: bool
    parameters: tuple[str, ...]
    mandatory: frozenset[str] = frozenset()


@dataclass(frozen=True)
class CommandContract:
    """
    What one command takes.

    Attributes:
        form: `cmdlet` or `function`; it decides the error ids and several conversions.
        class_name: the full name of a cmdlet's class, as it stands in FullyQualifiedErrorId; None where unknown.
        parameters: its own, by name, in the order of the sets' syntax; not those that the engine adds.
        supports_should_process: has -WhatIf and -Confirm.
        has_common: takes the common parameters.
        has_transaction: takes -UseTransaction on Windows PowerShell 5.1.
    """

    name: str
    module: str
    form: str
    class_name: str | None
    parameter_sets: tuple[ParameterSet, ...]
    parameters: Mapping[str, Parameter]
    supports_should_process: bool = False
    has_common: bool = True
    has_transaction: bool = False

    @property
    def default_set(self) -> ParameterSet | None:
        """The set that is taken where the arguments fit several."""
        return next((each for each in self.parameter_sets if each.is_default), None)

    def sets_of(self, parameter: str) -> frozenset[str]:
        """Name the sets that a parameter is in."""
        return frozenset(each.name for each in self.parameter_sets if parameter in each.parameters)

    def parameter(self, name: str) -> Parameter | None:
        """Find a parameter of its own by its name or an alias, in any case, in full."""
        return self._by_lower_name.get(name.lower())

    @cached_property
    def _by_lower_name(self) -> dict[str, Parameter]:
        named = {alias.lower(): each for each in self.parameters.values() for alias in each.aliases}
        return named | {each.name.lower(): each for each in self.parameters.values()}


class Contract:
    """The published commands, found by name."""

    def __init__(
        self,
        commands: Iterable[CommandContract],
        *,
        command_aliases: Mapping[str, str] | None = None,
        common_parameters: Mapping[str, Parameter] | None = None,
    ) -> None:
        self._commands: dict[str, CommandContract] = {}
        for command in commands:
            self._commands.setdefault(command.name.lower(), command)
            self._commands[f"{command.module}\\{command.name}".lower()] = command
        self._aliases = {alias.lower(): name.lower() for alias, name in (command_aliases or {}).items()}
        self.common_parameters = dict(common_parameters or {})

    @property
    def names(self) -> frozenset[str]:
        """The commands' names, without modules."""
        return frozenset(command.name for command in self._commands.values())

    def find(self, name: str) -> CommandContract | None:
        """Find a command by its name in any case, with or without its module, or by an alias such as `select`."""
        wanted = name.lower()
        return self._commands.get(self._aliases.get(wanted, wanted))

    def enumeration(self, command: CommandContract, type_name: str) -> Enumeration | None:
        """Give the enumeration behind a parameter's type, None where the type is none that is documented."""
        element = element_type(type_name)
        return real_enumeration(element, command.module) or self._documented.get((command.module, element))

    @cached_property
    def _documented(self) -> dict[tuple[str, str], Enumeration]:
        values: dict[tuple[str, str], list[str]] = {}
        for command in self:
            for parameter in command.parameters.values():
                element = element_type(parameter.type)
                if parameter.values and element not in _NEVER_ENUMERATIONS:
                    values.setdefault((command.module, element), []).extend(parameter.values)
        return {key: documented_enumeration(key[1], names) for key, names in values.items()}

    def __iter__(self) -> Iterator[CommandContract]:
        return _unique(self._commands.values())


def _unique(commands: Iterable[CommandContract]) -> Iterator[CommandContract]:
    seen: set[int] = set()
    for command in commands:
        if id(command) not in seen:
            seen.add(id(command))
            yield command


def element_type(type_name: str) -> str:
    """Give the type of one value: `String` for `String[]`, `List[String]` and `Nullable[String]`."""
    name = type_name.removesuffix("[]")
    return name.partition("[")[2].removesuffix("]") if name.endswith("]") else name


def load_contract(*files: Path) -> Contract:
    """
    Read the contract that ships with the package, or the given files of the reference together.

    Raises ValueError where a file has none of the three forms.
    """
    return _load(files or (SHIPPED,))


@lru_cache(maxsize=4)
def _load(files: tuple[Path, ...]) -> Contract:
    documents = [_read(file) for file in files]
    details: dict[str, Json] = {}
    for document in documents:
        if not {"modules", "cmdlets"} & set(document):
            details.update(document)
    commands: list[CommandContract] = []
    aliases: dict[str, str] = {}
    common: dict[str, Parameter] = {}
    for document in documents:
        common.update({name: _common(name, row) for name, row in document.get("common_parameters", {}).items()})
        for module, rows in document.get("modules", {}).items():
            commands += [_windows_command(module, name, row, details.get(name, {})) for name, row in rows.items()]
            aliases.update({alias: name for name, row in rows.items() for alias in row.get("command_aliases", ())})
        for name, row in document.get("cmdlets", {}).items():
            commands.append(_aks_command(name, row, details.get(name, {})))
    return Contract(commands, command_aliases=aliases, common_parameters=common)


def _read(file: Path) -> Json:
    data = file.read_bytes()
    document = json.loads(gzip.decompress(data) if file.suffix == ".gz" else data)
    if not isinstance(document, dict):
        raise ValueError(f"{file}: a contract is a JSON object")
    return document


def _common(name: str, row: Json) -> Parameter:
    return Parameter(name, row["type"], tuple(row["aliases"]), tuple(row["values"]), row["switch"])


def _windows_command(module: str, name: str, row: Json, detail: Json) -> CommandContract:
    sets = _joined_sets(row["parameter_sets"])
    notes = detail.get("parameters", {})
    ordered = dict.fromkeys([each for one in sets for each in one.parameters] + list(row["parameters"]))
    parameters = {
        each: _windows_parameter(each, row["parameters"][each], notes.get(each, {}), tuple(one.name for one in sets))
        for each in ordered
        if each not in _FROM_THE_ENGINE
    }
    return CommandContract(
        name=name,
        module=module,
        form=row.get("form") or detail.get("form", "cmdlet"),
        class_name=row.get("class"),
        parameter_sets=sets,
        parameters=parameters,
        supports_should_process="WhatIf" in row["parameters"],
        has_common=row["common"],
        has_transaction="UseTransaction" in row["parameters"],
    )


def _joined_sets(rows: list[Json]) -> tuple[ParameterSet, ...]:
    """Join the rows of one name: a provider may document the same set with parameters of its own."""
    joined: dict[str, ParameterSet] = {}
    for row in rows:
        name = ALL_SETS if row["name"] in (None, "(All)") else row["name"]
        names = [each.lstrip("*") for each in row["parameters"] if each.lstrip("*") not in _FROM_THE_ENGINE]
        mandatory = frozenset(each[1:] for each in row["parameters"] if each.startswith("*"))
        known = joined.get(name)
        joined[name] = ParameterSet(
            name,
            row.get("default", False) or (known is not None and known.is_default),
            tuple(dict.fromkeys([*(known.parameters if known else ()), *names])),
            known.mandatory & mandatory if known else mandatory,
        )
    return tuple(joined.values())


def _windows_parameter(name: str, row: Json, detail: Json, sets: tuple[str, ...]) -> Parameter:
    by = row.get("pipeline_by") or detail.get("pipeline") or ("VN" if row["pipeline"] else "")
    return Parameter(
        name=name,
        type=row["type"],
        aliases=tuple(row["aliases"]),
        values=tuple(row["values"]),
        is_switch=row["switch"],
        pipeline_by_value="V" in by,
        pipeline_by_name="N" in by,
        positions=_positions(row["position"], row.get("positions", {}), sets),
        pipeline_class=row.get("pipeline_class") or detail.get("class"),
        attributes=frozenset(row.get("attributes") or detail.get("attributes", ())),
        providers=tuple(row.get("dynamic", ())),
        edition=row.get("only"),
        values_are_advice=row.get("advice", False),
    )


def _positions(usual: int | str | None, special: Mapping[str, int | str], sets: tuple[str, ...]) -> dict[str, int]:
    places = {name: special.get(name, usual) for name in sets}
    return {name: place for name, place in places.items() if isinstance(place, int)}


def _aks_command(name: str, row: Json, detail: Json) -> CommandContract:
    sets: list[ParameterSet] = []
    parameters: dict[str, Parameter] = {}
    for one in row["parameter_sets"]:
        mandatory = frozenset(each["name"] for each in one["parameters"] if each["mandatory"])
        names = tuple(each["name"] for each in one["parameters"])
        sets.append(ParameterSet(one["name"] or ALL_SETS, one.get("default", False), names, mandatory))
        for each in one["parameters"]:
            parameters.setdefault(each["name"], _aks_parameter(each))
    form = detail.get("form", "function")
    return CommandContract(name, row["module"], form, None, tuple(sets), parameters)


def _aks_parameter(row: Json) -> Parameter:
    kind = row["type"].rpartition(".")[2]
    return Parameter(
        row["name"], kind, tuple(row["aliases"]), tuple(row["values"]), is_switch=kind == "SwitchParameter"
    )
