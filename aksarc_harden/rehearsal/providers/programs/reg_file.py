"""
The text of `reg.exe` files, read and written: "Windows Registry Editor Version 5.00" (recordings: pipelines).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from aksarc_harden.rehearsal.host import registry as kinds
from aksarc_harden.rehearsal.host.registry import Key, Value

HEADER = "Windows Registry Editor Version 5.00"
_LINE = re.compile(r'(?:"((?:[^"\\]|\\.)*)"|(@))=(.*)$', re.DOTALL)
_HEX = re.compile(r"hex(?:\(([0-9a-f]+)\))?:([0-9a-f,\s]*)$", re.IGNORECASE)
_WIDTH = 77  # columns before a hexadecimal value is broken


@dataclass(frozen=True)
class Step:
    """
    One thing that a file says to do.

    Attributes:
        key: the key's path.
        removes_key: the key goes, with all below it.
        name: the value's name; None where the step is about the key alone.
        kind, raw: what to write; None removes the value.
    """

    key: str
    removes_key: bool = False
    name: str | None = None
    kind: int | None = None
    raw: bytes = b""


def read_reg_file(text: str) -> list[Step]:
    """Read a file; raises ValueError where it has another header or a line that is none."""
    lines = _joined(text)
    if not lines or lines[0].strip() != HEADER:
        raise ValueError("not a registry file")
    steps: list[Step] = []
    key = ""
    for line in (line.strip() for line in lines[1:]):
        if not line or line.startswith(";"):
            continue
        if line.startswith("[") and line.endswith("]"):
            removes = line.startswith("[-")
            key = "" if removes else line[1:-1]
            steps.append(Step(line[2:-1] if removes else key, removes))
        else:
            steps.append(_value_step(key, line))
    return steps


def _joined(text: str) -> list[str]:
    return re.sub(r"\\\s*\r?\n\s*", "", text).replace("\r\n", "\n").split("\n")


def _value_step(key: str, line: str) -> Step:
    found = _LINE.match(line)
    if found is None or not key:
        raise ValueError(line)
    name = "" if found[2] else re.sub(r"\\(.)", r"\1", found[1])
    kind, raw = _data(found[3].strip())
    return Step(key, name=name, kind=kind, raw=raw)


def _data(text: str) -> tuple[int | None, bytes]:
    if text == "-":
        return None, b""
    if text.startswith('"') and text.endswith('"') and len(text) > 1:
        return kinds.STRING, kinds.encode(kinds.STRING, re.sub(r"\\(.)", r"\1", text[1:-1]))
    if text.lower().startswith("dword:"):
        return kinds.DWORD, kinds.encode(kinds.DWORD, int(text[6:], 16))
    found = _HEX.match(text)
    if found is None:
        raise ValueError(text)
    raw = bytes(int(each, 16) for each in found[2].split(",") if each.strip())
    return (int(found[1], 16) if found[1] else kinds.BINARY), raw


def write_reg_file(top: Key) -> str:
    """Write a key with all below it."""
    parts = [HEADER, ""]
    for key in top.walk():
        parts += [f"[{key.path}]", *(_line(value) for value in key.sorted_values()), ""]
    return "\r\n".join(parts) + "\r\n"


def _line(value: Value) -> str:
    escaped = value.name.replace("\\", "\\\\").replace('"', '\\"')
    name = f'"{escaped}"' if value.name else "@"
    data = value.data
    if value.kind == kinds.STRING and isinstance(data, str) and kinds.encode(kinds.STRING, data) == value.raw:
        text = data.replace("\\", "\\\\").replace('"', '\\"')
        return f'{name}="{text}"'
    if value.kind == kinds.DWORD and isinstance(data, int):
        return f"{name}=dword:{data:08x}"
    tag = "hex" if value.kind == kinds.BINARY else f"hex({value.kind:x})"
    return "\\\r\n  ".join(_broken(f"{name}={tag}:", [f"{byte:02x}" for byte in value.raw]))


def _broken(start: str, figures: list[str]) -> Iterator[str]:
    line = start
    for number, figure in enumerate(figures, start=1):
        piece = figure + ("," if number < len(figures) else "")
        if len(line) + len(piece) > _WIDTH:
            yield line
            line = ""
        line += piece
    yield line
