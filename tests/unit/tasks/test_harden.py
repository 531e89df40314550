"""The main tasks over a site that cannot be reached: outputs, exit codes, and what is refused before anything."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from aksarc_harden.reports.document import schema
from tests.support.closed_site import make_closed_site
from tests.support.command_line import Done, invoke

Call = Callable[..., Done]


@pytest.fixture
def call(tmp_path: Path) -> Call:
    """Run a task over the closed site, its state in a folder of this test."""
    site = make_closed_site(tmp_path / "closed site")

    def run(*words: str) -> Done:
        done = invoke(*words, "--site", str(site), XDG_STATE_HOME=str(tmp_path / "state"))
        assert "Traceback" not in done.stderr
        return done

    return run


@pytest.mark.parametrize("verb", [("audit",), ("plan",), ("harden", "--yes"), ("harden", "--dry-run")])
def test_a_host_that_cannot_be_reached_is_code_4_and_named(call: Call, verb: tuple[str, ...]) -> None:
    """The report names host, cause and cure; progress goes to standard error."""
    done = call(*verb)
    assert done.returncode == 4
    assert "nothing answers at the host's address and port" in done.stdout
    assert "node1: connect" in done.stderr.splitlines()


@pytest.mark.parametrize("verb", [("audit",), ("plan",), ("harden", "--yes")])
def test_json_stands_alone_on_standard_output(call: Call, verb: tuple[str, ...]) -> None:
    """Standard output is one document that keeps to the published schema, whatever happened."""
    done = call(*verb, "--output", "json")
    document = json.loads(done.stdout)
    jsonschema.Draft202012Validator(schema()).validate(document)
    assert (document["verb"], document["summary"]["unreachable"]) == (verb[0], 1)


@pytest.mark.parametrize("words", [("harden", "--dry"), ("--dry", "harden"), ("harden", "-R"), ("harden", "-n")])
def test_every_dry_run_is_one(call: Call, words: tuple[str, ...]) -> None:
    """invoke's own --dry, before and behind the task, does not harden for real; nobody need confirm it."""
    document = json.loads(call(*words, "--output", "json").stdout)
    assert document["dry_run"] is True
    assert json.loads(call("runs", "--output", "json").stdout) == {"runs": []}


def test_harden_asks_and_is_refused_where_nobody_can_answer(call: Call) -> None:
    """Without a terminal and without --yes nothing is connected to, and the exit code is 3."""
    done = call("harden")
    assert (done.returncode, done.stdout) == (3, "")
    assert "--yes" in done.stderr
    assert "connect" not in done.stderr


def test_runs_lists_what_was_done(call: Call) -> None:
    """Every run that was not dry is kept, the newest first."""
    call("audit")
    call("harden", "--yes")
    assert [run["verb"] for run in json.loads(call("runs", "--output", "json").stdout)["runs"]] == ["harden", "audit"]
    assert "harden" in call("runs").stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("audit", "--limit", "nobody"), "nobody"),
        (("audit", "--profile", "strict-est"), "strict-est"),
        (("harden", "--yes", "--controls", "windows.nothing"), "windows.nothing"),
        (("harden", "--profile", "strict-est"), "strict-est"),
        (("rollback", "20300101-000000-aaaa", "--yes"), "there is no run 20300101-000000-aaaa"),
        (("rollback",), "no run has changes left"),
    ],
)
def test_a_wrong_choice_is_code_1_before_any_connection(call: Call, words: tuple[str, ...], said: str) -> None:
    """The sentence names what was wrong; no host was asked."""
    done = call(*words)
    assert (done.returncode, done.stdout) == (1, "")
    assert said in done.stderr
    assert "connect" not in done.stderr
