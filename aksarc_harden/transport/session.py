"""
What every carrier offers: a `Session`, which reads in batches and writes one pipeline at a time.

Callers do not notice which carrier they have, nor whether the host is simulated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from aksarc_harden.model.answer import Answer
from aksarc_harden.model.statement import Chain, Statement


@dataclass
class Traffic:
    """
    What a session cost so far, as the benchmarks count it.

    Attributes:
        requests: those with an action; not 401 legs, empty bodies, or Receives that only timed out.
        bytes_sent: of their bodies.
    """

    requests: int = 0
    bytes_sent: int = 0


@dataclass(frozen=True)
class TimeLimits:
    """
    How long to wait, in seconds.

    A host that is silent when it is asked is given up after `answer`; one that falls silent while it works, after twice
    that: once for the statement that ran, which may be to blame, and once for the pool that is to do the rest.

    Attributes:
        answer: for the next answer of a pipeline, whatever it is.
        whole: for one `read` or one `run` altogether.
    """

    answer: float = 60.0
    whole: float = 600.0


class Session(Protocol):
    """An open way to one host, owned by one thread; always close it."""

    @property
    def traffic(self) -> Traffic:
        """What it cost so far."""
        ...

    def read(self, chains: Sequence[Chain]) -> list[tuple[Answer, ...]]:
        """
        Run chains of reads and give one answer a statement, in the order asked.

        A chain in which a statement's answer was lost has `lost` set from there to its end; the others are read all
        the same. Nothing in a chain may change anything but work files of its own.

        Raises:
            ContractError, UnwritableError: before anything is sent.
            TransientError, PermanentError: the host as a whole could not be read.
        """
        ...

    def run(self, statement: Statement) -> Answer:
        """
        Run one pipeline, with any number of input objects, and give its answer.

        A pipeline that ended with a terminating error has `failed` set; one that was sent and whose end is not known
        has `lost` set. Read again what it was to change, either way.
        """
        ...

    def close(self) -> None:
        """Close the pool and the connection; errors of an ended connection are not reported."""
        ...
