"""The front door: every way a task can end has its exit code and its sentence, and none is a traceback."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator

import pytest
from invoke import Collection, Context, Program

from aksarc_harden.errors import (
    AccessDeniedError,
    HostUnreachableError,
    InputError,
    InputProblem,
    RefusedError,
)
from aksarc_harden.tasks.front_door import front_door

Run = Callable[..., int]


@pytest.fixture
def run() -> Iterator[Run]:
    """Run a task of one body by its command line and give the exit code."""

    def call(body: Callable[[], int], *words: str, changes: bool = False) -> int:
        @front_door(name="work", changes=changes)
        def work(context: Context, debug: bool = False) -> int:
            """Work."""
            return body()

        try:
            Program(namespace=Collection(work), version="0").run(["aksarc", *words])
        except SystemExit as ended:
            return int(ended.code or 0)
        return 0

    yield call
    logging.getLogger("aksarc_harden").handlers.clear()


def raising(error: BaseException) -> Callable[[], int]:
    """Make a body that raises."""

    def body() -> int:
        raise error

    return body


@pytest.mark.parametrize("code", [0, 1, 2, 3, 4])
def test_a_bodys_code_is_the_exit_code(run: Run, code: int) -> None:
    """What a task returns is what the shell sees."""
    assert run(lambda: code, "work") == code


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (InputError(InputProblem("no site is named x", "use one of a, b", "hosts.yml", 3)), 1),
        (AccessDeniedError("hci-node1 refused the sign-in"), 1),
        (RefusedError("another command works on this site"), 3),
        (HostUnreachableError("nothing listens at 127.1.0.9"), 4),
    ],
)
def test_an_error_of_ours_is_a_sentence_and_a_code(
    run: Run, capsys: pytest.CaptureFixture[str], error: Exception, code: int
) -> None:
    """Standard error holds the sentence, standard output nothing, and there is no traceback."""
    assert run(raising(error), "work") == code
    said = capsys.readouterr()
    assert said.err.strip() == str(error)
    assert said.out == ""


def test_a_defect_is_a_sentence_too(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """A defect of ours names itself in one line and points to --debug."""
    assert run(raising(KeyError("site")), "work") == 1
    said = capsys.readouterr().err
    assert "KeyError: 'site'" in said
    assert "--debug" in said
    assert "Traceback" not in said


def test_debug_shows_where_an_error_comes_from(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """With --debug the traceback comes before the sentence."""
    assert run(raising(RefusedError("no")), "work", "--debug") == 3
    assert "Traceback" in capsys.readouterr().err


def test_an_interrupt_ends_cleanly_and_says_how_to_go_on(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """Ctrl-C is no traceback: it tells of resuming and of taking back."""
    assert run(raising(KeyboardInterrupt()), "work") == 130
    said = capsys.readouterr().err
    assert "rollback" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("words", [("--dry", "work"), ("work", "--dry"), ("-R", "work")])
def test_invokes_dry_is_refused_where_it_cannot_be_kept(run: Run, words: tuple[str, ...]) -> None:
    """A task that changes something and cannot be tried dry does nothing with --dry."""
    done: list[bool] = []

    def body() -> int:
        done.append(True)
        return 0

    assert run(body, *words, changes=True) == 1
    assert not done
    assert run(body, *words, changes=False) == 0
    assert done
