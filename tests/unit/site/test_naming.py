"""Which controls a word of the command line means."""

from __future__ import annotations

import pytest

from aksarc_harden.catalogue import CONTROLS
from aksarc_harden.errors import InputError, InputProblem
from aksarc_harden.model.control import Control
from aksarc_harden.site.naming import named
from tests.support.builders import a_control

ONE, TWO, THREE, FOUR = (f"windows.test.{name}" for name in ("one", "two", "three", "four"))
CHOSEN = (
    a_control(id=ONE, refs={"CIS": "18.9.25.1 L1", "STIG": "V-254475"}),
    a_control(id=TWO, refs={"CIS": "18.9.25.10 L1, 2.2.7 L1 DC", "Microsoft": "ws2022, ws2025-2510"}),
    a_control(id=THREE, refs={"CIS": "18.9.25.1 L1 (2022v3)"}),
    a_control(id=FOUR, refs={"CIS": "2.2.9 L1 (2025v1)"}),
)


def ids(*words: str, controls: tuple[Control, ...] = CHOSEN) -> list[str]:
    """Give the ids that words mean."""
    return [control.id for control in named(words, controls)]


def problems(*words: str, controls: tuple[Control, ...] = CHOSEN) -> tuple[InputProblem, ...]:
    """Give what is wrong with words."""
    with pytest.raises(InputError) as caught:
        named(words, controls, option="--controls ", chooser="profile own")
    return caught.value.problems


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([ONE], [ONE]),
        (["windows.test"], [ONE, TWO, THREE, FOUR]),
        (["windows"], [ONE, TWO, THREE, FOUR]),
        (["CIS:18.9.25.1"], [ONE]),
        (["18.9.25.1"], [ONE]),
        (["18.9.25"], [ONE, TWO]),
        (["cis:18.9"], [ONE, TWO]),
        (["2.2.7"], [TWO]),
        (["V-254475"], [ONE]),
        (["stig:v-254475"], [ONE]),
        (["Microsoft:ws2022"], [TWO]),
        (["2.2.9"], [FOUR]),
        ([TWO, "V-254475"], [ONE, TWO]),
    ],
)
def test_ids_topics_and_numbers_are_understood(words: list[str], expected: list[str]) -> None:
    """A number means itself and what is below it, never what only begins alike; another edition's only without one."""
    assert ids(*words) == expected


def test_a_number_of_two_benchmarks_has_to_be_told_apart() -> None:
    """Alone it is refused, with the benchmark in front it is clear."""
    both = (a_control(refs={"CIS": "1.1 L1"}), a_control(id=TWO, refs={"STIG": "1.1"}))

    assert problems("1.1", controls=both)[0].cure == "write CIS:1.1 or STIG:1.1"
    assert ids("STIG:1.1", controls=both) == [TWO]


@pytest.mark.parametrize(
    ("word", "cure"),
    [
        ("windows.test.tow", f"did you mean {TWO}?"),
        ("windows.tst", "did you mean windows.test?"),
        ("V-154475", "did you mean V-254475?"),
        ("CIS:18.9.25.100", "did you mean CIS:18.9.25.10?"),
        ("SCI:18.9.25.10", "did you mean CIS:18.9.25.10?"),
    ],
)
def test_an_unknown_word_comes_with_the_nearest(word: str, cure: str) -> None:
    """Ids, topics and numbers, each in its own form."""
    assert problems(word)[0].cure == cure


def test_every_wrong_word_is_told_at_once() -> None:
    """The operator corrects the line in one go."""
    assert [one.what.partition(":")[0] for one in problems("windows.x", "99.9", ONE)] == [
        "--controls windows.x",
        "--controls 99.9",
    ]


def test_what_the_profile_does_not_choose_is_called_so() -> None:
    """A word that the catalogue knows is not misspelt."""
    id = next(iter(CONTROLS))

    assert f"profile own does not choose {id}" in problems(id)[0].what
