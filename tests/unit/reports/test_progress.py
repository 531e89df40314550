"""Progress: lines for a log, bars for a terminal, both told by many threads at once."""

from __future__ import annotations

import io
import threading

from rich.console import Console

from aksarc_harden.reports.progress import Bars, Lines
from tests.support.outcomes import a_failed_host, a_host_outcome


def test_a_log_gets_one_line_a_host_and_phase() -> None:
    """Each line stands alone, and a host that failed says why."""
    stream = io.StringIO()
    lines = Lines(stream)
    lines.started(["hci-node1", "hci-node9"])
    lines.phase("hci-node1", "connect")
    lines.host_done(a_host_outcome())
    lines.host_done(a_failed_host())
    lines.finished()
    assert stream.getvalue().splitlines() == [
        "hci-node1: connect",
        "hci-node1: done (1 of 2)",
        "hci-node9: failed, nothing answers at the host's address and port (127.1.0.9:5986) (2 of 2)",
    ]


def test_lines_of_many_threads_stay_whole() -> None:
    """No line is cut by another."""
    stream = io.StringIO()
    lines = Lines(stream)
    lines.started(["x"] * 8)

    def speak() -> None:
        for _ in range(50):
            lines.phase("hci-node1", "audit")

    threads = [threading.Thread(target=speak) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(stream.getvalue().splitlines()) == {"hci-node1: audit"}


def test_a_reader_that_went_away_does_not_stop_the_work() -> None:
    """Writing into a closed pipe is silent: the hosts are still being worked on."""

    class Closed(io.StringIO):
        def write(self, text: str, /) -> int:
            raise BrokenPipeError

    Lines(Closed()).phase("hci-node1", "write")


def test_bars_show_hosts_done_and_the_phase_of_each() -> None:
    """The bar counts hosts and names what is being done; when all is done it is gone."""
    stream = io.StringIO()
    bars = Bars(Console(file=stream, force_terminal=True, width=100))
    bars.started(["hci-node1", "hci-node9"])
    bars.phase("hci-node1", "audit")
    bars.host_done(a_failed_host())
    bars.finished()
    drawn = stream.getvalue()
    assert "hci-node1 audit" in drawn
    assert "1/2" in drawn
    assert "nothing answers" in drawn


def test_many_busy_hosts_are_counted_so_that_the_bar_stays_seen() -> None:
    """On a narrow terminal six names would crowd the bar out; the phases and their numbers do not."""
    stream = io.StringIO()
    bars = Bars(Console(file=stream, force_terminal=True, width=80))
    hosts = [f"hci-node{number}.corp.example" for number in range(6)]
    bars.started(hosts)
    for host in hosts:
        bars.phase(host, "audit")
    bars.phase(hosts[0], "write")
    bars.finished()
    drawn = stream.getvalue()
    assert "write 1, audit 5" in drawn
    assert "…" not in drawn


def test_bars_can_be_drawn_again_for_another_pass() -> None:
    """A plan and then the changes are two passes over the hosts, with a question in between."""
    stream = io.StringIO()
    bars = Bars(Console(file=stream, force_terminal=True, width=100))
    for _ in range(2):
        bars.started(["hci-node1"])
        bars.host_done(a_host_outcome())
        bars.finished()
    bars.finished()
    assert "1/1" in stream.getvalue()
