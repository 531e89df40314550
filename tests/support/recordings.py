"""Loads what a real engine said: lines of JSON under tests/recordings, gzip-compressed."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from aksarc_harden.psrp.messages import MessageType

RECORDINGS = Path(__file__).resolve().parent.parent / "recordings"

CASES = (
    "powershell-7.6/batch",
    "powershell-7.6/jea",
    "powershell-7.6/values",
    "windows-registry/keys",
    "windows-registry/pipelines",
    "windows-registry/services-and-more",
    "windows-registry/values",
    "wire/batch-errors",
    "wire/batches",
    "wire/create-pipeline",
    "wire/culture",
    "wire/endpoints",
    "wire/inputs",
    "wire/parameters",
    "wire/values",
    "wire/writer",
)
"""The files of conversations, without `.jsonl.gz`."""


@dataclass(frozen=True)
class Said:
    """One recorded message."""

    type: MessageType
    clixml: str


@cache
def load(name: str) -> tuple[dict[str, Any], ...]:
    """Load a file of JSON lines by its name without `.jsonl.gz`."""
    text = gzip.decompress((RECORDINGS / f"{name}.jsonl.gz").read_bytes()).decode("utf-8", "surrogatepass")
    return tuple(json.loads(line) for line in text.splitlines() if line)


def received(case: dict[str, Any]) -> Iterator[Said]:
    """Give the messages that a case's client received."""
    for message in case["received"]:
        kind, text = (message["type"], message["clixml"]) if isinstance(message, dict) else message
        if not kind.startswith("("):
            yield Said(MessageType[_upper(kind)], text)


def sent(case: dict[str, Any]) -> Iterator[Said]:
    """Give the messages that a case's client sent, leaving out what is no message."""
    for message in case.get("sent", ()):
        if not message["type"].startswith("("):
            yield Said(MessageType[message["type"]], message["clixml"])


def _upper(kind: str) -> str:
    return kind if kind.isupper() else re.sub("(?<!^)(?=[A-Z])", "_", kind).upper()
