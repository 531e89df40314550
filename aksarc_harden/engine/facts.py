"""
Facts: what a host says of itself, asked in one batch before anything else.

Judged by values that no language changes: registry numbers and edition ids, service keys, culture names.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from aksarc_harden.errors import CommandFailedError, FactsDisagreeError
from aksarc_harden.model.answer import Answer
from aksarc_harden.model.facts import Facts
from aksarc_harden.model.host import Host, Platform, Role
from aksarc_harden.model.statement import Chain, Statement, call
from aksarc_harden.model.values import Bag, DateTime, Table, WireValue

_LOCAL_MACHINE = "Registry::HKEY_LOCAL_MACHINE"
_VERSION_KEY = rf"{_LOCAL_MACHINE}\SOFTWARE\Microsoft\Windows NT\CurrentVersion"
_PRODUCT_KEY = rf"{_LOCAL_MACHINE}\SYSTEM\CurrentControlSet\Control\ProductOptions"
_NAME_KEY = rf"{_LOCAL_MACHINE}\SYSTEM\CurrentControlSet\Control\ComputerName\ComputerName"
_HYPERV_KEY = rf"{_LOCAL_MACHINE}\SYSTEM\CurrentControlSet\Services\vmms"
_CLUSTER_KEY = rf"{_LOCAL_MACHINE}\SYSTEM\CurrentControlSet\Services\ClusSvc"
_REBOOT_KEYS = (
    rf"{_LOCAL_MACHINE}\SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\RebootPending",
    rf"{_LOCAL_MACHINE}\SOFTWARE\Microsoft\Windows\CurrentVersion\WindowsUpdate\Auto Update\RebootRequired",
)
_SERVER_BUILDS = {"17763": Platform.WS2019, "20348": Platform.WS2022, "26100": Platform.WS2025}
_HCI_EDITION = "ServerAzureStackHCICor"
_HCI_22H2_BUILD = "20349"
_DC_PRODUCT = "LanmanNT"  # ProductType says WinNT a client, ServerNT a server, LanmanNT a domain controller


@dataclass(frozen=True)
class FactsQuestion:
    """What is asked; `chains` go into one batch."""

    commands: tuple[str, ...]

    @property
    def chains(self) -> tuple[Chain, ...]:
        """The chains to read, each a statement of its own."""
        return tuple((statement,) for statement in self._statements())

    def _statements(self) -> Iterable[Statement]:
        yield call("Get-Item", LiteralPath="Env:SystemRoot") | _select("Value")
        yield _read(_VERSION_KEY, "CurrentBuildNumber", "UBR", "EditionID")
        yield _read(_PRODUCT_KEY, "ProductType")
        yield _read(_NAME_KEY, "ComputerName")
        yield call("Test-Path", LiteralPath=(_HYPERV_KEY, _CLUSTER_KEY, *_REBOOT_KEYS))
        yield call("Get-Variable", Name="PSVersionTable", ValueOnly=True)
        yield call("Get-UICulture") | _select("Name")
        yield call("Get-Date")
        # Unselected, a command's description costs 5 KB, and some engines never finish it.
        yield call("Get-Command", Name=self.commands, ErrorAction="SilentlyContinue") | _select("Name")


def _select(*names: str) -> Statement:
    return call("Select-Object", Property=names)


def _read(key: str, *names: str) -> Statement:
    return call("Get-ItemProperty", LiteralPath=key, ErrorAction="SilentlyContinue") | _select(*names)


def decode_facts(host: Host, answers: Sequence[Answer], run_id: str) -> Facts:
    """
    Put the answers to a `FactsQuestion` together, in its order.

    Raises:
        CommandFailedError: the host does not answer what every Windows host can.
        FactsDisagreeError: the site declares another role.
    """
    root, version, product, name, paths, engine, culture, clock, commands = answers
    windows = str(_property(root, "Value") or "").rstrip("\\")
    if not windows:
        raise CommandFailedError(_why(root, "the host does not name its system folder"))
    build, edition = str(_property(version, "CurrentBuildNumber") or ""), str(_property(version, "EditionID") or "")
    if len(paths.output) != 2 + len(_REBOOT_KEYS):
        raise CommandFailedError(_why(paths, "the host does not answer Test-Path"))
    for answer, what in ((version, "of what release it is"), (product, "whether it is a domain controller")):
        if not answer.output:
            raise CommandFailedError(_why(answer, f"the host does not tell {what}"))
    has_hyperv, is_cluster_node, *pending = (item is True for item in paths.output)
    _check_role(host, str(_property(product, "ProductType") or ""), has_hyperv=has_hyperv)
    update = _property(version, "UBR")
    table = engine.output[0] if engine.output else None
    time = clock.output[0] if clock.output else None
    return Facts(
        computer=str(_property(name, "ComputerName") or host.name),
        platform=platform_of(build, edition),
        role=host.role,
        build=f"{build}.{update if isinstance(update, int) else 0}",
        windows=windows,
        work_folder=rf"{windows}\Temp\aksarc-{run_id}",
        engine=str(table.get("PSVersion")) if isinstance(table, Table) else "",
        language=str(_property(culture, "Name") or ""),
        clock=time if isinstance(time, DateTime) else None,
        commands=frozenset(str(item["Name"]).lower() for item in commands.output if isinstance(item, Bag)),
        is_cluster_node=is_cluster_node,
        is_reboot_pending=any(pending),
    )


def platform_of(build: str, edition: str) -> Platform:
    """
    Tell the platform by build and edition, which no language changes.

    Raises:
        CommandFailedError: a system that the catalogue does not know.
    """
    if edition == _HCI_EDITION:
        if build == _HCI_22H2_BUILD:
            return Platform.AZSHCI22H2
    elif build in _SERVER_BUILDS:
        return _SERVER_BUILDS[build]
    raise CommandFailedError(f"build {build or 'unknown'}, edition {edition or 'unknown'} is no system that we harden")


def _check_role(host: Host, product: str, *, has_hyperv: bool) -> None:
    is_dc = product == _DC_PRODUCT
    if is_dc != (host.role is Role.DC):
        found = "it is a domain controller" if is_dc else "it is no domain controller"
        raise FactsDisagreeError(f"role {host.role}", found, "move it into or out of the group domain_controllers")
    if host.role is Role.HYPERV_HOST and not has_hyperv:
        raise FactsDisagreeError(f"role {host.role}", "it has no Hyper-V", "move it out of aks_hosts and hyperv_hosts")
    if host.role is Role.MEMBER and has_hyperv:
        raise FactsDisagreeError(f"role {host.role}", "it runs Hyper-V", "move it into the group hyperv_hosts")


def _property(answer: Answer, name: str) -> WireValue:
    first = answer.output[0] if answer.output else None
    return first.get(name) if isinstance(first, Bag) else None


def _why(answer: Answer, what: str) -> str:
    reason = str(answer.lost) if answer.lost else ", ".join(error.id for error in answer.errors)
    return f"{what} ({reason})" if reason else what
