"""What holds for every test: nothing of its own start reaches it, and in the gate no engine may be wanting."""

from __future__ import annotations

import os
from collections.abc import Generator
from typing import TypeVar

import pytest

os.environ.pop("AKSARC_CALLED_AS", None)  # how the launcher was called that runs the tests is nothing to them

Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail a test that skipped for want of an engine."""
    return _without_engine_skips((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Fail a module that skipped for want of an engine."""
    return _without_engine_skips((yield))


def _without_engine_skips(report: Report) -> Report:
    """
    Turn a skip into a failure where AKSARC_NO_SKIP=1 promises that the engines are there.

    Only the skips that name an engine's variable: AKSARC_PWSH, AKSARC_PWSH_WINDOWS, AKSARC_CHROMIUM.
    """
    if os.environ.get("AKSARC_NO_SKIP") != "1" or not report.skipped or hasattr(report, "wasxfail"):
        return report
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    if "AKSARC_PWSH" in reason or "AKSARC_CHROMIUM" in reason:
        report.outcome = "failed"
        report.longrepr = f"AKSARC_NO_SKIP=1 forbids this skip. {reason}"
    return report
