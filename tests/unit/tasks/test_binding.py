"""`rehearsal.bind` lets anyone hold the binder against what an engine answered."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aksarc_harden.errors import InputError
from aksarc_harden.tasks.binding import bind_file
from tests.support.binder_vectors import VECTOR_FILES, vectors

OUTCOME = ("bound", "errors", "help")


def test_recorded_calls_are_answered_in_the_form_they_were_recorded_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every call of a recording gets one line, and the line is the recorded outcome, key by key."""
    recorded = [vector for file in VECTOR_FILES for vector in vectors(file)][::23]
    calls = tmp_path / "calls.jsonl"
    keys = ("id", "command", "form", "args", "input")
    lines = [json.dumps({key: vector[key] for key in keys if key in vector}) for vector in recorded]
    calls.write_text("\n".join(lines), encoding="utf-8")
    bind_file(str(calls), [])
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    expected = [{"id": vector["id"], **{key: vector[key] for key in OUTCOME if vector.get(key)}} for vector in recorded]
    assert [answer["id"] for answer in answers] == [each["id"] for each in expected]
    assert [a for a, e in zip(answers, expected, strict=True) if a != e] == []


def test_a_command_outside_the_contract_is_not_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What no page publishes is answered as the engine answers an unknown command."""
    calls = tmp_path / "calls.jsonl"
    calls.write_text('{"command": "Get-Nothing", "args": []}\n', encoding="utf-8")
    bind_file(str(calls), [])
    (error,) = json.loads(capsys.readouterr().out)["errors"]
    assert error["id"] == "CommandNotFoundException"


@pytest.mark.parametrize("line", ["{", "[]", "{}", '{"command": "Get-Item", "args": [["Path", {"v": 1}]]}'])
def test_a_line_that_is_no_call_is_named(tmp_path: Path, line: str) -> None:
    """A wrong line is one error with the file, the line and what would be right."""
    calls = tmp_path / "calls.jsonl"
    calls.write_text(f"\n{line}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"calls\.jsonl:2: "):
        bind_file(str(calls), [])


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """A wrong path is an error, not a traceback."""
    with pytest.raises(InputError, match="nowhere"):
        bind_file(str(tmp_path / "nowhere"), [])
