"""
Which statements share a pipeline, and which answer is whose?

The rules are those a real engine taught (recordings: README, "Rules for pipelines of several statements"): output and
error records of one pipeline keep their order, a terminating error hides the rest, and what is told about the first
statement of a batch is wrong. So a marker opens every batch (no statement of ours is ever the first) and one follows
each statement; the markers are counted whatever the pipeline's state says.
Nothing here does I/O.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from aksarc_harden.model.answer import ErrorRecord
from aksarc_harden.model.statement import Chain, Statement, call
from aksarc_harden.model.values import Bag, Table, WireValue
from aksarc_harden.transport.pipeline import Seen
from aksarc_harden.transport.reading import Numbered

MOST_STATEMENTS = 300  # design §5: more gain nothing, and a poisoned batch costs more
MOST_BYTES = 350_000  # so that a whole batch fits one envelope of 512,000 bytes in base64
STATEMENT_BYTES = 600  # one statement and its marker without their values (recordings/wire, k: 339, and a marker's 260)
VALUE_BYTES = 60  # the markup around one value

# One for the whole process, so that a batch's bytes are the same for every host; nobody outside can know it.
_MARK = secrets.token_hex(16)


@dataclass(frozen=True)
class Batch:
    """Chains that share one pipeline."""

    chains: tuple[Numbered, ...]

    @cached_property
    def places(self) -> tuple[tuple[int, int], ...]:
        """Of every statement in order: the chain's index, and the place within the chain."""
        return tuple((one.index, place) for one in self.chains for place in range(len(one.chain)))

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """What is sent: a marker, then each statement with a marker after it."""
        sent = [_marker(0)]
        for number, statement in enumerate((s for one in self.chains for s in one.chain), start=1):
            sent += (statement, _marker(number))
        return tuple(sent)


class Attribution:
    """Hands each output and error of one batch to its statement, by order of arrival."""

    def __init__(self, batch: Batch) -> None:
        self.seen = [Seen() for _ in batch.places]
        self._next_marker = 0

    @property
    def ended(self) -> int:
        """The number of statements whose marker came."""
        return max(0, self._next_marker - 1)

    @property
    def culprit(self) -> Seen:
        """Give the statement after the last marker, which is to blame if nothing more comes."""
        return self.seen[self.ended]

    @property
    def is_whole(self) -> bool:
        """Tell whether every marker came."""
        return self._next_marker == len(self.seen) + 1

    def take_output(self, value: WireValue) -> None:
        """Take an output object; the marker that is due next ends a statement."""
        if isinstance(value, str) and value == _mark(self._next_marker):
            self._next_marker += 1
        elif (current := self._current()) is not None:
            current.take_output(value)

    def take_error(self, record: ErrorRecord) -> None:
        """Take an error record."""
        if (current := self._current()) is not None:
            current.take_error(record)

    def take_undecodable(self, what: str) -> None:
        """Take something that could not be read, and keep its place."""
        if (current := self._current()) is not None:
            current.take_undecodable(what)

    def _current(self) -> Seen | None:
        """Give the statement that runs now; what comes before the first or after the last marker is nobody's."""
        place = max(0, self._next_marker - 1)
        return self.seen[place] if place < len(self.seen) else None


def plan_batches(chains: Iterable[Numbered]) -> list[Batch]:
    """Group chains into batches within the limits; a chain is never split, however long."""
    batches: list[Batch] = []
    current: list[Numbered] = []
    statements = bytes_used = 0
    for one in chains:
        size = sum(map(estimate_bytes, one.chain))
        if current and (statements + len(one.chain) > MOST_STATEMENTS or bytes_used + size > MOST_BYTES):
            batches.append(Batch(tuple(current)))
            current, statements, bytes_used = [], 0, 0
        current.append(one)
        statements += len(one.chain)
        bytes_used += size
    if current:
        batches.append(Batch(tuple(current)))
    return batches


def estimate_bytes(statement: Statement) -> int:
    """Estimate what a statement and its marker take in CREATE_PIPELINE, before it is written."""
    values = sum(_value_bytes(value) for command in statement.commands for _, value in command.arguments)
    return STATEMENT_BYTES * len(statement.commands) + values


def is_lone(chain: Chain) -> bool:
    """Tell whether a chain cannot share a pipeline: a pipeline's input objects are for one statement only."""
    return any(statement.inputs for statement in chain)


def _mark(number: int) -> str:
    return f"{_MARK}:{number}"


def _marker(number: int) -> Statement:
    """Write-Output is a command of every full endpoint; a restricted one gets a dispatcher instead of batches."""
    return call("Write-Output", InputObject=_mark(number))


def _value_bytes(value: WireValue) -> int:
    if isinstance(value, str):
        return VALUE_BYTES + len(value.encode("utf-8", "surrogatepass"))
    if isinstance(value, bytes):
        return VALUE_BYTES + len(value) * 4 // 3
    if isinstance(value, Bag):
        return VALUE_BYTES + sum(_value_bytes(name) + _value_bytes(inner) for name, inner in value.items())
    if isinstance(value, Table):
        return VALUE_BYTES + sum(_value_bytes(key) + _value_bytes(inner) for key, inner in value.entries)
    if isinstance(value, list | tuple):
        return VALUE_BYTES + sum(map(_value_bytes, value))
    return VALUE_BYTES
