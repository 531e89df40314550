"""Fragments share requests as far as they fit."""

from __future__ import annotations

from aksarc_harden.transport.wsman.shell import group


def test_fragments_are_grouped_until_a_request_is_full() -> None:
    """In order, and none is cut."""
    assert group([b"aaa", b"bbb", b"cc", b"d"], 6) == [[b"aaa", b"bbb"], [b"cc", b"d"]]


def test_a_fragment_that_is_too_large_goes_alone() -> None:
    """The host may still take it."""
    assert group([b"a", b"bbbbbbbb", b"c"], 4) == [[b"a"], [b"bbbbbbbb"], [b"c"]]


def test_no_fragments_are_no_request() -> None:
    """Nothing to send."""
    assert group([], 4) == []
