"""
What is wrong with a command line that invoke cannot read, in our words and with what would be right.

invoke's parser tells where it stopped; its sentences are for those who write tasks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from invoke import Collection
from invoke.exceptions import ParseError
from invoke.parser import Parser, ParserContext

from aksarc_harden.errors import InputProblem
from aksarc_harden.site.nearest import nearest

_QUOTED = re.compile(r"'([^']*)'")  # the word that the parser stopped at
_FLAG = re.compile(r"<Argument: ([\w-]+)")  # the option that it stopped at


def check_words(words: list[str], tasks: Collection, core: ParserContext, program: str) -> None:
    """
    Read a command line as invoke will.

    Args:
        core: invoke's own options.
        program: how the operator calls it.

    Raises:
        ParseError: invoke would raise it, too; this one says what would be right.
    """
    contexts = tasks.to_contexts()
    try:
        Parser(contexts=contexts, initial=core).parse_argv(words)
    except ParseError as error:
        names = {name for name in tasks.task_names if isinstance(name, str)}
        problem = _problem(str(error), error.context, names, program)
        raise ParseError(str(problem), error.context) from error


def _problem(said: str, context: ParserContext | None, tasks: set[str], program: str) -> InputProblem:
    task = context.name if context is not None and context.name else ""
    see = f"{program} {task} --help lists its options" if task else f"{program} --list names the tasks"
    flag, quoted = _FLAG.search(said), _QUOTED.search(said)
    if flag is not None:
        return InputProblem(f"--{flag[1]} needs a value", see)
    if quoted is None:
        return InputProblem(said, see)
    word = quoted[1]
    if word.startswith("-"):
        known = context.flags if context is not None else {}
        return InputProblem(f"{task or program} has no option {word}", _offered(word, known, see))
    what = f"{task} takes no argument {word}, and no task" if task else "no task"
    return InputProblem(f"{what} is named {word}", _offered(word, tasks, see))


def _offered(word: str, known: Iterable[str], see: str) -> str:
    near = nearest(word, known, closeness=0.7)
    return f"did you mean {near}? {see}" if near else see
