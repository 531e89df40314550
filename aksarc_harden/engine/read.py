"""
Read: every kind's questions merged into one batch a round, until no kind has any left.

A kind that fails makes its own settings unreadable, never the run.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from aksarc_harden.engine import work_folder
from aksarc_harden.engine.kind import Kind, Seen
from aksarc_harden.errors import HardenError
from aksarc_harden.model.answer import Cause, CauseCode
from aksarc_harden.model.facts import Facts
from aksarc_harden.model.found import Found, Unreadable
from aksarc_harden.model.setting import Setting
from aksarc_harden.model.statement import Chain
from aksarc_harden.transport.session import Session

log = logging.getLogger(__name__)

Kinds = Mapping[str, Kind[Any]]
T = TypeVar("T")

MAX_ROUNDS = 6  # a registry read takes three; a kind that still asks after six asks in circles


@dataclass
class _Reading:
    """One kind's part of the reading."""

    kind: Kind[Any]
    settings: tuple[Setting, ...]
    seen: list[Seen] = field(default_factory=list)
    failure: Cause | None = None

    def attempt(self, step: Callable[[], T], otherwise: T) -> T:
        """Run a step of the kind's own code; a defect in it is the kind's failure, not the run's."""
        if self.failure is not None:
            return otherwise
        try:
            return step()
        except HardenError:
            raise
        except Exception as defect:  # noqa: BLE001 — the one place that turns a failed read into a finding
            log.exception("a kind failed")
            self.failure = Cause(CauseCode.KIND_FAILED, f"{type(self.kind).__name__}: {type(defect).__name__}")
            return otherwise


def read_settings(session: Session, kinds: Kinds, settings: Iterable[Setting], facts: Facts) -> dict[Setting, Found]:
    """
    Read settings of any kinds, a handful of batches for all of them together.

    Raises:
        TransientError, PermanentError: the host as a whole could not be read.
    """
    readings = [_Reading(kind, group) for kind, group in by_kind(kinds, settings)]
    for _ in range(MAX_ROUNDS):
        asked = [(reading, chain) for reading in readings for chain in _questions(reading, facts)]
        if not asked:
            break
        _ask(session, asked, facts)
    found: dict[Setting, Found] = {}
    for reading in readings:
        found.update(_decoded(reading, facts))
    return found


def by_kind(kinds: Kinds, settings: Iterable[Setting]) -> list[tuple[Kind[Any], tuple[Setting, ...]]]:
    """Group settings by the code that reads and writes them; one kind may serve settings of several names."""
    groups: dict[int, list[Setting]] = defaultdict(list)
    serving: dict[int, Kind[Any]] = {}
    for setting in dict.fromkeys(settings):
        kind = kinds[setting.kind]
        serving[id(kind)] = kind
        groups[id(kind)].append(setting)
    return [(serving[key], tuple(group)) for key, group in groups.items()]


def _questions(reading: _Reading, facts: Facts) -> Sequence[Chain]:
    return reading.attempt(lambda: reading.kind.queries(reading.settings, facts, reading.seen), ())


def _ask(session: Session, asked: Sequence[tuple[_Reading, Chain]], facts: Facts) -> None:
    sent = [work_folder.wrap(chain, facts) if reading.kind.needs_work_folder else chain for reading, chain in asked]
    is_left_behind = False
    for (reading, _), chain, answers in zip(asked, sent, session.read(sent), strict=True):
        seen = Seen(chain, answers)
        if reading.kind.needs_work_folder:
            seen, may_be_left = work_folder.unwrap(seen, facts)
            is_left_behind |= may_be_left
        reading.seen.append(seen)
    if is_left_behind:
        session.read([work_folder.removing(facts)])


def _decoded(reading: _Reading, facts: Facts) -> Mapping[Setting, Found]:
    nothing: Mapping[Setting, Found] = {}
    found = reading.attempt(lambda: reading.kind.decode(reading.settings, facts, reading.seen), nothing)
    unread = Unreadable(reading.failure or Cause(CauseCode.ANSWER_UNEXPECTED, "the kind did not say"))
    return {setting: found.get(setting, unread) for setting in reading.settings}
