"""What a run costs on the wire: few requests, however busy the machine, and both sides count the same."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.operated_estate import OperatedEstate

AUDIT, HARDEN = 10, 40
BEGUN, BEGUN_MORE = "hci-node2", 4  # values of other types are read again, before and after
BUSY_LOOPS = 2


@pytest.fixture(autouse=True)
def load() -> Iterator[None]:
    """Let other processes take what they can get of the processors."""
    loops = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(BUSY_LOOPS)]
    yield
    for loop in loops:
        loop.kill()
        loop.wait()


def requests_of(report: dict[str, Any], estate: OperatedEstate) -> dict[str, int]:
    """Give every host's requests as the report has them, which are those that the host itself counted."""
    reported = {host["name"]: host["requests"] for host in report["hosts"]}
    assert reported == estate.counted("requests")
    assert len(reported) == 6
    return reported


def test_an_audit_of_six_hosts_at_once(estate: OperatedEstate) -> None:
    """No host is asked more than ten times."""
    requests = requests_of(estate.report("audit", code=2), estate)
    assert max(requests.values()) <= AUDIT, requests


@pytest.mark.parametrize("options", [(), ("--allow-risky",)], ids=["as a rule", "risky changes too"])
def test_a_hardening_of_six_hosts_at_once(estate: OperatedEstate, options: tuple[str, ...]) -> None:
    """No fresh host is asked more than forty times, audits before and after included."""
    requests = requests_of(estate.report("harden", *options, code=0), estate)
    assert requests.pop(BEGUN) <= HARDEN + BEGUN_MORE
    assert max(requests.values()) <= HARDEN, requests
