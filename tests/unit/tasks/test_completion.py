"""What a shell is offered while a command line is typed, by the real shell where it is there."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from aksarc_harden.tasks.command_line import namespace
from aksarc_harden.tasks.completion import SCRIPTS, answered, candidates
from tests.support.command_line import aksarc

CASES = [
    (["au"], ["audit"]),
    (["catalogue."], ["catalogue.export", "catalogue.list", "catalogue.show"]),
    (["--li"], ["--list"]),
    (["audit", "--pro"], ["--profile"]),
    (["audit", "--profile", "cis"], ["cis-ws2022-l1"]),
    (["audit", "-p", "mini"], ["minimal"]),
    (["audit", "--profile", "=", "mini"], ["minimal"]),
    (["audit", "--site", "reh"], ["rehearsal"]),
    (["audit", "--controls", "windows.lsa.no_lm"], ["windows.lsa.no_lm_hash"]),
    (["audit", "--controls", "windows.uac,windows.lsa.no_lm"], ["windows.uac,windows.lsa.no_lm_hash"]),
    (["catalogue.show", "windows.lsa.no_lm"], ["windows.lsa.no_lm_hash"]),
    (["catalogue.show", "windows.lsa.no_lm_hash", "w"], []),
    (["catalogue.list", "--role", "hyper"], ["hyperv-host"]),
    (["catalogue.list", "--benchmark", ""], ["CIS", "STIG", "Microsoft"]),
    (["catalogue.list", "--severity", "high,cr"], ["high,critical"]),
    (["catalogue.export", "--to", "x"], []),
    (["harden", "--yes", "--dry"], ["--dry-run"]),
]


@pytest.mark.parametrize(("typed", "expected"), CASES, ids=[" ".join(case[0]) for case in CASES])
def test_the_last_word_is_completed(typed: list[str], expected: list[str]) -> None:
    """Tasks, options, and the values that can be listed; where anything may stand, nothing."""
    assert candidates(typed, namespace()) == expected


def test_an_empty_line_offers_every_task() -> None:
    """The developers' too, in a checkout."""
    offered = candidates([""], namespace())

    assert {"harden", "catalogue.list", "rehearsal.up", "check"} <= set(offered)
    assert not any(word.startswith("-") for word in offered)


def test_every_option_of_a_task_is_offered() -> None:
    """What its help lists is what can be completed."""
    offered = candidates(["harden", "--"], namespace())

    assert {"--help", "--site", "--profile", "--controls", "--allow-risky", "--dry-run", "--yes"} <= set(offered)


@pytest.mark.parametrize("shell", SCRIPTS)
def test_a_script_is_printed_for_each_shell(shell: str) -> None:
    """It calls the program as it was typed."""
    done = aksarc("--print-completion-script", shell)

    assert done.returncode == 0
    assert "--complete --" in done.stdout
    assert "aksarc" in done.stdout


def test_another_shell_is_one_error() -> None:
    """The shells that there are scripts for are named."""
    done = aksarc("--print-completion-script", "tcsh")

    assert (done.returncode, done.stdout) == (1, "")
    assert "bash, zsh, fish" in done.stderr


def test_other_command_lines_are_no_shells_questions() -> None:
    """They go on to the tasks."""
    assert not answered(["audit", "--complete"], namespace)


def test_bash_completes_with_the_script(tmp_path: Path) -> None:
    """The script is read by a real bash, and what it offers is what the program says, blanks in its path included."""
    program = tmp_path / "a folder" / "aksarc"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\nprintf "%s\\n" "$@" >"$0.asked"\nprintf "one\\ntwo words\\n"\n', encoding="utf-8")
    program.chmod(0o755)
    code = (
        f"{SCRIPTS['bash']}\nCOMP_WORDS=('{program}' audit --controls '')\nCOMP_CWORD=3\n_complete_aksarc\n"
        'printf "%s|" "${COMPREPLY[@]}"\n'
    )

    done = subprocess.run(["bash", "-c", code], capture_output=True, text=True, timeout=20, check=True)

    assert done.stdout == "one|two words|"
    assert program.with_name("aksarc.asked").read_text(encoding="utf-8").splitlines() == [
        "--complete", "--", "audit", "--controls", "",
    ]  # fmt: skip
