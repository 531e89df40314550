"""From the command line to the wire and back: what a newcomer does with the rehearsed estate, whole."""

from __future__ import annotations

import json

from tests.support.operated_estate import OperatedEstate


def test_harden_twice_and_take_it_back(estate: OperatedEstate) -> None:
    """The first run reaches the baseline, the second writes nothing, the rollback brings the score of before."""
    before = estate.report("audit", code=2)["summary"]
    first = estate.report("harden", code=0)
    assert first["summary"]["score_before"] == before["score_before"] < first["summary"]["score_after"]
    assert first["summary"]["changes"] == first["summary"]["changes_by_state"]["in force"] > 0

    written = estate.counted("changed")
    second = estate.report("harden", code=0)["summary"]
    assert (second["changes"], second["score_after"]) == (0, first["summary"]["score_after"])
    assert estate.counted("changed") == written

    back = estate.report("rollback", first["run"], code=0)["summary"]
    assert back["changes_by_state"]["rolled back"] == first["summary"]["changes"]
    assert estate.report("audit", code=2)["summary"] == before


def test_a_newcomer_sees_plan_changes_and_the_way_back(estate: OperatedEstate) -> None:
    """Without any option and without an answer: the plan, what was held back, the scores, the rollback to copy."""
    done = estate.call("harden")
    assert done.returncode == 0
    for said in ("Plan", "Held back", "verified by reading again", "Score", "./aksarc rollback 2", "--allow-risky"):
        assert said in done.stdout
    assert "simulated" in done.stderr
    assert "hci-node1: write" in done.stderr
    assert estate.call("rollback").returncode == 0


def test_what_may_cut_access_is_done_when_allowed(estate: OperatedEstate) -> None:
    """With --allow-risky nothing is held back, and the score is the one that was promised."""
    promised = estate.report("plan", "--limit", "hci-node1", code=2)["summary"]
    done = estate.report("harden", "--limit", "hci-node1", "--allow-risky", code=0)["summary"]
    assert done["held_back"] == 0
    assert done["score_after"] == 100.0
    assert promised["held_back"] > 0
    assert estate.call("rollback").returncode == 0


def test_a_host_that_does_not_answer_stops_no_other(estate: OperatedEstate) -> None:
    """The one is named with its cause and the exit code says so; the others are audited."""
    assert estate.call("rehearsal.disturb", "hci-node2", "unreachable").returncode == 0
    report = estate.report("audit", code=4)
    errors = {host["name"]: host["error"] and host["error"]["code"] for host in report["hosts"]}
    assert errors.pop("hci-node2") == "unreachable"
    assert set(errors.values()) == {None}
    assert estate.call("rehearsal.disturb", "hci-node2", "calm").returncode == 0
    estate.report("audit", "--limit", "hci-node2", code=2)


def test_up_with_another_number_of_hosts_is_refused_while_it_is_up(estate: OperatedEstate) -> None:
    """The sentence says what to end first."""
    done = estate.call("rehearsal.up", "--hosts", "2")
    assert done.returncode == 3
    assert "rehearsal.down" in done.stderr


def test_a_fleet_of_another_size_is_what_the_rehearsal_means(estate: OperatedEstate) -> None:
    """Started with `--hosts 2`, the rehearsal has two AKS hosts beside the others, and no host is missed."""
    assert estate.call("rehearsal.down").returncode == 0
    assert estate.call("rehearsal.up", "--hosts", "2").returncode == 0
    summary = estate.report("audit", code=2)["summary"]
    assert (summary["hosts"], summary["unreachable"]) == (4, 0)
    assert [run["verb"] for run in json.loads(estate.call("runs", "--output", "json").stdout)["runs"]] == ["audit"]
    assert estate.call("rehearsal.down").returncode == 0
    assert estate.call("rehearsal.up").returncode == 0
    assert estate.report("audit", code=2)["summary"]["hosts"] == 6


def test_hosts_keep_their_state_when_the_rehearsal_dies_or_ends_by_itself(estate: OperatedEstate) -> None:
    """A run after a power cut finds everything done; the rollback after an idle end takes it back."""
    before = estate.report("audit", code=2)["summary"]
    first = estate.report("harden", code=0)["summary"]
    estate.kill()
    second = estate.report("harden", code=0)["summary"]
    assert (second["changes"], second["score_before"]) == (0, first["score_after"])

    assert estate.call("rehearsal.down").returncode == 0
    assert estate.call("rehearsal.up", "--idle", "0.1").returncode == 0
    estate.wait_until_down()
    back = estate.report("rollback", code=0)["summary"]
    assert back["changes_by_state"]["rolled back"] == first["changes"]
    assert estate.report("audit", code=2)["summary"] == before
