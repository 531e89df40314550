"""The item property commands on registry values: Get-, New-, Set-, Remove- and Clear-ItemProperty and their kin."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from aksarc_harden.model.values import Bag
from aksarc_harden.rehearsal.interpreter.call import Call, Cmdlet, Values, is_on, name_of, texts_of
from aksarc_harden.rehearsal.interpreter.failures import AUTOMATION, FailureRaised, failure, not_supported
from aksarc_harden.rehearsal.interpreter.objects import Object, elements, text_of, to_wire
from aksarc_harden.rehearsal.providers.paths import Place, ProviderName


def _keys(call: Call, values: Values) -> Iterator[Place]:
    for place in call.places(values):
        if place.provider is not ProviderName.REGISTRY:
            raise not_supported(f"{call.voice.command} on {place.provider}")
        yield place


def _is_literal(values: Values) -> bool:
    return values.get("LiteralPath") is not None


class GetItemProperty(Cmdlet):
    """Read values of keys."""

    def process(self, values: Values, item: Object) -> Iterator[Object]:
        """Give one object a key; a file gives itself."""
        for place in self.call.places(values):
            if place.provider is not ProviderName.REGISTRY:
                yield self.call.drives.provider(place).item(place)
                continue
            try:
                found, failures = self.call.drives.registry.read_properties(
                    place, texts_of(values.get("Name")), literal=_is_literal(values)
                )
            except FailureRaised as raised:
                self.call.voice.error(raised.failure)
                continue
            for each in failures:
                self.call.voice.error(each)
            if found is not None:
                yield found


class GetItemPropertyValue(Cmdlet):
    """Read the data of values alone; an absent one ends the command, and those before it bring nothing."""

    def process(self, values: Values, item: Object) -> Iterator[Object]:
        """Give each value's data."""
        for place in _keys(self.call, values):
            read = [self.call.drives.registry.value_of(place, name) for name in texts_of(values.get("Name"))]
            for value in read:
                yield from elements(value)


class NewItemProperty(Cmdlet):
    """Make values; by force, also where one is."""

    def process(self, values: Values, item: Object) -> Iterator[Object]:
        """Make the value in each key and give it."""
        for place in _keys(self.call, values):
            if not self.call.should_process():
                continue
            yield from self.call.attempt(lambda place=place: self._write(place, values))  # type: ignore[misc]

    def _write(self, place: Place, values: Values) -> Bag:
        return self.call.drives.registry.write_property(
            place,
            text_of(values.get("Name")),
            to_wire(values.get("Value")),
            name_of(values.get("PropertyType")),
            must_be_new=not is_on(values.get("Force")),
        )


class SetItemProperty(Cmdlet):
    """Write values; without -Type an existing one keeps its type where the data fits."""

    def process(self, values: Values, item: Object) -> Iterator[Object]:
        """Write the value, or all properties of -InputObject, in each key."""
        if values.get("InputObject") is not None:
            # what a property object brings is not simulated beyond its error (recordings: pipelines)
            exception = AUTOMATION + "PSArgumentNullException"
            self.call.voice.error(
                failure("ArgumentNull", "InvalidArgument", exception, "null-argument", name="property").failure
            )
            return
        for place in _keys(self.call, values):
            if not self.call.should_process():
                continue
            for written in self.call.attempt(lambda place=place: self._write(place, values)):  # type: ignore[misc]
                if is_on(values.get("PassThru")):
                    yield written

    def _write(self, place: Place, values: Values) -> Bag:
        name, value = text_of(values.get("Name")), to_wire(values.get("Value"))
        return self.call.drives.registry.write_property(
            place, name, value, name_of(values.get("Type")), must_be_new=False
        )


class _OnNames(Cmdlet):
    def process(self, values: Values, item: Object) -> Iterable[Object]:
        """Act on each value of each key."""
        for place in _keys(self.call, values):
            for name in texts_of(values.get("Name")):
                if not self.call.should_process():
                    continue
                try:
                    self.act(place, name, literal=_is_literal(values))
                except FailureRaised as raised:
                    self.call.voice.error(raised.failure)
        return ()

    def act(self, place: Place, name: str, *, literal: bool) -> None:
        """Act on one value, or on those that a pattern matches."""
        raise NotImplementedError


class RemoveItemProperty(_OnNames):
    """Remove values; by -Path, and so from input objects, a name is a pattern."""

    def act(self, place: Place, name: str, *, literal: bool) -> None:
        """Remove what the name means."""
        self.call.drives.registry.remove_property(place, name, literal=literal)


class ClearItemProperty(_OnNames):
    """Empty values and keep their types."""

    def act(self, place: Place, name: str, *, literal: bool) -> None:
        """Empty one."""
        self.call.drives.registry.clear_property(place, name)


COMMANDS: dict[str, Callable[..., Cmdlet]] = {
    "Clear-ItemProperty": ClearItemProperty,
    "Get-ItemProperty": GetItemProperty,
    "Get-ItemPropertyValue": GetItemPropertyValue,
    "New-ItemProperty": NewItemProperty,
    "Remove-ItemProperty": RemoveItemProperty,
    "Set-ItemProperty": SetItemProperty,
}
