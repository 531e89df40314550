"""
The rehearsal's process: `python -m aksarc_harden.rehearsal --state FOLDER --estate FILE`; `control.up` starts it.

Everything it has to say goes to its log, and, until its hosts listen, as JSON lines to the descriptor of `--report`.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import logging
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from aksarc_harden.errors import HardenError
from aksarc_harden.rehearsal.control_server import error_form
from aksarc_harden.rehearsal.daemon import Daemon, Lock, make_password
from aksarc_harden.rehearsal.residence import make_residents
from aksarc_harden.rehearsal.resident import Resident

_LOG = logging.getLogger("aksarc_harden.rehearsal")


class _Report:
    """Tells the process that started us how far we are."""

    def __init__(self, descriptor: int | None) -> None:
        self._descriptor = descriptor

    def say(self, form: dict[str, Any]) -> None:
        if self._descriptor is None:
            return
        try:
            os.write(self._descriptor, json.dumps(form).encode() + b"\n")
        except BrokenPipeError:
            self._descriptor = None

    def progress(self, what: str) -> None:
        """Say what happens; an empty text says that all is ready, and is the last."""
        self.say({"progress": what} if what else {"ready": True})
        if not what and self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the rehearsal until its end."""
    parser = argparse.ArgumentParser(prog="python -m aksarc_harden.rehearsal", description=__doc__)
    parser.add_argument("--state", type=Path, required=True, help="the state folder")
    parser.add_argument("--estate", type=Path, required=True, help="the estate file")
    parser.add_argument("--hosts", type=int, help="so many AKS hosts instead of those of the estate file")
    parser.add_argument("--idle-seconds", type=float, default=3600.0, help="end after so long without use")
    parser.add_argument("--report", type=int, help="a descriptor to report the start to")
    options = parser.parse_args(arguments)
    os.umask(0o077)
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    report = _Report(options.report)
    try:
        lock = Lock(options.state)
        residents = make_residents(options.estate, options.state, make_password(options.state), options.hosts)
        gc.freeze()  # what the hosts are made of stays; collecting it again and again costs more than it brings
        asyncio.run(_run(options.state, residents, options.idle_seconds, report))
        lock.release()
    except HardenError as error:
        _LOG.error("%s", error)
        report.say(error_form(error))
        return 1
    return 0


async def _run(state: Path, residents: Sequence[Resident], idle_seconds: float, report: _Report) -> None:
    daemon = Daemon(state, residents, idle_seconds)
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, daemon.stop)
    await daemon.run(report.progress)


if __name__ == "__main__":
    sys.exit(main())
