from __future__ import annotations

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
