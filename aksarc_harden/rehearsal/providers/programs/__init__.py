"""The native programs of the system folder that the rehearsal simulates."""

from __future__ import annotations

from collections.abc import Sequence

from aksarc_harden.rehearsal.host import SimulatedHost
from aksarc_harden.rehearsal.providers.programs.auditpol import auditpol
from aksarc_harden.rehearsal.providers.programs.icacls import icacls
from aksarc_harden.rehearsal.providers.programs.reg import reg
from aksarc_harden.rehearsal.providers.programs.result import Program, ProgramResult
from aksarc_harden.rehearsal.providers.programs.secedit import secedit


def _hostname(host: SimulatedHost, arguments: Sequence[str]) -> ProgramResult:
    return ProgramResult(output=(host.name,))


def _whoami(host: SimulatedHost, arguments: Sequence[str]) -> ProgramResult:
    return ProgramResult(output=(host.machine.account.lower(),))


PROGRAMS: dict[str, Program] = {
    "auditpol.exe": auditpol,
    "hostname.exe": _hostname,
    "icacls.exe": icacls,
    "reg.exe": reg,
    "secedit.exe": secedit,
    "whoami.exe": _whoami,
}

__all__ = ["PROGRAMS", "Program", "ProgramResult"]
