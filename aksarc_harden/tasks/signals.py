"""
What the signals mean to a task: a stop that closes what is open, and a closed pipe that ends nothing.

A second stop ends at once; that loses nothing either, for the journal holds every step before it happens.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from aksarc_harden.tasks.codes import ExitCode
from aksarc_harden.tasks.display import say

_STOPS = (signal.SIGINT, signal.SIGTERM)  # Ctrl-C; the end of a patch window
_SHOW_CURSOR = "\x1b[?25h"  # a bar that is drawn hides it


@contextmanager
def signals_of_a_task() -> Iterator[None]:
    """Let a stop raise KeyboardInterrupt, and a lost connection be an error to handle, while the block runs."""
    before = {number: signal.getsignal(number) for number in (*_STOPS, signal.SIGPIPE)}
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    for number in _STOPS:
        signal.signal(number, _stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _stop(number: int, frame: FrameType | None) -> None:
    for stop in _STOPS:
        signal.signal(stop, _end_at_once)
    say("Stopping: what is open is closed, which may take some seconds. Once more to end at once.")
    raise KeyboardInterrupt


def _end_at_once(number: int, frame: FrameType | None) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(_SHOW_CURSOR)
        sys.stderr.flush()
    os._exit(ExitCode.INTERRUPTED)
