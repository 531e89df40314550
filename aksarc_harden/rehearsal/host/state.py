"""
All that commands can change on a simulated host, and which parts of it the current statement wrote.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aksarc_harden.rehearsal.host.audit import AuditState
from aksarc_harden.rehearsal.host.files import LOGS, FileTree
from aksarc_harden.rehearsal.host.policy import SecurityPolicy, listed_keys
from aksarc_harden.rehearsal.host.registry import Registry
from aksarc_harden.rehearsal.host.services import running_at_first


@dataclass
class HostState:
    """
    The state of one host.

    Attributes:
        running: the services that run, in lower case.
        written: the parts (`registry`, `files`, `policy`, `audit`, `services`) written since this was last emptied.
    """

    registry: Registry = field(default_factory=Registry)
    files: FileTree = field(default_factory=FileTree)
    policy: SecurityPolicy = field(default_factory=SecurityPolicy)
    audit: AuditState = field(default_factory=AuditState.fresh)
    running: set[str] = field(default_factory=set)
    written: set[str] = field(default_factory=set)

    def to_plain(self) -> dict[str, Any]:
        """Give all as JSON data."""
        return {
            "registry": self.registry.to_plain(),
            "files": self.files.to_plain(),
            "policy": self.policy.to_plain(),
            "audit": self.audit.to_plain(),
            "running": sorted(self.running),
        }

    @staticmethod
    def from_plain(plain: Mapping[str, Any]) -> HostState:
        """Read what `to_plain` gave; what an older release did not keep yet is as an installation leaves it."""
        registry = Registry.from_plain(plain["registry"])
        return HostState(
            registry,
            FileTree.from_plain(plain["files"]),
            SecurityPolicy.from_plain(plain["policy"]),
            AuditState.from_plain(plain["audit"]) if "audit" in plain else AuditState.fresh(),
            set(plain["running"]) if "running" in plain else running_at_first(registry),
        )


def observable(plain: dict[str, Any]) -> dict[str, Any]:
    """
    Leave out what is no setting that anybody can see.

    The system's own log files grow with every read; the times of a lockout are kept and not shown while there is none.
    """
    files = {path: form for path, form in plain["files"].items() if LOGS not in path.lower()}
    policy = {**plain["policy"], "system_access": listed_keys(plain["policy"]["system_access"])}
    return {**plain, "files": files, "policy": policy}
