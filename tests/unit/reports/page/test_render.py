"""The page as text: it asks for nothing, nothing of a host's is markup, and without scripts it says enough."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest

from aksarc_harden.model.change import ChangeState
from aksarc_harden.model.finding import Finding, Verdict, Waiver
from aksarc_harden.model.found import Missing, Value
from aksarc_harden.model.outcome import ChangeOutcome, RunOutcome, Verb
from aksarc_harden.reports.page.render import page
from tests.support.builders import KEY, a_control
from tests.support.outcomes import CHANGE, NUMBER, a_failed_host, a_host_outcome, a_run, only


class Read(HTMLParser):
    """What a browser without scripts reads: elements with their attributes, and the texts outside of scripts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.raw: dict[str, str] = {}
        self._inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element."""
        self.elements.append((tag, dict(attrs)))
        self._inside = tag if tag in ("script", "style") else ""
        if tag == "script" and dict(attrs).get("id") == "data":
            self._inside = "data"

    def handle_endtag(self, tag: str) -> None:
        """Leave a script."""
        self._inside = ""

    def handle_data(self, data: str) -> None:
        """Keep a text, or a script."""
        if self._inside:
            self.raw[self._inside] = data
        elif data.strip():
            self.texts.append(data.strip())

    @property
    def text(self) -> str:
        """All texts, a blank between two."""
        return " ".join(self.texts)


RUN = a_run(Verb.HARDEN, a_host_outcome(), a_host_outcome("hci-node2"), a_failed_host())


@pytest.mark.parametrize("language", ["en", "ja"])
def test_nothing_in_the_page_asks_for_anything(language: str) -> None:
    """No element fetches, no style imports, and the policy forbids what is not the page's own style and script."""
    text = page(RUN, language)
    read = Read(text)
    assert text.isascii()
    assert not {tag for tag, _ in read.elements} & {"link", "img", "iframe", "object", "embed", "base", "video"}
    assert not any({"src", "srcset", "background"} & set(attributes) for _, attributes in read.elements)
    assert all((attributes.get("href") or "#").startswith("#") for _, attributes in read.elements)
    assert not re.search(r"url\(|@import|https?:", read.raw["style"] + read.raw["script"])
    (policy,) = [attributes["content"] for _, attributes in read.elements if "http-equiv" in attributes]
    assert policy is not None
    assert policy.startswith("default-src 'none'")
    for name in ("style", "script"):
        digest = base64.b64encode(hashlib.sha256(read.raw[name].encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy


def test_a_reader_without_scripts_learns_what_matters() -> None:
    """Scores, hosts, causes with cures, what is held back and may cut, changes and waivers are in the page's text."""
    said = Read(page(RUN)).text
    for word in ("50.0", "75.0 with what is held back", "hci-node9", "nothing answers at the host", "check address",
                 "signing in", "Windows refused access", "the backup needs it", "infra@example.com", "2030-01-31",
                 "Hyper-V host", "restart needed", "absent"):  # fmt: skip
        assert word in said, word


def test_an_ended_waiver_is_marked() -> None:
    """A waiver past its end stands there with what it was, and as expired."""
    waiver = Waiver("windows.test.value", "it was needed", "infra@example.com", date(2020, 1, 31))
    finding = Finding(a_control(), Verdict.DRIFTED, Missing(KEY), waiver=waiver)
    said = Read(page(a_run(Verb.AUDIT, a_host_outcome(before=(finding,), after=(finding,), changes=())))).text
    assert "it was needed infra@example.com 2020-01-31 expired" in said


def data_of(run: RunOutcome) -> dict[str, Any]:
    """Read the data that the page's script gets."""
    found: dict[str, Any] = json.loads(Read(page(run)).raw["data"])
    return found


def test_what_hosts_share_is_told_once() -> None:
    """A line names all hosts that are alike; one that all hosts share names none."""
    data = data_of(a_run(Verb.AUDIT, a_host_outcome(), a_host_outcome("hci-node2"), only(NUMBER, Verdict.DRIFTED)))
    assert len(data["lines"]) == len({json.dumps(line[:-1]) for line in data["lines"]})
    ids = [data["controls"][line[0]][0] for line in data["lines"]]
    assert ids.count("windows.rights.deny_network") == 1
    alone = data_of(a_run(Verb.AUDIT, a_host_outcome()))
    assert {line[-1] and tuple(line[-1]) for line in alone["lines"]} == {None}


HOSTILE = "</script><script>alert(1)</script><!-- <img src=x onerror=alert(1)> \u2028 \x1b[31m \ud800 \" ' & {{ 7*7 }}"


def test_nothing_that_a_host_or_a_site_says_is_markup() -> None:
    """Markup in values, names, reasons and notes is text; no element comes of it, and the data stays data."""
    waiver = Waiver(NUMBER.id, HOSTILE, HOSTILE, date(2030, 1, 31))
    finding = Finding(NUMBER, Verdict.DRIFTED, Value(HOSTILE, "String"), note=HOSTILE, waiver=waiver)
    host = a_host_outcome(HOSTILE, before=(finding,), after=(finding,), changes=())
    odd, usual = Read(page(a_run(Verb.AUDIT, host, site=HOSTILE, profile=HOSTILE))), Read(page(RUN))
    assert {tag for tag, _ in odd.elements} <= {tag for tag, _ in usual.elements}
    assert sum(tag == "script" for tag, _ in odd.elements) == 2
    assert not any(name.startswith("on") for _, attributes in odd.elements for name in attributes)
    assert any("</script><script>alert(1)" in text for text in json.loads(odd.raw["data"])["texts"])
    assert "49" not in " ".join(json.loads(odd.raw["data"])["texts"])


TAKEN_BACK = (ChangeOutcome(CHANGE, ChangeState.ROLLED_BACK),)


@pytest.mark.parametrize(
    "run",
    [
        a_run(Verb.AUDIT, a_failed_host()),
        a_run(Verb.PLAN, a_host_outcome(before=(), after=(), changes=(), facts=None), dry_run=True),
        a_run(Verb.ROLLBACK, a_host_outcome(before=(), after=(), changes=TAKEN_BACK)),
        RunOutcome(Verb.AUDIT, "empty", "aks-host", "1", "2030-01-02T03:04:05+00:00", ()),
    ],
    ids=["unreachable", "no findings", "rollback", "no hosts"],
)  # fmt: skip
def test_runs_that_have_little_to_say_have_a_page(run: RunOutcome) -> None:
    """Without findings, scores or hosts the page says what there is."""
    for language in ("en", "ja"):
        assert Read(page(run, language)).text


def test_headings_and_tables_are_those_of_a_page_that_can_be_read_aloud() -> None:
    """One first heading, sections with a heading each, and scopes in every table's head."""
    read = Read(page(RUN))
    tags = [tag for tag, _ in read.elements]
    assert tags.count("h1") == 1
    assert tags.count("h2") == tags.count("section")
    assert all(attributes.get("scope") in ("col", "row") for tag, attributes in read.elements if tag == "th")
    assert read.elements[0] == ("html", {"lang": "en"})
