"""
The report for build servers, in the XML of JUnit: a test suite for each host, a test case for each control.

Drift and changes that do not hold are failures, what could not be read or reached is an error, and what is exempt, held
back or not applicable is skipped, with its reason.
The form is the one that Jenkins publishes as its schema (`junit-10.xsd` of its xUnit plugin), which GitLab and Azure
DevOps read, too.
"""

from __future__ import annotations

from collections import Counter
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from aksarc_harden.model.finding import Verdict
from aksarc_harden.model.outcome import HostOutcome, RunOutcome
from aksarc_harden.reports.rows import Row, rows_of
from aksarc_harden.reports.values import plain
from aksarc_harden.reports.words import Words, words

_SKIPPED = (Verdict.EXEMPT, Verdict.HELD_BACK, Verdict.NOT_APPLICABLE)


def text(outcome: RunOutcome, language: str = "en") -> str:
    """Write the report in ASCII, whatever the terminal is set to; no line break at its end."""
    said = words(language)
    title = said("title", verb=said.verb(outcome.verb), site=plain(outcome.site))
    root = Element("testsuites", name=title)
    by_host: dict[str, list[Row]] = {host.host: [] for host in outcome.hosts}
    for row in rows_of(outcome):
        by_host[row.host].append(row)
    total: Counter[str] = Counter()
    for host in outcome.hosts:
        total += _suite(root, host, by_host[host.host], outcome, said)
    _count(root, total, sum(host.seconds for host in outcome.hosts))
    indent(root)
    written: bytes = tostring(root, encoding="us-ascii", xml_declaration=True)
    return written.decode("ascii")


def _suite(root: Element, host: HostOutcome, rows: list[Row], outcome: RunOutcome, said: Words) -> Counter[str]:
    name = plain(host.host)
    suite = SubElement(root, "testsuite", name=name, hostname=name, timestamp=outcome.started[:19])
    properties = SubElement(suite, "properties")
    for key in ("run", "verb", "site", "profile"):
        value = outcome.run_id if key == "run" else str(getattr(outcome, key))
        SubElement(properties, "property", name=key, value=plain(value))
    results: Counter[str] = Counter(tests=0)
    if host.error:
        case = SubElement(suite, "testcase", classname="aksarc", name=name)
        says, cure = said.says(host.error), said.cure(host.error)
        results.update(tests=1, errors=1)
        SubElement(case, "error", type=host.error.code, message=plain(says)).text = plain(f"{says}\n{cure}")
    for row in rows:
        results.update(tests=1)
        results.update(_case(suite, row, said))
    _count(suite, results, host.seconds)
    return results


def _count(element: Element, results: Counter[str], seconds: float) -> None:
    for name in ("tests", "failures", "errors", "skipped"):
        if name != "skipped" or element.tag == "testsuite":  # the root has no such attribute in the schema
            element.set(name, str(results[name]))
    element.set("time", f"{seconds:.3f}")


def _case(suite: Element, row: Row, said: Words) -> list[str]:
    """Write one case, and name what it counts as beside a test."""
    name = ", ".join(row.controls) or str(row.setting)
    title = f"{name}: {row.control.title}" if row.control else f"{name}: {row.setting}"
    case = SubElement(suite, "testcase", classname=plain(row.topic or "aksarc"), name=plain(title))
    result = _result(row)
    if result is None:
        return []
    tag, counted_as = result
    message = plain(_message(row, said))
    element = SubElement(case, tag, message=message)
    if tag != "skipped":
        element.set("type", _type(row))
        element.text = "\n".join(plain(line) for line in _lines(row, said))
    return [counted_as]


def _result(row: Row) -> tuple[str, str] | None:
    """Give the element of a case that did not pass, and the name of its count."""
    if row.verdict is Verdict.UNREADABLE:
        return "error", "errors"
    if row.verdict is Verdict.DRIFTED or row.did_not_hold:
        return "failure", "failures"
    return ("skipped", "skipped") if row.verdict in _SKIPPED or row.is_planned else None


def _type(row: Row) -> str:
    if row.verdict is Verdict.UNREADABLE and row.cause:
        return row.cause.code
    return str(row.state if row.did_not_hold else row.verdict)


def _message(row: Row, said: Words) -> str:
    """Say in one line what is to be known of a case that did not pass."""
    parts = []
    if row.verdict:
        parts.append(said.verdict(row.verdict))
    if row.state and row.did_not_hold:
        parts.append(said.state(row.state))
    if row.verdict is Verdict.EXEMPT and row.waiver:
        parts.append(f"{row.waiver.reason} ({row.waiver.owner}, {said('until')}: {row.waiver.until.isoformat()})")
    elif row.verdict is Verdict.HELD_BACK:
        parts.append(f"{said('may-cut')}: {said.cuts(row.can_cut_access)}")
    elif row.cause:
        parts.append(said.says(row.cause))
    elif row.verdict is Verdict.DRIFTED and row.control:
        parts.append(f"{said.value(row.after)} ({said('accepted')}: {row.control.accept.text})")
    return "; ".join([*parts, row.note] if row.note else parts) or said("planned")


def _lines(row: Row, said: Words) -> list[str]:
    lines = [f"{said('setting')}: {row.setting}"]
    lines += [f"{said('before')}: {said.value(row.before)}", f"{said('now')}: {said.value(row.after)}"]
    if row.control:
        lines += [f"{said('accepted')}: {row.control.accept.text}", f"{said('why')}: {row.control.why}"]
    if row.cause and said.cure(row.cause):
        lines.append(f"{said('cure')}: {said.cure(row.cause)}")
    return lines
