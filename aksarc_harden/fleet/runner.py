"""
Runner: does one job on many hosts in threads of their own.

Every host ends with a result or an error, never both, never neither.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from aksarc_harden.errors import HardenError
from aksarc_harden.fleet.progress import Progress
from aksarc_harden.model.answer import Cause, CauseCode
from aksarc_harden.model.host import Host
from aksarc_harden.model.outcome import HostOutcome
from aksarc_harden.transport.causes import cause_of

log = logging.getLogger(__name__)

MOST_THREADS = 32  # more gain nothing on loopback, and 32 hide a latency of 40 ms (studies: rehearsal, section 3)

Job = Callable[[Host, threading.Event], HostOutcome]


def run_on_hosts(hosts: Sequence[Host], job: Job, progress: Progress) -> tuple[HostOutcome, ...]:
    """
    Do the job on every host and give their outcomes in the order of the hosts.

    A keyboard interrupt sets the event that each job got, so that sessions close, and rises when all jobs have ended.
    """
    stop = threading.Event()
    progress.started([host.name for host in hosts])
    try:
        with ThreadPoolExecutor(max_workers=max(1, min(MOST_THREADS, len(hosts)))) as pool:
            try:
                futures = [pool.submit(_one, host, job, progress, stop) for host in hosts]
                return tuple(future.result() for future in futures)
            except BaseException:
                stop.set()
                pool.shutdown(wait=False, cancel_futures=True)  # leaving the block waits for those that run
                raise
    finally:
        progress.finished()


def _one(host: Host, job: Job, progress: Progress, stop: threading.Event) -> HostOutcome:
    started = time.monotonic()
    try:
        outcome = job(host, stop)
    except HardenError as error:
        outcome = HostOutcome(host.name, error=cause_of(error))
    except Exception as defect:  # noqa: BLE001 — the one place that turns a failed host into a result
        log.exception("host %s failed", host.name)
        outcome = HostOutcome(host.name, error=Cause(CauseCode.KIND_FAILED, type(defect).__name__))
    outcome = replace(outcome, seconds=round(time.monotonic() - started, 3))
    progress.host_done(outcome)
    return outcome
