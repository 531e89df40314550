"""
Measure what an audit and a hardening cost beside the usual way, and print a table of ratios.

`python -m bench [--json FILE]`; the file gets `rows[]` of name, ours, usual, ratio, unit.
Requests and bytes are exact; CPU is this process's, of one run on whatever machine this is: only its ratio says much.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from aksarc_harden.catalogue import CONTROLS
from aksarc_harden.model.setting import Registry
from aksarc_harden.runbooks import harden as runbook
from bench import ours, usual
from bench.estate import rehearsed_host


@dataclass(frozen=True)
class Row:
    """One figure beside the usual one; None where the usual way has no such thing."""

    name: str
    ours: float
    usual: float | None
    unit: str
    scaled: bool = False

    @property
    def ratio(self) -> float | None:
        """How many times the usual way costs ours."""
        return None if self.usual is None or self.ours == 0 else self.usual / self.ours


def measure() -> list[Row]:
    """Measure all rows against one rehearsed host."""
    settings = [control.setting for control in CONTROLS.values() if isinstance(control.setting, Registry)]
    with rehearsed_host() as host, ours.order_for(host) as order:
        ours.measure(runbook.audit, order)  # imports and first connections are nobody's cost
        their_audit = usual.audit(host, settings)
        our_audit, _ = ours.measure(runbook.audit, order)
        hardening, first = ours.measure(runbook.harden, order)
        again, second = ours.measure(runbook.harden, order)
    return [
        Row(f"audit of {len(CONTROLS)} controls, one host", our_audit.requests, their_audit.requests, "requests", True),
        Row("the same", our_audit.bytes_sent / 1024, their_audit.bytes_sent / 1024, "KiB sent", True),
        Row("the same", our_audit.cpu_seconds, their_audit.cpu_seconds, "s of controller CPU", True),
        Row(f"hardening it, {len(first.hosts[0].changes)} changes", hardening.requests, None, "requests"),
        Row("hardening it again", again.requests, None, "requests"),
        Row("the same", len(second.hosts[0].changes), None, "changes written"),
    ]


def show(rows: Sequence[Row], console: Console) -> None:
    """Print the table."""
    table = Table("what", "ours", "usual", "ratio", "unit", title="Beside one pipeline a setting over stock pypsrp")
    for row in rows:
        theirs = "" if row.usual is None else f"{row.usual:,.2f}{' (scaled)' if row.scaled else ''}"
        table.add_row(row.name, f"{row.ours:,.2f}", theirs, f"{row.ratio:,.0f}" if row.ratio else "", row.unit)
    console.print(table)
    console.print(
        f"(scaled): measured with {usual.SAMPLE} settings and multiplied; a rehearsed host, loopback, no latency."
    )


def main() -> None:
    """Measure, print, and write the file if one is asked for."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--json", type=Path, help="write the rows to this file")
    chosen = parser.parse_args()
    rows = measure()
    show(rows, Console())
    if chosen.json:
        document = {"rows": [{**asdict(row), "ratio": row.ratio} for row in rows]}
        chosen.json.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
