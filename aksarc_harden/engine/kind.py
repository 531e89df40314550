"""
What the code of one kind of setting offers the engine: questions, their reading, and writes; no I/O in it.

The engine merges the questions of every kind into one batch a host and phase, and hands each kind its part.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from aksarc_harden.model.answer import Answer, Cause
from aksarc_harden.model.facts import Facts
from aksarc_harden.model.found import Before, Found, Wanted
from aksarc_harden.model.statement import Chain, Statement

S = TypeVar("S")


@dataclass(frozen=True)
class Seen:
    """One chain that was asked, and the answers to its statements."""

    chain: Chain
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Write:
    """
    One pipeline that changes something, and the settings it is for.

    Attributes:
        statement: one command with any number of input objects, or one native import.
        settings: those that this write is for; empty where it prepares another one (a key, a template).
        uses_work_folder: it puts a file there; said by kinds whose reading needs no folder.
    """

    statement: Statement
    settings: tuple[object, ...] = ()
    uses_work_folder: bool = False


@dataclass(frozen=True)
class NotWritten:
    """Settings that a kind writes nothing for, and why."""

    cause: Cause
    settings: tuple[object, ...]


class Kind(Protocol[S]):
    """All settings of one sort, read and written together."""

    @property
    def commands(self) -> frozenset[str]:
        """The commands it needs on the host, looked up with the facts; programs by path are not listed."""
        ...

    @property
    def needs_work_folder(self) -> bool:
        """
        Tell whether its chains and writes use `facts.work_folder`, which the engine makes and removes.

        What such kinds change goes in files, and is not split into what is safe and what is risky.
        """
        ...

    def queries(self, settings: Sequence[S], facts: Facts, seen: Sequence[Seen]) -> Sequence[Chain]:
        """Give the chains to ask next, judging by all that was seen so far; none when nothing is left to ask."""
        ...

    def decode(self, settings: Sequence[S], facts: Facts, seen: Sequence[Seen]) -> Mapping[S, Found]:
        """Say what every setting was found to be."""
        ...

    def asks_before_writing(self, changes: Mapping[S, tuple[Before, Wanted]], facts: Facts) -> Sequence[Chain]:
        """Give the chains to ask right before the writes, which are then made of what they show; most need none."""
        ...

    def writes(
        self, changes: Mapping[S, tuple[Before, Wanted]], facts: Facts, seen: Sequence[Seen] = ()
    ) -> Sequence[Write | NotWritten]:
        """
        Give the pipelines that bring each setting from its before to what is wanted, in order.

        `seen` are the answers to `asks_before_writing`.
        A rollback is the same with the two in each other's place; the keys that a change had to make are told by its
        before (`Missing.first_missing_ancestor`), and `keys_to_remove` gives what takes them away.
        """
        ...

    def keys_to_remove(self, befores: Mapping[S, Before], facts: Facts) -> Sequence[Write]:
        """Give the writes that remove the keys which a change had to make, deepest first, if they are empty."""
        ...
