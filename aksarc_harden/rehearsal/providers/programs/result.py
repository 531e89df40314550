"""What a native program leaves behind: lines, and an exit code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from aksarc_harden.rehearsal.host import SimulatedHost


@dataclass(frozen=True)
class ProgramResult:
    """
    The end of a program.

    Attributes:
        output: the lines of its standard output; they become strings in the pipeline.
        errors: the lines of its standard error; they become error records that mean nothing by themselves.
    """

    exit_code: int = 0
    output: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()


Program: TypeAlias = Callable[[SimulatedHost, Sequence[str]], ProgramResult]
"""A program takes its host and its arguments."""


def refused(text: str, exit_code: int = 1) -> ProgramResult:
    """End with one line on standard error."""
    return ProgramResult(exit_code, (), (text,))
