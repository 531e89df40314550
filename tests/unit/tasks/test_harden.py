"""The main tasks over a site that cannot be reached: outputs, exit codes, and what is refused before anything."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from aksarc_harden.reports.document import schema
from tests.support.closed_site import make_closed_site
from tests.support.command_line import CHECKOUT, INVOKE, Done, invoke

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


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_ends_a_run_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    """Ctrl-C, or the end of a patch window, in the middle of a host that does not answer: no traceback, code 130."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        site = make_closed_site(tmp_path / "silent", silent.getsockname()[1])
        environment = os.environ | {"XDG_STATE_HOME": str(tmp_path / "state")}
        process = subprocess.Popen(
            [*INVOKE, "audit", "--site", str(site)], cwd=CHECKOUT, env=environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip
        with silent.accept()[0]:  # the host is being asked, and never answers
            process.send_signal(number)
            out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, "")
    assert "rollback" in err
    assert "Traceback" not in err


@pytest.mark.parametrize("output", ["terminal", "json"])
def test_a_reader_that_goes_away_changes_no_exit_code(tmp_path: Path, output: str) -> None:
    """`aksarc audit | head`: the report is cut off, and the code still says what was found."""
    site = make_closed_site(tmp_path / "closed")
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as closed:
        done = subprocess.run(
            [*INVOKE, "audit", "--site", str(site), "--output", output], cwd=CHECKOUT, stdin=subprocess.DEVNULL,
            stdout=closed, stderr=subprocess.PIPE, text=True, timeout=60, check=False,
            env=os.environ | {"XDG_STATE_HOME": str(tmp_path / "state")},
        )  # fmt: skip
    assert done.returncode == 4
    assert [line.partition(":")[0] for line in done.stderr.splitlines()] == ["node1", "node1"]
