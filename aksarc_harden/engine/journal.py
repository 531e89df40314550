"""
Journal: what was done to the site, kept so that another process can resume a killed run or take it back.

One SQLite file a site, WAL, every entry on the disk before the step that it announces happens.
A change's row holds its before-value, so a rollback needs nothing but this file.
"""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
import threading
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aksarc_harden.errors import InputError, InputProblem
from aksarc_harden.model.answer import Cause, CauseCode
from aksarc_harden.model.change import Change, ChangeState
from aksarc_harden.model.outcome import ChangeOutcome, Verb

# What brings a journal of version n to version n + 1; a new one goes through all of them.
_STEPS = (
    (
        """
        CREATE TABLE run (
            id TEXT PRIMARY KEY, verb TEXT NOT NULL, profile TEXT NOT NULL, of_run TEXT,
            started TEXT NOT NULL, finished TEXT, score_before REAL, score_after REAL, unreachable INTEGER
        )
        """,
        """
        CREATE TABLE change (
            run TEXT NOT NULL REFERENCES run(id), host TEXT NOT NULL, setting TEXT NOT NULL, number INTEGER NOT NULL,
            form TEXT NOT NULL, state TEXT NOT NULL, cause TEXT, PRIMARY KEY (run, host, setting)
        )
        """,
        """
        CREATE TABLE entry (
            number INTEGER PRIMARY KEY AUTOINCREMENT, run TEXT NOT NULL, at TEXT NOT NULL, host TEXT,
            step TEXT NOT NULL, detail TEXT NOT NULL
        )
        """,
    ),
    ("CREATE TABLE document (run TEXT PRIMARY KEY REFERENCES run(id), text BLOB NOT NULL)",),
)
_VERSION = len(_STEPS)


@dataclass(frozen=True)
class RunSummary:
    """One run, as `runs` lists it; `open_changes` may still be in force and can be rolled back."""

    id: str
    verb: Verb
    profile: str
    started: str
    finished: str | None
    changes: int
    open_changes: int
    of_run: str | None = None
    score_before: float | None = None
    score_after: float | None = None


class Journal:
    """
    The journal of one site; safe to use from many threads.

    Args:
        after_entry: called with each entry's number once it is on the disk; tests end the process there.
    """

    def __init__(self, file: Path, *, after_entry: Callable[[int], None] | None = None) -> None:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
        self._file = file
        self._after_entry = after_entry
        self._lock = threading.Lock()
        self._db = sqlite3.connect(file, check_same_thread=False, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        self._prepare()

    def close(self) -> None:
        """Close the file; everything in it is on the disk already."""
        self._db.close()

    # -- writing ------------------------------------------------------------------------------------------------

    def begin(self, verb: Verb, profile: str, *, of_run: str | None = None) -> str:
        """Open a run and give its id, which sorts by time and cannot be guessed."""
        run_id = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(4)}"
        row = (run_id, verb, profile, of_run, _now())
        self._append(
            run_id, None, "begin", {"verb": verb},
            ("INSERT INTO run (id, verb, profile, of_run, started) VALUES (?, ?, ?, ?, ?)", row),
        )  # fmt: skip
        return run_id

    def step(self, run_id: str, host: str, step: str, **detail: object) -> None:
        """Announce a step on a host."""
        self._append(run_id, host, step, detail)

    def record(self, run_id: str, host: str, changes: Iterable[Change]) -> None:
        """
        Record changes before the first of them is written.

        A change of the same setting that this run recorded earlier keeps its before-value: after a kill, what is read
        now may be our own write.
        """
        rows = [
            (run_id, host, str(change.setting), number, json.dumps(change.to_json()), ChangeState.PLANNED)
            for number, change in enumerate(changes)
        ]
        self._append(
            run_id, host, "record", {"changes": len(rows)},
            *((
                "INSERT INTO change (run, host, setting, number, form, state) VALUES (?, ?, ?, ?, ?, ?) "
                "ON CONFLICT DO UPDATE SET state = excluded.state, cause = NULL, "
                "form = json_set(excluded.form, '$.before', json(json_extract(change.form, '$.before')))", row,
            ) for row in rows),
        )  # fmt: skip

    def settle(self, run_id: str, host: str, outcomes: Iterable[ChangeOutcome]) -> None:
        """Record how changes ended, as the re-read showed."""
        rows = [
            (outcome.state, _cause_to_json(outcome.cause), run_id, host, str(outcome.change.setting))
            for outcome in outcomes
        ]
        sql = "UPDATE change SET state = ?, cause = ? WHERE run = ? AND host = ? AND setting = ?"
        self._append(run_id, host, "settle", {"changes": len(rows)}, *((sql, row) for row in rows))

    def finish(self, run_id: str, *, score_before: float | None, score_after: float | None, unreachable: int) -> None:
        """Close a run; one that is never closed was interrupted."""
        row = (_now(), score_before, score_after, unreachable, run_id)
        sql = "UPDATE run SET finished = ?, score_before = ?, score_after = ?, unreachable = ? WHERE id = ?"
        self._append(run_id, None, "finish", {}, (sql, row))

    def keep_document(self, run_id: str, text: str) -> None:
        """Keep a run's report, compressed, for it says the same of many hosts; a later one replaces it."""
        packed = zlib.compress(text.encode())
        sql = "INSERT INTO document (run, text) VALUES (?, ?) ON CONFLICT DO UPDATE SET text = excluded.text"
        self._append(run_id, None, "document", {"characters": len(text)}, (sql, (run_id, packed)))

    # -- reading ------------------------------------------------------------------------------------------------

    def runs(self) -> tuple[RunSummary, ...]:
        """Give all runs, newest first."""
        sql = """
            SELECT run.*, count(change.run) AS changes, coalesce(sum(change.state <> 'rolled back'), 0) AS open_changes
            FROM run LEFT JOIN change ON change.run = run.id
            GROUP BY run.id ORDER BY run.started DESC, run.rowid DESC
        """
        with self._lock:
            rows = self._db.execute(sql).fetchall()
        return tuple(
            RunSummary(
                row["id"], Verb(row["verb"]), row["profile"], row["started"], row["finished"], row["changes"],
                row["open_changes"], row["of_run"], row["score_before"], row["score_after"],
            )
            for row in rows
        )  # fmt: skip

    def document(self, run_id: str) -> str | None:
        """Give a run's report; None where none is kept, as of a run that was never finished."""
        with self._lock:
            row = self._db.execute("SELECT text FROM document WHERE run = ?", (run_id,)).fetchone()
        return None if row is None else zlib.decompress(row["text"]).decode()

    def with_document(self) -> frozenset[str]:
        """Give the ids of the runs whose report is kept."""
        with self._lock:
            return frozenset(row["run"] for row in self._db.execute("SELECT run FROM document"))

    def interrupted(self) -> RunSummary | None:
        """Give the newest harden run that was begun and never finished, unless a later one finished."""
        newest = next((run for run in self.runs() if run.verb is Verb.HARDEN), None)
        return newest if newest and newest.finished is None else None

    def to_roll_back(self, run_id: str | None) -> RunSummary:
        """
        Give the run to take back: the one named, or the newest that changed something and is not rolled back yet.

        Raises:
            InputError: there is no such run, or nothing of it is left to take back.
        """
        runs = self.runs()
        if run_id is None:
            for run in runs:
                if run.verb is Verb.HARDEN and run.open_changes:
                    return run
            raise InputError(InputProblem("no run has changes left to roll back", "`aksarc runs` lists all runs"))
        for run in runs:
            if run.id == run_id:
                if run.verb is Verb.HARDEN and run.open_changes:
                    return run
                raise InputError(InputProblem(f"run {run_id} has nothing left to roll back", "see `aksarc runs`"))
        raise InputError(InputProblem(f"there is no run {run_id}", "`aksarc runs` lists all runs"))

    def changes(self, run_id: str, *, open_only: bool = False) -> dict[str, tuple[Change, ...]]:
        """Give a run's changes by host, in the order they were written."""
        sql = "SELECT host, form FROM change WHERE run = ? AND (NOT ? OR state <> 'rolled back') ORDER BY host, number"
        with self._lock:
            rows = self._db.execute(sql, (run_id, open_only)).fetchall()
        found: dict[str, list[Change]] = {}
        for row in rows:
            found.setdefault(row["host"], []).append(Change.from_json(json.loads(row["form"])))
        return {host: tuple(changes) for host, changes in found.items()}

    # -- the file -----------------------------------------------------------------------------------------------

    def _prepare(self) -> None:
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        if self._version() == _VERSION:
            return
        with self._all_or_nothing():  # two commands may open an old journal at once
            version = self._version()
            if version > _VERSION:
                raise InputError(
                    InputProblem(f"journal of version {version}, this release reads up to {_VERSION}",
                                 "use the release that wrote it", self._file)
                )  # fmt: skip
            for statement in (statement for step in _STEPS[version:] for statement in step):
                self._db.execute(statement)
            self._db.execute(f"PRAGMA user_version = {_VERSION}")

    def _version(self) -> int:
        return int(self._db.execute("PRAGMA user_version").fetchone()[0])

    def _append(
        self, run_id: str, host: str | None, step: str, detail: dict[str, Any], *also: tuple[str, tuple[Any, ...]]
    ) -> None:
        """Write one entry and what belongs to it, all or nothing."""
        with self._lock, self._all_or_nothing():
            for sql, row in also:
                self._db.execute(sql, row)
            number = self._db.execute(
                "INSERT INTO entry (run, at, host, step, detail) VALUES (?, ?, ?, ?, ?)",
                (run_id, _now(), host, step, json.dumps(detail)),
            ).lastrowid
        if self._after_entry is not None and number is not None:
            self._after_entry(number)

    @contextmanager
    def _all_or_nothing(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _cause_to_json(cause: Cause | None) -> str | None:
    return None if cause is None else json.dumps({"code": cause.code, "detail": cause.detail})


def cause_from_json(form: str | None) -> Cause | None:
    """Turn the journal's form of a cause back into one."""
    if form is None:
        return None
    fields = json.loads(form)
    return Cause(CauseCode(fields["code"]), fields["detail"])
