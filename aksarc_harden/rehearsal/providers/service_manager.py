"""
The service manager of a simulated host: services as PowerShell shows them, configured, started and stopped.

Shapes, ids and categories are those of the recordings (windows-registry, services-and-more).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from aksarc_harden.model.values import Bag, EnumValue, WireValue
from aksarc_harden.rehearsal.host import SimulatedHost
from aksarc_harden.rehearsal.host import registry as kinds
from aksarc_harden.rehearsal.host.services import DISABLED, ServiceEntry, services
from aksarc_harden.rehearsal.interpreter.failures import FailureRaised, failure

COMMAND_EXCEPTION = "Microsoft.PowerShell.Commands.ServiceCommandException"
_PROCESS = "System.ServiceProcess."
_TYPES = (
    _PROCESS + "ServiceController",
    "System.ComponentModel.Component",
    "System.MarshalByRefObject",
    "System.Object",
)
_STARTS = ("Boot", "System", "Automatic", "Manual", "Disabled")
_STOPPED, _RUNNING = (
    EnumValue(_PROCESS + "ServiceControllerStatus", name, number) for name, number in (("Stopped", 1), ("Running", 4))
)
_SERVICE_TYPES = {16: "Win32OwnProcess", 32: "Win32ShareProcess", 272: "Win32OwnProcess, InteractiveProcess"}


@dataclass(frozen=True)
class ServiceObject:
    """One service in a pipeline; its enumerations become text where the whole object is sent (recordings)."""

    entry: ServiceEntry
    runs: bool

    def properties(self) -> Mapping[str, WireValue]:
        """Give its properties as commands see them."""
        entry = self.entry
        start = EnumValue(_PROCESS + "ServiceStartMode", _STARTS[entry.start], entry.start)
        return {
            "CanPauseAndContinue": False,
            "CanShutdown": False,
            "CanStop": self.runs,
            "DisplayName": entry.display_name,
            "DependentServices": (),
            "MachineName": ".",
            "ServiceName": entry.name,
            "ServicesDependedOn": (),
            "StartType": start,
            "ServiceHandle": "Microsoft.Win32.SafeHandles.SafeServiceHandle",
            "Status": _RUNNING if self.runs else _STOPPED,
            "ServiceType": _SERVICE_TYPES.get(entry.type, "Win32OwnProcess"),
            "Site": None,
            "Container": None,
            "Name": entry.name,
            "RequiredServices": (),
        }

    def bag(self) -> Bag:
        """Give it as it is sent to the client."""
        shown = {name: str(v) if isinstance(v, EnumValue) else v for name, v in self.properties().items()}
        return Bag(shown, _TYPES, self.entry.name, extended=frozenset({"Name", "RequiredServices"}))

    def has_method(self, member: str) -> bool:
        """Tell whether it has a method; none is simulated."""
        return False

    def call(self, member: str, arguments: tuple[WireValue, ...]) -> WireValue:
        """Refuse a call; none is simulated."""
        raise LookupError(member)


@dataclass(frozen=True)
class ServiceManager:
    """The services of one host."""

    host: SimulatedHost

    def all(self) -> Iterator[ServiceObject]:
        """Give all services in the order of their names."""
        for entry in services(self.host.state.registry):
            yield ServiceObject(entry, entry.name.lower() in self.host.state.running)

    def find(self, name: str) -> ServiceObject | None:
        """Find a service by its name in any case."""
        return next((each for each in self.all() if each.entry.name.lower() == name.lower()), None)

    def configure(
        self, service: ServiceObject, texts: Mapping[str, str], start: str | None, *, clears_delay: bool
    ) -> None:
        """
        Set how a service starts, and what it is called.

        Args:
            service: which one.
            texts: `DisplayName` and `Description`, as far as given.
            start: the name of its start type, None where it stays.
            clears_delay: take a delay away with it, as PowerShell 7 does and 5.1 does not.

        Raises FailureRaised where the service is protected.
        """
        if self.host.disturbances.denies_service(service.entry.name):
            raise self._refused(service, "CouldNotSetService", "PermissionDenied", "set-service-denied")
        for name, text in texts.items():
            service.entry.key.put(name, kinds.STRING, text)
        if start is not None:
            service.entry.set_start(_STARTS.index(start))
            if clears_delay:
                service.entry.key.unset("DelayedAutostart")
        self.host.state.written.add("registry")

    def start(self, service: ServiceObject) -> None:
        """
        Start a service, and before it those that it leans on.

        Raises FailureRaised where one of them is disabled or protected.
        """
        entry = service.entry
        if entry.name.lower() in self.host.state.running:
            return
        if entry.start == DISABLED or self.host.disturbances.denies_service(entry.name):
            raise self._refused(service, "CouldNotStartService", "OpenError", "start-service")
        for needed in filter(None, map(self.find, entry.needs)):
            self.start(needed)
        self.host.state.running.add(entry.name.lower())
        self.host.state.written.add("services")

    def stop(self, service: ServiceObject, *, force: bool) -> None:
        """
        Stop a service, by force with those that lean on it.

        Raises FailureRaised where it is protected, or where others lean on it.
        """
        name = service.entry.name.lower()
        if name not in self.host.state.running:
            return
        leaning = [each for each in self.all() if each.runs and name in map(str.lower, each.entry.needs)]
        if leaning and not force:
            raise self._refused(service, "ServiceHasDependentServices", "InvalidOperation", "stop-service-leaned-on")
        if self.host.disturbances.denies_service(name):
            raise self._refused(service, "CouldNotStopService", "CloseError", "stop-service")
        for each in leaning:
            self.stop(each, force=True)
        self.host.state.running.discard(name)
        self.host.state.written.add("services")

    def _refused(self, service: ServiceObject, error_id: str, category: str, text: str) -> FailureRaised:
        entry = service.entry
        return failure(
            error_id, category, COMMAND_EXCEPTION, text, service.bag(), name=entry.name, display=entry.display_name
        )
