"""
Which parameters the arguments without names fill.

Recordings: binder, "names first" (all named ones are bound before), "positions": at each position the default set is
tried before the others, and without conversion before with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from aksarc_harden.model.values import WireValue
from aksarc_harden.rehearsal.binder.names import Argument
from aksarc_harden.rehearsal.binder.parameters import Bindable, Place
from aksarc_harden.rehearsal.binder.refusal import BINDING, BindingError
from aksarc_harden.rehearsal.binder.state import Binding
from aksarc_harden.rehearsal.binder.texts import to_text


@dataclass
class Unplaced:
    """Arguments that found no parameter, and why the last one that was tried did not fit, if it was tried."""

    arguments: list[Argument] = field(default_factory=list)
    reason: BindingError | None = None


@dataclass
class _Candidates:
    """The parameters at one position, each with its places there."""

    parameters: dict[Bindable, list[Place]]

    def narrow(self, sets: int) -> None:
        """Drop the places that are in none of the possible sets any more."""
        for parameter, places in list(self.parameters.items()):
            left = [place for place in places if place.is_in(sets)]
            if left:
                self.parameters[parameter] = left
            else:
                del self.parameters[parameter]


def bind_positional(binding: Binding, arguments: Sequence[Argument]) -> Unplaced:
    """Bind those without names, in order, among the arguments that no name placed; give what is left."""
    waiting = list(arguments)
    unplaced = Unplaced()
    ladder = _candidates(binding)
    for position in sorted(ladder):
        candidates = ladder[position]
        candidates.narrow(binding.sets)
        if not candidates.parameters:
            continue
        argument = _next_without_name(waiting, unplaced)
        if argument is None:
            break
        done, unplaced.reason = _fill(binding, candidates, argument.value)
        if not done:
            unplaced.arguments.append(argument)
    unplaced.arguments += waiting
    return unplaced


def refuse_unplaced(unplaced: Unplaced) -> None:
    """Refuse the first argument that found no place: by its name, or with the reason why it did not fit."""
    for argument in unplaced.arguments:
        if argument.name is not None:
            raise BindingError("NamedParameterNotFound", parameter=argument.name)
        raise unplaced.reason or BindingError("PositionalParameterNotFound", parameter=_shown(argument.value))


def _next_without_name(waiting: list[Argument], unplaced: Unplaced) -> Argument | None:
    """Take the next argument without a name; an unknown name takes what follows it along."""
    while waiting:
        argument = waiting.pop(0)
        if argument.name is None:
            return argument
        unplaced.arguments.append(argument)
        if waiting and waiting[0].name is None:
            unplaced.arguments.append(waiting.pop(0))
    return None


def _candidates(binding: Binding) -> dict[int, _Candidates]:
    ladder: dict[int, _Candidates] = {}
    for parameter in binding.free:
        for place in parameter.places_in(binding.sets):
            if place.position is not None:
                row = ladder.setdefault(place.position, _Candidates({}))
                row.parameters.setdefault(parameter, []).append(place)
    return ladder


def _fill(binding: Binding, candidates: _Candidates, value: WireValue) -> tuple[bool, BindingError | None]:
    """
    Try a value in the engine's order; tell whether it was bound, and why the last try failed.

    Both may be: of several parameters at one position one may take the value and another refuse it, and the engine
    then reports that refusal for the next argument that finds no place.
    """
    default = binding.all.default & binding.sets
    possible = binding.sets
    reason: BindingError | None = None
    for convert in (False, True):
        for sets in (default, possible):
            if sets:
                done, reason = _fill_in(binding, candidates, value, sets, convert=convert)
                if done:
                    return True, reason
    return False, reason


def _fill_in(
    binding: Binding, candidates: _Candidates, value: WireValue, sets: int, *, convert: bool
) -> tuple[bool, BindingError | None]:
    """Bind a value to every parameter of the position that is in the sets; several sets may take it at once."""
    done = False
    reason: BindingError | None = None
    for parameter, places in candidates.parameters.items():
        if not any(place.is_in(sets) for place in places):
            continue
        try:
            if convert:
                binding.bind(parameter, value)
                done = True
            elif binding.bind_as_it_stands(parameter, value):
                done = True
        except BindingError as error:
            if error.exception != BINDING:
                raise
            reason = error
    return done, reason


def _shown(value: WireValue) -> str:
    """Write an argument as the error tells it."""
    return "$null" if value is None else to_text(value)
