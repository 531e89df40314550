"""Bind calls that stand in a file, so that anyone can hold the rehearsal's binder against an engine's answers."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aksarc_harden import places
from aksarc_harden.errors import InputError, InputProblem

if TYPE_CHECKING:
    from aksarc_harden.contract.reader import Contract

_FORM = 'the form of the recorded bindings: {"command": …, "args": [[name or null, value], …]}'


def bind_file(file: str, contracts: Sequence[str]) -> None:
    """
    Write the outcome of every call of a file to standard output, one JSON object a line, in the calls' order.

    Raises:
        InputError: a file that cannot be read, or a line that is no call; what came before it has been answered.
    """
    from aksarc_harden.rehearsal.binder.outcome import WrittenCalls

    calls = WrittenCalls(_contract(contracts))
    for number, call in _lines(Path(file)):
        try:
            outcome = calls.outcome(call)
        except (KeyError, TypeError, ValueError, ArithmeticError) as error:
            raise InputError(InputProblem("this is no call that can be bound", _FORM, file, number)) from error
        named = {"id": call["id"]} if "id" in call else {}
        sys.stdout.write(json.dumps({**named, **outcome}, ensure_ascii=False) + "\n")


def _contract(files: Sequence[str]) -> Contract:
    """Give the contract that was named; in a checkout else the whole one, which tells of many more commands."""
    from aksarc_harden.contract.reader import load_contract

    chosen = [Path(each) for each in files] or _whole()
    try:
        return load_contract(*chosen)
    except (OSError, ValueError, KeyError) as error:
        what = f"the contract cannot be read: {error}"
        raise InputError(InputProblem(what, "name files of the published contracts", ", ".join(files))) from error


def _whole() -> list[Path]:
    if not places.is_checkout():
        return []
    recordings = Path(__file__).resolve().parents[2] / "tests" / "recordings"
    folder, detail = recordings / "contract", recordings / "binder" / "binding-detail.json.gz"
    return [folder / "windows-cmdlets.json.gz", folder / "akshci-cmdlets.json.gz", detail]


def _lines(file: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(InputProblem(f"cannot be read: {error}", "name a file of calls, in UTF-8", file)) from error
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            call = json.loads(line)
        except ValueError as error:
            raise InputError(InputProblem("this line is no JSON", "one JSON object a line", file, number)) from error
        if not isinstance(call, dict):
            raise InputError(InputProblem("this line is no JSON object", _FORM, file, number))
        yield number, call
