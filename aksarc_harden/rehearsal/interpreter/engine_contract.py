"""Where the engine takes more than the published reference says; each difference with the recording that shows it."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from aksarc_harden.contract.reader import CommandContract, Contract, load_contract

# The reference lists values of a text parameter in a sentence, and the engine has no ValidateSet there: other words reach
# the provider, which answers for itself (recordings: windows-registry, values, refused: Nonsense e6).
_FREE_TEXTS = {"new-itemproperty": "PropertyType"}


class EngineContract(Contract):
    """The published commands as the engine takes them."""

    def __init__(self, published: Contract) -> None:
        super().__init__(published, common_parameters=published.common_parameters)
        self._published = published

    def find(self, name: str) -> CommandContract | None:
        """Find a command by its name in any case, with or without its module, or by an alias."""
        found = self._published.find(name)
        free = None if found is None else _FREE_TEXTS.get(found.name.lower())
        if found is None or free is None:
            return found
        freed = replace(found.parameters[free], values=())
        return replace(found, parameters={**found.parameters, free: freed})


@lru_cache(maxsize=1)
def engine_contract() -> EngineContract:
    """Give the commands that ship with the package."""
    return EngineContract(load_contract())
