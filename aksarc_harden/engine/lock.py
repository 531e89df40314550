"""The lock of a site: one command at a time may change it, and whoever waits learns who holds it."""

from __future__ import annotations

import fcntl
import getpass
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from aksarc_harden.errors import RefusedError


class SiteLockedError(RefusedError):
    """Another command works on this site."""

    def __init__(self, file: Path, owner: str) -> None:
        super().__init__(f"another command works on this site: {owner} (lock {file}); wait for it, or end it")


@contextmanager
def site_lock(folder: Path, purpose: str) -> Iterator[None]:
    """
    Hold the site's lock while the block runs; the system frees it when its process ends, however it ends.

    Raises:
        SiteLockedError: naming the owner.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / "site.lock"  # `daemon.lock` beside it is the rehearsal's
    with os.fdopen(os.open(file, os.O_CREAT | os.O_RDWR, 0o600), "r+") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SiteLockedError(file, handle.read().strip() or "unknown") from None
        handle.truncate(0)
        handle.write(
            f"{purpose}, process {os.getpid()} of {getpass.getuser()} on {socket.gethostname()}, "
            f"since {datetime.now(UTC).isoformat(timespec='seconds')}"
        )
        handle.flush()
        yield
