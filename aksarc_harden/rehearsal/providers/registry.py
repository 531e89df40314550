"""The registry provider: what item and property commands do to keys and values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from aksarc_harden.model.values import Bag, WireValue
from aksarc_harden.rehearsal.host import SimulatedHost
from aksarc_harden.rehearsal.host.registry import STRING, Key, Value
from aksarc_harden.rehearsal.interpreter.failures import (
    AUTOMATION,
    Failure,
    FailureRaised,
    failure,
    path_not_found,
)
from aksarc_harden.rehearsal.interpreter.objects import CUSTOM_OBJECT, summary_of, text_of
from aksarc_harden.rehearsal.interpreter.runspace import Runspace
from aksarc_harden.rehearsal.interpreter.wildcard import has_wildcards, matches
from aksarc_harden.rehearsal.providers.paths import Place, ProviderName
from aksarc_harden.rehearsal.providers.ps_objects import added_properties
from aksarc_harden.rehearsal.providers.registry_item import RegistryKeyItem
from aksarc_harden.rehearsal.providers.registry_keys import (
    MAX_KEY_NAME,
    MAX_VALUE_NAME,
    Opened,
    open_key,
    parent_and_child,
    true_path,
    turned,
)
from aksarc_harden.rehearsal.providers.registry_values import (
    WrongSizeError,
    parse_kind,
    shown_value,
    to_write,
)

DEFAULT = "(default)"


class RegistryProvider:
    """Works on one host's registry for one runspace."""

    def __init__(self, host: SimulatedHost, runspace: Runspace) -> None:
        self._host = host
        self._runspace = runspace

    # --- keys ---

    def exists(self, place: Place) -> bool:
        """Tell whether a key is there; one that may not be read is."""
        return self._find(place) is not None

    def is_container(self, place: Place) -> bool:
        """Every key is one."""
        return self.exists(place)

    def item(self, place: Place) -> RegistryKeyItem:
        """Give a key as an object; raises FailureRaised where it may not be read."""
        return self._object(place, self._open(place, "read"))

    def children(self, place: Place) -> list[Place]:
        """Give the places of the keys directly below."""
        return [place.below(child.name) for child in self._open(place, "read").key.sorted_children()]

    def has_children(self, place: Place) -> bool:
        """Tell whether there are keys below."""
        found = self._find(place)
        return found is not None and bool(found.key.children)

    def make(self, place: Place, item_type: str | None, value: WireValue, *, force: bool) -> RegistryKeyItem:
        """Make a key as New-Item does: an existing one is an error or, by force, is made anew and empty."""
        if len(turned(place.inner).rpartition("\\")[2]) > MAX_KEY_NAME:
            raise failure(
                "GetDynamicParametersException",
                "InvalidArgument",
                AUTOMATION + "ParameterBindingException",
                "key-name-long",
            )
        if self._find(place) is not None:
            if not force:
                raise failure(
                    "System.IO.IOException", "ResourceExists", "System.IO.IOException", "key-exists", _wrapper()
                )
            self.remove(place)
        registry = self._host.state.registry
        parent, child = parent_and_child(registry, turned(place.inner))
        if force:
            self._make_parents(parent)
        above = self._open(Place(place.provider, place.drive, parent, parent), "write", named=parent)
        if above.key.parent is None and above.key.name in ("HKEY_LOCAL_MACHINE", "HKEY_USERS"):
            raise _write_refused("System.IO.IOException", "WriteError", "part-of-path", turned(place.inner))
        if not self._host.disturbances.freezes(true_path(place.inner), None):
            key = above.key.make(child)
            self._host.state.written.add("registry")
            if value is not None:
                key.put("", STRING, text_of(value))
        else:
            key = Key(child, above.key)
        return self._object(place, Opened(key, f"{above.name}\\{child}"))

    def _make_parents(self, path: str) -> None:
        first, *parts = turned(path).split("\\")
        root = self._host.state.registry.root(first)
        if root is None:
            return
        if open_key(self._host.state.registry, path) is None:
            self._allowed(true_path(path), None, "write", turned(path))
            self._host.state.registry.make("\\".join([root.name, *parts]))
            self._host.state.written.add("registry")

    def remove(self, place: Place) -> None:
        """Remove a key with all that is below it."""
        opened = self._open(place, "write")
        if self._host.disturbances.freezes(true_path(place.inner), None):
            return
        if opened.key.parent is not None:
            opened.key.parent.drop(opened.key.name)
            self._host.state.written.add("registry")

    def clear(self, place: Place) -> None:
        """Remove all values of a key; the keys below stay."""
        key = self._open(place, "write").key
        if not self._host.disturbances.freezes(true_path(place.inner), None):
            key.values.clear()
            self._host.state.written.add("registry")

    # --- values ---

    def read_properties(self, place: Place, names: Iterable[str], *, literal: bool) -> tuple[Bag | None, list[Failure]]:
        """
        Read values as Get-ItemProperty does.

        Args:
            place: the key.
            names: those asked for; none means all.
            literal: names are no patterns.

        Returns:
            The object, None where no value was found; and what went wrong.
        """
        opened = self._open(place, "read")
        chosen, failures = self._choose(opened, place, list(names), literal)
        for value in chosen:
            self._allowed(opened.key.path, value.name, "read", turned(place.inner))
        shown: dict[str, WireValue] = {}
        for value in chosen:
            try:
                shown[value.name or DEFAULT] = shown_value(value, self._runspace.environment)
            except WrongSizeError as error:
                failures.append(_cast_failure(error, turned(place.inner)))
        return (self._with_place(shown, place) if shown else None), failures

    def _choose(
        self, opened: Opened, place: Place, names: list[str], literal: bool
    ) -> tuple[list[Value], list[Failure]]:
        values = opened.key.sorted_values()
        if not names:
            return values, []
        chosen: list[Value] = []
        failures = []
        for name in names:
            found = [value for value in values if _is_named(value.name or DEFAULT, name, literal)]
            chosen += [value for value in found if value not in chosen]
            if not found and (literal or not has_wildcards(name)):
                failures.append(_property_not_found(name, turned(place.inner)))
        return chosen, failures

    def value_of(self, place: Place, name: str) -> WireValue:
        """Read one value as Get-ItemPropertyValue does; raises FailureRaised where it is not there."""
        bag, _ = self.read_properties(place, [name], literal=True)
        if bag is None or name not in bag:
            found = _property_not_found(name, turned(place.inner))
            raise FailureRaised(replace(found, id="Argument", target=None))
        return bag[name]

    def write_property(
        self, place: Place, name: str, value: WireValue, type_text: str | None, *, must_be_new: bool
    ) -> Bag:
        """Write a value as New-ItemProperty and Set-ItemProperty do, and give it as it is afterwards."""
        opened = self._open(place, "write")
        stored = "" if name.lower() == DEFAULT else name
        kind = parse_kind(type_text)
        path = turned(place.inner)
        old = opened.key.value(stored)
        if must_be_new and old is not None and stored:
            raise failure("System.IO.IOException", "ResourceExists", "System.IO.IOException", "property-exists", path)
        if len(stored) > MAX_VALUE_NAME:
            raise _write_refused("System.ArgumentException", "WriteError", "value-name-long", path)
        existing = old.kind if old is not None and type_text is None else None
        kind, data = to_write(value, kind, existing, path)
        self._allowed(opened.key.path, stored, "write", path)
        if not self._host.disturbances.freezes(opened.key.path, stored):
            opened.key.put(stored, kind, data)
            self._host.state.written.add("registry")
        now = opened.key.value(stored)
        shown = None if now is None else shown_value(now, self._runspace.environment)
        return self._with_place({name: shown}, place)

    def remove_property(self, place: Place, name: str, *, literal: bool) -> None:
        """Remove values as Remove-ItemProperty does; the default value has no name here, but `*` matches it."""
        opened = self._open(place, "write")
        path = turned(place.inner)
        found = [value for value in opened.key.sorted_values() if _is_named(value.name, name, literal)]
        if not found and (literal or not has_wildcards(name)):
            raise FailureRaised(_property_not_found(name, path))
        for value in found:
            self._allowed(opened.key.path, value.name, "write", path)
            if not self._host.disturbances.freezes(opened.key.path, value.name):
                opened.key.unset(value.name)
                self._host.state.written.add("registry")

    def clear_property(self, place: Place, name: str) -> None:
        """Empty a value and keep its type, as Clear-ItemProperty does."""
        opened = self._open(place, "write")
        value = opened.key.value("" if name.lower() == DEFAULT else name)
        if value is None:
            raise FailureRaised(_property_not_found(name, turned(place.inner)))
        _, empty = to_write(None, value.kind, None, turned(place.inner))
        opened.key.put(value.name, value.kind, empty)
        self._host.state.written.add("registry")

    # --- finding ---

    def _find(self, place: Place) -> Opened | None:
        return open_key(self._host.state.registry, place.inner)

    def _open(self, place: Place, access: str, *, named: str | None = None) -> Opened:
        opened = self._find(place)
        if opened is None and named is not None:
            raise _write_refused("System.ArgumentException", "InvalidArgument", "key-not-found", named)
        if opened is None:
            raise path_not_found(place.shown)
        self._allowed(opened.key.path, None, access, turned(place.inner))
        return opened

    def _allowed(self, key: str, name: str | None, access: str, path: str) -> None:
        if self._host.disturbances.denies(key, name, access):
            exception = (
                "System.UnauthorizedAccessException" if name is not None else "System.Security.SecurityException"
            )
            text = "registry-denied" if name is None else "access-denied"
            raise failure(exception, "PermissionDenied", exception, text, path, path=path)

    def _object(self, place: Place, opened: Opened) -> RegistryKeyItem:
        def may_read(name: str) -> bool:
            return not self._host.disturbances.denies(opened.key.path, name, "read")

        return RegistryKeyItem(opened, self._added(place), self._runspace.environment, may_read)

    def _added(self, place: Place) -> dict[str, WireValue]:
        parent, child = parent_and_child(self._host.state.registry, place.inner)
        return added_properties(ProviderName.REGISTRY, place.drive, place.inner, parent, child)

    def _with_place(self, properties: dict[str, WireValue], place: Place) -> Bag:
        # an added property hides a value of its name but keeps that one's place (recordings: values, PSPath)
        added = self._added(place)
        hidden = {name.lower(): value for name, value in added.items()}
        kept = {name: hidden.get(name.lower(), value) for name, value in properties.items()}
        taken = {name.lower() for name in kept}
        merged = {**kept, **{name: value for name, value in added.items() if name.lower() not in taken}}
        return Bag(merged, CUSTOM_OBJECT, summary_of(merged), extended=frozenset(merged))


def _is_named(have: str, wanted: str, literal: bool) -> bool:
    return have.lower() == wanted.lower() if literal else matches(wanted, have)


def _property_not_found(name: str, path: str) -> Failure:
    exception = AUTOMATION + "PSArgumentException"
    values = (("name", name), ("path", path))
    return Failure(exception, "InvalidArgument", exception, "property-not-found", values, name)


def _cast_failure(error: WrongSizeError, path: str) -> Failure:
    exception = "System.InvalidCastException"
    return Failure(exception, "ReadError", exception, "cannot-cast-bytes", (("type", error.type_name),), path)


def _write_refused(exception: str, category: str, text: str, path: str) -> FailureRaised:
    return failure(exception, category, exception, text, path, path=path)


def _wrapper() -> Bag:
    """The target of "a key in this path already exists" is the provider's own object (recordings: keys)."""
    name = "Microsoft.PowerShell.Commands.RegistryWrapper"
    return Bag({}, (name, "System.Object"), name)
