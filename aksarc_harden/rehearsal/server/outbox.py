"""
What has a shell or a command still to give to its client?

Fragments wait here until a Receive takes them.
The last answer is kept until the next one: a client that lost it sends the very same Receive again and gets the very
same bytes, over whatever connection; one that asks anew gets what is known not to have reached it.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass

from aksarc_harden.rehearsal.server.fault import Fault, operation_aborted

GATHER_SECONDS = 0.01  # a Receive waits so long for more of an output that has begun, as fewer answers are cheaper
ELEMENT_BYTES = 160  # of a Stream element around its text


@dataclass(frozen=True)
class Portion:
    """What one Receive takes; `is_last` comes with the last of a pipeline."""

    fragments: tuple[bytes, ...]
    is_last: bool


@dataclass
class _Reply:
    message_id: str
    envelope: bytes
    portion: Portion
    is_lost: bool = False


class Outbox:
    """The undelivered output of a shell or of one of its commands."""

    def __init__(self) -> None:
        self._fragments: deque[bytes] = deque()
        self._is_finished = False
        self._fault: Fault | None = None
        self._ready = asyncio.Event()
        self._turn = 0
        self._interruption = operation_aborted()
        self._reply: _Reply | None = None

    def put(self, fragment: bytes, *, is_last: bool) -> None:
        """Add a fragment; after the last one nothing is taken any more."""
        if self._is_finished or self._fault:
            return
        self._fragments.append(fragment)
        self._is_finished = is_last
        self._ready.set()

    def end(self, fault: Fault) -> None:
        """Answer with a fault, once what is here has been taken."""
        if not self._is_finished and not self._fault:
            self._fault = fault
            self._ready.set()

    def interrupt(self, fault: Fault) -> None:
        """End a Receive that waits, with this fault; what is here stays."""
        self._turn += 1
        self._interruption = fault
        self._ready.set()

    def reply_to(self, message_id: str) -> bytes | None:
        """
        Give the last answer again if this is the very same Receive.

        A new one shows that the client goes on; what the last answer held is taken back if it was lost.
        """
        reply, self._reply = self._reply, None
        if reply is None:
            return None
        if reply.message_id == message_id:
            self._reply = reply
            reply.is_lost = False
            return reply.envelope
        if reply.is_lost:
            self._fragments.extendleft(reversed(reply.portion.fragments))
        return None

    def remember(self, message_id: str, envelope: bytes, portion: Portion) -> None:
        """Keep an answer until the next one."""
        self._reply = _Reply(message_id, envelope, portion)

    def lose(self, message_id: str) -> None:
        """Note that an answer did not reach its client."""
        if self._reply is not None and self._reply.message_id == message_id:
            self._reply.is_lost = True

    async def take(self, room: int) -> Portion:
        """
        Wait for output and take what fits into so many bytes of an answer, at least one fragment.

        A caller that is cancelled takes nothing. A second caller ends the first one's wait.

        Raises:
            Fault: nothing will come, or another Receive took this one's place.
        """
        self.interrupt(operation_aborted())
        turn = self._turn
        while not (self._fragments or self._is_finished or self._fault):
            self._ready.clear()
            await self._ready.wait()
            self._check(turn)
        if not (self._is_finished or self._fault):
            await asyncio.sleep(GATHER_SECONDS)
            self._check(turn)
        if not self._fragments and self._fault:
            raise self._fault
        taken = self._take_now(room)
        return Portion(taken, self._is_finished and not self._fragments)

    def _check(self, turn: int) -> None:
        if turn != self._turn:
            raise self._interruption

    def _take_now(self, room: int) -> tuple[bytes, ...]:
        taken: list[bytes] = []
        size = 0
        while self._fragments:
            size += ELEMENT_BYTES + 4 * ((len(self._fragments[0]) + 2) // 3)
            if taken and size > room:
                break
            taken.append(self._fragments.popleft())
        return tuple(taken)
