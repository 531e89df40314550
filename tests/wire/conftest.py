"""Servers for the tests of the wire: a WSMan host whose shells are real engines."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.rehearsal import RunningServer, wsman_over_child
from tests.support.streams import find_engine


@pytest.fixture(scope="module")
def engine_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """Run a host over the real engine, one for a module."""
    pwsh = find_engine()
    if pwsh is None:
        pytest.skip("no PowerShell: set AKSARC_PWSH to a pwsh, or put one on PATH")
    with wsman_over_child(pwsh, tmp_path_factory.mktemp("rehearsal")) as server:
        yield server
