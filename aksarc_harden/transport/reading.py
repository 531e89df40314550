"""
How far has one `read` come: which chains are answered, which are lost, which are to be asked again?

The rules that hold on every carrier: a chain is answered as a whole or lost from one place on; who is to blame is never
asked again; the rest is, in a pool of its own, a bounded number of times. Nothing here does I/O.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from aksarc_harden.errors import HardenError, HostSilentError, HostUnreachableError
from aksarc_harden.model.answer import Answer, Cause, CauseCode
from aksarc_harden.model.statement import Chain
from aksarc_harden.transport.deadline import Deadline

MOST_RECONNECTS = 2  # in a row, without anybody to blame; more means that the host is not well


@dataclass(frozen=True)
class Numbered:
    """A chain and its place in what the caller asked."""

    index: int
    chain: Chain


class Reading:
    """The chains of one `read` and their answers so far."""

    def __init__(self, chains: Sequence[Chain]) -> None:
        self._chains = tuple(Numbered(index, chain) for index, chain in enumerate(chains))
        self._answers: list[list[Answer]] = [[] for _ in chains]
        self._suspects: set[int] = set()
        self.poisoned = 0

    @property
    def pending(self) -> list[Numbered]:
        """The chains that are not answered, in order."""
        return [one for one in self._chains if len(self._answers[one.index]) < len(one.chain)]

    @property
    def has_answers(self) -> bool:
        """Tell whether the host answered anything at all."""
        return any(answer.lost is None or answer.failed for answers in self._answers for answer in answers)

    def record(self, index: int, answer: Answer) -> None:
        """Take the answer to the next statement of a chain; what was lost takes the rest of the chain with it."""
        answers = self._answers[index]
        earlier = next((known.lost for known in answers if known.lost is not None), None)
        if earlier is not None and answer.lost is None:
            answer = replace(answer, lost=earlier)
        answers.append(answer)
        if answer.failed and answer.lost is not None:
            self.lose(index, answer.lost)

    def lose(self, index: int, cause: Cause) -> None:
        """Give up the rest of a chain."""
        answers = self._answers[index]
        answers += [Answer(lost=cause)] * (len(self._chains[index].chain) - len(answers))

    def blame(self, index: int, answer: Answer) -> None:
        """Take the answer of a statement that poisoned its pool; its chain ends with it."""
        self.poisoned += 1
        self.record(index, answer)
        self.lose(index, answer.lost or Cause(CauseCode.ANSWER_LOST))

    def suspect(self, index: int) -> None:
        """Remember that a pool ended, or fell silent, while this chain ran."""
        self._suspects.add(index)

    def is_suspect(self, index: int) -> bool:
        """Tell whether a pool ended, or fell silent, while this chain ran."""
        return index in self._suspects

    def forget_unfinished(self) -> None:
        """Drop the first answers of chains that have to be asked again from their beginning."""
        for one in self.pending:
            self._answers[one.index].clear()

    def result(self) -> list[tuple[Answer, ...]]:
        """Give the answers, one tuple a chain."""
        return [tuple(answers) for answers in self._answers]


def read_all(
    reading: Reading, ask: Callable[[list[Numbered]], None], reset: Callable[[], None], deadline: Deadline
) -> list[tuple[Answer, ...]]:
    """
    Ask until every chain is answered or given up.

    Args:
        ask: asks some or all of the pending chains in one pool; records and blames. It raises what ends the pool
            without anybody to blame.
        reset: closes the pool; the next `ask` opens another.

    Raises:
        HardenError: the host as a whole could not be read.
    """
    reconnects, least_pending, is_silent = 0, len(reading.pending), False
    while pending := reading.pending:
        if deadline.is_whole_over and reading.has_answers:
            _give_up(reading, pending, Cause(CauseCode.TIMED_OUT, "no time was left to ask"))
            break
        reading.forget_unfinished()
        if len(pending) < least_pending:
            reconnects, least_pending = 0, len(pending)
        if not is_silent:  # a silent host gets what is left of the time for an answer, not that time once more
            deadline.heard()
        try:
            deadline.check()
            ask(pending)
            is_silent = False
        except (HostUnreachableError, HostSilentError) as error:
            reset()
            reconnects += 1
            is_silent = isinstance(error, HostSilentError)
            if reconnects > MOST_RECONNECTS or _is_over(reading, deadline):
                raise
        except HardenError:
            reset()
            raise
    return reading.result()


def _is_over(reading: Reading, deadline: Deadline) -> bool:
    """Tell whether no time is left to try again; where the host answered anything, that is no error of the host."""
    return not reading.has_answers if deadline.is_whole_over else deadline.remaining_seconds <= 0


def _give_up(reading: Reading, chains: Iterable[Numbered], cause: Cause) -> None:
    for one in chains:
        reading.lose(one.index, cause)
