"""
What a simulated host audits: a number for each subcategory, for users apart, and the options beside them.

The subcategories are the system's own list, `audit.json`, with their names in both languages and the numbers of a fresh
host; numbers are 1 for success, 2 for failure, 3 for both.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("audit.json")
OPTIONS = ("CrashOnAuditFail", "FullPrivilegeAuditing", "AuditBaseObjects", "AuditBaseDirectories")


@dataclass(frozen=True)
class Subcategory:
    """One line of the system's list; the GUID is in upper case and braces."""

    guid: str
    name: str
    name_ja: str
    number: int


@lru_cache(maxsize=1)
def subcategories() -> Mapping[str, Subcategory]:
    """Give the system's list in its order, by GUID."""
    rows = json.loads(_FILE.read_text(encoding="utf-8"))
    return {row["guid"]: Subcategory(**row) for row in rows}


@dataclass
class AuditState:
    """
    The audit policy of one host.

    Attributes:
        system: GUID → number.
        users: SID → GUID → number, which has other bits: 1 and 2 include and exclude success, 4 and 8 failure.
        options: name → 0 or 1.
    """

    system: dict[str, int] = field(default_factory=dict)
    users: dict[str, dict[str, int]] = field(default_factory=dict)
    options: dict[str, int] = field(default_factory=dict)

    @staticmethod
    def fresh() -> AuditState:
        """Give what an installation leaves."""
        numbers = {guid: row.number for guid, row in subcategories().items()}
        return AuditState(numbers, {}, dict.fromkeys(OPTIONS, 0))

    def to_plain(self) -> dict[str, Any]:
        """Give all as JSON data."""
        users = {sid: dict(numbers) for sid, numbers in sorted(self.users.items())}
        return {"system": dict(self.system), "users": users, "options": dict(self.options)}

    @staticmethod
    def from_plain(plain: Mapping[str, Any]) -> AuditState:
        """Read what `to_plain` gave."""
        return AuditState(dict(plain["system"]), {**plain["users"]}, dict(plain["options"]))
