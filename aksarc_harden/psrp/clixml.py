"""CLIXML, the text form of .NET values: `write` one, `read` one; neither knows what it is for."""

from __future__ import annotations

from aksarc_harden.psrp.clixml_reader import READ_LEVELS, read
from aksarc_harden.psrp.clixml_writer import ARGUMENT_LEVELS, INPUT_LEVELS, write

__all__ = ["ARGUMENT_LEVELS", "INPUT_LEVELS", "READ_LEVELS", "read", "write"]
