"""
What can be bound: a command's own parameters and those that the engine adds, with their places in the sets.

Parameter sets are bits, as in the engine: the default set is the first, `ANY` stands for "not narrowed yet".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from aksarc_harden.contract.enumerations import ACTION_PREFERENCE, Enumeration
from aksarc_harden.contract.reader import ALL_SETS, CommandContract, Contract, Parameter, ParameterSet
from aksarc_harden.rehearsal.binder.net_types import NetType, parse_type

ANY = 0xFFFFFFFF


class Origin(Enum):
    """Who declares a parameter: the command itself, or the engine for every command."""

    COMMAND = auto()
    ENGINE = auto()


@dataclass(frozen=True)
class Place:
    """A parameter's part in one set; `flag` is 0 where it is the same in all sets."""

    flag: int
    mandatory: bool = False
    by_value: bool = False
    by_name: bool = False
    position: int | None = None

    def is_in(self, sets: int) -> bool:
        """Tell whether this place counts while these sets are possible."""
        return self.flag == 0 or bool(self.flag & sets)


@dataclass(frozen=True, eq=False)
class Bindable:
    """
    One parameter as the binder sees it.

    Attributes:
        flags: the bits of its named sets; 0 where it is in all sets.
        as_function: its values are converted as those of a function; never so for the engine's own.
    """

    name: str
    aliases: tuple[str, ...]
    type: NetType
    places: tuple[Place, ...]
    origin: Origin = Origin.COMMAND
    as_function: bool = False
    enumeration: Enumeration | None = None
    values: tuple[str, ...] = ()
    attributes: frozenset[str] = frozenset()
    pipeline_class: str | None = None

    @property
    def flags(self) -> int:
        """The bits of all its named sets."""
        union = 0
        for place in self.places:
            union |= place.flag
        return union

    @property
    def is_mandatory_somewhere(self) -> bool:
        """Tell whether any set demands it; then null and emptiness are refused in every set."""
        return any(place.mandatory for place in self.places)

    @property
    def takes_pipeline(self) -> bool:
        """Tell whether it takes input objects in any set."""
        return any(place.by_value or place.by_name for place in self.places)

    def places_in(self, sets: int) -> tuple[Place, ...]:
        """Give the places that count while these sets are possible."""
        return tuple(place for place in self.places if place.is_in(sets))


@dataclass(frozen=True)
class Bindables:
    """All that one command can be given, the command's own first."""

    command: CommandContract
    parameters: tuple[Bindable, ...]
    set_bits: Mapping[str, int] = field(default_factory=dict)
    default: int = 0

    @property
    def all_sets(self) -> int:
        """The bits of all named sets."""
        return sum(self.set_bits.values())

    def set_name(self, sets: int) -> str:
        """Name a set by its bit; the default's name while nothing is narrowed, "" for several."""
        if sets in (0, ANY):
            return next((name for name, bit in self.set_bits.items() if bit == self.default), ALL_SETS)
        return next((name for name, bit in self.set_bits.items() if bit == sets), "")


def count_sets(sets: int) -> int:
    """Count the possible sets; not narrowed counts as one."""
    return 1 if sets == ANY else sets.bit_count()


def bindables(
    contract: Contract, command: CommandContract, engine: str, types: Mapping[tuple[str, str], str]
) -> Bindables:
    """List what a command takes on one version of the engine, with the types that are not those of the contract."""
    bits = _set_bits(command)
    default = command.default_set
    own = [
        _own(contract, command, each, bits, types.get((command.name, each.name), each.type))
        for each in command.parameters.values()
        if each.edition != "2025"
    ]
    preferred = bits.get(default.name, 0) if default else 0
    used = preferred
    for each in own:
        used |= each.flags
    bits = {name: bit for name, bit in bits.items() if bit & used}
    return Bindables(command, (*own, *_of_the_engine(command, engine)), bits, preferred)


def _set_bits(command: CommandContract) -> dict[str, int]:
    ordered = sorted(command.parameter_sets, key=lambda each: not each.is_default)
    names = [each.name for each in ordered if each.name != ALL_SETS]
    return {name: 1 << index for index, name in enumerate(names)}


def _own(
    contract: Contract, command: CommandContract, parameter: Parameter, bits: Mapping[str, int], written: str
) -> Bindable:
    kind = parse_type(written)
    enumeration = contract.enumeration(command, kind.element) if kind.element else None
    return Bindable(
        name=parameter.name,
        aliases=parameter.aliases,
        type=kind,
        places=_places(parameter, command.parameter_sets, bits),
        as_function=command.form == "function",
        enumeration=enumeration,
        values=parameter.values if kind.element == "String" and not parameter.values_are_advice else (),
        attributes=parameter.attributes,
        pipeline_class=parameter.pipeline_class,
    )


def _places(parameter: Parameter, sets: Iterable[ParameterSet], bits: Mapping[str, int]) -> tuple[Place, ...]:
    """Give one place for each set, or a single one where a parameter is the same in all of them."""
    sets = tuple(sets)
    places = [
        Place(
            bits.get(each.name, 0),
            parameter.name in each.mandatory,
            parameter.pipeline_by_value,
            parameter.pipeline_by_name,
            parameter.positions.get(each.name),
        )
        for each in sets
        if parameter.name in each.parameters
    ]
    alike = {(place.mandatory, place.position) for place in places}
    if len(places) == len(sets) and len(alike) == 1:
        first = places[0]
        return (Place(0, first.mandatory, first.by_value, first.by_name, first.position),)
    return tuple(places)


# [about_CommonParameters]; name → (type, alias). The engine's own parameters answer as a cmdlet's everywhere.
_COMMON: dict[str, tuple[str, str]] = {
    "Verbose": ("SwitchParameter", "vb"),
    "Debug": ("SwitchParameter", "db"),
    "ErrorAction": ("ActionPreference", "ea"),
    "WarningAction": ("ActionPreference", "wa"),
    "InformationAction": ("ActionPreference", "infa"),
    "ProgressAction": ("ActionPreference", "proga"),
    "ErrorVariable": ("String", "ev"),
    "WarningVariable": ("String", "wv"),
    "InformationVariable": ("String", "iv"),
    "OutVariable": ("String", "ov"),
    "OutBuffer": ("Int32", "ob"),
    "PipelineVariable": ("String", "pv"),
}
_ATTRIBUTES = {
    **{name: frozenset({"ValidateVariableName"}) for name in _COMMON if name.endswith("Variable")},
    "OutBuffer": frozenset({"ValidateNotNegative"}),
}
_SHOULD_PROCESS = {"WhatIf": ("SwitchParameter", "wi"), "Confirm": ("SwitchParameter", "cf")}
_TRANSACTION = {"UseTransaction": ("SwitchParameter", "usetx")}
_SINCE_7 = frozenset({"ProgressAction"})  # 7.4
_ACTIONS_5 = Enumeration(  # Break came with 7.0
    ACTION_PREFERENCE.type_name, {name: n for name, n in ACTION_PREFERENCE.members.items() if name != "Break"}
)


def _of_the_engine(command: CommandContract, engine: str) -> list[Bindable]:
    rows: dict[str, tuple[str, str]] = {}
    if command.has_common:
        rows |= {name: row for name, row in _COMMON.items() if engine != "5.1" or name not in _SINCE_7}
    if command.supports_should_process:
        rows |= _SHOULD_PROCESS
    if command.has_transaction and engine == "5.1":
        rows |= _TRANSACTION
    actions = _ACTIONS_5 if engine == "5.1" else ACTION_PREFERENCE
    return [
        Bindable(
            name=name,
            aliases=(alias,),
            type=parse_type(kind),
            places=(Place(0),),
            origin=Origin.ENGINE,
            enumeration=actions if kind == "ActionPreference" else None,
            attributes=_ATTRIBUTES.get(name, frozenset()),
        )
        for name, (kind, alias) in rows.items()
    ]
