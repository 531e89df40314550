"""A site with runs in its journal, as the command line finds it."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

from aksarc_harden.engine.journal import Journal
from aksarc_harden.model.outcome import RunOutcome, Verb
from aksarc_harden.reports.document import kept_text
from tests.support.closed_site import make_closed_site
from tests.support.command_line import Done, invoke


class KeptRuns:
    """The site `plant`, whose hosts cannot be reached, and its journal."""

    def __init__(self, folder: Path) -> None:
        self._site = make_closed_site(folder / "plant")
        self._state = folder / "state"
        self._journal = self._state / "aksarc" / "plant" / "journal.sqlite"

    def add(self, outcome: RunOutcome, *, keep: bool = True, finish: bool = True) -> str:
        """Put a run into the journal, with its report and finished unless said otherwise, and give its id."""
        with closing(Journal(self._journal)) as journal:
            of_run = "another" if outcome.verb is Verb.ROLLBACK else None
            id = journal.begin(outcome.verb, outcome.profile, of_run=of_run)
            if finish:
                scores = {"score_before": outcome.score_before, "score_after": outcome.score_after}
                journal.finish(id, **scores, unreachable=outcome.unreachable)
            if keep:
                journal.keep_document(id, kept_text(replace(outcome, run_id=id)))
        return id

    def call(self, *words: str) -> Done:
        """Run a task over the site."""
        done = invoke(*words, "--site", str(self._site), XDG_STATE_HOME=str(self._state))
        assert "Traceback" not in done.stderr
        return done

    def documents(self) -> dict[str, str | None]:
        """Give the report of every run."""
        with closing(Journal(self._journal)) as journal:
            return {run.id: journal.document(run.id) for run in journal.runs()}
