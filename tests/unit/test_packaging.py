"""The wheel: everything that runs and everything that operators use is in it, and the finder finds it there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
NEEDED = ("pyproject.toml", "README.md", "LICENSE", "NOTICE", "aksarc_harden", "playbooks", "inventories")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from a copy, so that the checkout stays clean, with the setuptools that is installed."""
    source = tmp_path_factory.mktemp("source")
    for name in NEEDED:
        part = CHECKOUT / name
        if part.is_dir():
            shutil.copytree(part, source / name, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(part, source)
    built = tmp_path_factory.mktemp("built")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", str(built)]
    subprocess.run([*command, str(source)], check=True, capture_output=True, timeout=120)
    (made,) = built.iterdir()
    return made


@pytest.fixture(scope="module")
def unpacked(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Unpack the wheel as an installation does."""
    folder = tmp_path_factory.mktemp("site-packages")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def files_of(folder: Path) -> set[str]:
    """Name the files below a folder, links followed, compiled ones left out."""
    found = set()
    for place, folders, names in os.walk(folder, followlinks=True):
        folders[:] = [name for name in folders if name != "__pycache__"]
        found |= {str((Path(place) / name).relative_to(folder)) for name in names}
    return found


def test_the_wheel_has_every_file_of_the_package(unpacked: Path) -> None:
    """No module and no data file of the package is forgotten, and nothing that the package does not have is added."""
    assert files_of(unpacked / "aksarc_harden") == files_of(CHECKOUT / "aksarc_harden")


def test_the_wheel_has_what_operators_run_and_copy(unpacked: Path) -> None:
    """Playbooks and inventories travel whole, the links in the package turned into files."""
    for name in ("playbooks", "inventories"):
        assert files_of(unpacked / "aksarc_harden" / "share" / name) == files_of(CHECKOUT / name)
        assert not (unpacked / "aksarc_harden" / "share" / name).is_symlink()


def test_the_wheel_has_nothing_beside_the_package(unpacked: Path) -> None:
    """Tests, benchmarks and tasks.py stay in the checkout; licence and notice travel."""
    beside = {path.name for path in unpacked.iterdir()}
    assert beside == {"aksarc_harden", next(name for name in beside if name.endswith(".dist-info"))}
    (information,) = unpacked.glob("*.dist-info")
    assert {"LICENSE", "NOTICE"} <= {path.name for path in information.rglob("*")}


def in_wheel(unpacked: Path, code: str) -> str:
    """Run Python code that finds the package in the unpacked wheel before any other, far from the checkout."""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=unpacked, env=os.environ | {"PYTHONPATH": str(unpacked)},
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    return done.stdout


def test_the_finder_finds_the_folders_of_a_wheel(unpacked: Path) -> None:
    """The one finder gives the wheel's own folders."""
    code = "from aksarc_harden.places import shipped_folder as f\nprint(f('inventories'), f('playbooks'), sep='\\n')"
    share = unpacked / "aksarc_harden" / "share"
    assert in_wheel(unpacked, code).splitlines() == [str(share / "inventories"), str(share / "playbooks")]


def test_an_installed_program_has_no_developers_tasks(unpacked: Path) -> None:
    """`test`, `check` and `bench` exist in a checkout only."""
    code = "import sys, aksarc_harden.tasks as t\nsys.argv = ['aksarc', '--list', '--list-format', 'json']\nt.main()"
    listed = in_wheel(unpacked, code)
    assert '"harden"' in listed
    assert '"check"' not in listed
    assert '"test"' not in listed


def test_the_console_script_is_declared(unpacked: Path) -> None:
    """pip makes a program `aksarc` of it."""
    (points,) = unpacked.glob("*.dist-info/entry_points.txt")
    assert "aksarc = aksarc_harden.tasks:main" in points.read_text(encoding="utf-8")
