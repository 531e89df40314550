"""The benchmark measures real work, and what it measures keeps the promised bounds."""

from __future__ import annotations

from bench.__main__ import measure


def test_the_measured_costs_keep_the_promises() -> None:
    """An audit takes at most 10 requests and 1 MB, a hardening at most 40 requests, a second one writes nothing."""
    audit, sent, cpu, hardening, again, writes = measure()
    assert audit.ours <= 10
    assert sent.ours <= 1024
    assert hardening.ours <= 40
    assert again.ours <= 10
    assert writes.ours == 0
    assert all(row.ratio is not None and row.ratio > 1 for row in (audit, sent, cpu))
