"""
What is one host to the daemon: the simulated machine, its WinRM service, and the place where it listens.

Trouble of the network is the service's, trouble of the machine is the simulated host's; to an operator both are
disturbances.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from aksarc_harden.errors import InputError, InputProblem
from aksarc_harden.rehearsal.certificates import Authority
from aksarc_harden.rehearsal.host import SimulatedHost
from aksarc_harden.rehearsal.host.disturbances import ACCESS_DENIED, MISSING, THROWING, UNCHANGING
from aksarc_harden.rehearsal.server.listener import Listener, Place
from aksarc_harden.rehearsal.server.service import Service
from aksarc_harden.rehearsal.server.settings import HostSettings

_MOST_SECONDS, _MOST_TIMES = 600.0, 1_000_000
_TIMES = {"reset": "resets", "half-answer": "halves"}
_SWITCHES = {"silent": "is_silent", "rubbish": "is_rubbish"}
_WORK = {"files"}  # an audit makes and removes files of its own
_HOST_KINDS = (ACCESS_DENIED, MISSING, THROWING, UNCHANGING)


class Resident:
    """One host of a running rehearsal."""

    def __init__(self, host: SimulatedHost, settings: HostSettings, place: Place) -> None:
        self.host = host
        self.service = Service(settings)
        self.listener = Listener(self.service)
        self._place = place
        self._authority: Authority | None = None

    @property
    def name(self) -> str:
        """The host's name."""
        return self.host.name

    async def open(self, authority: Authority) -> None:
        """
        Listen, with a certificate of this authority.

        Raises:
            InputError: the address is in use.
        """
        settings = self.service.settings
        identity = authority.identity((settings.dns_name, settings.name.lower()), self._place.address)
        await self.listener.open(self._place, identity)
        self._authority, self._place = authority, self.listener.place

    async def close(self) -> None:
        """Stop listening and close every shell."""
        await self.listener.close()
        await self.service.close()

    @property
    def activity(self) -> int:
        """A number that grows with every request."""
        return self.service.tally.requests + self.service.tally.timed_out

    def status(self) -> dict[str, Any]:
        """Give what `control.HostStatus` holds."""
        return {
            "name": self.name,
            "address": self._place.address,
            "platform": self.host.machine.platform.value,
            "is_listening": self.listener.is_open,
            "requests": self.service.tally.requests,
            "changed": sum(1 for each in self.host.statements() if set(each.changed) - _WORK),
            "shells": self.service.shells,
            "disturbances": self._disturbances(),
        }

    def _disturbances(self) -> list[str]:
        trouble = self.service.trouble
        network = [f"latency seconds={trouble.latency_seconds:g}"] if trouble.latency_seconds else []
        network += [f"{kind} n={left}" for kind, name in _TIMES.items() if (left := getattr(trouble, name))]
        network += [kind for kind, name in _SWITCHES.items() if getattr(trouble, name)]
        network += [] if self.listener.is_open else ["unreachable"]
        return network + [_described(disturbance) for disturbance in self.host.disturbances]

    async def disturb(self, kind: str, details: Mapping[str, Any]) -> None:
        """
        Let something go wrong, or with `calm` everything go right.

        Raises:
            InputError: no such kind or field.
        """
        trouble = self.service.trouble
        if kind == "calm":
            _check(kind, details, ())
            await self._calm()
        elif kind == "latency":
            _check(kind, details, ("seconds",))
            trouble.latency_seconds = _number(kind, "seconds", details["seconds"], _MOST_SECONDS)
        elif kind in _TIMES:
            _check(kind, details, ("n",))
            setattr(trouble, _TIMES[kind], int(_number(kind, "n", details["n"], _MOST_TIMES)))
        elif kind in _SWITCHES:
            _check(kind, details, ())
            setattr(trouble, _SWITCHES[kind], True)
        elif kind == "unreachable":
            _check(kind, details, ())
            await self.listener.close()
        elif kind in _HOST_KINDS:
            self.host.disturb(kind, **details)
        else:
            known = ("latency", *_TIMES, *_SWITCHES, "unreachable", *_HOST_KINDS, "calm")
            raise InputError(InputProblem(f"no disturbance is called {kind!r}", "one of " + ", ".join(known)))

    async def _calm(self) -> None:
        self.service.trouble.calm()
        self.host.calm()
        if not self.listener.is_open and self._authority is not None:
            await self.open(self._authority)

    async def reset(self) -> None:
        """Go back to the beginning: calm, counts at zero, the machine as installed, no shells left."""
        await self._calm()
        await self.service.close()
        self.host.reset()
        self.service.tally.reset()


def _described(disturbance: Any) -> str:
    details = [
        f"{field.name}={value}"
        for field in fields(disturbance)
        if field.name != "kind" and (value := getattr(disturbance, field.name)) not in ("", None, 0, "all")
    ]
    return " ".join([disturbance.kind, *details])


def _check(kind: str, details: Mapping[str, Any], wanted: tuple[str, ...]) -> None:
    if set(details) != set(wanted):
        given = ", ".join(sorted(details)) or "none"
        raise InputError(InputProblem(f"{kind} with fields {given}", f"its fields are: {', '.join(wanted) or 'none'}"))


def _number(kind: str, name: str, value: Any, most: float) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not 0 <= number <= most:
        raise InputError(InputProblem(f"{kind} with {name}={value!r}", f"give a number from 0 to {most:g}"))
    return number
