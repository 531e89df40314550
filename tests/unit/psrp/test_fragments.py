"""Messages are cut and put together again, however their bytes arrive, within bounded memory."""

from __future__ import annotations

import struct
import tracemalloc
from collections.abc import Iterable

import pytest

from aksarc_harden.errors import ProtocolError
from aksarc_harden.psrp.fragments import FRAGMENT_BYTES, OPEN_OBJECTS, Channels, Defragmenter, Fragmenter

MESSAGES = [b"", b"a", b"b" * 100, b"c" * 40_000, b"d" * 79]
START, END = 1, 2


def fragment(number: int, part: int, flags: int, data: bytes, length: int | None = None) -> bytes:
    """Build a fragment by hand."""
    return struct.pack(">QQBI", number, part, flags, len(data) if length is None else length) + data


def cut(room: int = FRAGMENT_BYTES) -> list[bytes]:
    """Cut all messages."""
    fragmenter = Fragmenter(room)
    return [piece for message in MESSAGES for piece in fragmenter.cut(message)]


def feed_all(defragmenter: Defragmenter, fragments: Iterable[bytes]) -> None:
    """Feed fragments one by one."""
    for one in fragments:
        defragmenter.feed(one)


def test_fragments_have_the_published_layout() -> None:
    """Object number from 1, fragment number from 0, start and end flags, length, data: [MS-PSRP] 2.2.4."""
    assert Fragmenter(22).cut(b"ab") == [fragment(1, 0, START, b"a"), fragment(1, 1, END, b"b")]
    assert Fragmenter().cut(b"") == [fragment(1, 0, START | END, b"")]


def test_fragments_are_no_larger_than_windows_sends_them() -> None:
    """At most 32,747 bytes of data each."""
    assert max(map(len, cut())) == 32_747 + 21


@pytest.mark.parametrize("room", [22, 40, FRAGMENT_BYTES])
@pytest.mark.parametrize("step", [1, 7, 10**6])
def test_messages_survive_any_split(room: int, step: int) -> None:
    """Fed whole, byte by byte, or in odd pieces, the messages come out in order."""
    if room == 22 and step == 1:
        return  # a million single bytes teach nothing more
    data = b"".join(cut(room))
    defragmenter = Defragmenter()
    out = [message for at in range(0, len(data), step) for message in defragmenter.feed(data[at : at + step])]
    assert out == MESSAGES
    assert defragmenter.is_empty


def test_a_tail_is_kept_for_the_next_bytes() -> None:
    """A whole fragment and half of the next one give one message now, one later."""
    first, second = Fragmenter().cut(b"first")[0], fragment(2, 0, START | END, b"second")
    defragmenter = Defragmenter()
    assert defragmenter.feed(first + second[:25]) == [b"first"]
    assert not defragmenter.is_empty
    assert defragmenter.feed(second[25:]) == [b"second"]


def test_messages_may_interleave() -> None:
    """Fragments of two messages in turn give both."""
    one, two = Fragmenter(22), Fragmenter(22)
    two.cut(b"")
    mixed = [piece for pair in zip(one.cut(b"ab"), two.cut(b"cd"), strict=True) for piece in pair]
    assert Defragmenter().feed(b"".join(mixed)) == [b"ab", b"cd"]


def test_a_first_fragment_may_come_twice() -> None:
    """The engine takes it twice, too (recordings/wire, hostile)."""
    first, last = Fragmenter(22).cut(b"ab")
    assert Defragmenter().feed(first + first + last) == [b"ab"]


@pytest.mark.parametrize(
    "broken",
    [
        fragment(1, 1, END, b"b"),
        fragment(1, 0, START, b"a") + fragment(1, 2, END, b"c"),
        fragment(1, 0, START, b"a") + fragment(1, 1, 0, b"b") + fragment(1, 1, END, b"b"),
        fragment(0, 0, START | END, b"a"),
    ],
    ids=["first missing", "middle missing", "middle twice", "object 0"],
)
def test_fragments_out_of_order_are_an_error_or_a_lost_message(broken: bytes) -> None:
    """A client stops; a server loses that message and takes the next, as the engine does."""
    whole = fragment(9, 0, START | END, b"next")
    with pytest.raises(ProtocolError):
        Defragmenter().feed(broken)
    assert Defragmenter(forgiving=True).feed(broken + whole) == [b"next"]


def test_a_gigantic_length_is_refused_at_once() -> None:
    """Nobody waits for 4 GB; afterwards the next fragment is read."""
    defragmenter = Defragmenter(forgiving=True)
    with pytest.raises(ProtocolError):
        defragmenter.feed(fragment(1, 0, START, b"a", length=0xFFFFFFFF))
    assert defragmenter.feed(fragment(2, 0, START | END, b"b")) == [b"b"]


def test_an_endless_message_is_refused_within_bounded_memory() -> None:
    """Fragments without end are given up at the limit, not when memory ends."""
    limit = 1_000_000
    defragmenter = Defragmenter(object_bytes=limit)
    part = b"x" * 10_000
    tracemalloc.start()
    try:
        with pytest.raises(ProtocolError):
            feed_all(defragmenter, (fragment(1, n, 0 if n else START, part) for n in range(10_000)))
        assert tracemalloc.get_traced_memory()[1] < 3 * limit
    finally:
        tracemalloc.stop()


def test_endlessly_many_unfinished_messages_are_refused() -> None:
    """A peer that begins and never ends is given up."""
    defragmenter = Defragmenter()
    with pytest.raises(ProtocolError):
        feed_all(defragmenter, (fragment(n, 0, START, b"") for n in range(1, OPEN_OBJECTS + 2)))


def test_channels_do_not_harm_each_other() -> None:
    """Half a fragment of one pipeline waits while another's arrive."""
    half = fragment(1, 0, START | END, b"one")
    channels = Channels()
    assert channels.feed(half[:10], "a") == []
    assert channels.feed(fragment(2, 0, START | END, b"two"), "b") == [b"two"]
    assert channels.feed(half[10:], "a") == [b"one"]


def test_a_fragment_without_room_is_a_mistake() -> None:
    """A size that leaves no room for data is refused when it is chosen."""
    with pytest.raises(ValueError):
        Fragmenter(21)
