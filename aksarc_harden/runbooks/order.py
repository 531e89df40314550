"""An order: which controls on which hosts, and how; what every procedure of this folder takes."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from aksarc_harden.engine.journal import Journal
from aksarc_harden.engine.read import Kinds
from aksarc_harden.fleet.progress import Progress, Silence
from aksarc_harden.model.change import Plan
from aksarc_harden.model.control import Control
from aksarc_harden.model.finding import Waiver
from aksarc_harden.model.host import Host
from aksarc_harden.targets import KINDS
from aksarc_harden.transport.connect import connect
from aksarc_harden.transport.session import Session, TimeLimits

Connect = Callable[[Host, threading.Event], Session]
Confirm = Callable[[Mapping[str, Plan]], bool]


def _connect(host: Host, stop: threading.Event) -> Session:
    return connect(host, limits=TimeLimits(), cancelled=stop.is_set)


@dataclass(frozen=True, kw_only=True)
class Order:
    """
    What a command was asked to do.

    Attributes:
        site: the site's name, for the report.
        controls: those of the profile that were chosen.
        confirm: asked with each host's plan before anything is written; None goes on without asking.
        confirmed: the plans that were shown and agreed to; nothing else is written. None where nobody was asked.
        connect: how a host is reached; tests hand in a session of their own.
        groups: one lock a group of hosts, so that what can cut access is written on one of them at a time.
    """

    site: str
    profile: str
    controls: tuple[Control, ...]
    hosts: Sequence[Host]
    journal: Journal
    waivers: tuple[Waiver, ...] = ()
    dry_run: bool = False
    allow_risky: bool = False
    confirm: Confirm | None = None
    confirmed: Mapping[str, Plan] | None = None
    progress: Progress = field(default_factory=Silence)
    kinds: Kinds = field(default_factory=lambda: KINDS)
    connect: Connect = _connect
    today: date = field(default_factory=lambda: datetime.now(UTC).date())
    groups: Mapping[str, threading.Lock] = field(default_factory=lambda: defaultdict(threading.Lock))

    def lock_of(self, host: Host) -> threading.Lock:
        """Give the lock of the host's group."""
        return self.groups[host.groups[0] if host.groups else ""]
