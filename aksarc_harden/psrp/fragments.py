"""
How messages are cut into fragments and put together again ([MS-PSRP] 2.2.4), within bounded memory.

Knows nothing of what a message holds.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from aksarc_harden.errors import ProtocolError

FRAGMENT_BYTES = 32_768  # the largest fragment that Windows sends, header included (studies: Windows details)
OBJECT_BYTES = 64 * 1024 * 1024
"""
The largest message we put together.

Windows itself refuses objects above 10 MB (PSMaximumReceivedObjectSizeMB) and more than 50 MB for one command; the
engine took a 40 MB parameter over streams (recordings/wire README, b).
"""
OPEN_OBJECTS = 1_024  # messages begun and not ended; a peer has at most one a pipeline, and we run far fewer

_HEADER = struct.Struct(">QQBI")  # object, fragment, flags, length
_START, _END = 1, 2


class Channels:
    """
    One `Defragmenter` a channel, kept only while something is half there.

    Attributes:
        forgiving: as of `Defragmenter`.
    """

    def __init__(self, *, forgiving: bool = False) -> None:
        self._forgiving = forgiving
        self._busy: dict[object, Defragmenter] = {}

    def feed(self, data: bytes, channel: object) -> list[bytes]:
        """Take a channel's bytes and give the messages that they complete; ProtocolError as `Defragmenter.feed`."""
        defragmenter = self._busy.pop(channel, None) or Defragmenter(forgiving=self._forgiving)
        messages = defragmenter.feed(data)
        if not defragmenter.is_empty:
            self._busy[channel] = defragmenter
        return messages


class Fragmenter:
    """Cuts messages; numbers them from 1, as object number 0 is lost on the engine (recordings/wire, hostile)."""

    def __init__(self, fragment_bytes: int = FRAGMENT_BYTES) -> None:
        if fragment_bytes <= _HEADER.size:
            raise ValueError(f"a fragment of {fragment_bytes} bytes has no room for data")
        self._room = fragment_bytes - _HEADER.size
        self._objects = 0

    def cut(self, message: bytes) -> list[bytes]:
        """Give a message's fragments in order; there is at least one."""
        self._objects += 1
        last = max(0, len(message) - 1) // self._room
        fragments = []
        for number in range(last + 1):
            part = message[number * self._room : (number + 1) * self._room]
            flags = (_START if number == 0 else 0) | (_END if number == last else 0)
            fragments.append(_HEADER.pack(self._objects, number, flags, len(part)) + part)
        return fragments


@dataclass
class _Partial:
    parts: list[bytes] = field(default_factory=list)


class Defragmenter:
    """
    Puts fragments together, fed with any bytes, split anywhere; messages may interleave.

    After an error it is empty, and ready for a fragment's beginning.

    Attributes:
        forgiving: lose a message whose fragments are out of order, as the engine's server does
            (recordings/wire, hostile), instead of an error.
    """

    def __init__(self, *, forgiving: bool = False, object_bytes: int = OBJECT_BYTES) -> None:
        self.forgiving = forgiving
        self._limit = object_bytes
        self._tail = bytearray()
        self._open: dict[int, _Partial] = {}
        self._held = 0

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is half there."""
        return not self._tail and not self._open

    def feed(self, data: bytes) -> list[bytes]:
        """
        Take bytes and give the messages that they complete, in order.

        Raises:
            ProtocolError: fragments out of order, or more bytes than `object_bytes` altogether.
        """
        held, self._tail = self._tail, bytearray()
        held += data
        done: list[bytes] = []
        at = 0
        while len(held) - at >= _HEADER.size:
            number, fragment, flags, length = _HEADER.unpack_from(held, at)
            if length > self._limit:
                self._clear()
                raise ProtocolError(f"a fragment of {length} bytes; the limit is {self._limit}")
            end = at + _HEADER.size + length
            if end > len(held):
                break
            self._take(number, fragment, flags, bytes(held[at + _HEADER.size : end]), done)
            at = end
        del held[:at]
        self._tail = held
        return done

    def _take(self, number: int, fragment: int, flags: int, part: bytes, done: list[bytes]) -> None:
        if number == 0:
            self._lose(number, fragment)
            return
        if flags & _START and flags & _END and fragment == 0:
            self._forget(number)
            done.append(part)
            return
        partial = self._begin(number) if flags & _START else self._open.get(number)
        if partial is None or fragment != len(partial.parts):
            self._lose(number, fragment)
            return
        self._held += len(part)
        if self._held > self._limit:
            self._clear()
            raise ProtocolError(f"unfinished messages of more than {self._limit} bytes")
        partial.parts.append(part)
        if flags & _END:
            done.append(b"".join(partial.parts))
            self._forget(number)

    def _clear(self) -> None:
        self._held = 0
        self._open.clear()

    def _begin(self, number: int) -> _Partial:
        self._forget(number)
        if len(self._open) >= OPEN_OBJECTS:
            raise ProtocolError(f"more than {OPEN_OBJECTS} unfinished messages")
        self._open[number] = partial = _Partial()
        return partial

    def _forget(self, number: int) -> None:
        partial = self._open.pop(number, None)
        if partial is not None:
            self._held -= sum(map(len, partial.parts))

    def _lose(self, number: int, fragment: int) -> None:
        self._forget(number)
        if not self.forgiving:
            raise ProtocolError(f"fragment {fragment} of message {number} is out of order")
