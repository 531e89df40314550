"""The JUnit report: what build servers read of it, and what they could not bear."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from aksarc_harden.model.answer import Cause, CauseCode
from aksarc_harden.model.change import ChangeState
from aksarc_harden.model.finding import Finding, Verdict
from aksarc_harden.model.found import Value
from aksarc_harden.model.outcome import ChangeOutcome, RunOutcome, Verb
from aksarc_harden.reports.junit import text
from tests.support.outcomes import CHANGE, NUMBER, a_failed_host, a_host_outcome, a_run, findings

# Elements, their attributes and children as Jenkins' junit-10.xsd has them; those it requires are marked.
SHAPE = {
    "testsuites": ({"name", "time", "tests", "failures", "disabled", "errors"}, {"testsuite"}),
    "testsuite": (
        {"name!", "tests", "failures", "errors", "time", "disabled", "skipped", "timestamp", "hostname", "id"},
        {"properties", "testcase", "system-out", "system-err"},
    ),
    "properties": (set[str](), {"property"}),
    "property": ({"name!", "value!"}, set[str]()),
    "testcase": ({"name!", "classname", "time", "assertions", "status"}, {"skipped", "error", "failure"}),
    "skipped": ({"type", "message"}, set[str]()),
    "error": ({"type", "message"}, set[str]()),
    "failure": ({"type", "message"}, set[str]()),
}


def read(run: RunOutcome, language: str = "en") -> ElementTree.Element:
    """Read the report as XML and hold every element of it to the shape."""
    root = ElementTree.fromstring(text(run, language))
    for element in root.iter():
        attributes, children = SHAPE[element.tag]
        assert set(element.attrib) <= {name.rstrip("!") for name in attributes}
        assert set(element.attrib) >= {name.rstrip("!") for name in attributes if name.endswith("!")}
        assert {child.tag for child in element} <= children
    return root


def cases(suite: ElementTree.Element) -> dict[str, str]:
    """Give each control's result: an element's name, or `passed`."""
    return {
        case.attrib["name"].partition(":")[0]: case[0].tag if len(case) else "passed"
        for case in suite.iter("testcase")
    }  # fmt: skip


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_verdict_has_its_result(language: str) -> None:
    """Drift fails, what could not be read or reached is an error, what was not judged is skipped."""
    node = a_host_outcome(before=findings(Verdict.DRIFTED), after=findings(Verdict.DRIFTED), changes=())
    root = read(a_run(Verb.HARDEN, node, a_failed_host()), language)
    assert cases(root[0]) == {
        "windows.test.number": "failure",
        "windows.rights.deny_network": "skipped",
        "windows.test.locked": "error",
        "windows.test.gone": "passed",
        "windows.test.waived": "skipped",
        "windows.test.elsewhere": "skipped",
    }
    assert cases(root[1]) == {"hci-node9": "error"}


def test_the_counts_are_those_of_the_cases() -> None:
    """What a build server shows without reading the cases is what they say."""
    root = read(a_run(Verb.HARDEN, a_host_outcome(), a_failed_host()))
    for element in (root, *root.iter("testsuite")):
        results = [case[0].tag if len(case) else "passed" for case in element.iter("testcase")]
        counted = {"tests": len(results), "failures": results.count("failure"), "errors": results.count("error")}
        assert {name: int(element.attrib[name]) for name in counted} == counted
    assert root[0].attrib["skipped"] == "3"


def test_reasons_are_in_the_messages() -> None:
    """A waiver's reason, owner and end, what a change may cut, and a cause are read without opening anything else."""
    messages = {case.attrib["name"].partition(":")[0]: case[0].attrib["message"] for case in _not_passed(a_run())}
    assert "the backup needs it (infra@example.com" in messages["windows.test.waived"]
    assert "2030-01-31" in messages["windows.test.waived"]
    assert "signing in" in messages["windows.rights.deny_network"]
    assert "Windows refused access" in messages["windows.test.locked"]


def _not_passed(run: RunOutcome) -> list[ElementTree.Element]:
    return [case for case in read(run).iter("testcase") if len(case)]


def test_a_change_that_did_not_hold_fails() -> None:
    """A write whose re-read shows another value is a failure with its cause and cure, also in a rollback."""
    made = (ChangeOutcome(CHANGE, ChangeState.NOT_IN_FORCE, Cause(CauseCode.NOT_IN_FORCE)),)
    for run in (
        a_run(Verb.HARDEN, a_host_outcome(changes=made)),
        a_run(Verb.ROLLBACK, a_host_outcome(before=(), after=(), changes=made)),
    ):
        (case,) = [case for case in _not_passed(run) if NUMBER.id in case.attrib["name"]]
        assert (case[0].tag, case[0].attrib["type"]) == ("failure", "not in force")
        assert "Group Policy" in (case[0].text or "")


def test_what_xml_cannot_hold_is_written_as_an_escape() -> None:
    """Control characters, lone halves of UTF-16 pairs and markup from a host break no reader."""
    odd = Finding(NUMBER, Verdict.DRIFTED, Value("\x00\x1b[31m\ud800<b>&", "String"))
    run = a_run(Verb.AUDIT, a_host_outcome(after=(odd,), changes=()))
    assert text(run).isascii()
    assert r"\x00\x1b[31m\ud800<b>&" in _not_passed(run)[0][0].attrib["message"]
