"""The journal: what is in it comes back as it was, also in another process and from an older release."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from aksarc_harden.engine.journal import Journal
from aksarc_harden.engine.lock import SiteLockedError, site_lock
from aksarc_harden.errors import InputError
from aksarc_harden.model.answer import Cause, CauseCode
from aksarc_harden.model.change import Change, ChangeState
from aksarc_harden.model.found import ABSENT, Missing, Value
from aksarc_harden.model.outcome import ChangeOutcome, Verb
from aksarc_harden.model.setting import Registry, RegistryType, UserRight

KEY = r"HKEY_LOCAL_MACHINE\SOFTWARE\Test"
CHANGES = (
    Change(Registry(KEY, "A"), Missing(KEY), Value(1, "DWord"), ("windows.test.a",)),
    Change(Registry(KEY, "B", RegistryType.BINARY), Value(b"\0\xff", "Binary"), Value(b"\1", "Binary")),
    Change(Registry(KEY, "C", RegistryType.MULTI_STRING), Value(("x", ""), "MultiString"), ABSENT),
    Change(UserRight("SeTcbPrivilege"), Value(("S-1-5-21-1", "Guest"), "SIDs"), Value((), "SIDs"), (), ("logon",)),
)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    made = Journal(tmp_path / "journal.sqlite")
    yield made
    made.close()


def test_a_change_comes_back_from_the_file_as_it_was(journal: Journal, tmp_path: Path) -> None:
    """Another process reads every kind of before-value from the file alone."""
    run = journal.begin(Verb.HARDEN, "p")
    journal.record(run, "node1", CHANGES)
    journal.close()
    again = Journal(tmp_path / "journal.sqlite")
    assert again.changes(run) == {"node1": CHANGES}
    again.close()


def test_the_first_before_value_stays(journal: Journal) -> None:
    """A run resumed after a kill does not take its own write for the earlier state."""
    run = journal.begin(Verb.HARDEN, "p")
    setting = Registry(KEY, "A")
    journal.record(run, "node1", [Change(setting, Missing(KEY), Value(1, "DWord"))])
    journal.record(run, "node1", [Change(setting, Value(1, "DWord"), Value(2, "DWord"))])
    (change,) = journal.changes(run)["node1"]
    assert (change.before, change.wanted) == (Missing(KEY), Value(2, "DWord"))


def test_a_run_that_never_finished_is_found(journal: Journal) -> None:
    """Only the newest harden run counts as interrupted, and only while it is not finished."""
    assert journal.interrupted() is None
    run = journal.begin(Verb.HARDEN, "p")
    journal.begin(Verb.AUDIT, "p")
    found = journal.interrupted()
    assert found is not None
    assert found.id == run
    journal.finish(run, score_before=1.0, score_after=2.0, unreachable=0)
    assert journal.interrupted() is None


def test_rollback_takes_the_newest_run_that_is_not_taken_back(journal: Journal) -> None:
    """Runs that changed nothing or are rolled back already are passed over."""
    first, second = journal.begin(Verb.HARDEN, "p"), journal.begin(Verb.HARDEN, "p")
    journal.begin(Verb.HARDEN, "p")
    journal.record(first, "node1", CHANGES[:1])
    journal.record(second, "node1", CHANGES[:1])
    assert journal.to_roll_back(None).id == second
    journal.settle(second, "node1", [ChangeOutcome(CHANGES[0], ChangeState.ROLLED_BACK)])
    assert journal.to_roll_back(None).id == first
    with pytest.raises(InputError, match="nothing left"):
        journal.to_roll_back(second)
    with pytest.raises(InputError, match="no run nonsense"):
        journal.to_roll_back("nonsense")


def test_settled_changes_stay_open_until_rolled_back(journal: Journal) -> None:
    """A change that did not hold may still have done something, so it stays to be rolled back."""
    run = journal.begin(Verb.HARDEN, "p")
    journal.record(run, "node1", CHANGES[:2])
    cause = Cause(CauseCode.ACCESS_DENIED, "x")
    journal.settle(run, "node1", [ChangeOutcome(CHANGES[0], ChangeState.NOT_IN_FORCE, cause)])
    journal.settle(run, "node1", [ChangeOutcome(CHANGES[1], ChangeState.ROLLED_BACK)])
    assert journal.changes(run, open_only=True) == {"node1": CHANGES[:1]}


def test_many_threads_write_one_journal(journal: Journal) -> None:
    """Entries of a fleet's threads do not lose or overwrite each other."""
    run = journal.begin(Verb.HARDEN, "p")
    threads = [threading.Thread(target=journal.record, args=(run, f"node{n}", CHANGES)) for n in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(journal.changes(run)) == {f"node{n}" for n in range(16)}


def test_the_journal_is_for_its_owner_alone(journal: Journal, tmp_path: Path) -> None:
    """No other user reads before-values."""
    assert (tmp_path / "journal.sqlite").stat().st_mode & 0o077 == 0


def test_the_lock_names_its_owner(tmp_path: Path) -> None:
    """A second command learns which process works on the site, and the lock goes with its block."""
    with (
        site_lock(tmp_path, "harden"),
        pytest.raises(SiteLockedError, match="harden, process"),
        site_lock(tmp_path, "x"),
    ):
        pass
    with site_lock(tmp_path, "again"):
        pass


def test_a_report_is_kept_with_its_run(journal: Journal, tmp_path: Path) -> None:
    """Another process reads the text as it was, in any script; a run without one has none."""
    run, other = journal.begin(Verb.AUDIT, "p"), journal.begin(Verb.AUDIT, "p")
    journal.keep_document(run, "first")
    journal.keep_document(run, '{"found": "日本 \\ud800"}')
    journal.close()
    again = Journal(tmp_path / "journal.sqlite")
    assert (again.document(run), again.document(other)) == ('{"found": "日本 \\ud800"}', None)
    assert again.with_document() == {run}
    again.close()


def test_a_large_report_takes_little_room(journal: Journal, tmp_path: Path) -> None:
    """A fleet's report says the same of many hosts, and the file does not grow by as much."""
    run = journal.begin(Verb.AUDIT, "p")
    before = journal_bytes(tmp_path)
    journal.keep_document(run, '{"control": "windows.test.value", "verdict": "compliant"}' * 50_000)
    assert journal_bytes(tmp_path) - before < 100_000


def journal_bytes(folder: Path) -> int:
    """Measure the journal with what SQLite keeps beside it."""
    return sum(file.stat().st_size for file in folder.glob("journal.sqlite*"))


VERSION_1 = """
CREATE TABLE run (
    id TEXT PRIMARY KEY, verb TEXT NOT NULL, profile TEXT NOT NULL, of_run TEXT,
    started TEXT NOT NULL, finished TEXT, score_before REAL, score_after REAL, unreachable INTEGER
);
CREATE TABLE change (
    run TEXT NOT NULL REFERENCES run(id), host TEXT NOT NULL, setting TEXT NOT NULL, number INTEGER NOT NULL,
    form TEXT NOT NULL, state TEXT NOT NULL, cause TEXT, PRIMARY KEY (run, host, setting)
);
CREATE TABLE entry (
    number INTEGER PRIMARY KEY AUTOINCREMENT, run TEXT NOT NULL, at TEXT NOT NULL, host TEXT, step TEXT NOT NULL,
    detail TEXT NOT NULL
);
INSERT INTO run (id, verb, profile, started) VALUES ('20300102-030405-abcd', 'harden', 'p', '2030-01-02T03:04:05');
PRAGMA user_version = 1;
"""


def written_by(folder: Path, script: str) -> Path:
    """Write a journal as another release did."""
    file = folder / "other.sqlite"
    with sqlite3.connect(file) as db:
        db.executescript(script)
    db.close()
    return file


def test_a_journal_of_the_first_version_is_read_and_goes_on(tmp_path: Path) -> None:
    """Its runs stay, reports can be kept beside them, and a second opening finds nothing left to do."""
    file = written_by(tmp_path, VERSION_1)
    for _ in range(2):
        journal = Journal(file)
        (run,) = journal.runs()
        journal.keep_document(run.id, "report")
        assert journal.document(run.id) == "report"
        journal.close()


def test_a_journal_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    """The error names both versions and the file, and the file stays as it was."""
    file = written_by(tmp_path, VERSION_1.replace("user_version = 1", "user_version = 99"))
    with pytest.raises(InputError, match=r"other\.sqlite: journal of version 99, .* up to 2"):
        Journal(file)
    with sqlite3.connect(file) as db:
        assert db.execute("SELECT count(*) FROM sqlite_master WHERE name = 'document'").fetchone() == (0,)
    db.close()
