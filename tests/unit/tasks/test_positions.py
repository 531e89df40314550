"""Arguments that have a place but may be left out."""

from __future__ import annotations

import pytest

from aksarc_harden.tasks.positions import name_positions

TASKS = {"audit", "rollback", "runs", "rehearsal.disturb", "rehearsal.reset"}


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("rollback", "rollback"),
        ("rollback 2030-ab", "rollback --run 2030-ab"),
        ("rollback --site a 2030-ab", "rollback --site a --run 2030-ab"),
        ("rollback --site=a -y 2030-ab --debug", "rollback --site=a -y --run 2030-ab --debug"),
        ("rollback --run 2030-ab", "rollback --run 2030-ab"),
        ("rollback --help", "rollback --help"),
        ("rollback audit --site a", "rollback audit --site a"),
        ("audit --site rollback x", "audit --site rollback x"),
        ("rehearsal.disturb n1 latency --seconds 1", "rehearsal.disturb --host n1 --kind latency --seconds 1"),
        ("rehearsal.reset n1 audit", "rehearsal.reset --host n1 audit"),
        ("runs extra", "runs extra"),
    ],
)
def test_an_argument_in_its_place_gets_its_name(given: str, read: str) -> None:
    """Values of options and names of tasks are never taken for it, and what has no place stays for invoke to refuse."""
    words = given.split()
    name_positions(words, TASKS)
    assert words == read.split()
