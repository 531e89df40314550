"""Two limits and a flag end a wait."""

from __future__ import annotations

import pytest

from aksarc_harden.errors import CancelledError, HostSilentError
from aksarc_harden.transport.deadline import POLL_SECONDS, Deadline
from aksarc_harden.transport.session import TimeLimits


class Clock:
    """Time that a test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


LIMITS = TimeLimits(answer=10, whole=25)


def test_an_answer_starts_the_wait_anew_until_the_whole_is_over() -> None:
    """Ten seconds for each answer, twenty-five for all."""
    clock = Clock()
    deadline = Deadline(LIMITS, clock=clock)
    seen = []
    for moment in (1000, 1009, 1018, 1024):
        clock.now = moment
        deadline.heard()
        seen.append(deadline.remaining_seconds)
    assert seen == [10, 10, 7, 1]


def test_no_answer_in_time_is_silence() -> None:
    """The message says which limit it was."""
    clock = Clock()
    deadline = Deadline(LIMITS, clock=clock)
    clock.now += 10
    assert deadline.poll_seconds() == 0
    assert not deadline.is_whole_over
    with pytest.raises(HostSilentError, match="10 seconds for the next answer"):
        deadline.check()
    clock.now += 15
    assert deadline.is_whole_over
    with pytest.raises(HostSilentError, match="25 seconds altogether"):
        deadline.next_wait()


def test_no_single_wait_is_long() -> None:
    """So the flag is looked at every few seconds."""
    assert Deadline(LIMITS, clock=Clock()).next_wait() == POLL_SECONDS


def test_the_flag_ends_a_wait_at_once() -> None:
    """Whatever time is left."""
    with pytest.raises(CancelledError):
        Deadline(LIMITS, lambda: True).poll_seconds()
