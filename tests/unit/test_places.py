"""One finder for checkout, editable installation and wheel, and a state folder for its owner alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from aksarc_harden import places


def _package(root: Path) -> Path:
    package = root / "aksarc_harden"
    package.mkdir()
    return package


def test_a_checkouts_own_folders_are_found_beside_the_package(tmp_path: Path) -> None:
    """An editable installation is a checkout, too."""
    package = _package(tmp_path)
    for name in ("pyproject.toml", "tasks.py"):
        (tmp_path / name).touch()
    (tmp_path / "inventories").mkdir()

    assert places.is_checkout(package)
    assert places.shipped_folder("inventories", package) == tmp_path / "inventories"


def test_a_wheels_folders_are_found_in_the_package_and_not_beside_it(tmp_path: Path) -> None:
    """A stranger's `inventories` among installed packages is none of ours."""
    package = _package(tmp_path)
    (tmp_path / "inventories").mkdir()
    (package / "share" / "inventories").mkdir(parents=True)

    assert not places.is_checkout(package)
    assert places.shipped_folder("inventories", package) == package / "share" / "inventories"


def test_a_damaged_installation_is_told_as_such(tmp_path: Path) -> None:
    """A missing folder is not taken for an empty one."""
    with pytest.raises(FileNotFoundError, match="install"):
        places.shipped_folder("playbooks", _package(tmp_path))


def test_the_state_folder_follows_xdg_and_lets_nobody_else_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also one that was there and open to others is closed."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    (tmp_path / "aksarc" / "plant").mkdir(parents=True, mode=0o755)

    folder = places.make_state_folder("plant")

    assert folder == tmp_path / "aksarc" / "plant" == places.state_folder("plant")
    assert folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("declared", ["", "relative/path"])
def test_without_a_usable_xdg_variable_the_state_lies_below_home(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, declared: str
) -> None:
    """The specification says to ignore a relative path."""
    monkeypatch.setenv("XDG_STATE_HOME", declared)
    monkeypatch.setenv("HOME", str(tmp_path))

    assert places.state_folder("plant") == tmp_path / ".local" / "state" / "aksarc" / "plant"
