"""
How every task begins and ends: arguments in, exit code out, and no traceback at the door.

A task's body returns its code (`codes`); errors of ours become a sentence and a code here.
A defect, too, ends in a sentence; `--debug` shows where it came from.
"""

from __future__ import annotations

import functools
import logging
import sys
import traceback
import warnings
from collections.abc import Callable, Mapping
from typing import Any

from invoke import Context, Task
from invoke.exceptions import Exit

from aksarc_harden.errors import HardenError, InputError, InputProblem, RefusedError, TransientError
from aksarc_harden.reports.reader import go_on_without
from aksarc_harden.tasks.choices import HELP, SHORT
from aksarc_harden.tasks.codes import ExitCode
from aksarc_harden.tasks.display import say
from aksarc_harden.tasks.signals import signals_of_a_task


class DoorTask(Task):  # type: ignore[misc]  # invoke's types are not followed
    """
    An invoke task whose short flags are chosen.

    Attributes:
        explained: argument → help; invoke's own such mapping is used up when it is read.
    """

    explained: Mapping[str, str] = {}

    def arg_opts(self, name: str, default: Any, taken_names: set[str]) -> dict[str, Any]:
        """Give the argument its chosen short flag and its help; invoke would use the help up."""
        options: dict[str, Any] = super().arg_opts(name, default, taken_names)
        if name in SHORT:
            options["names"] = [*options["names"], SHORT[name]]
        options["help"] = self.explained[name]
        return options


def front_door(
    *, name: str | None = None, changes: bool = False, **help_texts: str
) -> Callable[[Callable[..., int]], DoorTask]:
    """
    Make a task of a function that takes invoke's context and returns an exit code.

    Args:
        name: where the function's own name cannot be the task's.
        changes: it changes something; without a `dry_run` of its own it refuses invoke's `--dry`.
        help_texts: help of arguments that are this task's alone; the shared ones are in `choices`.
    """

    def opened(body: Callable[..., int]) -> DoorTask:
        @functools.wraps(body)
        def enter(context: Context, **arguments: Any) -> None:
            code = _run(body, context, arguments, changes=changes)
            if code != ExitCode.AS_WANTED:
                raise Exit(code=int(code))

        task = DoorTask(enter, name=name, positional=(), auto_shortflags=False)
        task.explained = {**HELP, **help_texts}
        return task

    return opened


def _run(body: Callable[..., int], context: Context, arguments: dict[str, Any], *, changes: bool) -> int:
    debug = bool(arguments.get("debug"))
    _prepare(debug=debug)
    with signals_of_a_task():
        try:
            if context.config.run.dry:
                _count_as_dry_run(arguments, changes=changes)
            code = body(context, **arguments)
        except KeyboardInterrupt:
            say("Stopped. Nothing is lost: harden goes on where it stopped, rollback takes back what was changed.")
            code = ExitCode.INTERRUPTED
        except Exception as error:  # noqa: BLE001 — the door: a defect ends in a sentence, not in a traceback
            code = _told(error, debug=debug)
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        go_on_without(sys.stdout)
    return code


def _prepare(*, debug: bool) -> None:
    """Set what is said, and how, before the body says anything."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a terminal that knows ASCII alone gets escapes
    ours = logging.getLogger("aksarc_harden")  # other libraries log what they send, secrets included
    handler: logging.Handler = logging.NullHandler()
    if debug:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(asctime)s %(threadName)s %(name)s: %(message)s"))
        ours.setLevel(logging.DEBUG)
    else:
        warnings.simplefilter("ignore")  # what libraries warn of is for developers; the report says what matters
    ours.addHandler(handler)


def _count_as_dry_run(arguments: dict[str, Any], *, changes: bool) -> None:
    """Let invoke's own `--dry` keep its promise: nothing is changed."""
    if "dry_run" in arguments:
        arguments["dry_run"] = True
    elif changes:
        raise InputError(InputProblem("--dry was given, and this task cannot be tried dry", "leave --dry out"))


def _told(error: Exception, *, debug: bool) -> ExitCode:
    """Say an error in its sentence and give its code."""
    if debug:
        traceback.print_exception(error, file=sys.stderr)
    if isinstance(error, HardenError):
        say(f"{error}")
    elif isinstance(error, OSError) and error.filename:
        cure = "make it usable for this user; XDG_STATE_HOME may name another folder for what is kept between runs"
        say(str(InputProblem(f"cannot be used: {error.strerror}", cure, str(error.filename))))
    else:
        more = "" if debug else "; --debug shows where"
        say(f"A defect in aksarc ended this: {type(error).__name__}: {error}{more}.")
    if isinstance(error, RefusedError):
        return ExitCode.REFUSED
    return ExitCode.UNREACHABLE if isinstance(error, TransientError) else ExitCode.ERROR
