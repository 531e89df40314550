"""Keeps a host's state in one JSON file that is whole at every moment."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from aksarc_harden.errors import InputError, InputProblem


def save_plain(file: Path, plain: dict[str, Any]) -> None:
    """Write JSON beside the file and put it in its place, so that a killed process leaves the old or the new."""
    fresh = file.with_suffix(".new")
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
    fresh.write_text(text, encoding="utf-8", errors="surrogatepass")
    os.replace(fresh, file)


def load_plain(file: Path) -> dict[str, Any] | None:
    """
    Read what `save_plain` wrote, None where there is nothing yet.

    Raises InputError for a file that holds something else.
    """
    try:
        plain = json.loads(file.read_text(encoding="utf-8", errors="surrogatepass"))
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise not_a_state(file) from error
    if not isinstance(plain, dict):
        raise not_a_state(file)
    return plain


def not_a_state(file: Path) -> InputError:
    """Say that a file holds something else."""
    return InputError(InputProblem("this is no state of a simulated host", "remove it; the host starts afresh", file))
