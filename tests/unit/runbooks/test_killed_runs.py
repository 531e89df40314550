"""A run that is killed after any entry of its journal loses nothing: it resumes, or it is taken back."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from aksarc_harden.runbooks import harden as runbook
from tests.support.rehearsed_site import RehearsedSite, rehearsed_site

ENTRIES = 7  # of a run that hardens one host: begin, record, two writes, verify, settle, finish
ROLLBACK_ENTRIES = 8  # begin, record, two writes, remove keys, settle of either run, finish


def do_until_killed(folder: Path, verb: str, entry: int) -> int:
    """Do a verb in a process of its own that ends itself after an entry; give its exit code."""
    command = [sys.executable, "-m", "tests.support.rehearsed_site", str(folder), verb, str(entry)]
    return subprocess.run(command, check=False, timeout=60).returncode


def untouched(folder: Path) -> object:
    with rehearsed_site(folder / "twin") as twin:
        return twin.snapshots()


def last_entry(folder: Path) -> int:
    with closing(sqlite3.connect(folder / "journal.sqlite")) as database:
        return int(database.execute("SELECT max(number) FROM entry").fetchone()[0])


def hardened_fully(site: RehearsedSite) -> bool:
    return runbook.harden(site.order(allow_risky=True)).score_after == 100.0


@pytest.mark.parametrize("entry", range(1, ENTRIES + 1))
def test_a_killed_run_resumes_and_is_taken_back_whole(tmp_path: Path, entry: int) -> None:
    """Whatever the entry, the next `harden` finishes under the same id, and one rollback undoes both halves."""
    assert do_until_killed(tmp_path, "harden", entry) == -signal.SIGKILL
    with rehearsed_site(tmp_path) as site:
        interrupted = site.journal.interrupted()
        resumed = runbook.harden(site.order(allow_risky=True))
        assert resumed.score_after == 100.0
        if entry < ENTRIES:
            assert interrupted is not None
            assert resumed.run_id == interrupted.id
        runbook.roll_back(site.order())
        assert site.snapshots() == untouched(tmp_path)


@pytest.mark.parametrize("entry", range(2, ENTRIES + 1))
def test_a_killed_run_is_taken_back_without_being_finished(tmp_path: Path, entry: int) -> None:
    """From the first recorded change on, `rollback` alone brings the earlier state back."""
    assert do_until_killed(tmp_path, "harden", entry) == -signal.SIGKILL
    with rehearsed_site(tmp_path) as site:
        runbook.roll_back(site.order())
        assert site.snapshots() == untouched(tmp_path)
        assert site.journal.interrupted() is None
        assert hardened_fully(site)


@pytest.mark.parametrize("entry", range(1, ROLLBACK_ENTRIES + 1))
def test_a_killed_rollback_is_done_again(tmp_path: Path, entry: int) -> None:
    """A rollback that was killed is simply asked for again, and the earlier state is back."""
    with rehearsed_site(tmp_path) as site:
        assert hardened_fully(site)
    assert do_until_killed(tmp_path, "rollback", last_entry(tmp_path) + entry) == -signal.SIGKILL
    with rehearsed_site(tmp_path) as site:
        if any(run.open_changes for run in site.journal.runs() if run.of_run is None):
            runbook.roll_back(site.order())
        assert site.snapshots() == untouched(tmp_path)


def test_every_entry_of_a_run_is_tried(tmp_path: Path) -> None:
    """A harden and a rollback write as many entries as the tests above go through, and not one more."""
    assert do_until_killed(tmp_path, "harden", ENTRIES + 1) == 0
    assert last_entry(tmp_path) == ENTRIES
    assert do_until_killed(tmp_path, "rollback", ENTRIES + ROLLBACK_ENTRIES + 1) == 0
    assert last_entry(tmp_path) == ENTRIES + ROLLBACK_ENTRIES
