"""The item commands: Test-Path, Get-Item, Get-ChildItem, New-Item, Remove-Item, Set-Item, Clear-Item."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from aksarc_harden.model.values import WireValue
from aksarc_harden.rehearsal.interpreter.call import Cmdlet, Values, is_on, name_of, texts_of
from aksarc_harden.rehearsal.interpreter.failures import FailureRaised, not_supported, path_not_found
from aksarc_harden.rehearsal.interpreter.objects import Object, text_of
from aksarc_harden.rehearsal.interpreter.wildcard import matches
from aksarc_harden.rehearsal.providers.paths import Place, ProviderName


class TestPath(Cmdlet):
    """Tell for each path whether it is there; a drive that is not there is no error."""

    __test__ = False  # not a test of pytest's, whatever its name

    def process(self, values: Values, item: Object) -> Iterator[Object]:
        """Answer True or False, one a path."""
        literal = values.get("LiteralPath") is not None
        kind = (name_of(values.get("PathType")) or "Any").lower()
        for path in texts_of(values.get("LiteralPath") if literal else values.get("Path")):
            yield any(self._is_a(place, kind) for place in self._places(path, literal))

    def _places(self, path: str, literal: bool) -> list[Place]:
        try:
            return self.call.drives.places(path, literal=literal)
        except FailureRaised:
            return []

    def _is_a(self, place: Place, kind: str) -> bool:
        provider = self.call.drives.provider(place)
        if not provider.exists(place):
            return False
        return kind == "any" or provider.is_container(place) == (kind == "container")


class GetItem(Cmdlet):
    """Give items as objects."""

    def process(self, values: Values, item: Object) -> Iterator[Object]:
        """Give each item."""
        for place in self.call.places(values):
            provider = self.call.drives.provider(place)
            yield from self.call.attempt(partial(provider.item, place))


class GetChildItem(Cmdlet):
    """Give what items hold."""

    def process(self, values: Values, item: Object) -> Iterator[Object]:
        """Give each child, with -Recurse those below as well, with -Name their relative paths."""
        named = {"Path": self.call.runspace.location, **values}
        if named.get("LiteralPath") is None and named.get("Path") is None:
            named["Path"] = self.call.runspace.location
        for place in self.call.places(named, existing=False):
            provider = self.call.drives.provider(place)
            if not provider.exists(place):
                # here the target is the provider's own path (tried on the Windows engine)
                self.call.voice.error(path_not_found(place.inner).failure)
            elif provider.is_container(place):
                yield from self._below(place, "", values)
            else:
                yield from self.call.attempt(partial(provider.item, place))

    def _below(self, place: Place, prefix: str, values: Values) -> Iterator[Object]:
        provider = self.call.drives.provider(place)
        pattern = text_of(values.get("Filter")) or "*"
        for child in provider.children(place):
            name = child.inner.rpartition("\\")[2]
            if matches(pattern, name):
                if is_on(values.get("Name")):
                    yield prefix + name
                else:
                    yield from self.call.attempt(partial(provider.item, child))
            if is_on(values.get("Recurse")) and provider.is_container(child):
                yield from self._below(child, f"{prefix}{name}\\", values)


class NewItem(Cmdlet):
    """Make registry keys, folders and files; -Path is literal here."""

    def process(self, values: Values, item: Object) -> Iterator[Object]:
        """Make each item and give it."""
        name = text_of(values.get("Name"))
        for path in texts_of(values.get("Path")) or [self.call.runspace.location]:
            try:
                place = self.call.drives.place(path)
            except FailureRaised as raised:
                self.call.voice.error(raised.failure)
                continue
            yield from self._make(place.below(name.replace("/", "\\")) if name else place, values)

    def _make(self, place: Place, values: Values) -> Iterator[Object]:
        provider = self.call.drives.provider(place)
        if not self.call.should_process():
            return
        item_type = name_of(values.get("ItemType"))
        try:
            yield provider.make(place, item_type, values.get("Value"), force=is_on(values.get("Force")))
        except FailureRaised as raised:
            if raised.failure.id in ("Argument", "GetDynamicParametersException", "NotSupported"):
                raise  # these end the command (recordings/wire, batches; windows-registry, keys)
            self.call.voice.error(raised.failure)


class RemoveItem(Cmdlet):
    """Remove items; one that holds others is asked about unless -Recurse is given."""

    def process(self, values: Values, item: Object) -> Iterable[Object]:
        """Remove each item."""
        for place in list(self.call.places(values)):
            provider = self.call.drives.provider(place)
            if not self.call.should_process():
                continue
            if provider.has_children(place) and not is_on(values.get("Recurse")):
                raise self.call.voice.prompt(self.call.voice.word("item-has-children", path=place.shown))
            try:
                provider.remove(place)
            except FailureRaised as raised:
                self.call.voice.error(raised.failure)
        return ()


class _OnKeys(Cmdlet):
    """A command that the rehearsal knows for registry keys only."""

    def process(self, values: Values, item: Object) -> Iterable[Object]:
        """Act on each key."""
        for place in self.call.places(values):
            if place.provider is not ProviderName.REGISTRY:
                raise not_supported(f"{self.call.voice.command} on {place.provider}")
            if self.call.should_process():
                try:
                    self.act(place, values)
                except FailureRaised as raised:
                    self.call.voice.error(raised.failure)
        return ()

    def act(self, place: Place, values: Values) -> None:
        """Act on one key."""
        raise NotImplementedError


class SetItem(_OnKeys):
    """Write a key's default value."""

    def act(self, place: Place, values: Values) -> None:
        """Write it as a text, whatever it was."""
        value: WireValue = values.get("Value")
        self.call.drives.registry.write_property(place, "(default)", text_of(value), "String", must_be_new=False)


class ClearItem(_OnKeys):
    """Remove all values of a key."""

    def act(self, place: Place, values: Values) -> None:
        """Remove them."""
        self.call.drives.registry.clear(place)


COMMANDS: dict[str, Callable[..., Cmdlet]] = {
    "Clear-Item": ClearItem,
    "Get-ChildItem": GetChildItem,
    "Get-Item": GetItem,
    "New-Item": NewItem,
    "Remove-Item": RemoveItem,
    "Set-Item": SetItem,
    "Test-Path": TestPath,
}
