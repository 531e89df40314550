"""Fakes for the layers beneath: a session that answers from a function, and a kind whose settings live in a dict."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from aksarc_harden.engine.kind import NotWritten, Seen, Write
from aksarc_harden.model.answer import Answer
from aksarc_harden.model.facts import Facts
from aksarc_harden.model.found import Before, Found, Value, Wanted
from aksarc_harden.model.setting import UserRight
from aksarc_harden.model.statement import Chain, Statement, call
from aksarc_harden.transport.session import Traffic


class FakeSession:
    """Answers every statement by a function and remembers what it was asked."""

    def __init__(self, answer: Callable[[Statement], Answer] = lambda _: Answer()) -> None:
        self._answer = answer
        self.batches: list[list[Chain]] = []
        self.writes: list[Statement] = []
        self.is_closed = False

    @property
    def traffic(self) -> Traffic:
        return Traffic(requests=len(self.batches) + len(self.writes))

    def read(self, chains: Sequence[Chain]) -> list[tuple[Answer, ...]]:
        self.batches.append(list(chains))
        return [tuple(self._answer(statement) for statement in chain) for chain in chains]

    def run(self, statement: Statement) -> Answer:
        self.writes.append(statement)
        return self._answer(statement)

    def close(self) -> None:
        self.is_closed = True


class RightsInADict:
    """A kind that asks one question a round for each setting, as often as `rounds` says."""

    commands = frozenset({"Get-Thing"})

    def __init__(
        self, held: Mapping[str, tuple[str, ...]], *, rounds: int = 1, needs_work_folder: bool = False
    ) -> None:
        self.held = held
        self.rounds = rounds
        self.needs_work_folder = needs_work_folder

    def queries(self, settings: Sequence[UserRight], facts: Facts, seen: Sequence[Seen]) -> Sequence[Chain]:
        if len(seen) >= self.rounds * len(settings):
            return ()
        return [(call("Get-Thing", Name=setting.constant),) for setting in settings]

    def decode(self, settings: Sequence[UserRight], facts: Facts, seen: Sequence[Seen]) -> Mapping[UserRight, Found]:
        return {setting: Value(self.held[setting.constant], "SIDs") for setting in settings}

    def asks_before_writing(self, changes: Mapping[UserRight, tuple[Before, Wanted]], facts: Facts) -> Sequence[Chain]:
        return ()

    def writes(
        self, changes: Mapping[UserRight, tuple[Before, Wanted]], facts: Facts, seen: Sequence[Seen] = ()
    ) -> Sequence[Write | NotWritten]:
        return [Write(call("Set-Thing", Name=setting.constant), (setting,)) for setting in changes]

    def keys_to_remove(self, befores: Mapping[UserRight, Before], facts: Facts) -> Sequence[Write]:
        return []
