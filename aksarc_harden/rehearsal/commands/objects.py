"""The commands on objects: Select-Object, ForEach-Object by member, Measure-Object, Out-Null and others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from aksarc_harden.model.answer import ErrorRecord
from aksarc_harden.model.values import Bag, WireValue
from aksarc_harden.rehearsal.binder.net_types import as_list
from aksarc_harden.rehearsal.interpreter.call import Call, Cmdlet, Emitted, Pause, Values, is_on, name_of, texts_of
from aksarc_harden.rehearsal.interpreter.failures import AUTOMATION, failure, not_supported
from aksarc_harden.rehearsal.interpreter.objects import (
    LiveObject,
    MemberError,
    Object,
    elements,
    properties_of,
    to_wire,
    type_name,
)
from aksarc_harden.rehearsal.interpreter.wildcard import has_wildcards, matches

_SELECTED = ("System.Management.Automation.PSCustomObject", "System.Object")


class SelectObject(Cmdlet):
    """Choose properties of objects, or some of the objects."""

    takes_items = True

    def __init__(self, call: Call) -> None:
        super().__init__(call)
        self._seen = 0
        self._held: list[Object] = []
        self._values: Values = {}

    def process(self, values: Values, item: Object) -> Iterator[Object]:
        """Give the object's selection, or hold it for -Last; null is passed over."""
        if item is None:
            return
        self._values = values
        if isinstance(values.get("Last"), int):
            self._held.append(item)
            return
        self._seen += 1
        skip, first = values.get("Skip"), values.get("First")
        at = self._seen - (int(skip) if isinstance(skip, int) else 0)
        if at < 1 or (isinstance(first, int) and at > first):
            return
        yield from self._select(item)

    def end(self) -> Iterator[Object]:
        """Give the last ones."""
        last = self._values.get("Last")
        if isinstance(last, int) and last > 0:
            for item in self._held[-last:]:
                yield from self._select(item)

    def _select(self, item: Object) -> Iterator[Object]:
        if self._values.get("ExpandProperty") is not None:
            yield from self._expand(item, texts_of(self._values["ExpandProperty"])[0])
        elif self._values.get("Property") is None and self._values.get("ExcludeProperty") is None:
            yield item
        else:
            yield self._chosen(item)

    def _chosen(self, item: Object) -> Bag:
        have = properties_of(item)
        excluded = texts_of(self._values.get("ExcludeProperty"))
        chosen: dict[str, WireValue] = {}
        for wanted in texts_of(self._values.get("Property")) or ["*"]:
            if wanted == "*" and not chosen:
                chosen = {name: value for name, value in have.items() if not _is_among(name, excluded)}
                continue
            for name in [name for name in have if matches(wanted, name)] or _absent(wanted):
                if _is_among(name, excluded):
                    continue
                if name.lower() in {each.lower() for each in chosen}:
                    self._selected_twice(item, name)
                    continue
                chosen[name] = have.get(name)
        return Bag(chosen, (f"Selected.{type_name(item)}", *_SELECTED), extended=frozenset(chosen))

    def _selected_twice(self, item: Object, name: str) -> None:
        exception = AUTOMATION + "PSArgumentException"
        raised = failure(
            "AlreadyExistingUserSpecifiedPropertyNoExpand",
            "InvalidOperation",
            exception,
            "selected-twice",
            to_wire(item),
            name=name,
        )
        self.call.voice.error(raised.failure)

    def _expand(self, item: Object, wanted: str) -> Iterator[Object]:
        names = [name for name in properties_of(item) if matches(wanted, name)]
        if not names:
            exception = AUTOMATION + "PSArgumentException"
            raised = failure(
                "ExpandPropertyNotFound", "InvalidArgument", exception, "expand-not-found", to_wire(item), name=wanted
            )
            self.call.voice.error(raised.failure)
            return
        yield from (each for each in elements(properties_of(item)[names[0]]) if each is not None)


def _is_among(name: str, patterns: list[str]) -> bool:
    return any(matches(pattern, name) for pattern in patterns)


def _absent(wanted: str) -> list[str]:
    return [] if has_wildcards(wanted) else [wanted]


class ForEachObject(Cmdlet):
    """Read a member of each object or call it; script blocks are not simulated."""

    takes_items = True

    def process(self, values: Values, item: Object) -> Iterator[Object]:
        """Give what the member brings; a list comes element by element, null as null."""
        member = name_of(values.get("MemberName"))
        if member is None:
            raise not_supported("ForEach-Object with a script block")
        arguments = values.get("ArgumentList")
        if arguments is None:
            yield from self._property(item, member)
            return
        given = as_list(arguments)
        called = self._method(item, member, (arguments,) if given is None else tuple(given))
        yield from called

    def _property(self, item: Object, member: str) -> Iterator[Object]:
        have = properties_of(item)
        name = next((name for name in have if name.lower() == member.lower()), None)
        if name is not None:
            yield from elements(have[name])
        elif isinstance(item, LiveObject) and item.has_method(member):
            yield from self._method(item, member, ())
        else:
            yield None  # a member that is not there is null, and no error (tried on the Windows engine)

    def _method(self, item: Object, member: str, arguments: tuple[WireValue, ...]) -> Iterator[Object]:
        try:
            if not isinstance(item, LiveObject):
                raise LookupError(member)
            yield from elements(item.call(member, arguments))
        except LookupError:
            exception = AUTOMATION + "PSArgumentException"
            raised = failure(
                "MethodNotFound", "InvalidArgument", exception, "method-not-found", to_wire(item), member=member
            )
            self.call.voice.error(raised.failure)
        except MemberError as error:
            raised = failure(
                "MethodInvocationError",
                "InvalidOperation",
                AUTOMATION + ("MethodException" if error.is_about_arguments else "MethodInvocationException"),
                "member-call-failed",
                to_wire(item),
                member=member,
                count=len(arguments),
                why=str(error),
            )
            self.call.voice.error(raised.failure)


class MeasureObject(Cmdlet):
    """Count objects."""

    takes_items = True

    def __init__(self, call: Call) -> None:
        super().__init__(call)
        self._count = 0

    def process(self, values: Values, item: Object) -> Iterable[Object]:
        """Count one."""
        self._count += item is not None
        return ()

    def end(self) -> Iterator[Object]:
        """Give the count."""
        kind = "Microsoft.PowerShell.Commands.GenericMeasureInfo"
        empty: dict[str, WireValue] = dict.fromkeys(("Average", "Sum", "Maximum", "Minimum", "Property"))
        types = (kind, "Microsoft.PowerShell.Commands.MeasureInfo", "System.Object")
        yield Bag({"Count": self._count, **empty}, types, kind)


class OutNull(Cmdlet):
    """Swallow objects."""

    takes_items = True

    def process(self, values: Values, item: Object) -> Iterable[Object]:
        """Give nothing."""
        return ()


class WriteOutput(Cmdlet):
    """Give what it gets."""

    def process(self, values: Values, item: Object) -> Iterator[Object]:
        """Give the object, a list element by element unless -NoEnumerate is given."""
        value = values.get("InputObject")
        if is_on(values.get("NoEnumerate")):
            yield value
        else:
            yield from elements(value)


class WriteError(Cmdlet):
    """Write an error of one's own."""

    def process(self, values: Values, item: Object) -> Iterable[Object]:
        """Write it."""
        exception = "Microsoft.PowerShell.Commands.WriteErrorException"
        record = ErrorRecord(
            id=",".join(filter(None, (name_of(values.get("ErrorId")) or exception, self.call.voice.class_name))),
            category=name_of(values.get("Category")) or "NotSpecified",
            target=values.get("TargetObject"),
            exception=exception,
            message=name_of(values.get("Message")) or "",
            command="Write-Error",
        )
        self.call.voice.write(record)
        return ()


class StartSleep(Cmdlet):
    """Wait."""

    def process(self, values: Values, item: Object) -> Iterator[Emitted]:
        """Wait for so long."""
        seconds, milliseconds = values.get("Seconds"), values.get("Milliseconds")
        if isinstance(milliseconds, int):
            yield Pause(int(milliseconds) / 1000)
        elif isinstance(seconds, int | float):
            yield Pause(float(seconds))


COMMANDS: dict[str, Callable[..., Cmdlet]] = {
    "ForEach-Object": ForEachObject,
    "Measure-Object": MeasureObject,
    "Out-Default": OutNull,  # it shows objects on a screen, and there is none (recordings/wire, h)
    "Out-Null": OutNull,
    "Select-Object": SelectObject,
    "Start-Sleep": StartSleep,
    "Write-Error": WriteError,
    "Write-Output": WriteOutput,
}
