"""What is wrong with the network of a host just now?"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class NetworkTrouble:
    """
    What a rehearsal does to a host's connections; all zero and false is calm.

    Attributes:
        latency_seconds: added to every round trip.
        resets: so many more answers to a Receive are made, and the connection is reset instead of sending them.
        halves: so many more answers to a Receive break off in the middle.
        is_silent: every Receive only times out; what it would have brought stays.
        is_rubbish: every answer is a page of text instead of SOAP.
    """

    latency_seconds: float = 0.0
    resets: int = 0
    halves: int = 0
    is_silent: bool = False
    is_rubbish: bool = False

    def calm(self) -> None:
        """End all trouble."""
        self.latency_seconds, self.resets, self.halves = 0.0, 0, 0
        self.is_silent = self.is_rubbish = False

    def takes_reset(self, action: str) -> bool:
        """Tell whether this answer is to be replaced by a reset, and count it."""
        if action != "Receive" or self.resets <= 0:
            return False
        self.resets -= 1
        return True

    def takes_half(self, action: str) -> bool:
        """Tell whether this answer is to break off, and count it."""
        if action != "Receive" or self.halves <= 0:
            return False
        self.halves -= 1
        return True
