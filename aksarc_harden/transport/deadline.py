"""
How long may we still wait? Two limits, one for the next answer and one for the whole, and a flag that ends both.

Time is handed in, so that tests need no sleep; nothing here knows a carrier.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from aksarc_harden.errors import CancelledError, HostSilentError
from aksarc_harden.transport.session import TimeLimits

LOOK_SECONDS = 1.0  # the longest time between two looks at the cancel flag
POLL_SECONDS = 5.0  # the longest time that a host is asked to wait for something to say

Cancelled = Callable[[], bool]
Clock = Callable[[], float]


def never_cancelled() -> bool:
    """Say that nobody wants this to end early."""
    return False


class Deadline:
    """The limits of one `read` or one `run`."""

    def __init__(
        self, limits: TimeLimits, cancelled: Cancelled = never_cancelled, clock: Clock = time.monotonic
    ) -> None:
        self._limits = limits
        self._cancelled = cancelled
        self._clock = clock
        now = clock()
        self._whole = now + limits.whole
        self._answer = min(now + limits.answer, self._whole)

    def heard(self) -> None:
        """Start the wait for the next answer anew."""
        self._answer = min(self._clock() + self._limits.answer, self._whole)

    @property
    def remaining_seconds(self) -> float:
        """Seconds until the nearer limit, 0 when it is past."""
        return max(0.0, self._answer - self._clock())

    @property
    def is_whole_over(self) -> bool:
        """Tell whether the time for all of it is used up."""
        return self._clock() >= self._whole

    def check_cancelled(self) -> None:
        """
        Go on only if nobody wants to stop.

        Raises:
            CancelledError: somebody does.
        """
        if self._cancelled():
            raise CancelledError("cancelled while waiting for the host")

    def check(self) -> None:
        """
        Go on only if there is time left and nobody wants to stop.

        Raises:
            CancelledError: somebody wants to stop.
            HostSilentError: a limit is past.
        """
        if self.poll_seconds() <= 0:
            over = "altogether" if self.is_whole_over else "for the next answer"
            seconds = self._limits.whole if self.is_whole_over else self._limits.answer
            raise HostSilentError(f"no answer within {seconds:g} seconds {over}")

    def poll_seconds(self) -> float:
        """
        Give the seconds to wait before looking again, 0 when a limit is past.

        Raises:
            CancelledError: somebody wants to stop.
        """
        self.check_cancelled()
        return min(POLL_SECONDS, self.remaining_seconds)

    def next_wait(self) -> float:
        """Give the seconds to wait before looking again; raises as `check` does."""
        self.check()
        return self.poll_seconds()
