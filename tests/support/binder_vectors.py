"""Recorded bindings: reads them, runs the binder on them, and says where the two disagree."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from aksarc_harden.contract.reader import Contract, load_contract
from aksarc_harden.rehearsal.binder import Binder, BindingError
from tests.support.binder_values import shown_parameter, shown_target, to_value

RECORDINGS = Path(__file__).parents[1] / "recordings"
VECTOR_FILES = tuple(sorted((RECORDINGS / "binder").glob("vectors-*.jsonl.gz")))
FORMS = ("cmdlet", "function")

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
        self._contracts = {form: _in_form(contract, form) for form in FORMS}
        self._binders = {form: Binder(each) for form, each in self._contracts.items()}

    def knows(self, vector: Json) -> bool:
        """Tell whether the contract has the vector's command under its own name."""
        command = self._contracts["cmdlet"].find(vector["command"])
        return command is not None and command.name == vector["command"]

    def disagreements(self, vector: Json) -> Iterator[Disagreement]:
        """Compare the outcome in the command's own form, and in the other one."""
        for form in FORMS:
            is_own = form == vector["form"]
            wanted = _recorded(vector if is_own else vector.get("other_form", vector))
            got = self.outcome(vector, form)
            if wanted != got:
                yield Disagreement(vector["id"], vector["rule"], form, wanted, got)

    def outcome(self, vector: Json, form: str) -> Json:
        """Bind a vector's arguments and input, and give the outcome in the recordings' form."""
        name = vector["command"]
        arguments = [(each, to_value(value)) for each, value in vector["args"]]
        inputs = [to_value(each) for each in vector.get("input", [])]
        try:
            bound = self._binders[form].bind(name, arguments, has_input=bool(inputs))
        except BindingError as error:
            return _outcome(errors=[_error(error)])
        if bound.command.name != name:
            return _outcome(is_help=True)
        if not inputs:
            return _outcome([_row(bound.command, bound.parameter_set, {**bound.values(), **bound.common})])
        rows, errors = [], []
        for item in inputs:
            try:
                chosen, values = bound.with_input(item)
                rows.append(_row(bound.command, chosen, {**values, **bound.common}))
            except BindingError as error:
                errors.append(_error(error))
        return _outcome(rows, errors)


def _in_form(contract: Contract, form: str) -> Contract:
    commands = [replace(command, form=form) for command in contract]
    return Contract(commands, common_parameters=contract.common_parameters)


def _outcome(rows: list[Json] | None = None, errors: list[Json] | None = None, *, is_help: bool = False) -> Json:
    return {"bound": rows or [], "errors": errors or [], "help": is_help}


def _recorded(outcome: Json) -> Json:
    rows = [{"set": row["set"], "bound": row["bound"]} for row in outcome.get("bound", [])]
    errors = [_recorded_error(error) for error in outcome.get("errors", [])]
    return _outcome(rows, errors, is_help=outcome.get("help", False))


def _recorded_error(error: Json) -> Json:
    parameter = error.get("parameter", "")
    return {
        **{key: error[key] for key in ("id", "category", "exception")},
        "parameter": " ".join(parameter) if isinstance(parameter, list) else parameter,
        "target": error.get("target"),
        "terminating": error.get("terminating", True),
    }


def _error(error: BindingError) -> Json:
    return {
        **{key: getattr(error, key) for key in ("id", "category", "exception", "parameter", "terminating")},
        "target": shown_target(error.target),
    }


def _row(command: Any, chosen: str, values: Json) -> Json:
    return {"set": chosen, "bound": {name: shown_parameter(command, name, value) for name, value in values.items()}}
