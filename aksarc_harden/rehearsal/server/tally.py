"""How many requests did a host answer, and how large were they?"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Tally:
    """
    What a host answered since the last reset.

    Attributes:
        answers: by action and HTTP status; a Receive that only timed out is not among them.
        timed_out: Receives that only timed out.
        bytes_received, bytes_sent: of envelopes, those of `timed_out` included.
    """

    answers: Counter[tuple[str, int]] = field(default_factory=Counter)
    timed_out: int = 0
    bytes_received: int = 0
    bytes_sent: int = 0

    @property
    def requests(self) -> int:
        """Requests with an action; not 401 legs, empty bodies, Receives that only timed out."""
        return self.answers.total()

    def reset(self) -> None:
        """Begin anew."""
        self.answers.clear()
        self.timed_out = self.bytes_received = self.bytes_sent = 0
