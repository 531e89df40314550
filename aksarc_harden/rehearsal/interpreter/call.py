"""
What a running command has at hand: its arguments, the drives, the runspace, and a voice for its failures.

A command is a class with `process`, called once without pipeline input and else for each object, and `end`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from aksarc_harden.model.values import Bag, EnumValue, WireValue
from aksarc_harden.rehearsal.binder.net_types import as_list
from aksarc_harden.rehearsal.host import SimulatedHost
from aksarc_harden.rehearsal.interpreter.failures import FailureRaised, path_not_found
from aksarc_harden.rehearsal.interpreter.objects import Object, text_of
from aksarc_harden.rehearsal.interpreter.runspace import Runspace
from aksarc_harden.rehearsal.interpreter.streams import Voice
from aksarc_harden.rehearsal.providers.drives import Drives
from aksarc_harden.rehearsal.providers.paths import Place

Values: TypeAlias = Mapping[str, WireValue]


@dataclass(frozen=True)
class Pause:
    """An output that is none: whoever runs the pipeline waits so many seconds before it asks for more."""

    seconds: float


Emitted: TypeAlias = Object | Pause


class Directory(Protocol):
    """Knows which commands and programs a host has."""

    def find(self, name: str) -> str | None:
        """Give a command's name in its own case, or a program's full path; None where the host has neither."""
        ...

    def names(self) -> list[str]:
        """Name all commands."""
        ...


@dataclass(frozen=True)
class Call:
    """
    One command of one running pipeline.

    Attributes:
        directory: which other commands there are.
        common: the common parameters that were given, -WhatIf and -Confirm among them.
    """

    runspace: Runspace
    drives: Drives
    voice: Voice
    directory: Directory
    common: Values

    @property
    def host(self) -> SimulatedHost:
        """The host that it runs on."""
        return self.runspace.host

    def should_process(self) -> bool:
        """Tell whether to act: -WhatIf says no, -Confirm asks a question that nobody can answer."""
        if is_on(self.common.get("Confirm")):
            raise self.voice.prompt(self.voice.word("confirm"))
        return not is_on(self.common.get("WhatIf"))

    def places(self, values: Values, *, existing: bool = True) -> Iterator[Place]:
        """Give the places that -Path or -LiteralPath mean, and write an error for each that is not there."""
        literal = values.get("LiteralPath") is not None
        for path in texts_of(values.get("LiteralPath") if literal else values.get("Path")):
            try:
                found = self.drives.places(path, literal=literal)
            except FailureRaised as raised:
                self.voice.error(raised.failure)
                continue
            for place in found:
                if not existing or self._is_there(place):
                    yield place

    def _is_there(self, place: Place) -> bool:
        if self.drives.provider(place).exists(place):
            return True
        self.voice.error(path_not_found(place.shown).failure)
        return False

    def attempt(self, act: Callable[[], Object]) -> Iterator[Object]:
        """Give what an act on one item brings, or write its error and go on."""
        try:
            made = act()
        except FailureRaised as raised:
            self.voice.error(raised.failure)
            return
        yield made


class Cmdlet:
    """A command that acts on each input object by itself; subclasses override what they need."""

    takes_items = False
    """Objects of the pipeline, or the one of -InputObject, come as they are and are not bound to parameters."""

    def __init__(self, call: Call) -> None:
        self.call = call

    def process(self, values: Values, item: Object) -> Iterable[Emitted]:
        """Do the work for one input object, or once where there is no pipeline input."""
        raise NotImplementedError

    def end(self) -> Iterable[Emitted]:
        """Do what is left when all input has come."""
        return ()


def is_on(value: WireValue) -> bool:
    """Read a switch or Boolean however it was bound."""
    if isinstance(value, Bag):
        return value.get("IsPresent") is True
    return value is True


def texts_of(value: WireValue) -> list[str]:
    """Read a list of texts; one text is a list of one, null an empty one."""
    if value is None:
        return []
    elements = as_list(value)
    return [text_of(value)] if elements is None else [text_of(each) for each in elements]


def name_of(value: WireValue) -> str | None:
    """Read an enumeration's value or a text as its name, None where it was not given."""
    if value is None:
        return None
    return value.name if isinstance(value, EnumValue) else text_of(value)
