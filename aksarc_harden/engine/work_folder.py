"""
The work folder of a run on a host: made and closed before the first statement that needs it, removed at the end.

Policy tools leave files with the whole security policy in them, and a service reads and writes these as SYSTEM; so the
folder is for SYSTEM and Administrators and for nobody else, named by SID (reference/windows-traps.md, secedit).
"""

from __future__ import annotations

from aksarc_harden.engine.kind import Seen
from aksarc_harden.model.facts import Facts
from aksarc_harden.model.statement import Chain, call, program

_SYSTEM, _ADMINISTRATORS = "*S-1-5-18", "*S-1-5-32-544"
_FULL = "(OI)(CI)F"  # files and folders in it inherit full control


def making(facts: Facts) -> Chain:
    """Give the statements that make the folder and close it; they may run again where it is there."""
    icacls = facts.program("icacls.exe")
    grants = (f"{_SYSTEM}:{_FULL}", f"{_ADMINISTRATORS}:{_FULL}")
    return (
        call("New-Item", Path=facts.work_folder, ItemType="Directory", Force=True, Confirm=False) | call("Out-Null"),
        program(icacls, facts.work_folder, "/inheritance:r", "/grant:r", *grants, "/q") | call("Out-Null"),
    )


def removing(facts: Facts) -> Chain:
    """Give the statements that remove the folder and all in it."""
    return (call("Remove-Item", LiteralPath=facts.work_folder, Recurse=True, Force=True, Confirm=False),)


def wrap(chain: Chain, facts: Facts) -> Chain:
    """Put a chain between the making and the removing of the folder."""
    return making(facts) + chain + removing(facts)


def unwrap(seen: Seen, facts: Facts) -> tuple[Seen, bool]:
    """Give the chain's own part of the answers back, and whether the folder may have been left behind."""
    before, after = len(making(facts)), len(removing(facts))
    inner = Seen(seen.chain[before:-after], seen.answers[before:-after])
    return inner, any(answer.lost for answer in seen.answers)
