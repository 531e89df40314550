"""
Binds the arguments of one command, in the order of the engine's own steps.

Names, positions, sets, mandatory parameters, then each input object: `names.py`, `positional.py`, `sets.py`,
`mandatory.py`, `pipeline.py`; what a parameter makes of a value stands in `giving.py` and what it calls.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aksarc_harden.contract.reader import CommandContract, Contract
from aksarc_harden.model.values import WireValue
from aksarc_harden.rehearsal.binder.mandatory import missing, missing_before_input
from aksarc_harden.rehearsal.binder.names import (
    Argument,
    asks_for_help,
    find_parameter,
    pair_bare_names,
    read_arguments,
)
from aksarc_harden.rehearsal.binder.parameters import Bindables, Origin, bindables
from aksarc_harden.rehearsal.binder.pipeline import bind_input
from aksarc_harden.rehearsal.binder.positional import bind_positional, refuse_unplaced
from aksarc_harden.rehearsal.binder.refusal import BindingError
from aksarc_harden.rehearsal.binder.sets import keep_those_that_take_input, narrow, settle
from aksarc_harden.rehearsal.binder.state import Binding

_HELP = "Get-Help"


class Bound:
    """A command with its arguments bound, ready for input objects."""

    def __init__(self, binding: Binding) -> None:
        self._binding = binding
        self.command: CommandContract = binding.all.command

    @property
    def parameter_set(self) -> str:
        """The parameter set without pipeline input; "" while several are possible."""
        return self._binding.all.set_name(self._binding.sets)

    @property
    def common(self) -> Mapping[str, WireValue]:
        """What the parameters received that the engine adds: ErrorAction, Confirm, OutVariable and so on."""
        return _values(self._binding, Origin.ENGINE)

    def values(self) -> Mapping[str, WireValue]:
        """What the command's own parameters received, without pipeline input."""
        return _values(self._binding, Origin.COMMAND)

    def with_input(self, item: WireValue) -> tuple[str, Mapping[str, WireValue]]:
        """
        Bind one input object, apart from every other: the parameter set and all values of the command's own.

        Raises BindingError, not terminating: the caller writes its record and goes on with the next object.
        """
        binding = self._binding.copy()
        try:
            if not bind_input(binding, item):
                raise BindingError("InputObjectNotBound")
            if missing(binding):
                raise BindingError("InputObjectMissingMandatory")
        except BindingError as error:
            error.target, error.terminating = item, False
            raise _of_command(error, self.command) from None
        finally:
            self._free_again(binding)
        return binding.all.set_name(binding.sets), _values(binding, Origin.COMMAND)

    def _free_again(self, binding: Binding) -> None:
        """Free what an input object filled; as in the engine those parameters come last from now on."""
        filled = [each for each in binding.values if each not in self._binding.values]
        self._binding.free = binding.free + filled


class Binder:
    """
    Binds as one version of PowerShell does: `7` or `5.1`.

    `types` are those that this version gives to parameters, by command and parameter, where the contract's are others.
    """

    def __init__(
        self, contract: Contract, *, engine: str = "7", types: Mapping[tuple[str, str], str] | None = None
    ) -> None:
        self._contract = contract
        self._engine = engine
        self._types = types or {}
        self._known: dict[str, Bindables] = {}

    def bind(self, name: str, arguments: Sequence[tuple[str | None, WireValue]], *, has_input: bool) -> Bound:
        """
        Bind a command's arguments; `has_input` tells that objects come through the pipeline.

        With `-?` among the arguments the answer is Get-Help, bound to the command's name.
        Raises BindingError, and KeyError for a command that the contract lacks.
        """
        every = self._bindables(name)
        tokens = read_arguments(arguments)
        if asks_for_help(tokens):
            return self.bind(_HELP, [("Name", every.command.name)], has_input=False)
        binding = Binding(every, self._engine, free=list(every.parameters))
        try:
            _bind_arguments(binding, tokens)
            _settle(binding, has_input=has_input)
        except BindingError as error:
            raise _of_command(error, every.command) from None
        return Bound(binding)

    def _bindables(self, name: str) -> Bindables:
        key = name.lower()
        if key not in self._known:
            command = self._contract.find(name)
            if command is None:
                raise KeyError(name)
            self._known[key] = bindables(self._contract, command, self._engine, self._types)
        return self._known[key]


def _bind_arguments(binding: Binding, tokens: Sequence[Argument]) -> None:
    left = _bind_named(binding, pair_bare_names(binding.all.parameters, tokens))
    unplaced = bind_positional(binding, left)
    narrow(binding, before_input=True, take_default=False)
    refuse_unplaced(unplaced)


def _bind_named(binding: Binding, arguments: Sequence[Argument]) -> list[Argument]:
    """Bind the arguments with names; give those without one, and those whose name nothing has."""
    left: list[Argument] = []
    for argument in arguments:
        parameter = None if argument.name is None else find_parameter(binding.all.parameters, argument.name)
        if parameter is None:
            left.append(argument)
        elif parameter in binding.values:
            raise BindingError("ParameterAlreadyBound", parameter=argument.name or "")
        else:
            binding.bind(parameter, argument.value)
    return left


def _settle(binding: Binding, *, has_input: bool) -> None:
    """Decide on a set, as far as that is possible before input, and refuse missing mandatory parameters."""
    if not has_input:
        narrow(binding, before_input=False, take_default=True)
        lacking = missing(binding)
    else:
        possible = narrow(binding, before_input=True, take_default=False)
        if possible > 1 and keep_those_that_take_input(binding):
            possible = narrow(binding, before_input=True, take_default=False)
        lacking = missing_before_input(binding, possible)
    if lacking:
        raise BindingError("MissingMandatoryParameter", parameter=" ".join(each.name for each in lacking))
    if not has_input:
        settle(binding)


def _values(binding: Binding, origin: Origin) -> dict[str, WireValue]:
    return {each.name: value for each, value in binding.values.items() if each.origin is origin}


def _of_command(error: BindingError, command: CommandContract) -> BindingError:
    error.command = command.name
    error.class_name = command.class_name if command.form == "cmdlet" else None
    return error
