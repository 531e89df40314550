"""Finds the provider of a path, and the places that a path with wildcards means."""

from __future__ import annotations

from typing import Protocol

from aksarc_harden.model.values import WireValue
from aksarc_harden.rehearsal.interpreter.objects import Object
from aksarc_harden.rehearsal.interpreter.runspace import Runspace
from aksarc_harden.rehearsal.interpreter.wildcard import has_wildcards, matches
from aksarc_harden.rehearsal.providers.files import FileProvider
from aksarc_harden.rehearsal.providers.names import NameProvider
from aksarc_harden.rehearsal.providers.paths import Place, ProviderName, place_of
from aksarc_harden.rehearsal.providers.registry import RegistryProvider


class Provider(Protocol):
    """What item commands ask of every provider; each method raises FailureRaised for one item that fails."""

    def exists(self, place: Place) -> bool:
        """Tell whether an item is there."""
        ...

    def is_container(self, place: Place) -> bool:
        """Tell whether an item is one that holds others."""
        ...

    def item(self, place: Place) -> Object:
        """Give an item as an object."""
        ...

    def children(self, place: Place) -> list[Place]:
        """Give the places of what an item holds."""
        ...

    def has_children(self, place: Place) -> bool:
        """Tell whether an item holds others now."""
        ...

    def make(self, place: Place, item_type: str | None, value: WireValue, *, force: bool) -> Object:
        """Make an item and give it."""
        ...

    def remove(self, place: Place) -> None:
        """Remove an item with all that it holds."""
        ...


class Drives:
    """All providers of one runspace."""

    def __init__(self, runspace: Runspace) -> None:
        self._runspace = runspace
        self.registry = RegistryProvider(runspace.host, runspace)
        self.files = FileProvider(runspace.host)
        self.environment = NameProvider(runspace, ProviderName.ENVIRONMENT)
        self.variables = NameProvider(runspace, ProviderName.VARIABLE)

    def provider(self, place: Place) -> Provider:
        """Give the provider of a place."""
        providers: dict[ProviderName, Provider] = {
            ProviderName.REGISTRY: self.registry,
            ProviderName.FILES: self.files,
            ProviderName.ENVIRONMENT: self.environment,
            ProviderName.VARIABLE: self.variables,
        }
        return providers[place.provider]

    def place(self, path: str) -> Place:
        """Understand a path; raises FailureRaised."""
        return place_of(path, self._runspace)

    def places(self, path: str, *, literal: bool) -> list[Place]:
        """
        Give the places that a path means: itself, or with wildcards all that it matches, which may be none.

        Raises FailureRaised for a provider or a drive that is not there.
        """
        if literal or not has_wildcards(path):
            return [self.place(path if literal else _unescaped(path))]
        parts = path.split("\\")
        first = next(number for number, part in enumerate(parts) if has_wildcards(part))
        found = [self.place("\\".join(parts[:first]) or "\\")]
        for part in parts[first:]:
            found = [child for above in found for child in self._matching(above, part)]
        return found

    def _matching(self, above: Place, part: str) -> list[Place]:
        provider = self.provider(above)
        if not provider.exists(above):
            return []
        return [child for child in provider.children(above) if matches(part, child.inner.rpartition("\\")[2])]


def _unescaped(path: str) -> str:
    return path.replace("`", "") if "`" in path else path
