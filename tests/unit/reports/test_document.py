"""The JSON report: it keeps to the published schema, and its numbers are those of the run."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from aksarc_harden.model.answer import Cause, CauseCode
from aksarc_harden.model.change import ChangeState
from aksarc_harden.model.finding import Verdict
from aksarc_harden.model.found import Value
from aksarc_harden.model.outcome import ChangeOutcome, RunOutcome, Verb
from aksarc_harden.reports.document import document, schema, text
from tests.support.outcomes import CHANGE, NUMBER, a_failed_host, a_host_outcome, a_run, findings

RUNS = {
    "harden": a_run(Verb.HARDEN, a_host_outcome(), a_failed_host()),
    "audit": a_run(Verb.AUDIT, a_host_outcome(changes=())),
    "rollback": a_run(
        Verb.ROLLBACK,
        a_host_outcome(changes=(ChangeOutcome(CHANGE, ChangeState.NOT_IN_FORCE, Cause(CauseCode.NOT_IN_FORCE)),)),
    ),
    "nothing": a_run(Verb.PLAN, a_host_outcome(before=(), after=(), facts=None), dry_run=True),
}


def closed(part: Any) -> Any:
    """Forbid every field that the schema does not name, so that none is written without being published."""
    if isinstance(part, list):
        return [closed(item) for item in part]
    if not isinstance(part, dict):
        return part
    strict = {name: closed(value) for name, value in part.items()}
    is_object = (
        isinstance(part.get("properties"), dict) and part.get("type") == "object" and "kind" not in part["properties"]
    )
    return {**strict, "additionalProperties": False} if is_object else strict


@pytest.mark.parametrize("name", RUNS)
def test_every_document_keeps_to_the_published_schema(name: str) -> None:
    """A document has every field that the schema asks for, and none that it does not name."""
    jsonschema.Draft202012Validator.check_schema(schema())
    jsonschema.Draft202012Validator(closed(schema())).validate(json.loads(text(RUNS[name])))


def test_the_schema_is_found_by_a_name_that_asks_nobody() -> None:
    """The schema's id names no host on the net, and documents name that id."""
    assert schema()["$id"] == document(RUNS["audit"])["$schema"]
    assert "//" not in schema()["$id"]


def test_a_field_that_is_missing_is_refused() -> None:
    """The schema is no rubber stamp: a document without its counts does not pass."""
    broken = document(RUNS["harden"])
    del broken["summary"]["changes"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(schema()).validate(broken)


def test_the_summary_counts_with_numbers() -> None:
    """Hosts, unreachable ones and changes are numbers; scores are those of the run."""
    summary = document(RUNS["harden"])["summary"]
    assert (summary["hosts"], summary["unreachable"], summary["changes"], summary["held_back"]) == (2, 1, 1, 1)
    # Two compliant, one held back, one unreadable are judged; exempt and not applicable are left out.
    assert (summary["score_before"], summary["score_after"], summary["score_if_allowed"]) == (25.0, 50.0, 75.0)
    assert summary["verdicts"] == {
        "compliant": 2, "drifted": 0, "held back": 1, "unreadable": 1, "exempt": 1, "not applicable": 1,
    }  # fmt: skip


def test_a_finding_says_what_was_what_is_and_why() -> None:
    """A finding names its control, both verdicts, what was found, what is accepted, and the benchmark's number."""
    finding = document(a_run())["hosts"][0]["findings"][0]
    assert finding["control"] == NUMBER.id
    assert (finding["verdict_before"], finding["verdict"]) == ("drifted", "compliant")
    assert finding["found"] == {"state": "value", "type": "DWord", "data": 1}
    assert finding["refs"] == {"CIS": "2.3.7.4 L1"}


def test_an_unreachable_host_has_a_cause_and_a_cure() -> None:
    """A host that could not be done says why, by a code and in a sentence, and what to do."""
    host = document(a_run(Verb.AUDIT, a_failed_host()))["hosts"][0]
    assert host["error"]["code"] == "unreachable"
    assert "127.1.0.9:5986" in host["error"]["says"]
    assert host["error"]["cure"]
    assert (host["platform"], host["findings"]) == (None, [])


def test_odd_texts_of_a_host_survive() -> None:
    """A lone half of a UTF-16 pair and a control character come back from the document as they were."""
    odd = "\ud800\x1b[31m日本"
    run = _with_found(odd)
    assert text(run).isascii()
    assert json.loads(text(run))["hosts"][0]["findings"][0]["found"]["data"] == odd


def _with_found(data: str) -> RunOutcome:
    first, *others = findings(Verdict.DRIFTED)
    seen = (type(first)(first.control, first.verdict, Value(data, "String")), *others)
    return a_run(Verb.AUDIT, a_host_outcome(before=seen, after=seen, changes=()))
