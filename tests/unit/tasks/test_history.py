"""Runs beside each other on the command line: what is compared, and what the exit code says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aksarc_harden.model.finding import Verdict
from aksarc_harden.model.outcome import RunOutcome, Verb
from tests.support.kept_runs import KeptRuns
from tests.support.outcomes import a_failed_host, a_host_outcome, a_run, findings


def audited(number: Verdict) -> RunOutcome:
    """Give an audit of one host in which one control is as said."""
    seen = findings(number)
    return a_run(Verb.AUDIT, a_host_outcome(before=seen, after=seen, changes=()))


GOOD, BAD = audited(Verdict.COMPLIANT), audited(Verdict.DRIFTED)


@pytest.fixture
def site(tmp_path: Path) -> KeptRuns:
    """Give a site of this test's own."""
    return KeptRuns(tmp_path)


def test_drift_is_code_2_and_names_what_became_worse(site: KeptRuns) -> None:
    """Without names the two newest runs are compared, rollbacks left aside; for people and for programs."""
    older, newer = site.add(GOOD), site.add(BAD)
    site.add(a_run(Verb.ROLLBACK, a_host_outcome(before=(), after=())))
    done = site.call("runs.drift")
    assert done.returncode == 2
    assert "windows.test.number" in done.stdout
    document = json.loads(site.call("runs.drift", "--output", "json").stdout)["drift"]
    assert (document["earlier"], document["later"]) == (older, newer)
    (worse,) = document["differences"]
    assert (worse["direction"], worse["control"], worse["hosts"]) == ("worse", "windows.test.number", ["hci-node1"])


def test_better_is_no_drift(site: KeptRuns) -> None:
    """Runs named the other way round: everything became better, so the code is 0."""
    older, newer = site.add(GOOD), site.add(BAD)
    assert site.call("runs.drift", newer, older).returncode == 0
    assert site.call("runs.drift", older, "newest").returncode == 2


def test_a_host_that_could_not_be_examined_is_code_4(site: KeptRuns) -> None:
    """Nobody knows whether it drifted."""
    site.add(GOOD)
    site.add(a_run(Verb.AUDIT, a_failed_host("hci-node1")))
    done = site.call("runs.drift")
    assert done.returncode == 4
    assert "could not examine hci-node1" in done.stdout


def test_what_cannot_be_compared_is_code_1(site: KeptRuns) -> None:
    """One run alone, an unknown one, and a rollback, which examines nothing."""
    assert "no two runs" in site.call("runs.drift").stderr
    id = site.add(GOOD)
    assert "no two runs" in site.call("runs.drift").stderr
    back = site.add(a_run(Verb.ROLLBACK, a_host_outcome(before=(), after=())))
    done = site.call("runs.drift", id, back)
    assert (done.returncode, done.stdout) == (1, "")
    assert "examines nothing" in done.stderr
    assert "no run nonsense" in site.call("runs.drift", "nonsense").stderr


def test_the_trend_has_every_run_and_host(site: KeptRuns) -> None:
    """The oldest first, scores of all and of each; a run without a report has its own scores alone."""
    ids = [site.add(BAD), site.add(GOOD, keep=False), site.add(GOOD)]
    points = json.loads(site.call("runs.trend", "--output", "json").stdout)["trend"]
    assert [point["run"] for point in points] == ids
    assert [point["score_after"] for point in points] == [25.0, 50.0, 50.0]
    assert [point["hosts"] for point in points] == [{"hci-node1": 25.0}, {}, {"hci-node1": 50.0}]
    said = site.call("runs.trend", "--last", "2").stdout
    assert "hci-node1" in said
    assert "25.0" not in said
    assert "+25.0" in site.call("runs.trend").stdout


def test_a_trend_of_nothing_is_said(site: KeptRuns) -> None:
    """A site without runs is no error."""
    done = site.call("runs.trend")
    assert (done.returncode, done.stdout) == (0, "")
    assert "none" in done.stderr
