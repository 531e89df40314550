"""Importing transport costs nothing; libraries come with the carrier that needs them."""

from __future__ import annotations

import subprocess
import sys


def test_importing_connect_loads_no_library() -> None:
    """The command line imports it at every start."""
    heavy = ("pypsrp", "requests", "spnego", "cryptography", "paramiko")
    script = (
        "import sys, aksarc_harden.transport.connect, aksarc_harden.transport.causes\n"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"
