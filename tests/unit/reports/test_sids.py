"""Names of SIDs: known ones are named, all others stay as they are."""

from __future__ import annotations

import pytest

from aksarc_harden.reports.sids import with_names


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("S-1-5-32-546", "Guests (S-1-5-32-546)"),
        ("at least S-1-5-114, S-1-1-0", "at least local administrators (S-1-5-114), Everyone (S-1-1-0)"),
        ("S-1-5-21-1-2-3-512", "Domain Admins (S-1-5-21-1-2-3-512)"),
        ("S-1-5-21-1-2-3-1001", "S-1-5-21-1-2-3-1001"),
        ("S-1-5-32-5460", "S-1-5-32-5460"),
        ("S-1", "S-1"),
        ("no SID", "no SID"),
    ],
)
def test_known_sids_are_named(text: str, named: str) -> None:
    """A SID is named as a whole or not at all."""
    assert with_names(text) == named
