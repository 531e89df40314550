"""How options are read: wrong ones end before anything is touched, with what would be right."""

from __future__ import annotations

import pytest

from aksarc_harden.errors import InputError
from aksarc_harden.tasks.choices import choose, listed, number, read_fields


def test_an_unknown_output_is_refused_with_those_there_are() -> None:
    """The sentence names the outputs."""
    with pytest.raises(InputError, match="there is no output 'xml' .*terminal, json"):
        choose(site="a", output="xml")


def test_lists_are_split_at_commas() -> None:
    """Spaces around a part and empty parts do not count."""
    assert listed(" windows.lsa, ,windows.tls,") == ("windows.lsa", "windows.tls")


@pytest.mark.parametrize("text", ["abc", "", "0", "251", "1.5", "nan", "-3", "1e2"])
def test_a_number_that_does_not_fit_is_refused(text: str) -> None:
    """The sentence names the option and the limits."""
    with pytest.raises(InputError, match="--hosts .* from 1 to 250"):
        number(text, "hosts", low=1, high=250, whole=True)


def test_a_number_that_fits_is_read() -> None:
    """Whole numbers and others."""
    assert number("250", "hosts", low=1, high=250, whole=True) == 250
    assert number("0.5", "seconds", low=0, high=10) == 0.5


def test_fields_are_pairs() -> None:
    """A part that is no pair is named."""
    assert read_fields("setting=SeX, n=3") == {"setting": "SeX", "n": "3"}
    with pytest.raises(InputError, match="setting"):
        read_fields("setting")
