"""Recorded bindings: reads them, runs the binder on them, and says where the two disagree."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from aksarc_harden.contract.reader import CommandContract, Contract, load_contract
from aksarc_harden.model.values import (
    Bag,
    Byte,
    Char,
    Credential,
    DateTime,
    EnumValue,
    Int16,
    Int64,
    ScriptBlock,
    Secret,
    Table,
    TimeSpan,
    UInt16,
    UInt32,
    UInt64,
    Uri,
    Version,
    WireValue,
)
from aksarc_harden.rehearsal.binder import Binder, BindingError
from aksarc_harden.rehearsal.binder.moments import to_moment, to_span
from aksarc_harden.rehearsal.binder.net_types import is_switch_value, type_name, unwrap
from aksarc_harden.rehearsal.binder.texts import span_text, to_text

RECORDINGS = Path(__file__).parents[1] / "recordings"
VECTOR_FILES = tuple(sorted((RECORDINGS / "binder").glob("vectors-*.jsonl.gz")))
_DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
_NUMBERS: dict[str, type] = {"Int64": Int64, "UInt64": UInt64, "UInt32": UInt32, "UInt16": UInt16, "Int16": Int16,
                             "Byte": Byte, "Uri": Uri, "Version": Version, "ScriptBlock": ScriptBlock, "Char": Char,
                             "Decimal": Decimal, "Guid": UUID}  # fmt: skip

Json = dict[str, Any]


def whole_contract() -> Contract:
    """Read all that is published: Windows, AksHci, and what binding needs beside them."""
    contract = RECORDINGS / "contract"
    return load_contract(
        contract / "windows-cmdlets.json.gz",
        contract / "akshci-cmdlets.json.gz",
        RECORDINGS / "binder" / "binding-detail.json.gz",
    )


def vectors(file: Path) -> Iterator[Json]:
    """Read one file of vectors."""
    for line in gzip.decompress(file.read_bytes()).decode().splitlines():
        yield json.loads(line)


def to_value(recorded: Any) -> WireValue:
    """Make the value that a vector's argument or input object stands for."""
    if isinstance(recorded, list):
        return [to_value(each) for each in recorded]
    if not isinstance(recorded, dict):
        return recorded  # type: ignore[no-any-return]
    kind, value = recorded["t"], recorded.get("v")
    if kind in _NUMBERS:
        return _NUMBERS[kind](value)  # type: ignore[no-any-return]
    if kind.endswith("[]") and kind != "Byte[]" or kind == "ArrayList":
        return [to_value(each) for each in value]
    special = {
        "Hashtable": lambda: Table(tuple((key, to_value(each)) for key, each in value.items())),
        "PSCustomObject": lambda: Bag({key: to_value(each) for key, each in value.items()}),
        "Switch": lambda: Bag({"IsPresent": value}, ("System.Management.Automation.SwitchParameter",)),
        "Byte[]": lambda: bytes(value),
        "SecureString": lambda: Secret(value),
        "PSCredential": lambda: Credential(value, Secret("password")),
        "DateTime": lambda: to_moment(value),
        "TimeSpan": lambda: to_span(value),
        "DayOfWeek": lambda: EnumValue("System.DayOfWeek", value, _DAYS.index(value)),
    }
    if kind in special:
        return special[kind]()
    return Bag(
        {key: to_value(each) for key, each in (value if isinstance(value, dict) else {}).items()},
        (f"Contract.Types.{kind}",),
        text=f"Contract.Types.{kind.partition('#')[0]}",
    )


@dataclass(frozen=True)
class Disagreement:
    """One vector, the form of its command, and both outcomes."""

    id: str
    rule: str
    form: str
    expected: Any
    got: Any

    def __str__(self) -> str:
        return f"{self.id} [{self.rule}, {self.form}]\n  recorded {self.expected}\n  bound    {self.got}"


class Judge:
    """Runs the binder on vectors, in both forms of each command, and compares."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._binders = {form: Binder(_in_form(contract, form)) for form in ("cmdlet", "function")}
        self._cmdlets = {form: _in_form(contract, form) for form in ("cmdlet", "function")}

    def knows(self, vector: Json) -> bool:
        """Tell whether the contract has the vector's command."""
        return self._contract.find(vector["command"]) is not None

    def disagreements(self, vector: Json) -> Iterator[Disagreement]:
        """Compare the outcome in the command's own form, and in the other one."""
        own = vector["form"]
        other = "function" if own == "cmdlet" else "cmdlet"
        for form, expected in ((own, vector), (other, vector.get("other_form", vector))):
            wanted = _recorded(expected)
            got = self.outcome(vector, form)
            if wanted != got:
                yield Disagreement(vector["id"], vector["rule"], form, wanted, got)

    def outcome(self, vector: Json, form: str) -> Json:
        """Bind a vector's arguments and input, and give the outcome in the recordings' form."""
        command = self._cmdlets[form].find(vector["command"])
        assert command is not None
        arguments = [(name, to_value(value)) for name, value in vector["args"]]
        inputs = [to_value(each) for each in vector.get("input", [])]
        try:
            bound = self._binders[form].bind(command.name, arguments, has_input=bool(inputs))
        except BindingError as error:
            return {"bound": [], "errors": [_error(error)], "help": False}
        if bound.command.name != command.name:
            return {"bound": [], "errors": [], "help": True}
        if not inputs:
            rows = [_row(command, bound.parameter_set, {**bound.values(), **bound.common})]
            return {"bound": rows, "errors": [], "help": False}
        rows, errors = [], []
        for item in inputs:
            try:
                name, values = bound.with_input(item)
                rows.append(_row(command, name, {**values, **bound.common}))
            except BindingError as error:
                errors.append(_error(error))
        return {"bound": rows, "errors": errors, "help": False}


def _in_form(contract: Contract, form: str) -> Contract:
    changed = Contract(
        [replace(command, form=form) for command in contract], common_parameters=contract.common_parameters
    )
    return changed


def _recorded(outcome: Json) -> Json:
    errors = []
    for error in outcome.get("errors", []):
        parameter = error.get("parameter", "")
        errors.append(
            {
                "id": error["id"],
                "category": error["category"],
                "exception": error["exception"],
                "parameter": " ".join(parameter) if isinstance(parameter, list) else parameter,
                "target": error.get("target"),
                "terminating": error.get("terminating", True),
            }
        )
    bound = [{"set": row["set"], "bound": row["bound"]} for row in outcome.get("bound", [])]
    return {"bound": bound, "errors": errors, "help": outcome.get("help", False)}


def _error(error: BindingError) -> Json:
    return {
        "id": error.id,
        "category": error.category,
        "exception": error.exception,
        "parameter": error.parameter,
        "target": _target(error.target),
        "terminating": error.terminating,
    }


def _target(value: WireValue) -> Any:
    if value is None:
        return None
    if isinstance(value, str | int | float):
        return to_text(value)
    name = type_name(value)
    return "(PSCustomObject)" if name.startswith("CimInstance") else f"({name})"


def _row(command: CommandContract, name: str, values: Mapping[str, WireValue]) -> Json:
    bound = {each: _shown_as(command, each, value) for each, value in values.items()}
    return {"set": name, "bound": bound}


def _shown_as(command: CommandContract, name: str, value: WireValue) -> list[Any]:
    parameter = command.parameter(name)
    declared = parameter.type if parameter else None
    if value is None:
        return ["null", None]
    if declared in (None, "Object", "PSObject", "IDictionary") or declared.startswith("Nullable["):
        kind = _runtime_type(name, value) if declared is None else type_name(value)
        return [kind, shown(unwrap(value) if declared else value)]
    if declared.startswith("List["):
        declared = declared[len("List[") : -1] + "[]"
    if declared == "WildcardPattern[]" and isinstance(value, tuple):
        return [declared, ["System.Management.Automation.WildcardPattern"] * len(value)]
    if isinstance(value, tuple | list) and declared != "Object[]":
        return [declared, [_simple(each) if not isinstance(each, EnumValue) else each.name for each in value]]
    if isinstance(value, tuple):
        value = tuple(each.number if isinstance(each, EnumValue) else each for each in value)
    return [declared, shown(value)]


def _runtime_type(name: str, value: WireValue) -> str:
    if isinstance(value, EnumValue):
        return value.type_name.rpartition(".")[2]
    return "SwitchParameter" if isinstance(value, bool) else type_name(value)


def shown(value: WireValue, *, nested: bool = False) -> Any:
    """Write a bound value as the recordings do."""
    if isinstance(value, EnumValue):
        return value.name
    if isinstance(value, list | tuple):
        items = [shown(each, nested=True) for each in value]
        return {"t": "ArrayList", "v": items} if nested and isinstance(value, list) else items
    simple = _simple(value)
    kind = type_name(value)
    if not nested or kind in ("String", "Int32", "Boolean", "Double", "null"):
        return simple
    return {"t": kind, "v": simple}


def _simple(value: WireValue) -> Any:
    if isinstance(value, Bag):
        if is_switch_value(value):
            return value["IsPresent"]
        if value.types:
            return None
        return {key: shown(each, nested=True) for key, each in value.properties.items()}
    if isinstance(value, Table):
        return {str(key): shown(each, nested=True) for key, each in value.entries}
    if isinstance(value, DateTime):
        moment = value.to_datetime()
        text = moment.replace(tzinfo=None, microsecond=0).isoformat() + f".{value.ticks % 10_000_000:07d}"
        return text + ("+00:00" if value.offset_minutes is not None else "")
    if isinstance(value, TimeSpan):
        return span_text(value)
    if isinstance(value, Secret):
        return len(value.reveal())
    if isinstance(value, Credential):
        return value.user or None
    if isinstance(value, bytes):
        return list(value)
    if isinstance(value, UUID | Decimal):
        return str(value)
    return value
