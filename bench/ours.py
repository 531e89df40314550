"""Our way: the runbooks, over the same wire, to the same host."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from aksarc_harden.catalogue import CONTROLS
from aksarc_harden.engine.journal import Journal
from aksarc_harden.model.host import Host
from aksarc_harden.model.outcome import RunOutcome
from aksarc_harden.runbooks.order import Order
from bench.usual import Cost


@contextmanager
def order_for(host: Host) -> Iterator[Order]:
    """Build an order for one host and the whole catalogue, with a journal for the moment."""
    with (
        tempfile.TemporaryDirectory(prefix="aksarc-bench-") as folder,
        closing(Journal(Path(folder) / "journal.sqlite")) as journal,
    ):
        yield Order(
            site="bench", profile="whole catalogue", controls=tuple(CONTROLS.values()), hosts=[host], journal=journal
        )


def measure(work: Callable[[Order], RunOutcome], order: Order) -> tuple[Cost, RunOutcome]:
    """Do a verb on the order's only host and give what it cost."""
    started = time.process_time()
    outcome = work(order)
    cpu = time.process_time() - started
    (host,) = outcome.hosts
    if host.error is not None:
        raise SystemExit(f"the measured host failed: {host.error}")
    return Cost(host.requests, host.bytes_sent, cpu), outcome
