"""The providers of flat names: environment variables and the runspace's variables."""

from __future__ import annotations

from dataclasses import dataclass

from aksarc_harden.model.values import Bag, WireValue
from aksarc_harden.rehearsal.interpreter.failures import not_supported, path_not_found
from aksarc_harden.rehearsal.interpreter.objects import text_of
from aksarc_harden.rehearsal.interpreter.runspace import Runspace
from aksarc_harden.rehearsal.providers.paths import Place, ProviderName
from aksarc_harden.rehearsal.providers.ps_objects import drive_object, provider_object


def variable_object(name: str, value: WireValue) -> Bag:
    """Give a variable as Get-Variable shows it."""
    kind = "System.Management.Automation.PSVariable"
    properties: dict[str, WireValue] = {
        "Name": name,
        "Description": "",
        "Value": value,
        "Visibility": "Public",
        "Module": None,
        "ModuleName": "",
        "Options": "None",
    }
    return Bag(properties, (kind, "System.Object"), kind)


@dataclass(frozen=True)
class NameProvider:
    """`Env:` or `Variable:` of one runspace."""

    runspace: Runspace
    provider: ProviderName

    def _named(self) -> dict[str, tuple[str, WireValue]]:
        if self.provider is ProviderName.VARIABLE:
            return self.runspace.variables
        return {name.lower(): (name, value) for name, value in self.runspace.environment.items()}

    def exists(self, place: Place) -> bool:
        """Tell whether a name is there; the drive itself is."""
        return not place.inner or place.inner.lower() in self._named()

    def is_container(self, place: Place) -> bool:
        """Only the drive itself is one."""
        return not place.inner

    def item(self, place: Place) -> Bag:
        """Give a variable as an object."""
        name, value = self._value(place)
        if self.provider is ProviderName.VARIABLE:
            return variable_object(name, value)
        added: dict[str, WireValue] = {
            "PSPath": f"Microsoft.PowerShell.Core\\Environment::{name}",
            "PSDrive": drive_object(self.provider, "Env"),
            "PSProvider": provider_object(self.provider),
            "PSIsContainer": False,
            "Name": name,
        }
        types = ("System.Collections.DictionaryEntry", "System.ValueType", "System.Object")
        return Bag(
            {"Key": name, "Value": value, **added}, types, f"[{name}, {text_of(value)}]", extended=frozenset(added)
        )

    def value(self, place: Place) -> WireValue:
        """Give a variable's value, as Get-Content of its path does."""
        return self._value(place)[1]

    def _value(self, place: Place) -> tuple[str, WireValue]:
        found = self._named().get(place.inner.lower())
        if found is None:
            raise path_not_found(place.shown)
        return found

    def children(self, place: Place) -> list[Place]:
        """Give the places of all names."""
        names = sorted(name for name, _ in self._named().values())
        return [Place(place.provider, place.drive, name, name) for name in names]

    def has_children(self, place: Place) -> bool:
        """A name has none."""
        return not place.inner

    def make(self, place: Place, item_type: str | None, value: WireValue, *, force: bool) -> Bag:
        """Set an environment variable of the session; variables by path are not simulated."""
        self._only_environment("New-Item")
        self.runspace.environment[self._stored(place)] = text_of(value)
        return self.item(place)

    def remove(self, place: Place) -> None:
        """Remove an environment variable of the session; variables by path are not simulated."""
        self._only_environment("Remove-Item")
        self.runspace.environment.pop(self._stored(place), None)

    def _stored(self, place: Place) -> str:
        return self._named().get(place.inner.lower(), (place.inner, None))[0]

    def _only_environment(self, command: str) -> None:
        if self.provider is not ProviderName.ENVIRONMENT:
            raise not_supported(f"{command} on {self.provider}:")
