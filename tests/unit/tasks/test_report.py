"""Reports of earlier runs: every form, to a file or standard output, and what is said where there is none."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest

from aksarc_harden.model.outcome import Verb
from aksarc_harden.reports.document import schema
from tests.support.kept_runs import KeptRuns
from tests.support.outcomes import a_failed_host, a_host_outcome, a_run

RUN = a_run(Verb.HARDEN, a_host_outcome(), a_failed_host())


@pytest.fixture
def site(tmp_path: Path) -> KeptRuns:
    """Give a site of this test's own."""
    return KeptRuns(tmp_path)


def test_json_is_the_document_of_the_run(site: KeptRuns) -> None:
    """What a program reads later is what it would have read then."""
    older, newer = site.add(RUN), site.add(a_run(Verb.AUDIT))
    for words, id in (((older,), older), ((), newer), (("newest",), newer)):
        done = site.call("report", *words, "--output", "json")
        assert (done.returncode, done.stderr) == (0, "")
        document = json.loads(done.stdout)
        jsonschema.Draft202012Validator(schema()).validate(document)
        assert document["run"] == id


def test_a_run_is_reported_on_the_terminal_as_it_was(site: KeptRuns) -> None:
    """Scores, hosts and causes, as when the run ended."""
    id = site.add(RUN)
    said = site.call("report", id).stdout
    for word in (id, "25.0 → 50.0", "nothing answers at the host's address and port", "hci-node1"):
        assert word in said


def test_a_terminal_reads_japanese_too(site: KeptRuns) -> None:
    """Headings, verdicts and causes are Japanese; names of controls and commands to copy are what they are."""
    said = site.call("report", site.add(RUN), "--language", "ja").stdout
    for word in (
        "セキュリティ強化",
        "実行できなかったホスト",
        "アドレスとポートから応答がありません",
        "./aksarc rollback",
    ):
        assert word in said
    for word in ("Held back", "Changes", "What to do", "Score", "Host", "not done"):
        assert word not in said


def test_other_forms_stand_alone_on_standard_output(site: KeptRuns) -> None:
    """JUnit is XML, CSV is lines, HTML is a page, each with nothing around it."""
    site.add(RUN)
    assert ElementTree.fromstring(site.call("report", "--output", "junit").stdout).tag == "testsuites"
    assert len(list(csv.reader(site.call("report", "--output", "csv").stdout.splitlines()))) == 8
    page = site.call("report", "--output", "html", "--language", "ja").stdout
    assert page.startswith("<!doctype html>")
    assert '<html lang="ja">' in page


@pytest.mark.parametrize(
    ("name", "begins"),
    [("r.html", "<!doctype html>"), ("r.json", "{"), ("r.xml", "<?xml"), ("r.csv", "host,topic"), ("r.txt", "Harden")],
)
def test_a_file_is_written_in_the_form_that_its_name_asks_for(
    site: KeptRuns, tmp_path: Path, name: str, begins: str
) -> None:
    """Standard output stays empty, and the file is named."""
    site.add(RUN)
    file = tmp_path / name
    done = site.call("report", "--to", str(file))
    assert (done.returncode, done.stdout) == (0, "")
    assert str(file) in done.stderr
    assert file.read_text(encoding="utf-8").startswith(begins)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("20300101-000000-aaaa",), "there is no run 20300101-000000-aaaa"),
        (("--output", "xml"), "terminal, json, html, junit, csv"),
        (("--language", "de"), "one of: en, ja"),
        (("--to", "/no/such/folder/report.html"), "/no/such/folder/report.html"),
        (("--to", "."), "directory"),
    ],
)
def test_wrong_input_is_one_sentence_and_code_1(site: KeptRuns, words: tuple[str, ...], said: str) -> None:
    """The sentence says what was wrong and what would be right."""
    site.add(RUN)
    done = site.call("report", *words)
    assert (done.returncode, done.stdout) == (1, "")
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_run_without_a_report_says_why(site: KeptRuns) -> None:
    """No run at all, one that was not finished, and one of a release that kept none are told apart."""
    assert "no run with a report yet" in site.call("report").stderr
    open_run = site.add(RUN, keep=False, finish=False)
    assert "harden goes on with it" in site.call("report", open_run).stderr
    old_run = site.add(RUN, keep=False)
    done = site.call("report", old_run)
    assert done.returncode == 1
    assert "none was kept" in done.stderr


def test_every_run_is_kept_and_no_plan(site: KeptRuns) -> None:
    """An audit and a harden run have their report afterwards; a plan and a dry run leave none, and replace none."""
    for words in (("audit",), ("harden", "--yes"), ("plan",), ("harden", "--dry-run")):
        assert site.call(*words, "--output", "csv").returncode == 4
    kept = site.documents()
    assert [json.loads(text or "{}")["verb"] for text in kept.values()] == ["harden", "audit"]
    assert [json.loads(text or "{}")["run"] for text in kept.values()] == list(kept)
