from __future__ import annotations

import asyncio

import pytest

from aksarc_harden.rehearsal.server.fault import OPERATION_ABORTED, Fault, operation_aborted
from aksarc_harden.rehearsal.server.outbox import Outbox, Portion

ROOM = 100_000


def filled(*fragments: bytes, is_last: bool = True) -> Outbox:
    """Give an outbox that holds these fragments."""
    outbox = Outbox()
    for number, fragment in enumerate(fragments, 1):
        outbox.put(fragment, is_last=is_last and number == len(fragments))
    return outbox


def test_output_is_taken_in_order_and_its_end_with_the_last() -> None:
    """As much as fits is taken, at least one fragment, and only the last portion says that it is."""
    outbox = filled(b"a" * 3000, b"b" * 3000, b"c" * 30)

    async def take() -> list[Portion]:
        return [await outbox.take(5000), await outbox.take(10), await outbox.take(ROOM), await outbox.take(ROOM)]

    first, second, third, after = asyncio.run(take())
    assert (first.fragments, first.is_last) == ((b"a" * 3000,), False)
    assert (second.fragments, second.is_last) == ((b"b" * 3000,), False)
    assert (third.fragments, third.is_last) == ((b"c" * 30,), True)
    assert (after.fragments, after.is_last) == ((), True)


def test_a_cancelled_wait_takes_nothing() -> None:
    """A client that leaves while it waits leaves everything for the next one."""
    outbox = Outbox()

    async def leave() -> Portion:
        waiting = asyncio.create_task(outbox.take(ROOM))
        await asyncio.sleep(0)
        outbox.put(b"x", is_last=True)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        return await outbox.take(ROOM)

    assert asyncio.run(leave()).fragments == (b"x",)


def test_a_second_receive_takes_the_place_of_the_first() -> None:
    """Of two that wait, the later one gets the output and the earlier one a fault."""
    outbox = Outbox()

    async def wait_twice() -> tuple[Portion, BaseException]:
        first = asyncio.create_task(outbox.take(ROOM))
        await asyncio.sleep(0)
        second = asyncio.create_task(outbox.take(ROOM))
        await asyncio.sleep(0)
        outbox.put(b"x", is_last=True)
        refused = await asyncio.gather(first, return_exceptions=True)
        assert isinstance(refused[0], BaseException)
        return await second, refused[0]

    portion, refusal = asyncio.run(wait_twice())
    assert portion.fragments == (b"x",)
    assert isinstance(refusal, Fault)


def test_what_is_there_comes_before_the_fault() -> None:
    """Output of an engine that died is still delivered, then the fault."""
    outbox = filled(b"x", is_last=False)
    outbox.end(operation_aborted())

    async def take_twice() -> Portion:
        portion = await outbox.take(ROOM)
        with pytest.raises(Fault) as refused:
            await outbox.take(ROOM)
        assert refused.value.code == OPERATION_ABORTED
        return portion

    assert asyncio.run(take_twice()).fragments == (b"x",)


def test_the_very_same_receive_gets_the_very_same_bytes() -> None:
    """The last answer is kept until another Receive comes."""
    outbox = Outbox()
    outbox.remember("uuid:1", b"answer", Portion((b"x",), False))
    outbox.lose("uuid:1")
    assert outbox.reply_to("uuid:1") == b"answer"
    assert outbox.reply_to("uuid:1") == b"answer"
    assert outbox.reply_to("uuid:2") is None
    assert outbox.reply_to("uuid:1") is None


@pytest.mark.parametrize("is_lost", [True, False])
def test_only_what_was_lost_is_taken_back(is_lost: bool) -> None:
    """A new Receive gets the fragments of an answer that never arrived, before the newer ones, and no others twice."""
    outbox = filled(b"a", b"b", b"c")

    async def lose() -> tuple[bytes, ...]:
        portion = await outbox.take(1)
        outbox.remember("uuid:1", b"answer", portion)
        if is_lost:
            outbox.lose("uuid:1")
        assert outbox.reply_to("uuid:2") is None
        return (await outbox.take(ROOM)).fragments

    assert asyncio.run(lose()) == ((b"a", b"b", b"c") if is_lost else (b"b", b"c"))
