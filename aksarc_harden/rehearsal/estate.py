"""
Which hosts the rehearsed estate has: reads `estate.toml`, and makes more AKS hosts where more are wanted.

It makes data only; a simulated host is made of it by `simulate`.
"""

from __future__ import annotations

import ipaddress
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from aksarc_harden.errors import InputError, InputProblem
from aksarc_harden.model.host import Platform, Role
from aksarc_harden.rehearsal.host import Machine, SimulatedHost
from aksarc_harden.rehearsal.host.registry import KIND_NUMBERS, ROOTS
from aksarc_harden.rehearsal.interpreter.runspace import CONFIGURATIONS, WINDOWS_CONFIGURATION

MAX_AKS_HOSTS = 500
_KEYS = {"name", "address", "role", "platform", "culture", "configurations", "registry", "rights"}
_MUST = ("name", "address", "role", "platform")
_LAST_ADDRESS = ipaddress.IPv4Address("127.255.255.254")


@dataclass(frozen=True)
class EstateHost:
    """
    One host of the estate.

    Attributes:
        configurations: the session configurations that it offers.
        overlay: what is different from the defaults at the start, as `SimulatedHost` takes it.
    """

    name: str
    address: str
    role: Role
    platform: Platform
    culture: str = "en-US"
    configurations: tuple[str, ...] = (WINDOWS_CONFIGURATION,)
    overlay: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Estate:
    """
    The rehearsed estate.

    Attributes:
        domain, netbios: the DNS and the short name of its domain.
        operator: the account that hardens it, as `DOMAIN\\user`; an administrator of every host.
    """

    domain: str
    netbios: str
    operator: str
    hosts: tuple[EstateHost, ...]

    def with_aks_hosts(self, count: int) -> Estate:
        """
        Keep the first AKS hosts, or clone the first one until there are so many; the other hosts stay.

        The clones' addresses follow the estate's highest one, so that they move with it.

        Raises InputError for a count below 1 or above `MAX_AKS_HOSTS`, and where there is no room behind that address.
        """
        if not 1 <= count <= MAX_AKS_HOSTS:
            raise InputError(InputProblem(f"{count} AKS hosts", f"give a number from 1 to {MAX_AKS_HOSTS}"))
        nodes = [host for host in self.hosts if host.role is Role.HYPERV_HOST]
        others = [host for host in self.hosts if host.role is not Role.HYPERV_HOST]
        if not nodes:
            raise InputError(InputProblem("the estate has no AKS host to clone", "declare one with role hyperv-host"))
        clones = [
            _clone(nodes[0], number, address)
            for number, address in zip(range(len(nodes) + 1, count + 1), self._addresses_behind(), strict=False)
        ]
        if len(nodes) + len(clones) < count:
            raise InputError(InputProblem(f"no loopback addresses for {count} AKS hosts", "give the hosts lower ones"))
        return replace(self, hosts=(*nodes[:count], *clones, *others))

    def _addresses_behind(self) -> Iterator[str]:
        highest = max(ipaddress.IPv4Address(host.address) for host in self.hosts)
        for number in range(int(highest) + 1, int(_LAST_ADDRESS) + 1):
            yield str(ipaddress.IPv4Address(number))

    def simulate(self, host: EstateHost, *, folder: Path | None = None) -> SimulatedHost:
        """Make the simulated host, with what a folder keeps of it."""
        machine = Machine(
            host.name, host.role, host.platform, self.domain, self.netbios, host.culture, account=self.operator
        )
        return SimulatedHost(machine, folder=folder, overlay=host.overlay)


def _clone(pattern: EstateHost, number: int, address: str) -> EstateHost:
    return replace(pattern, name=pattern.name.rstrip("0123456789") + str(number), address=address)


def load_estate(file: Path) -> Estate:
    """
    Read an estate file.

    Raises InputError with all that is wrong in it.
    """
    try:
        form = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(InputProblem("the estate file cannot be read", str(error.strerror), file)) from error
    except tomllib.TOMLDecodeError as error:
        raise InputError(InputProblem(f"this is no TOML: {error}", "correct it", file)) from error
    problems: list[InputProblem] = []
    domain = form.get("domain", {})
    hosts = [_host(each, problems, file) for each in form.get("host", [])]
    for key in ("name", "netbios", "operator"):
        if not isinstance(domain.get(key), str):
            problems.append(InputProblem(f"[domain] has no {key}", "declare it", file))
    known = [host for host in hosts if host is not None]
    problems += _twice([host.name.lower() for host in known], "name", file)
    problems += _twice([host.address for host in known], "address", file)
    if not form.get("host"):
        problems.append(InputProblem("the estate has no host", "declare one with [[host]]", file))
    if problems:
        raise InputError(*problems)
    return Estate(domain["name"], domain["netbios"], domain["operator"], tuple(known))


def _host(form: Mapping[str, Any], problems: list[InputProblem], file: Path) -> EstateHost | None:
    name = form.get("name", "a host without a name")
    before = len(problems)
    problems += [
        InputProblem(f"{name}: unknown key {key!r}", f"one of {', '.join(sorted(_KEYS))}", file)
        for key in form
        if key not in _KEYS
    ]
    problems += [InputProblem(f"{name}: no {key}", "declare it", file) for key in _MUST if key not in form]
    problems += [InputProblem(f"{name}: {what}", cure, file) for what, cure in _wrong_values(form)]
    if len(problems) > before:
        return None
    overlay = {"registry": form.get("registry", []), "rights": form.get("rights", {})}
    return EstateHost(
        name,
        form["address"],
        Role(form["role"]),
        Platform(form["platform"]),
        form.get("culture", "en-US"),
        tuple(form.get("configurations", (WINDOWS_CONFIGURATION,))),
        overlay,
    )


def _wrong_values(form: Mapping[str, Any]) -> list[tuple[str, str]]:
    wrong = []
    for key, known in (("role", list(Role)), ("platform", list(Platform))):
        if key in form and form[key] not in known:
            wrong.append((f"{key} {form[key]!r}", "one of " + ", ".join(known)))
    if "address" in form and not _is_loopback(str(form["address"])):
        wrong.append((f"address {form['address']!r}", "give one of 127.0.0.0/8"))
    for name in form.get("configurations", ()):
        if name not in CONFIGURATIONS:
            wrong.append((f"configuration {name!r}", "one of " + ", ".join(CONFIGURATIONS)))
    return wrong + [
        (f"registry row {row!r}", "give path, name, type and data")
        for row in form.get("registry", ())
        if not _is_registry_row(row)
    ]


def _is_registry_row(row: object) -> bool:
    return (
        isinstance(row, list)
        and len(row) == 4
        and str(row[0]).partition("\\")[0] in ROOTS
        and isinstance(row[1], str)
        and row[2] in KIND_NUMBERS
    )


def _is_loopback(text: str) -> bool:
    try:
        return ipaddress.IPv4Address(text).is_loopback
    except ValueError:
        return False


def _twice(values: list[str], what: str, file: Path) -> list[InputProblem]:
    seen = sorted({value for value in values if values.count(value) > 1})
    return [InputProblem(f"two hosts have the {what} {value}", "give each its own", file) for value in seen]
