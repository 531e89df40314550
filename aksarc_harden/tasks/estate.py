"""
From the operator's choices to an order: the site loaded, the profile in force, the journal open, the lock held.

Everything heavy is loaded in here, when a task is called.
"""

from __future__ import annotations

import getpass
import ipaddress
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from aksarc_harden import places
from aksarc_harden.errors import InputError, InputProblem
from aksarc_harden.model.host import Host
from aksarc_harden.model.values import Secret
from aksarc_harden.site.find import find_site
from aksarc_harden.tasks import rehearsed
from aksarc_harden.tasks.choices import Choices

if TYPE_CHECKING:
    from aksarc_harden.engine.journal import Journal
    from aksarc_harden.fleet.progress import Progress
    from aksarc_harden.runbooks.order import Order
    from aksarc_harden.site.profile import Profile
    from aksarc_harden.site.site import Site

JOURNAL = "journal.sqlite"


@contextmanager
def ordered(
    chosen: Choices, progress: Progress, *, purpose: str, changes: bool, with_controls: bool = True
) -> Iterator[tuple[Order, bool]]:
    """
    Make the order of a task, and tell whether it is for the rehearsal alone.

    Args:
        purpose: said to whoever finds the site locked.
        changes: the site is held for as long as the block runs.
        with_controls: without, a profile that is broken does not stop what needs none.

    Raises:
        InputError: the site, its profile or a choice is wrong; nothing was connected to.
        SiteLockedError: another command changes this site now.
    """
    is_rehearsal = rehearsed.is_rehearsal(chosen.site)
    folder = str(rehearsed.started()) if is_rehearsal else chosen.site

    from aksarc_harden.engine.lock import site_lock
    from aksarc_harden.runbooks.order import Order
    from aksarc_harden.site.load import load_site

    site = load_site(folder, limit=chosen.limit or None, ask=asker(), vault_password_file=chosen.vault_password_file)
    profile = _profile(chosen, site) if with_controls else None
    state = places.make_state_folder(site.name)
    with site_lock(state, purpose) if changes else nullcontext(), opened_journal(state / JOURNAL) as journal:
        order = Order(
            site=site.name,
            profile=profile.name if profile else "",
            controls=profile.controls if profile else (),
            waivers=profile.waivers if profile else (),
            hosts=site.hosts,
            journal=journal,
            dry_run=chosen.dry_run,
            allow_risky=chosen.allow_risky,
            progress=progress,
        )
        try:
            yield order, is_rehearsal and all(map(is_on_this_machine, site.hosts))
        finally:
            progress.finished()  # an interrupt must not leave half a bar on the terminal


@contextmanager
def journal_of(chosen: Choices) -> Iterator[Journal]:
    """
    Open the journal of a site; nothing of the site is read but its name.

    Raises:
        InputError: there is no such site.
    """
    folder = rehearsed.current() if rehearsed.is_rehearsal(chosen.site) else find_site(chosen.site)
    with opened_journal(places.make_state_folder(folder.name) / JOURNAL) as journal:
        yield journal


@contextmanager
def opened_journal(file: Path) -> Iterator[Journal]:
    """
    Open a journal for as long as the block runs.

    Raises:
        InputError: it cannot be read, or no longer written: the disk is full, or the file is damaged.
    """
    from aksarc_harden.engine.journal import Journal

    try:
        with closing(Journal(file)) as journal:
            yield journal
    except sqlite3.Error as error:
        is_damaged = error.sqlite_errorname in ("SQLITE_NOTADB", "SQLITE_CORRUPT")
        cure = "put a copy of it back, or move it away: then earlier runs cannot be taken back"
        if not is_damaged:
            cure = "make room or set its permissions right, then run again; what it holds is not lost"
        raise InputError(InputProblem(f"the journal cannot be used: {error}", cure, file)) from error


def asker() -> Callable[[str], Secret] | None:
    """Give what asks the operator for a secret; None where no terminal is there to ask on."""
    if not (sys.stdin and sys.stdin.isatty()):
        return None
    return lambda prompt: Secret(getpass.getpass(f"{prompt}: "))


def _profile(chosen: Choices, site: Site) -> Profile:
    from aksarc_harden.catalogue import CONTROLS
    from aksarc_harden.site.choose import select_controls
    from aksarc_harden.site.profile import load_profile

    profile = load_profile(chosen.profile or site.profile, site, CONTROLS)
    return replace(profile, controls=select_controls(profile, chosen.controls)) if chosen.controls else profile


def is_on_this_machine(host: Host) -> bool:
    """Tell whether a host can only be a simulated one: somebody may have put a real one into the rehearsal's files."""
    try:
        return ipaddress.ip_address(host.endpoint.address).is_loopback
    except ValueError:
        return False
