"""The command line as a whole: which tasks there are, how light it is, and how its two programs start."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from aksarc_harden.rehearsal.host.disturbances import ACCESS_DENIED, MISSING, THROWING, UNCHANGING
from tests.support.command_line import CHECKOUT, aksarc, invoke, python

HEAVY = {"ansible", "pypsrp", "requests", "cryptography", "paramiko", "pydantic"}
FOR_OPERATORS = {
    "audit", "plan", "harden", "rollback", "report", "runs", "runs.list", "runs.drift", "runs.trend",
    "catalogue.list", "catalogue.show", "catalogue.export",
    "rehearsal.up", "rehearsal.down", "rehearsal.status", "rehearsal.reset", "rehearsal.disturb",
}  # fmt: skip
FOR_DEVELOPERS = {"check", "test"}


@pytest.mark.parametrize(
    "started",
    [
        "import aksarc_harden.tasks, aksarc_harden.tasks.command_line",
        "import sys; sys.argv = ['invoke', '--list']\nfrom invoke.main import program\nprogram.run(exit=False)",
    ],
)
def test_the_command_line_loads_nothing_heavy(started: str) -> None:
    """Neither importing the tasks nor listing them loads a library that takes its time."""
    code = f"{started}\nimport sys, json\nprint(json.dumps(sorted({{name.partition('.')[0] for name in sys.modules}})))"
    done = python(code)
    loaded = set(json.loads(done.stdout.splitlines()[-1]))
    assert "invoke" in loaded, done.stderr
    assert not loaded & HEAVY


def listed(output: str) -> set[str]:
    """Read the names of invoke's JSON list."""
    form = json.loads(output)
    names = {task["name"] for task in form["tasks"]}
    names |= {part["name"] for part in form["collections"] if part["default"]}
    return names | {f"{part['name']}.{task['name']}" for part in form["collections"] for task in part["tasks"]}


def test_invoke_lists_the_tasks_of_a_checkout() -> None:
    """In a checkout the developers' tasks are there, too."""
    names = listed(invoke("--list", "--list-format", "json").stdout)
    assert names >= FOR_OPERATORS | FOR_DEVELOPERS


def test_the_console_script_has_the_same_tasks() -> None:
    """`aksarc` as installed by pip offers what invoke offers, and knows its version."""
    asked = ("--list", "--list-format", "json")
    assert listed(aksarc(*asked).stdout) == listed(invoke(*asked).stdout)
    assert aksarc("--version").stdout.startswith("aksarc 0.")


@pytest.mark.parametrize("task", sorted(FOR_OPERATORS))
def test_every_task_explains_itself(task: str) -> None:
    """`--help` behind a task gives its purpose and a help for every option."""
    done = invoke(task, "--help")
    assert done.returncode == 0, done.stderr
    options = done.stdout.partition("Options:")[2]
    assert "--debug" in options
    assert all(len(line.split("   ", 1)) == 2 for line in options.splitlines() if line.startswith("  -")), options


def test_every_kind_of_disturbance_is_explained() -> None:
    """Whoever wants to see something go wrong finds the kinds in the help, with what they take."""
    network = ("latency", "reset", "half-answer", "silent", "rubbish", "unreachable", "calm")
    said = invoke("rehearsal.disturb", "--help").stdout.splitlines()
    named = {line.split()[0] for line in said if line.startswith("    ") and line.strip()}
    assert named >= {*network, ACCESS_DENIED, MISSING, THROWING, UNCHANGING}


def test_a_positional_argument_reaches_both_programs() -> None:
    """An argument with a place is taken as one by invoke and by the console script."""
    for done in (invoke("rehearsal.disturb", "nobody"), aksarc("rehearsal.disturb", "nobody")):
        assert (done.returncode, done.stdout) == (1, "")
        assert "HOST KIND" in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("harden", "--output", "xml"), "terminal, json"),
        (("rehearsal.up", "--hosts", "abc"), "whole number from 1"),
        (("audit", "--site", "nowhere-at-all"), "no site is named nowhere-at-all"),
        (("harden", "--site", "nowhere-at-all"), "no site is named nowhere-at-all"),
        (("audit", "--site", "inventories/example/hosts.yml"), "a site is a folder"),
        (("rehearsal.up", "--hosts", "0"), "whole number from 1"),
        (("audit", "--colour"), "audit has no option --colour"),
        (("audit", "--sit", "x"), "did you mean --site?"),
        (("audit", "--site"), "--site needs a value"),
        (("audit", "now"), "audit takes no argument now"),
        (("rollback", "one", "two"), "rollback takes no argument two"),
        (("hardne",), "did you mean harden?"),
    ],
)
def test_wrong_input_is_one_sentence_and_code_1(words: tuple[str, ...], said: str, tmp_path: Path) -> None:
    """Nothing is started, standard output stays empty, and the sentence says what would be right."""
    done = invoke(*words, XDG_STATE_HOME=str(tmp_path))
    assert (done.returncode, done.stdout) == (1, "")
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not list(tmp_path.iterdir())


def test_the_console_script_explains_a_wrong_word_alike() -> None:
    """Both programs read their words the same way."""
    done = aksarc("hardne")
    assert (done.returncode, done.stdout) == (1, "")
    assert "no task is named hardne (did you mean harden?" in done.stderr


def test_a_reader_that_goes_away_is_no_traceback() -> None:
    """`aksarc --list | head -1`: the closed pipe ends the program quietly."""
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as closed:
        done = subprocess.run(
            [sys.executable, "-m", "invoke", "--list"], cwd=CHECKOUT, stdout=closed, stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL, text=True, timeout=60, check=False,
        )  # fmt: skip
    assert done.stderr == ""


def test_dry_shows_the_checks_and_runs_none() -> None:
    """invoke's own --dry holds for the developers' tasks: the tools are named, not started."""
    done = invoke("check", "--dry")
    assert done.returncode == 0
    assert "ruff format --check" in done.stdout
    assert "mypy" in done.stdout
