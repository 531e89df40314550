"""
What we ask a host to do: commands with typed parameters, never script text.

A `Statement` is one command or a pipeline of commands; a `Chain` is statements that depend on each other, in order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from aksarc_harden.model.values import WireValue


@dataclass(frozen=True)
class Command:
    """
    One command of a pipeline.

    Attributes:
        name: a command's name, or a native program's full path.
        arguments: (parameter name or None, value) in order; a switch's value is True.
    """

    name: str
    arguments: tuple[tuple[str | None, WireValue], ...] = ()

    @property
    def is_program(self) -> bool:
        """Tell whether this is a native program, which is always named by its full path."""
        return "\\" in self.name or "/" in self.name


@dataclass(frozen=True)
class Statement:
    """One command, or a pipeline of commands, fed by any number of input objects."""

    commands: tuple[Command, ...]
    inputs: tuple[WireValue, ...] = ()

    def __or__(self, following: Statement) -> Statement:
        """Join two into one pipeline, as PowerShell's `|` does."""
        return Statement(self.commands + following.commands, self.inputs)


def call(name: str, *positional: WireValue, **named: WireValue) -> Statement:
    """
    Write a statement of one command the way one would say it.

    >>> call("Test-Path", LiteralPath="C:\\\\Windows").commands[0].arguments
    (('LiteralPath', 'C:\\\\Windows'),)
    """
    arguments = tuple((None, value) for value in positional) + tuple(named.items())
    return Statement((Command(name, arguments),))


def program(path: str, *arguments: str) -> Statement:
    """Run a native program by its full path; every argument is text of its own."""
    return call(path, *arguments)


Chain: TypeAlias = tuple[Statement, ...]
