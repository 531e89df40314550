"""What a run costs on the wire, held to the numbers of the design (section 9)."""

from __future__ import annotations

from typing import Any

from tests.support.operated_estate import OperatedEstate

MOST_FOR_AN_AUDIT, MOST_FOR_A_FRESH_HOST, MOST_BYTES = 10, 40, 1_000_000


def cost(report: dict[str, Any]) -> tuple[int, int]:
    """Give the requests and bytes of the one host of a report."""
    (host,) = report["hosts"]
    assert host["error"] is None
    return host["requests"], host["bytes_sent"]


def test_an_audit_and_a_hardening_of_a_fresh_host_cost_few_requests(estate: OperatedEstate) -> None:
    """Every kind is read in the same batches, and written by one pipeline, template or restore each."""
    requests, sent = cost(estate.report("audit", "--limit", "hci-node1", code=2))
    assert (requests <= MOST_FOR_AN_AUDIT, sent <= MOST_BYTES) == (True, True), (requests, sent)
    hardened = estate.report("harden", "--limit", "hci-node1", "--allow-risky", code=0)
    assert hardened["summary"]["changes"] >= 190
    requests, sent = cost(hardened)
    assert (requests <= MOST_FOR_A_FRESH_HOST, sent <= MOST_BYTES) == (True, True), (requests, sent)
