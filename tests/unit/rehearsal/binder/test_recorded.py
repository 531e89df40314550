"""The binder against what a real engine did with 6,926 calls, each as a cmdlet and as a function."""

from __future__ import annotations

from pathlib import Path

import pytest

from aksarc_harden.contract.reader import load_contract
from tests.support.binder_vectors import VECTOR_FILES, Judge, vectors, whole_contract

# The reference describes values of -PropertyType, and the recorded contract made a list of accepted ones of them.
# The engine's own New-ItemProperty takes any text (recordings: windows-registry, "refused: None e4"), and so do we.
NO_LIST = {"New-ItemProperty#3"}
SHOWN = 20  # disagreements written out; the first ones usually explain the rest


@pytest.mark.parametrize("file", VECTOR_FILES, ids=lambda file: file.name.removesuffix(".jsonl.gz"))
def test_every_recorded_binding_agrees(file: Path) -> None:
    """Set, names, types and values or the whole error, for every call of the file in both forms of its command."""
    judge = Judge(whole_contract())
    compared = list(vectors(file))
    wrong = [each for vector in compared for each in judge.disagreements(vector)]
    assert compared
    assert not wrong, f"{len(wrong)} of {2 * len(compared)} disagree\n" + "\n".join(map(str, wrong[:SHOWN]))


def test_the_recordings_are_all_there() -> None:
    """A lost file would make the agreement look better than it is."""
    assert sum(1 for file in VECTOR_FILES for _ in vectors(file)) == 6926


def test_every_recorded_binding_of_a_shipped_command_agrees() -> None:
    """The shipped contract alone binds its commands as the whole one does."""
    judge = Judge(load_contract())
    known = [vector for file in VECTOR_FILES for vector in vectors(file) if judge.knows(vector)]
    wrong = [each for vector in known for each in judge.disagreements(vector)]
    assert len(known) >= 314
    assert {each.id for each in wrong} == NO_LIST, "\n".join(map(str, wrong[:SHOWN]))
