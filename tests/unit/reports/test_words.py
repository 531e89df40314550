"""The texts of reports: nothing that a run can say is without words."""

from __future__ import annotations

import pytest

from aksarc_harden.model.answer import Cause, CauseCode
from aksarc_harden.model.change import ChangeState
from aksarc_harden.model.control import Severity
from aksarc_harden.model.finding import Verdict
from aksarc_harden.reports.words import Words, words


@pytest.mark.parametrize("code", CauseCode)
def test_every_cause_has_a_sentence_and_a_cure(code: CauseCode) -> None:
    """No cause reaches an operator as a bare code, nor without what to do about it."""
    cause = Cause(code, "detail 42")
    assert words().says(cause) not in (str(code), f"{code} (detail 42)")
    assert "detail 42" in words().says(cause)
    assert words().cure(cause)


def test_every_verdict_state_and_severity_has_a_word() -> None:
    """The tables of words are complete."""
    texts = words().texts
    assert set(texts["verdict"]) == set(Verdict)
    assert set(texts["state"]) == set(ChangeState)
    assert set(texts["severity"]) == set(Severity)


def test_an_unknown_word_is_shown_as_it_is() -> None:
    """A code without a text does not stop a report."""
    bare = Words({"verdict": {}, "state": {}, "severity": {}, "cut": {}, "cause": {}})
    assert bare.says(Cause(CauseCode.BUSY)) == "busy"
    assert bare.cure(Cause(CauseCode.BUSY)) == ""
    assert bare.cuts(("winrm", "rdp")) == "winrm, rdp"
