"""What stays in a runspace between pipelines: variables and the location; and who its session is."""

from __future__ import annotations

from dataclasses import dataclass

from aksarc_harden.contract.reader import Contract
from aksarc_harden.model.values import Items, Table, Version, WireValue
from aksarc_harden.rehearsal.binder import Binder
from aksarc_harden.rehearsal.host import SimulatedHost
from aksarc_harden.rehearsal.interpreter.streams import preference_of

_HASHTABLE = (
    "System.Management.Automation.PSVersionHashTable",
    "System.Collections.Hashtable",
    "System.Object",
)
_VERSIONS = ("System.Version[]", "System.Array", "System.Object")


@dataclass(frozen=True)
class Engine:
    """
    The version of PowerShell that an endpoint runs.

    Attributes:
        binder: what the binder calls it.
        types: (command, parameter, type) where it declares another type than the contract, which is of 5.1.
        speaks: it words its messages in the system's language; PowerShell 7 has English only (recordings/wire, i).
    """

    version: str
    edition: str
    binder: str
    speaks: bool
    types: tuple[tuple[str, str, str], ...] = ()

    def make_binder(self, contract: Contract) -> Binder:
        """Make a binder that binds as this version does."""
        types = {(command, parameter): kind for command, parameter, kind in self.types}
        return Binder(contract, engine=self.binder, types=types)


WINDOWS_POWERSHELL = Engine("5.1.{build}.{revision}", "Desktop", "5.1", True)
POWERSHELL_7 = Engine(
    "7.6.9",
    "Core",
    "7",
    False,
    (("Write-Output", "InputObject", "PSObject"),),  # since 6.2; an array before, which -NoEnumerate gave as it was
)
WINDOWS_CONFIGURATION = "Microsoft.PowerShell"
CONFIGURATIONS = {WINDOWS_CONFIGURATION: WINDOWS_POWERSHELL, "PowerShell.7": POWERSHELL_7}
"""Session configuration → the engine behind it."""


class Runspace:
    """One session's memory."""

    def __init__(self, host: SimulatedHost, engine: Engine = WINDOWS_POWERSHELL) -> None:
        self.host = host
        self.engine = engine
        machine = host.machine
        self.location = f"{machine.windows[:2]}\\Users\\{machine.user}\\Documents"
        home = f"{machine.windows}\\System32\\WindowsPowerShell\\v1.0"
        self.environment = _environment(host)
        self.variables: dict[str, tuple[str, WireValue]] = {}
        for name, value in (
            ("PSVersionTable", self.version_table()),
            ("PSHOME", home),
            ("PSCulture", machine.culture),
            ("PSUICulture", machine.culture),
            ("ErrorActionPreference", "Continue"),
            ("true", True),
            ("false", False),
            ("null", None),
        ):
            self.set_variable(name, value)

    @property
    def culture(self) -> str:
        """The language of its messages."""
        return self.host.machine.culture if self.engine.speaks else "en-US"

    @property
    def error_preference(self) -> str:
        """`$ErrorActionPreference`, lower case."""
        return preference_of(self.variable("ErrorActionPreference"))

    def variable(self, name: str) -> WireValue:
        """Read a variable; None where it is not there."""
        return self.variables.get(name.lower(), ("", None))[1]

    def set_variable(self, name: str, value: WireValue) -> None:
        """Set a variable; an existing one keeps the case of its name."""
        self.variables[name.lower()] = (self.variables.get(name.lower(), (name, None))[0], value)

    def version_table(self) -> Table:
        """Give `$PSVersionTable`."""
        build = self.host.machine.build
        version = self.engine.version.format(build=build, revision=2031)
        compatible = Items([Version(each) for each in ("1.0", "2.0", "3.0", "4.0", "5.0", version)], "LST", _VERSIONS)
        entries: tuple[tuple[WireValue, WireValue], ...] = (
            ("PSVersion", Version(version)),
            ("PSEdition", self.engine.edition),
            ("PSCompatibleVersions", compatible),
            ("BuildVersion", Version(f"10.0.{build}.2031")),
            ("CLRVersion", Version("4.0.30319.42000")),
            ("WSManStackVersion", Version("3.0")),
            ("PSRemotingProtocolVersion", Version("2.3")),
            ("SerializationVersion", Version("1.1.0.1")),
        )
        return Table(entries, _HASHTABLE)


def _environment(host: SimulatedHost) -> dict[str, str]:
    machine = host.machine
    drive = machine.windows[:2]
    profile = f"{drive}\\Users\\{machine.user}"
    return {
        "ALLUSERSPROFILE": f"{drive}\\ProgramData",
        "COMPUTERNAME": machine.name.upper(),
        "ComSpec": machine.program("cmd.exe"),
        "NUMBER_OF_PROCESSORS": "16",
        "OS": "Windows_NT",
        "Path": f"{machine.windows}\\system32;{machine.windows}",
        "PROCESSOR_ARCHITECTURE": "AMD64",
        "ProgramData": f"{drive}\\ProgramData",
        "ProgramFiles": f"{drive}\\Program Files",
        "PUBLIC": f"{drive}\\Users\\Public",
        "SystemDrive": drive,
        "SystemRoot": machine.windows,
        "TEMP": f"{profile}\\AppData\\Local\\Temp",
        "USERDOMAIN": machine.netbios_domain or machine.name.upper(),
        "USERNAME": machine.user,
        "USERPROFILE": profile,
        "windir": machine.windows,
    }
