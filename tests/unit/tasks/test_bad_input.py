"""Wrong files, from the real command line: one error with file, line and cure, code 1, and nothing connected to."""

from __future__ import annotations

import resource
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.closed_site import make_closed_site
from tests.support.command_line import CHECKOUT, INVOKE, Done, invoke

SITE, CONNECTION = "group_vars/all/site.yml", "group_vars/all/connection.yml"
PROFILE = 'title = "Own"\ncontrols = ["windows.lsa"]\n'
VAULTED = "ansible_connection: psrp\nansible_password: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  3162\n"

WRONG_FILES = [
    (SITE, "aksarc_profil: aks-host\n", "site.yml:1: aksarc_profil is no key", "did you mean aksarc_profile?"),
    (SITE, "aksarc_profile: 3\n", "site.yml:1: aksarc_profile must be a text", "quotes"),
    (SITE, "aksarc_profile: aks-host\naksarc_profile: aks-host\n", "site.yml:2: Found duplicate", "correct it"),
    (SITE, "aksarc_profile: strict\n", "site.yml:1: no profile is named strict", "use one of"),
    (SITE, "aksarc_profile: x\n bad: [\n", "site.yml:2: YAML parsing failed", "correct the YAML"),
    (CONNECTION, VAULTED, "connection.yml:2: is encrypted, and no vault password is given", "--vault-password-file"),
    ("hosts.yml", "all:\n  hosts:\n    node1:\n  host:\n", "hosts.yml:4: group all has a key host", "mean hosts?"),
    ("profiles/own.toml", PROFILE + 'contrls = ["x"]\n', "own.toml:3: contrls is no key", "did you mean controls?"),
    ("profiles/own.toml", PROFILE.replace("lsa", "lsaa"), "own.toml:2: no control is named", "mean windows.lsa?"),
    ("profiles/own.toml", PROFILE.replace('"]', '", "windows.lsa"]'), "own.toml:2: windows.lsa is chosen", "once"),
    ("profiles/own.toml", PROFILE + '[want]\n"windows.lsa.ntlmv2_only" = 9\n', "own.toml:4: the value", "accepted: 5"),
    ("profiles/own.toml", "title = \n", "own.toml:1: broken TOML", "correct it"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "text", "said", "cure"), WRONG_FILES, ids=[case[2] for case in WRONG_FILES])
def test_a_wrong_file_is_named_with_its_line_and_its_cure(
    tmp_path: Path, file: str, text: str, said: str, cure: str
) -> None:
    """Keys, types, duplicates, unknown names, broken YAML and TOML, a vault that nobody can open."""
    site = make_closed_site(tmp_path / "plant")
    (site / file).parent.mkdir(exist_ok=True)
    (site / file).write_text(text, encoding="utf-8")
    choice = ("--profile", "own") if file.startswith("profiles") else ()
    done = invoke("harden", "--yes", "--site", str(site), *choice, XDG_STATE_HOME=str(tmp_path / "state"))
    assert (done.returncode, done.stdout) == (1, "")
    assert [line for line in done.stderr.splitlines() if said in line and cure in line], done.stderr
    assert "Traceback" not in done.stderr
    assert "connect" not in done.stderr.replace("connection.yml", "")


def another_version(file: Path) -> None:
    """Leave a journal of a release to come."""
    database = sqlite3.connect(file)
    database.execute("PRAGMA user_version = 7")
    database.close()


def damaged(file: Path) -> None:
    """Leave what is no journal any more."""
    file.write_text("no database\n" * 100, encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [(another_version, "journal of version 7"), (damaged, "file is not a database"), (Path.mkdir, "Is a directory")],
)
@pytest.mark.parametrize("words", [("runs",), ("audit",), ("rollback", "--yes")])
def test_a_journal_that_cannot_be_read_is_named(
    tmp_path: Path, words: tuple[str, ...], spoil: Callable[[Path], None], said: str
) -> None:
    """Its file and what to do; without a journal nothing is done on a host."""
    site = make_closed_site(tmp_path / "plant")
    journal = tmp_path / "aksarc" / "plant" / "journal.sqlite"
    journal.parent.mkdir(parents=True)
    spoil(journal)
    done = invoke(*words, "--site", str(site), XDG_STATE_HOME=str(tmp_path))
    assert (done.returncode, done.stdout) == (1, "")
    assert f"{journal}: " in done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert "connect" not in done.stderr


@pytest.mark.parametrize("words", [("audit",), ("runs",), ("rehearsal.up",)])
def test_a_state_folder_that_cannot_be_made_is_named(tmp_path: Path, words: tuple[str, ...]) -> None:
    """A file stands where the folder should be: the sentence names it and the variable that moves it."""
    blocked = tmp_path / "file"
    blocked.touch()
    site = ("--site", str(make_closed_site(tmp_path / "plant"))) if words != ("rehearsal.up",) else ()
    done = invoke(*words, *site, XDG_STATE_HOME=str(blocked))
    assert (done.returncode, done.stdout) == (1, "")
    assert f"{blocked}" in done.stderr
    assert "XDG_STATE_HOME" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_disk_that_is_full_is_no_defect(tmp_path: Path) -> None:
    """The journal cannot be written in the middle of a run: it is named, and what it holds is not lost."""
    site = make_closed_site(tmp_path / "plant")
    state = str(tmp_path / "state")
    assert invoke("audit", "--site", str(site), XDG_STATE_HOME=state).returncode == 4
    done = _with_small_files(*INVOKE, "audit", "--site", str(site), XDG_STATE_HOME=state)
    assert done.returncode == 1
    assert "journal.sqlite: the journal cannot be used" in done.stderr
    assert "not lost" in done.stderr
    assert "Traceback" not in done.stderr
    assert invoke("runs", "--site", str(site), XDG_STATE_HOME=state).returncode == 0


def _with_small_files(*command: str, **environment: str) -> Done:
    """Run a command that can write no file beyond a few kilobytes, as on a full disk."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (16_384, 16_384))

    # Python itself must write nothing, or it would leave compiled files that are cut off.
    environment |= {"PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        command, cwd=CHECKOUT, env=environment, stdin=subprocess.DEVNULL, text=True, capture_output=True, timeout=60,
        check=False, preexec_fn=limit,
    )  # fmt: skip
