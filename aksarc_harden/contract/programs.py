"""Which native programs we run on a host, and the arguments they take."""

from __future__ import annotations

from aksarc_harden.model.statement import Command


def check_program(command: Command) -> str | None:
    """Say what is wrong with a native program's arguments, None where nothing is."""
    raise NotImplementedError
