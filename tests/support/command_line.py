"""Runs our two programs in processes of their own, with nothing on standard input, as a scheduled run does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]

Done = subprocess.CompletedProcess[str]


def python(code: str, *words: str, **environment: str) -> Done:
    """Run Python code in the checkout."""
    return _run([sys.executable, "-c", code, *words], CHECKOUT, environment)


_INVOKE_IN = (sys.executable, "-m", "invoke", "--search-root")
INVOKE = (*_INVOKE_IN, str(CHECKOUT))


def invoke(*words: str, cwd: Path | None = None, checkout: Path = CHECKOUT, **environment: str) -> Done:
    """Run invoke as the launcher does, in its checkout unless another folder is named."""
    return _run([*_INVOKE_IN, str(checkout), *words], cwd or checkout, environment)


def aksarc(*words: str, **environment: str) -> Done:
    """Run the console script as pip makes it."""
    code = "import aksarc_harden.tasks, sys; sys.argv[0] = 'aksarc'; aksarc_harden.tasks.main()"
    return python(code, *words, **environment)


def _run(command: list[str], cwd: Path, environment: dict[str, str]) -> Done:
    return subprocess.run(
        command, cwd=cwd, env=os.environ | environment, text=True, stdin=subprocess.DEVNULL, capture_output=True,
        timeout=60, check=False,
    )  # fmt: skip
