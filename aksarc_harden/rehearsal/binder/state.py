"""
How far the binding of one command has come: what is bound, what is free, which sets are still possible.

The steps work on this; nothing here decides.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from aksarc_harden.model.values import WireValue
from aksarc_harden.rehearsal.binder.giving import give, give_as_it_stands
from aksarc_harden.rehearsal.binder.parameters import ANY, Bindable, Bindables
from aksarc_harden.rehearsal.binder.refusal import CastError


@dataclass
class Binding:
    """
    The state of one command's binding.

    Attributes:
        free: parameters without a value, in order.
        sets: the bits of the possible sets; ANY until something narrows them.
        preferred: the set that input objects try first; 0 where none is preferred.
    """

    all: Bindables
    engine: str = "7"
    values: dict[Bindable, WireValue] = field(default_factory=dict)
    free: list[Bindable] = field(default_factory=list)
    sets: int = ANY
    preferred: int = 0

    def copy(self) -> Binding:
        """Give a state that can go on apart, for one input object."""
        return replace(self, values=dict(self.values), free=list(self.free))

    def bind(self, parameter: Bindable, value: WireValue) -> None:
        """Convert a value for a parameter and bind it; raises BindingError where it is refused."""
        self._take(parameter, give(parameter, value, self.engine))

    def bind_as_it_stands(self, parameter: Bindable, value: WireValue, *, is_input: bool = False) -> bool:
        """Bind a value of the parameter's own type; a value of another one is no error, nothing is bound then."""
        try:
            accepted = give_as_it_stands(parameter, value, is_input=is_input)
        except CastError:
            return False
        self._take(parameter, accepted)
        return True

    def _take(self, parameter: Bindable, value: WireValue) -> None:
        self.values[parameter] = value
        self.free.remove(parameter)
        if parameter.flags:
            self.sets &= parameter.flags
