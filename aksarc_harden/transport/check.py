"""
May this statement be sent? Every command, parameter name and value is held against the published contract.

Checked once for all carriers, before anything is sent: a wrong name or value would end a whole batch, and some of what
PowerShell accepts means another thing than it says (a null switch is off for functions, prefixes change with versions).
It adds nothing and changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import NamedTuple

from aksarc_harden.contract.programs import check_program
from aksarc_harden.contract.reader import CommandContract, Contract, Parameter, ParameterSet, load_contract
from aksarc_harden.errors import ContractError
from aksarc_harden.model.statement import Command, Statement
from aksarc_harden.model.values import Bag, WireValue
from aksarc_harden.transport.check_values import holds_script, what_is_wrong

_SWITCH = Parameter("", "SwitchParameter", is_switch=True)
_SCRIPT_RUNNERS = frozenset({"invoke-expression", "invoke-command"})  # their argument is a script, whatever its type


def check_statements(statements: Iterable[Statement], contract: Contract | None = None) -> None:
    """
    Refuse what the contract does not allow.

    Args:
        contract: the shipped one if none is given.

    Raises:
        ContractError: names the command and the parameter.
    """
    known = contract or load_contract()
    for statement in statements:
        if not statement.commands:
            raise ContractError("a statement without a command")
        if any(map(holds_script, statement.inputs)):
            raise ContractError(f"{statement.commands[0].name}: a script block as input object")
        fed = _names_of_inputs(statement.inputs)
        for command in statement.commands:
            _check_command(command, known, fed)
            fed = _ANYTHING
        _check_inputs(statement, known)


class _Fed(NamedTuple):
    """What comes through the pipeline: nothing, anything, or objects that have these properties, in lower case."""

    comes: bool
    properties: frozenset[str] | None = None


_NOTHING, _ANYTHING = _Fed(comes=False), _Fed(comes=True)


def _names_of_inputs(inputs: Iterable[WireValue]) -> _Fed:
    """Say which properties every input object has; other values than bags may bind as a whole only."""
    names = [{name.lower() for name in each} if isinstance(each, Bag) else set[str]() for each in inputs]
    return _Fed(comes=True, properties=frozenset.intersection(*map(frozenset, names))) if names else _NOTHING


def _check_command(command: Command, contract: Contract, fed: _Fed) -> None:
    if command.is_program:
        reason = check_program(command)
        if reason is not None:
            raise ContractError(f"{command.name}: {reason}")
        return
    published = contract.find(command.name)
    if published is None:
        raise ContractError(f"{command.name}: no command of the contract; it has to be published there first")
    if published.name.lower() != command.name.lower():
        raise ContractError(f"{command.name}: another name for {published.name}; give that")
    if published.name.lower() in _SCRIPT_RUNNERS:
        raise ContractError(f"{command.name}: it runs script text")
    _check_arguments(command, published, contract)
    _check_sets(command, published, fed)


def _check_arguments(command: Command, published: CommandContract, contract: Contract) -> None:
    given: set[str] = set()
    allowed = _parameters(published, contract)
    for name, value in command.arguments:
        if name is None:
            if holds_script(value):
                raise ContractError(f"{command.name}: a script block as argument")
            continue
        if name.lower() in given:
            raise ContractError(f"{command.name} -{name}: given twice")
        given.add(name.lower())
        parameter = allowed.get(name.lower())
        if parameter is None:
            raise ContractError(
                f"{command.name} -{name}: no parameter of this name; {_meant(name, published, allowed)}"
            )
        reason = what_is_wrong(value, parameter, contract.enumeration(published, parameter.type))
        if reason is not None:
            raise ContractError(f"{command.name} -{name}: {reason}")


def _parameters(published: CommandContract, contract: Contract) -> Mapping[str, Parameter]:
    """Give a command's parameters by name in lower case: its own, and those that the engine adds."""
    added: dict[str, Parameter] = {}
    if published.has_common:
        added |= contract.common_parameters
    if published.supports_should_process:
        added |= {"WhatIf": _SWITCH, "Confirm": _SWITCH}
    return {name.lower(): parameter for name, parameter in {**added, **published.parameters}.items()}


def _check_inputs(statement: Statement, contract: Contract) -> None:
    """Hold what input objects bind by their properties' names against the first command's parameters."""
    first = statement.commands[0]
    published = contract.find(first.name)
    if published is None or not statement.inputs:
        return
    given = {name.lower() for name, _ in first.arguments if name is not None}
    for name, value in (pair for each in statement.inputs if isinstance(each, Bag) for pair in each.items()):
        parameter = published.parameter(name)
        if parameter is None or not parameter.pipeline_by_name or parameter.name.lower() in given:
            continue
        reason = what_is_wrong(value, parameter, contract.enumeration(published, parameter.type))
        if reason is not None:
            raise ContractError(f"{first.name} -{parameter.name}, from an input object: {reason}")


def _meant(name: str, published: CommandContract, allowed: Mapping[str, Parameter]) -> str:
    """Say which name was probably meant; prefixes and aliases work on a host, and change with its version."""
    known = published.parameter(name)
    begun = [known] if known else [each for lower, each in allowed.items() if lower.startswith(name.lower())]
    if not begun:
        begun = [allowed[near] for near in get_close_matches(name.lower(), allowed, n=3)]
    meant = [lower for lower, each in allowed.items() if any(each is one for one in begun)]
    names = {each.lower(): each for each in (*published.parameters, "WhatIf", "Confirm")}
    return (
        f"did you mean {_dashed(names.get(each, each) for each in meant)}?" if meant else "the command has none like it"
    )


def _check_sets(command: Command, published: CommandContract, fed: _Fed) -> None:
    own = {name.lower(): name for name in published.parameters}
    named = {own[name.lower()] for name, _ in command.arguments if name is not None and name.lower() in own}
    nameless = sum(name is None for name, _ in command.arguments)
    fitting = [each for each in published.parameter_sets if named <= set(each.parameters)]
    if not fitting and published.parameter_sets:
        raise ContractError(f"{command.name}: {_dashed(named)} do not go together; leave one of them out")
    lacks = [_lacking(each, published, named, nameless, fed) for each in fitting]
    if lacks and all(lack is not None for lack in lacks):
        raise ContractError(f"{command.name}: {min(filter(None, lacks), key=len)}")


def _lacking(one: ParameterSet, published: CommandContract, named: set[str], nameless: int, fed: _Fed) -> str | None:
    """Say why the arguments do not fill a parameter set, None if they do."""
    places = sorted(
        (published.parameters[name].positions[one.name], name)
        for name in one.parameters
        if name not in named and one.name in published.parameters[name].positions
    )
    if nameless > len(places):
        return f"{nameless} arguments without a name, and room for {len(places)}"
    filled = named | {name for _, name in places[:nameless]}
    missing = [
        name
        for name in one.parameters
        if name in one.mandatory - filled and not _is_fed(published.parameters[name], fed)
    ]
    return f"{_dashed(missing)} must be given" if missing else None


def _is_fed(parameter: Parameter, fed: _Fed) -> bool:
    """Tell whether what comes through the pipeline can fill a parameter."""
    if fed.comes and parameter.pipeline_by_value:
        return True
    if not parameter.pipeline_by_name or not fed.comes:
        return False
    return fed.properties is None or any(name.lower() in fed.properties for name in parameter.names)


def _dashed(names: Iterable[str]) -> str:
    return ", ".join(f"-{name}" for name in sorted(names))


def accept_everything(_: Iterable[Statement]) -> None:
    """Check nothing; for a peer whose commands no contract describes."""
