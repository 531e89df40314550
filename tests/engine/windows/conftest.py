"""Fixtures of the Windows engine: one Wine prefix and one session for all tests here."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from aksarc_harden.model.facts import Facts
from aksarc_harden.targets import KINDS
from aksarc_harden.transport.connect import connect_streams
from tests.support.builders import facts_of
from tests.support.wine import Lab, Prefix, find_windows_engine


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """Open a session to a Windows PowerShell in a fresh prefix."""
    engine = find_windows_engine()
    prefix = Prefix.make(tmp_path_factory.mktemp("wine") / "prefix")
    try:
        with connect_streams([engine], prefix.environment) as session:
            yield Lab(session, prefix)
    finally:
        prefix.end()


@pytest.fixture(scope="session")
def facts() -> Facts:
    """Give the facts of the host that Wine imitates, as far as the kinds look at them."""
    commands = frozenset(name.lower() for kind in KINDS.values() for name in kind.commands)
    return facts_of(windows=r"C:\windows", commands=commands)
