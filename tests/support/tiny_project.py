"""
A project so small that the launcher sets it up in seconds and without the network.

It has the launcher, a pyproject.toml, and a build back end of its own that makes a wheel whose programs, `invoke` and
`aksarc`, print what they were started with; the virtual environment and pip are real.
"""

from __future__ import annotations

import shutil
from pathlib import Path

LAUNCHER = Path(__file__).resolve().parents[2] / "aksarc"

PYPROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]

[project]
name = "tiny"
version = "{version}"

[dependency-groups]
dev = []
"""

BACKEND = '''
import pathlib, time, zipfile

MODULE = """
import os, sys

def main():
    print(*sys.argv[1:], sep="|")
    print(os.getcwd())
"""

def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    here = pathlib.Path(__file__).parent
    with (here / "builds").open("a") as counter:
        counter.write("x")
    while (here / "slow").exists():
        time.sleep(0.05)
    if (here / "broken").exists():
        raise SystemExit("the index is on fire")
    version = (here / "pyproject.toml").read_text().split('version = "')[1].split('"')[0]
    info = f"tiny-{version}.dist-info"
    files = {
        "tiny.py": MODULE,
        f"{info}/METADATA": f"Metadata-Version: 2.1\\nName: tiny\\nVersion: {version}\\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\\nGenerator: tiny\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
        f"{info}/entry_points.txt": "[console_scripts]\\ninvoke = tiny:main\\naksarc = tiny:main\\n",
    }
    record = "".join(f"{name},,\\n" for name in [*files, f"{info}/RECORD"])
    wheel = f"tiny-{version}-py3-none-any.whl"
    with zipfile.ZipFile(pathlib.Path(wheel_directory) / wheel, "w") as archive:
        for name, text in (files | {f"{info}/RECORD": record}).items():
            archive.writestr(name, text)
    return wheel
'''


class TinyProject:
    """A folder with the launcher and what it sets up."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self.folder = folder
        self.launcher = folder / "aksarc"
        self.venv = folder / ".venv"
        shutil.copy(LAUNCHER, self.launcher)
        (folder / "backend.py").write_text(BACKEND, encoding="utf-8")
        self.release("1.0")

    def release(self, version: str) -> None:
        """Write a pyproject.toml of another version."""
        (self.folder / "pyproject.toml").write_text(PYPROJECT.format(version=version), encoding="utf-8")

    def mark(self, name: str, *, there: bool = True) -> None:
        """Make the build `slow` or `broken`, or no longer."""
        file = self.folder / name
        file.touch() if there else file.unlink(missing_ok=True)

    @property
    def builds(self) -> int:
        """Say how often the package was built, which is how often it was installed."""
        counter = self.folder / "builds"
        return len(counter.read_text(encoding="utf-8")) if counter.exists() else 0
