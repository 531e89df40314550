"""Findings: what an audit saw of one control on one host, and what it makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from aksarc_harden.model.answer import Cause
from aksarc_harden.model.control import Control
from aksarc_harden.model.found import Found


class Verdict(StrEnum):
    """What an audit makes of a control on a host."""

    COMPLIANT = "compliant"
    DRIFTED = "drifted"
    HELD_BACK = "held back"  # drifted, may cut access, and nobody allowed it
    UNREADABLE = "unreadable"
    EXEMPT = "exempt"
    NOT_APPLICABLE = "not applicable"


@dataclass(frozen=True)
class Waiver:
    """An exemption from one control: why, whose, and until when (the last day is included)."""

    control_id: str
    reason: str
    owner: str
    until: date
    hosts: tuple[str, ...] = ()

    def covers(self, host: str) -> bool:
        """Tell whether the waiver is for this host; one that names no hosts is for all."""
        return not self.hosts or host in self.hosts


@dataclass(frozen=True)
class Finding:
    """
    One control on one host.

    Attributes:
        control: the control as the profile in force has it.
        found: None where nobody looked (exempt, not applicable).
        cause: why it could not be read, or why a write did not hold.
        note: what else an operator should know, for people: "meaning of absence unknown", an expired waiver.
    """

    control: Control
    verdict: Verdict
    found: Found | None = None
    cause: Cause | None = None
    note: str = ""
    waiver: Waiver | None = None
