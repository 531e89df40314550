"""The reader of a report who goes away (`| head`): what is written from then on goes nowhere, and nothing fails."""

from __future__ import annotations

import io
import os
from typing import IO


def go_on_without(stream: IO[str]) -> None:
    """Point a stream whose reader is gone to nowhere, so that not even its closing at the end fails."""
    try:
        descriptor = stream.fileno()
    except (AttributeError, io.UnsupportedOperation):
        return  # no file of the system lies behind it
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)
