"""Binds the arguments of one command, in the order of the engine's own steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aksarc_harden.contract.reader import CommandContract, Contract
from aksarc_harden.model.values import WireValue


class Bound:
    """A command with its arguments bound, ready for input objects."""

    command: CommandContract
    common: Mapping[str, WireValue]

    @property
    def parameter_set(self) -> str:
        """The parameter set without pipeline input."""
        raise NotImplementedError

    def values(self) -> Mapping[str, WireValue]:
        """What each parameter received, without pipeline input and without the common parameters."""
        raise NotImplementedError

    def with_input(self, item: WireValue) -> tuple[str, Mapping[str, WireValue]]:
        """Bind one input object: the parameter set and all values; raises BindingError, not terminating."""
        raise NotImplementedError


class Binder:
    """Binds as one version of PowerShell does: `7` or `5.1`."""

    def __init__(self, contract: Contract, *, engine: str = "7") -> None:
        self._contract = contract
        self._engine = engine

    def bind(self, name: str, arguments: Sequence[tuple[str | None, WireValue]], *, has_input: bool) -> Bound:
        """Bind a command's arguments; raises BindingError, and KeyError for a command that the contract lacks."""
        raise NotImplementedError
