"""The quality gate's promise: with AKSARC_NO_SKIP=1 no test of an engine or a browser is quietly left out."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

CONFTEST = Path(__file__).resolve().parents[1] / "conftest.py"

TESTS = """
import pytest

def test_wants_an_engine():
    pytest.skip("set AKSARC_PWSH to a PowerShell")

def test_wants_a_browser():
    pytest.skip("AKSARC_CHROMIUM names no browser")

def test_skips_for_another_reason():
    pytest.skip("no IPv6 here")
"""


def outcome(folder: Path, **environment: str) -> str:
    """Run the skipping tests under our conftest and give pytest's closing line."""
    (folder / "conftest.py").write_text(CONFTEST.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "test_skips.py").write_text(TESTS, encoding="utf-8")
    without = {name: value for name, value in os.environ.items() if name != "AKSARC_NO_SKIP"}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "-p", "no:cacheprovider", str(folder)]
    done = subprocess.run(
        command, cwd=folder, env=without | environment, capture_output=True, text=True, timeout=60, check=False
    )
    return done.stdout.strip().splitlines()[-1]


def test_a_skip_for_want_of_an_engine_fails_in_the_gate(tmp_path: Path) -> None:
    """Where the engines are promised, a test that does not find one fails; other skips stay skips."""
    assert outcome(tmp_path, AKSARC_NO_SKIP="1").startswith("2 failed, 1 skipped")


def test_elsewhere_a_skip_is_a_skip(tmp_path: Path) -> None:
    """Without that promise all of them are skipped."""
    assert outcome(tmp_path).startswith("3 skipped")
