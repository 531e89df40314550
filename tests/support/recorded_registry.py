"""
Replays the recorded registry cases: lays a key out as a case's script did, and tells what the key holds afterwards.

The scripts are read by the few forms that they have: `SetValue` and `CreateSubKey` of .NET, and one import.
"""

from __future__ import annotations

import re
from typing import Any

from aksarc_harden.model.statement import Command, Statement
from aksarc_harden.model.values import Int64, Items, UInt32, UInt64, WireValue
from aksarc_harden.rehearsal.host import registry as kinds
from aksarc_harden.rehearsal.host.registry import Data, Key, Registry
from aksarc_harden.rehearsal.providers.programs.reg_file import read_reg_file

TEST_KEY = "HKEY_LOCAL_MACHINE\\SOFTWARE\\HardeningTest"
ARRAY_LIST = ("System.Collections.ArrayList", "System.Object")
_CALL = re.compile(
    r"\$(?P<root>t|lm)(?:\.CreateSubKey\('(?P<sub>(?:[^']|'')*)'\))?"
    r"(?:\.SetValue\('(?P<name>(?:[^']|'')*)', (?P<data>.+?)(?:, '(?P<kind>\w+)')?\))?$"
)
_LIMIT = 300  # the recordings shorten what is longer


def lay_out(registry: Registry, script: str) -> None:
    """Make the test's key and do what the script says."""
    top = registry.make(TEST_KEY)
    if "reg.exe import" in script:
        _import(registry, script)
        return
    for call in filter(None, re.split(r"; (?=\$)", script.strip())):
        found = _CALL.match(call)
        assert found, call
        key = top
        if found["sub"]:
            path = found["sub"].replace("''", "'")
            start = "HKEY_LOCAL_MACHINE" if found["root"] == "lm" else TEST_KEY
            key = registry.make(f"{start}\\{path}")
        if found["name"] is not None:
            kind, data = _data(found["data"], found["kind"])
            key.put(found["name"].replace("''", "'"), kind, data)


def _data(text: str, kind: str | None) -> tuple[int, Data]:
    if text.startswith("[string[]]"):
        return kinds.MULTI_STRING, re.findall(r"'([^']*)'", text)
    if text.startswith("[byte[]]"):
        return kinds.KIND_NUMBERS[kind or "Binary"], bytes(int(each) for each in re.findall(r"\d+", text))
    if text.startswith("'"):
        return kinds.KIND_NUMBERS[kind or "String"], text[1:-1].replace("''", "'")
    return kinds.KIND_NUMBERS[kind or "DWord"], int(text.removeprefix("[long]"))


def _import(registry: Registry, script: str) -> None:
    found = re.search(r'-Value "(.*)"$', script, re.MULTILINE)
    assert found
    text = found[1].replace("`r", "\r").replace("`n", "\n").replace('`"', '"')
    for step in read_reg_file(text):
        if step.name is not None and step.kind is not None:
            registry.make(step.key).put(step.name, step.kind, step.raw)


def dump(registry: Registry) -> list[str]:
    """Give what the test's key holds, in the form of a case's `after`."""
    top = registry.find(TEST_KEY)
    return [] if top is None else _lines(top, "")


def _lines(key: Key, prefix: str) -> list[str]:
    lines = [
        f"{prefix}|{_short(value.name)}|{value.kind_name}|{_short(_shown(value))}" for value in key.sorted_values()
    ]
    for child in key.sorted_children():
        below = f"{prefix}[{_short(child.name)}]"
        lines += [below, *_lines(child, below)]
    return lines


def _short(text: str) -> str:
    if len(text) > _LIMIT or (len(text) > 200 and len(set(text)) == 1):
        return f"{text[:5]}...({len(text)} characters)"
    return text


def _shown(value: kinds.Value) -> str:
    data = value.data
    if value.kind in (kinds.DWORD, kinds.QWORD) and isinstance(data, int):
        return f"0x{data:0{8 if value.kind == kinds.DWORD else 16}x}"
    if isinstance(data, bytes):
        return "-".join(f"{byte:02X}" for byte in data)
    return "".join(f"<{line}>" for line in data) if isinstance(data, list) else str(data)


def statements_of(case: dict[str, Any]) -> list[Statement]:
    """Give a case's pipelines as statements; a pipeline of script text is none of these."""
    return [
        Statement(tuple(Command(each["command"], _arguments(each["parameters"])) for each in pipeline))
        for pipeline in case["statements"]
    ]


def has_script(case: dict[str, Any]) -> bool:
    """Tell whether a case sends script text."""
    return any("script" in each for pipeline in case["statements"] for each in pipeline)


def _arguments(parameters: dict[str, Any]) -> tuple[tuple[str | None, WireValue], ...]:
    return tuple((name, value_of(form)) for name, form in parameters.items())


def value_of(form: Any) -> WireValue:
    """Read a value as the recordings write it, the way it arrives over the wire."""
    if isinstance(form, list):
        return Items(tuple(value_of(each) for each in form), "LST", ARRAY_LIST)
    if not isinstance(form, dict):
        value: WireValue = form
        return value
    ((kind, data),) = form.items()
    if kind == "bytes":
        return bytes(1 << 20) if data.startswith("1048576") else bytes.fromhex(data)
    if kind == "text":
        times, _, sign = data.split(" ")
        return str(sign) * int(times)
    numbers: dict[str, type[int]] = {"UInt32": UInt32, "Int64": Int64, "UInt64": UInt64}
    return numbers[kind](data)
