"""Changes: one write with its before; a plan is changes not made yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from aksarc_harden.model.found import Absent, Before, Missing, Wanted, value_from_json, value_to_json
from aksarc_harden.model.setting import Setting, setting_from_json, setting_to_json


class ChangeState(StrEnum):
    """How far a change has come; the journal keeps the last one."""

    PLANNED = "planned"  # its before is recorded; the write may or may not have happened
    IN_FORCE = "in force"  # a re-read showed the wanted value
    NOT_IN_FORCE = "not in force"  # a re-read showed another one
    ROLLED_BACK = "rolled back"  # a re-read showed the before-value again


@dataclass(frozen=True)
class Change:
    """
    One write about to happen.

    Attributes:
        before: what was there, never unreadable: what cannot be read is not written.
        controls: ids of the controls that ask for it.
        can_cut_access: what it may cut.
    """

    setting: Setting
    before: Before
    wanted: Wanted
    controls: tuple[str, ...] = ()
    can_cut_access: tuple[str, ...] = ()
    needs_reboot: bool = False

    def to_json(self) -> dict[str, Any]:
        """Give the journal's form, from which alone another process can roll back."""
        return {
            "setting": setting_to_json(self.setting),
            "before": value_to_json(self.before),
            "wanted": value_to_json(self.wanted),
            "controls": list(self.controls),
            "can_cut_access": list(self.can_cut_access),
            "needs_reboot": self.needs_reboot,
        }

    @classmethod
    def from_json(cls, form: dict[str, Any]) -> Change:
        """Turn the journal's form back into a change."""
        before, wanted = value_from_json(form["before"]), value_from_json(form["wanted"])
        if isinstance(before, Absent) or isinstance(wanted, Missing):
            raise ValueError("a before-value is a value or missing, a wanted one a value or absent")
        return cls(
            setting=setting_from_json(form["setting"]),
            before=before,
            wanted=wanted,
            controls=tuple(form["controls"]),
            can_cut_access=tuple(form["can_cut_access"]),
            needs_reboot=form["needs_reboot"],
        )


@dataclass(frozen=True)
class Plan:
    """What would be written on one host, and what is held back because it may cut access."""

    changes: tuple[Change, ...] = ()
    held_back: tuple[Change, ...] = field(default=())
