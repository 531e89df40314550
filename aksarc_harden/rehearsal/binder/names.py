"""
Which parameter an argument's name means, and which argument a bare name takes.

Recordings: binder, "prefixes", "prefixes of aliases", "exact names", "`Name:` without a dash", "`-Name` with null",
"`-Switch` with null".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from aksarc_harden.model.values import Bag, ScriptBlock, WireValue
from aksarc_harden.rehearsal.binder.net_types import DESERIALIZED, is_switch_value
from aksarc_harden.rehearsal.binder.parameters import Bindable, Origin
from aksarc_harden.rehearsal.binder.refusal import BindingError

_DASHES = ("-", "\u2013", "\u2014", "\u2015")  # the engine takes the typographic ones, too


@dataclass(frozen=True)
class Argument:
    """
    One argument as the engine sees it after the tokens are rebuilt.

    Attributes:
        name: without dash and colon; None for an argument without a name.
        is_bare: a name that brought no value and takes the next argument without a name.
    """

    name: str | None
    value: WireValue
    is_bare: bool = False


def read_arguments(arguments: Sequence[tuple[str | None, WireValue]]) -> list[Argument]:
    """Rebuild the tokens: a name with a dash and null stands for a bare token, its colon is no part of the name."""
    return [_read(name, arrived(value)) for name, value in arguments]


def arrived(value: WireValue) -> WireValue:
    """
    Give a value as the engine has it after PSRP.

    A script block became a string (recordings: "script block"), and an object of a class a property bag whose type
    names say `Deserialized`, so that it is no object of that class any more.
    """
    if isinstance(value, ScriptBlock):
        return str(value)
    if isinstance(value, Bag) and value.types and not is_switch_value(value):
        return replace(value, types=tuple(_deserialized(each) for each in value.types))
    return [arrived(each) for each in value] if isinstance(value, list) else value


def _deserialized(type_name: str) -> str:
    return type_name if type_name.startswith(DESERIALIZED) else DESERIALIZED + type_name


def _read(name: str | None, value: WireValue) -> Argument:
    if name is None:
        return Argument(None, value)
    if not name or name[0] not in _DASHES:
        return Argument(name, value)
    token = name.rstrip()
    has_colon = token.endswith(":")
    bare_name = token[1:].removesuffix(":")
    return Argument(bare_name, value, is_bare=not has_colon and value is None)


def find_parameter(parameters: Sequence[Bindable], name: str) -> Bindable | None:
    """
    Find the parameter that a name or a prefix means, None where there is none.

    Exact names and aliases win; of several that a prefix fits, one of the command's own wins over the engine's.
    """
    low = (name[1:] if name[:1] in _DASHES else name).lower()  # `--Name` is fine, too (recordings: wire, parameters)
    exact = _having(parameters, lambda each: each == low)
    if exact:
        return exact[0]
    matches = _having(parameters, lambda each: each.startswith(low))
    if len(matches) < 2:
        return next(iter(matches), None)
    own = [each for each in matches if each.origin is Origin.COMMAND]
    if len(own) != 1:
        raise BindingError("AmbiguousParameter", parameter=name)
    return own[0]


def _having(parameters: Sequence[Bindable], fits: Callable[[str], bool]) -> list[Bindable]:
    """Give the parameters with a fitting name, then those with a fitting alias, each once."""
    named = [each for each in parameters if fits(each.name.lower())]
    aliased = [each for each in parameters if any(fits(alias.lower()) for alias in each.aliases)]
    return named + [each for each in aliased if each not in named]


def pair_bare_names(parameters: Sequence[Bindable], arguments: Sequence[Argument]) -> list[Argument]:
    """Give every bare name its value: true for a switch, else the next argument, if that is none itself."""
    paired: list[Argument] = []
    rest = list(arguments)
    while rest:
        argument = rest.pop(0)
        parameter = find_parameter(parameters, argument.name) if argument.is_bare and argument.name else None
        if parameter is None:
            paired.append(argument)
        elif parameter.type.name == "SwitchParameter":
            paired.append(Argument(argument.name, True))
        else:
            paired.append(Argument(parameter.name, _next_value(parameters, parameter, rest)))
    return paired


def _next_value(parameters: Sequence[Bindable], parameter: Bindable, rest: list[Argument]) -> WireValue:
    if not rest:
        raise BindingError("MissingArgument", parameter=parameter.name)
    following = rest[0]
    if following.name is None:
        return rest.pop(0).value
    if find_parameter(parameters, following.name) is not None or not following.is_bare:
        raise BindingError("MissingArgument", parameter=parameter.name)
    rest.pop(0)
    return f"-{following.name}"


def asks_for_help(arguments: Sequence[Argument]) -> bool:
    """Tell whether `-?` is among the arguments; then the engine runs Get-Help, whatever else is given."""
    return any(argument.name == "?" for argument in arguments)
