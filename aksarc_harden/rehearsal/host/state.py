"""
All that commands can change on a simulated host, and which parts of it the current statement wrote.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aksarc_harden.rehearsal.host.files import LOGS, FileTree
from aksarc_harden.rehearsal.host.policy import SecurityPolicy
from aksarc_harden.rehearsal.host.registry import Registry


@dataclass
class HostState:
    """
    The state of one host.

    Attributes:
        written: the parts (`registry`, `files`, `policy`) written since somebody last emptied this.
    """

    registry: Registry = field(default_factory=Registry)
    files: FileTree = field(default_factory=FileTree)
    policy: SecurityPolicy = field(default_factory=SecurityPolicy)
    written: set[str] = field(default_factory=set)

    def to_plain(self) -> dict[str, Any]:
        """Give all as JSON data."""
        return {
            "registry": self.registry.to_plain(),
            "files": self.files.to_plain(),
            "policy": self.policy.to_plain(),
        }

    @staticmethod
    def from_plain(plain: Mapping[str, Any]) -> HostState:
        """Read what `to_plain` gave."""
        return HostState(
            Registry.from_plain(plain["registry"]),
            FileTree.from_plain(plain["files"]),
            SecurityPolicy.from_plain(plain["policy"]),
        )


def without_logs(plain: dict[str, Any]) -> dict[str, Any]:
    """Leave the system's own log files out, which grow with every read and are no setting."""
    files = {path: form for path, form in plain["files"].items() if LOGS not in path.lower()}
    return {**plain, "files": files}
