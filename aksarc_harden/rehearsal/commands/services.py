"""The commands on services: Get-Service, Set-Service, Start-Service, Stop-Service."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from aksarc_harden.model.values import Bag, WireValue
from aksarc_harden.rehearsal.binder.net_types import as_list
from aksarc_harden.rehearsal.interpreter.call import Call, Cmdlet, Values, is_on, name_of, texts_of
from aksarc_harden.rehearsal.interpreter.failures import FailureRaised, failure, not_supported
from aksarc_harden.rehearsal.interpreter.objects import Object, text_of
from aksarc_harden.rehearsal.interpreter.wildcard import has_wildcards, matches
from aksarc_harden.rehearsal.providers.service_manager import COMMAND_EXCEPTION, ServiceManager, ServiceObject

_LEFT_OUT = ("DisplayName", "Include", "Exclude", "ComputerName")


def _asked_names(call: Call, values: Values) -> list[str]:
    """Give the names asked for, by -Name or by the services of -InputObject."""
    for name in _LEFT_OUT:
        if values.get(name) is not None:
            raise not_supported(f"{call.voice.command} -{name}")
    given = values.get("InputObject")
    objects = as_list(given) if as_list(given) is not None else [given] if given is not None else []
    names = [text_of(each.get("ServiceName") or each.get("Name")) for each in objects or () if isinstance(each, Bag)]
    return names + texts_of(values.get("Name"))


def _find(call: Call, names: list[str]) -> list[ServiceObject]:
    """Give the services that names or patterns mean, in their order; an absent one is an error that comes first."""
    found: dict[str, ServiceObject] = {}
    manager = ServiceManager(call.host)
    everything = list(manager.all())
    for wanted in names:
        matching = [each for each in everything if matches(wanted, each.entry.name)]
        if not matching and not has_wildcards(wanted):
            raised = failure(
                "NoServiceFoundForGivenName", "ObjectNotFound", COMMAND_EXCEPTION, "no-service", wanted, name=wanted
            )
            call.voice.error(raised.failure)
        found |= {each.entry.name: each for each in matching}
    return sorted(found.values(), key=lambda each: each.entry.name.lower())


class GetService(Cmdlet):
    """Give services."""

    def process(self, values: Values, item: Object) -> Iterator[Object]:
        """Give each service that was asked for, all where none was."""
        for name in ("DependentServices", "RequiredServices"):
            if is_on(values.get(name)):
                raise not_supported(f"Get-Service -{name}")
        yield from _find(self.call, _asked_names(self.call, values) or ["*"])


class _OnServices(Cmdlet):
    def process(self, values: Values, item: Object) -> Iterator[Object]:
        """Act on each service."""
        for service in _find(self.call, _asked_names(self.call, values)):
            if not self.call.should_process():
                continue
            try:
                self.act(service, values)
            except FailureRaised as raised:
                self.call.voice.error(raised.failure)
                continue
            if is_on(values.get("PassThru")):
                yield service

    def act(self, service: ServiceObject, values: Values) -> None:
        """Act on one service."""
        raise NotImplementedError


class StartService(_OnServices):
    """Start services, and those that they lean on."""

    def act(self, service: ServiceObject, values: Values) -> None:
        """Start it."""
        ServiceManager(self.call.host).start(service)


class StopService(_OnServices):
    """Stop services; one on which running ones lean only by force, and those with it."""

    def act(self, service: ServiceObject, values: Values) -> None:
        """Stop it."""
        ServiceManager(self.call.host).stop(service, force=is_on(values.get("Force")))


class SetService(Cmdlet):
    """Configure services; of input objects only the name binds (recordings: services)."""

    def process(self, values: Values, item: Object) -> Iterable[Object]:
        """Configure one, then start or stop it."""
        manager = ServiceManager(self.call.host)
        for name in _asked_names(self.call, values):
            service = manager.find(name)
            if service is None:
                exception = "System.InvalidOperationException"
                raised = failure(
                    "InvalidOperationException", "ObjectNotFound", exception, "set-no-service", name, name=name
                )
                self.call.voice.error(raised.failure)
            elif self.call.should_process():
                yield from self._set(manager, service, values)

    def _set(self, manager: ServiceManager, service: ServiceObject, values: Values) -> Iterator[Object]:
        state = (name_of(values.get("Status")) or "").lower()
        if state == "paused":
            raise not_supported("Set-Service -Status Paused")
        try:
            is_7 = self.call.runspace.engine.edition == "Core"
            manager.configure(service, _texts(values), name_of(values.get("StartupType")), clears_delay=is_7)
            if state == "running":
                manager.start(service)
            elif state == "stopped":
                manager.stop(service, force=False)
        except FailureRaised as raised:
            self.call.voice.error(raised.failure)
            return
        if is_on(values.get("PassThru")):
            yield service


def _texts(values: Values) -> dict[str, str]:
    given: dict[str, WireValue] = {name: values.get(name) for name in ("DisplayName", "Description")}
    return {name: text_of(value) for name, value in given.items() if value is not None}


COMMANDS: dict[str, Callable[..., Cmdlet]] = {
    "Get-Service": GetService,
    "Set-Service": SetService,
    "Start-Service": StartService,
    "Stop-Service": StopService,
}
