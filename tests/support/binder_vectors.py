"""Recorded bindings: reads them, runs the binder on them, and says where the two disagree."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aksarc_harden.contract.reader import Contract, load_contract
from aksarc_harden.rehearsal.binder.outcome import FORMS, WrittenCalls

RECORDINGS = Path(__file__).parents[1] / "recordings"
VECTOR_FILES = tuple(sorted((RECORDINGS / "binder").glob("vectors-*.jsonl.gz")))
Json = dict[str, Any]


def whole_contract() -> Contract:
    """Read all that is published: Windows, AksHci, and what binding needs beside them."""
    folder = RECORDINGS / "contract"
    return load_contract(
        folder / "windows-cmdlets.json.gz",
        folder / "akshci-cmdlets.json.gz",
        RECORDINGS / "binder" / "binding-detail.json.gz",
    )


def vectors(file: Path) -> Iterator[Json]:
    """Read one file of vectors."""
    for line in gzip.decompress(file.read_bytes()).decode().splitlines():
        yield json.loads(line)


@dataclass(frozen=True)
class Disagreement:
    """One vector, the form of its command, and both outcomes."""

    id: str
    rule: str
    form: str
    expected: Json
    got: Json

    def __str__(self) -> str:
        return f"{self.id} [{self.rule}, {self.form}]\n  recorded {self.expected}\n  bound    {self.got}"


class Judge:
    """Runs the binder on vectors, in both forms of each command, and compares."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._calls = WrittenCalls(contract)

    def knows(self, vector: Json) -> bool:
        """Tell whether the contract has the vector's command under its own name."""
        command = self._contract.find(vector["command"])
        return command is not None and command.name == vector["command"]

    def disagreements(self, vector: Json) -> Iterator[Disagreement]:
        """Compare the outcome in the command's own form, and in the other one."""
        for form in FORMS:
            is_own = form == vector["form"]
            wanted = _comparable(vector if is_own else vector.get("other_form", vector))
            got = _comparable(self._calls.outcome(vector, form))
            if wanted != got:
                yield Disagreement(vector["id"], vector["rule"], form, wanted, got)


def _comparable(outcome: Json) -> Json:
    """Take from an outcome what counts: sets, bound values, whole errors, and whether help ran instead."""
    rows = [{"set": row["set"], "bound": row["bound"]} for row in outcome.get("bound", [])]
    errors = [_comparable_error(error) for error in outcome.get("errors", [])]
    return {"bound": rows, "errors": errors, "help": outcome.get("help", False)}


def _comparable_error(error: Json) -> Json:
    return {
        **{key: error[key] for key in ("id", "category", "exception")},
        "parameter": error.get("parameter") or "",
        "target": error.get("target"),
        "terminating": error.get("terminating", True),
    }
