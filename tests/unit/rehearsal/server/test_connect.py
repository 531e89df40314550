from __future__ import annotations

import struct
from uuid import uuid4

import pytest

from aksarc_harden.rehearsal.server.connect import PoolOpening
from tests.support.wsman import fragment

INIT = b'<Obj RefId="0"><MS><I32 N="MinRunspaces">2</I32><I32 N="MaxRunspaces">5</I32></MS></Obj>'


def opening(pool: bytes) -> bytes:
    """Make the fragments of a pool's opening, as they stand in creationXml."""
    capability = struct.pack("<II", 2, 0x00010002) + b"\0" * 32
    init = struct.pack("<II", 2, 0x00010004) + pool + b"\0" * 16 + INIT
    return fragment(capability, 1) + fragment(init, 2)


def test_a_later_client_learns_the_pools_facts() -> None:
    """Capability and init data come at once, the state Opened by the next Receive; all name the pool."""
    pool = uuid4().bytes_le
    answer, state = PoolOpening(opening(pool)).connect()
    assert b'N="MinRunspaces">2<' in answer
    assert b'N="MaxRunspaces">5<' in answer
    assert b'N="RunspaceState">2<' in state
    assert answer.count(pool) == 2
    assert state.count(pool) == 1


def test_object_ids_are_never_used_twice() -> None:
    """Two clients that connect one after the other get messages of their own."""
    pool = PoolOpening(opening(uuid4().bytes_le))
    ids = [part[:8] for part in (*pool.connect(), *pool.connect())]
    assert len(set(ids)) == 4


@pytest.mark.parametrize("creation", [b"", b"x", b"\xff" * 100, fragment(b""), fragment(b"short")])
def test_an_opening_that_is_none_is_no_hindrance(creation: bytes) -> None:
    """Whatever stands there, the answer is one runspace of a pool."""
    answer, _ = PoolOpening(creation).connect()
    assert b'N="MaxRunspaces">1<' in answer
