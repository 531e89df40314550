"""
The kind of services: how each starts, and whether it runs as that leads one to expect.

A value is the start type: Automatic, AutomaticDelayedStart, Manual or Disabled. A service that is automatic is expected
to run, any other one to be stopped; where it does not do so, the value says it: `Automatic, stopped`,
`Manual, running`, `Disabled, running`. So a service that was disabled and runs on is drift, disabling stops it, and a
rollback starts again what ran before.

Delayed start is no start type of Windows PowerShell 5.1: it is read from the service's key and written there (that the
key is enough, and that a delay counts at the next start of the system only: to be confirmed on a first real host).
A service is stopped without its dependents: where some of them run, Windows refuses, and the finding says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from aksarc_harden.engine.kind import NotWritten, Seen, Write
from aksarc_harden.errors import UnwritableError
from aksarc_harden.model.answer import Answer, Cause, CauseCode
from aksarc_harden.model.facts import Facts
from aksarc_harden.model.found import Before, Found, Missing, Unreadable, Value, Wanted
from aksarc_harden.model.setting import Service
from aksarc_harden.model.statement import Chain, Statement, call
from aksarc_harden.model.values import Bag, EnumValue, WireValue, bare

START_TYPE = "StartType"  # the type of a service's value

_KEYS = "Registry::HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\"
_DELAYED_VALUE = "DelayedAutostart"
# System.ServiceProcess.ServiceStartMode and ServiceControllerStatus (learn.microsoft.com/dotnet/api)
_START_TYPES = {0: "Boot", 1: "System", 2: "Automatic", 3: "Manual", 4: "Disabled"}
_STATES = {1: "Stopped", 2: "StartPending", 3: "StopPending", 4: "Running", 5: "ContinuePending", 6: "PausePending",
           7: "Paused"}  # fmt: skip
_NOT_RUNNING = ("Stopped", "StopPending")
_AUTOMATIC, _DELAYED, _MANUAL, _DISABLED = "Automatic", "AutomaticDelayedStart", "Manual", "Disabled"
_WRITABLE = (_AUTOMATIC, _DELAYED, _MANUAL, _DISABLED)
_RUNNING, _STOPPED = "running", "stopped"

Changes = Mapping[Service, tuple[Before, Wanted]]


@dataclass(frozen=True)
class ServiceState:
    """How a service starts, and whether it runs."""

    start: str
    runs: bool

    @classmethod
    def parse(cls, text: str) -> ServiceState:
        """
        Read a value's text.

        Raises:
            UnwritableError: no start type that can be written, or no state.
        """
        start, comma, state = text.partition(", ")
        if start not in _WRITABLE or (comma and state not in (_RUNNING, _STOPPED)):
            raise UnwritableError(f"{text!r} is no start type of a service")
        return cls(start, state == _RUNNING if comma else _is_expected_to_run(start))

    def __str__(self) -> str:
        if self.runs == _is_expected_to_run(self.start):
            return self.start
        return f"{self.start}, {_RUNNING if self.runs else _STOPPED}"


class ServicesKind:
    """Services of a Windows machine."""

    commands = frozenset(
        {"Get-Service", "Get-ItemProperty", "Select-Object", "Set-Service", "Start-Service", "Stop-Service",
         "New-ItemProperty", "Out-Null"}
    )  # fmt: skip
    needs_work_folder = False

    def queries(self, settings: Sequence[Service], facts: Facts, seen: Sequence[Seen]) -> list[Chain]:
        """Ask once for all: what the service manager says, and what stands in the services' keys."""
        if not settings or seen or self._lacking(facts):
            return []
        names = [setting.name for setting in settings]
        return [(_what_manager_says(names),), (_what_keys_say(names),)]

    def decode(self, settings: Sequence[Service], facts: Facts, seen: Sequence[Seen]) -> dict[Service, Found]:
        """Say how every service starts and whether it runs; one that is not installed is missing."""
        if lacking := self._lacking(facts):
            return dict.fromkeys(settings, Unreadable(Cause(CauseCode.COMMAND_MISSING, ", ".join(lacking))))
        (manager,), (keys,) = (each.answers for each in seen)
        if cause := _failure(manager) or _failure(keys):
            return dict.fromkeys(settings, Unreadable(cause))
        by_name, by_key = _by_name(manager, "Name"), _by_name(keys, "PSChildName")
        return {each: _found(by_name.get(each.name.casefold()), by_key.get(each.name.casefold())) for each in settings}

    def asks_before_writing(self, changes: Changes, facts: Facts) -> Sequence[Chain]:
        """Ask nothing: a service is changed by itself."""
        return ()

    def writes(self, changes: Changes, facts: Facts, seen: Sequence[Seen] = ()) -> list[Write | NotWritten]:
        """Set start types, one pipeline a type, then delays; stop what shall not run, start what shall."""
        wanted = {each: state for each, (_, value) in changes.items() if (state := _state_of(value)) is not None}
        now = {service: _state_of(before) for service, (before, _) in changes.items()}
        disabled_last = [each for each in wanted if _starts_before_it_is_disabled(wanted[each], now[each])]
        first = wanted | {each: ServiceState(_MANUAL, runs=True) for each in disabled_last}
        writes: list[Write | NotWritten] = _refused(changes, wanted)
        for start in (_AUTOMATIC, _MANUAL, _DISABLED):
            writes += _set_start([each for each in first if _is_to_set(first[each], now[each], start)], start)
        writes += _set_delay({each: state.start for each, state in wanted.items()}, now)
        writes += _run("Stop-Service", [each for each, state in wanted.items() if not state.runs], now)
        writes += _run("Start-Service", [each for each, state in wanted.items() if state.runs], now)
        writes += _set_start(disabled_last, _DISABLED)
        return writes

    def keys_to_remove(self, befores: Mapping[Service, Before], facts: Facts) -> list[Write]:
        """Remove nothing: services are neither installed nor removed here."""
        return []

    def _lacking(self, facts: Facts) -> list[str]:
        reading = ("Get-Service", "Get-ItemProperty", "Select-Object")
        return sorted(name for name in reading if not facts.has_command(name))


def _is_expected_to_run(start: str) -> bool:
    return start in (_AUTOMATIC, _DELAYED)


# --- reading ---


def _what_manager_says(names: Sequence[str]) -> Statement:
    asked = call("Get-Service", Name=tuple(names), ErrorAction="SilentlyContinue")
    return asked | call("Select-Object", Property=("Name", "StartType", "Status"))


def _what_keys_say(names: Sequence[str]) -> Statement:
    keys = tuple(_KEYS + name for name in names)
    asked = call("Get-ItemProperty", LiteralPath=keys, ErrorAction="SilentlyContinue")
    return asked | call("Select-Object", Property=("PSChildName", "Start", _DELAYED_VALUE))


def _failure(answer: Answer) -> Cause | None:
    if answer.lost:
        return answer.lost
    if answer.failed:
        return Cause(CauseCode.COMMAND_FAILED, answer.errors[-1].short_id if answer.errors else "")
    return None


def _by_name(answer: Answer, name: str) -> dict[str, Bag]:
    bags = [each for each in answer.output if isinstance(each, Bag)]
    return {str(bare(bag.get(name))).casefold(): bag for bag in bags}


def _found(service: Bag | None, key: Bag | None) -> Found:
    """Put both views together; drivers have a key and are no service, and neither is one that is being removed."""
    if service is None:
        if key is None or key.get("Start") is None:
            return Missing()
        return Unreadable(Cause(CauseCode.ANSWER_UNEXPECTED, "it has a key, and Get-Service does not list it"))
    start, state = _word(service.get("StartType"), _START_TYPES), _word(service.get("Status"), _STATES)
    if start is None or state is None:
        return Unreadable(Cause(CauseCode.VALUE_UNDECODABLE, "a start type or a state of another form"))
    is_delayed = start == _AUTOMATIC and key is not None and bare(key.get(_DELAYED_VALUE)) == 1
    return Value(str(ServiceState(_DELAYED if is_delayed else start, state not in _NOT_RUNNING)), START_TYPE)


def _word(value: WireValue, names: Mapping[int, str]) -> str | None:
    """Read an enumeration, which comes as an object, as text or as a number."""
    value = bare(value)
    if isinstance(value, EnumValue):
        return names.get(value.number)
    if isinstance(value, str):
        return value if value in names.values() else None
    return names.get(value) if isinstance(value, int) else None


# --- writing ---


def _state_of(value: Before | Wanted) -> ServiceState | None:
    """Give what a service is or shall be; None where it is not there, or starts in a way that we never write."""
    try:
        return ServiceState.parse(str(value.data)) if isinstance(value, Value) else None
    except UnwritableError:
        return None


def _refused(changes: Changes, wanted: Mapping[Service, ServiceState]) -> list[Write | NotWritten]:
    """Say which services shall start in a way that we never write, as drivers do."""
    refused = tuple(each for each, (_, value) in changes.items() if isinstance(value, Value) and each not in wanted)
    why = Cause(CauseCode.REFUSED_BEFORE_SENDING, "no start type of a service")
    return [NotWritten(why, refused)] if refused else []


def _is_to_set(wanted: ServiceState, now: ServiceState | None, start: str) -> bool:
    """Tell whether a service gets this start type; a delay is no type that Set-Service knows in every version."""
    is_type = start == (_AUTOMATIC if wanted.start == _DELAYED else wanted.start)
    return is_type and (now is None or now.start != wanted.start)


def _starts_before_it_is_disabled(wanted: ServiceState, now: ServiceState | None) -> bool:
    """Tell whether a service shall run though disabled, and does not: a disabled one cannot be started."""
    return wanted.start == _DISABLED and wanted.runs and now is not None and not now.runs


def _set_start(services: Sequence[Service], start: str) -> list[Write]:
    """Feed names alone: of input objects Set-Service takes nothing else, and says nothing (recordings: services)."""
    if not services:
        return []
    command = call("Set-Service", StartupType=start, Confirm=False)
    return [Write(Statement(command.commands, tuple(each.name for each in services)), tuple(services))]


def _set_delay(wanted: Mapping[Service, str], now: Mapping[Service, ServiceState | None]) -> list[Write]:
    """Write a delay where one is wanted, and take one away that Set-Service may have left."""
    delays: dict[Service, int] = {}
    for service, start in wanted.items():
        state = now[service]
        if start == _DELAYED:
            delays[service] = 1
        elif start == _AUTOMATIC and state is not None and state.start == _DELAYED:
            delays[service] = 0
    if not delays:
        return []
    inputs = tuple(
        Bag({"LiteralPath": _KEYS + service.name, "Name": _DELAYED_VALUE, "PropertyType": "DWord", "Value": delay})
        for service, delay in delays.items()
    )
    command = call("New-ItemProperty", Force=True, Confirm=False) | call("Out-Null")
    return [Write(Statement(command.commands, inputs), tuple(delays))]


def _run(command: str, services: Iterable[Service], now: Mapping[Service, ServiceState | None]) -> list[Write]:
    """Stop or start those that are not so already; one that is not there has had its error."""
    runs = command == "Start-Service"
    concerned = [each for each in services if (state := now[each]) is not None and state.runs is not runs]
    if not concerned:
        return []
    names = tuple(each.name for each in concerned)
    return [Write(call(command, Name=names, Confirm=False), tuple(concerned))]
