"""What the command line imports of the site costs nothing: Ansible and pydantic wait until a site is loaded."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from aksarc_harden import places

LIGHT = ("aksarc_harden.places", "aksarc_harden.tasks.fleet_site") + tuple(
    f"aksarc_harden.site.{name}" for name in ("site", "find", "place", "naming", "nearest", "roles", "toml_lines")
)


def test_the_light_modules_import_neither_ansible_nor_pydantic() -> None:
    """A new process, so that no other test has imported them before."""
    code = f"import sys, {', '.join(LIGHT)}; print([m for m in ('ansible', 'pydantic', 'keyring') if m in sys.modules])"

    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(Path(places.__file__).parents[1])},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    assert done.stdout == "[]\n"
