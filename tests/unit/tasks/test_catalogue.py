"""The catalogue from the command line; no site, no host and no journal is touched."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from aksarc_harden.catalogue import CONTROLS
from tests.support.command_line import Done, invoke
from tests.support.sites import make_site


def call(tmp_path: Path, *words: str) -> Done:
    """Run a task that leaves nothing behind."""
    done = invoke(*words, XDG_STATE_HOME=str(tmp_path / "state"))
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "state").exists()
    return done


def test_the_list_is_filtered(tmp_path: Path) -> None:
    """By what benchmarks ask for, in a profile, for a role and a platform."""
    words = ("--benchmark", "CIS", "--number", "18.9.25", "--profile", "cis-ws2022-l1", "--role", "member")
    done = call(tmp_path, "catalogue.list", *words)

    assert done.returncode == 0, done.stderr
    assert "windows.laps.no_late_expiry  medium, CIS 18.9.25.2 L1" in done.stdout
    assert "aks-host does not ask for it" in done.stdout
    assert done.stdout.splitlines()[-1] == "8 controls of profile cis-ws2022-l1."


def test_what_a_profile_leaves_out_stands_below_its_list(tmp_path: Path) -> None:
    """With the reason; the filters hold for it, too."""
    done = call(tmp_path, "catalogue.list", "--profile", "aks-host", "--topic", "tls")

    assert done.stdout.startswith("AKS hosts. ")
    left_out = done.stdout.partition("Left out on purpose")[2]
    assert "windows.tls.no_sha1: " in left_out
    assert "Test it before use." in left_out
    assert "windows.kerberos" not in left_out


def test_the_list_is_there_for_programs(tmp_path: Path) -> None:
    """JSON and CSV hold the whole row of each."""
    asked = ("catalogue.list", "--topic", "lsa", "--severity", "critical,high")
    document = json.loads(call(tmp_path, *asked, "--output", "json").stdout)["controls"]
    sheet = list(csv.DictReader(io.StringIO(call(tmp_path, *asked, "--output", "csv").stdout)))

    assert {row["severity"] for row in document} == {"critical", "high"}
    assert [row["control"] for row in sheet] == [row["control"] for row in document]


@pytest.mark.parametrize("word", ["windows.lsa.no_lm_hash", "lsa-no-lm-hash", "CIS:2.3.11.5", "V-254474"])
def test_one_control_is_shown_by_any_of_its_names(tmp_path: Path, word: str) -> None:
    """Its id, the id of its row, its numbers; all that it says, and how the profiles have it."""
    done = call(tmp_path, "catalogue.show", word)

    assert done.returncode == 0, done.stderr
    for part in ("windows.lsa.no_lm_hash: ", "Row: lsa-no-lm-hash", "CIS: 2.3.11.5 L1", "stig-ws2022"):
        assert part in done.stdout


def test_a_sites_own_profiles_count_where_the_site_is_named(tmp_path: Path) -> None:
    """Nothing but its profiles is read of the site."""
    site = make_site(tmp_path, hosts="- not an inventory", profile='title = "Own"\ncontrols = ["windows.lsa"]\n')
    done = call(tmp_path, "catalogue.show", "windows.lsa.no_lm_hash", "--site", str(site), "--output", "json")

    profiles = {row["profile"]: row for row in json.loads(done.stdout)["controls"][0]["profiles"]}
    assert profiles["own"]["wants"] == "1"


@pytest.mark.parametrize("form", ["csv", "json", "markdown"])
def test_the_whole_catalogue_is_exported(tmp_path: Path, form: str) -> None:
    """Into the file that is named."""
    file = tmp_path / "out"
    done = call(tmp_path, "catalogue.export", "--output", form, "--to", str(file))

    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    # markdown escapes what it could take for emphasis
    found = file.read_text(encoding="utf-8").replace("\\", "")
    assert all(id in found for id in CONTROLS)


WRONG = [
    (("catalogue.show",), "a control is needed"),
    (("catalogue.show", "windows.lsa.no_lm_hsh"), "did you mean windows.lsa.no_lm_hash?"),
    (("catalogue.list", "--profile", "cis"), "no profile is named cis"),
    (("catalogue.list", "--severity", "hgh"), "did you mean high?"),
    (("catalogue.list", "--output", "markdown"), "one of: terminal, json, csv"),
    (("catalogue.export", "--output", "html"), "one of: csv, json, markdown"),
    (("catalogue.export", "--to", "/nowhere/at/all.csv"), "/nowhere/at/all.csv: cannot be written"),
    (("catalogue.show", "windows.lsa", "--site", "nowhere-at-all"), "no site is named nowhere-at-all"),
]


@pytest.mark.parametrize(("words", "said"), WRONG, ids=[" ".join(case[0]) for case in WRONG])
def test_wrong_input_is_one_sentence_and_code_1(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    """Standard output stays empty, and the sentence says what would be right."""
    done = call(tmp_path, *words)

    assert (done.returncode, done.stdout) == (1, "")
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
