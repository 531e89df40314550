"""The shipped profiles against the baseline table: who is in them, with which values, and what is said of it."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from aksarc_harden.catalogue import CONTROLS
from aksarc_harden.engine.resolve import check_contradictions
from aksarc_harden.model.control import Control, Scope, Severity
from aksarc_harden.model.host import Role
from aksarc_harden.model.rule import TextFromSite
from aksarc_harden.site.choice import read_choice, under
from aksarc_harden.site.declared import Domain
from aksarc_harden.site.profile import Profile, load_profile
from aksarc_harden.site.profile_file import profile_names
from aksarc_harden.site.site import Site
from tests.support.recordings import RECORDINGS

Row = dict[str, str]

with (RECORDINGS / "reference" / "windows-baseline.csv").open(encoding="utf-8", newline="") as table:
    ROWS: dict[str, Row] = {row["id"]: row for row in csv.DictReader(table)}

_CIS = re.compile(r"\S+ (?P<level>L1|L2|NG)(?: (?P<who>MS|DC))? \((?P<versions>[^)]+)\)")
BENCHMARKS = {"cis-ws2022-l1": "CIS", "stig-ws2022": "STIG"}
NAMES = profile_names(None)
DOMAIN = Domain(sid="S-1-5-21-1-2-3", root_sid="S-1-5-21-4-5-6")


def load(name: str, folder: Path) -> Profile:
    """Load a shipped profile for a site that gives what every profile needs."""
    return load_profile(name, Site("plant", folder, (), name, folder, domain=DOMAIN))


def chosen(name: str) -> Mapping[str, Control]:
    """Give the controls of a shipped profile, the site's part aside."""
    choice, problems = read_choice(name, None, CONTROLS)
    assert problems == []
    return choice.controls


def test_these_profiles_are_shipped() -> None:
    """Their names are for operators to rely on."""
    assert NAMES == ["aks-host", "cis-ws2022-l1", "minimal", "ms-ws2022-member", "stig-ws2022"]


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_profile_loads_without_contradictions(name: str, tmp_path: Path) -> None:
    """It is understood, says what it is, and no two of its controls want different values on any host."""
    profile = load(name, tmp_path)

    assert profile.title
    assert len(profile.description) > 50
    check_contradictions(profile.controls)


@pytest.mark.parametrize("name", NAMES)
def test_every_value_that_a_profile_wants_is_accepted_by_it(name: str) -> None:
    """What is written passes the audit that follows; what only the site can give is not written."""
    for control in chosen(name).values():
        if isinstance(control.accept, TextFromSite):
            assert control.want is None
        elif isinstance(control.want, (int, str, tuple, bytes)):
            assert control.accept.accepts(control.want), control.id
        else:
            assert control.accept.or_absent, control.id


def scopes_asked(row: Row, level: str) -> set[str]:
    """Read for whom CIS Server 2022 v4 asks for a row at a level: `""` for all, MS, DC."""
    found = [_CIS.fullmatch(segment) for segment in row["cis_ref"].split("; ") if segment]
    assert all(found), row["cis_ref"]
    here = [match for match in found if match and "2022v4" in match["versions"].split(",")]
    return {match["who"] or "" for match in here if match["level"] == level}


def is_asked(row: Row, name: str) -> bool:
    """Tell from the table alone whether a profile has a row of its own right."""
    lists = row["ms_baseline"].partition("(")[2].rstrip(")").split(",")
    if name == "cis-ws2022-l1":
        fits = {"": True, "MS": row["role"] != "dc", "DC": row["role"] in ("any", "dc")}
        return any(fits[who] for who in scopes_asked(row, "L1"))
    if name == "stig-ws2022":
        return row["stig_ref"] != ""
    return "ws2022" in lists if name == "ms-ws2022-member" else row["ms_baseline"] != "no"


def replaced_by(control: Control) -> set[str]:
    """Give the rows of the same setting that a control beats on some host."""
    order = {"any": 0, "member": 1, "hyperv-host": 2, "dc": 1}
    below = {"any": (), "member": ("any",), "hyperv-host": ("any", "member"), "dc": ("any",)}[control.scope]
    others = [one for one in CONTROLS.values() if one.setting == control.setting and one.platforms & control.platforms]
    return {one.row for one in others if one.scope in below and order[one.scope] < order[control.scope]}


@pytest.mark.parametrize("name", ["cis-ws2022-l1", "stig-ws2022", "ms-ws2022-member"])
def test_the_table_says_who_is_in_a_benchmarks_profile(name: str) -> None:
    """Who has a number of the benchmark, at its level, and whoever replaces such a one on a narrower sort of hosts."""
    expected = {
        control.id
        for control in CONTROLS.values()
        if is_asked(ROWS[control.row], name) or any(is_asked(ROWS[row], name) for row in replaced_by(control))
    }
    named = set(read_choice(name, None, CONTROLS)[0].files[-1].data.controls)

    assert set(chosen(name)) == expected | named


def test_what_cis_asks_of_domain_controllers_alone_is_for_them_alone() -> None:
    """`L1 DC` restricts a row that is for any host."""
    for id, control in chosen("cis-ws2022-l1").items():
        if scopes_asked(ROWS[control.row], "L1") == {"DC"}:
            assert control.scope is Scope.DC, id
        else:
            assert control.scope is CONTROLS[id].scope, id


def test_aks_host_has_what_microsoft_asks_for_or_says_why_not() -> None:
    """Nothing of Microsoft's lists and of Azure Local's is left out in silence."""
    choice, _ = read_choice("aks-host", None, CONTROLS)
    asked = {control.id for control in CONTROLS.values() if is_asked(ROWS[control.row], "aks-host")}

    assert asked == (set(choice.controls) | set(choice.without)) & asked
    assert set(choice.without) <= asked
    assert all(len(reason) > 40 for reason in choice.without.values())


def test_aks_host_takes_the_values_of_the_rows() -> None:
    """The default profile changes no value: they were chosen for it."""
    assert all(control == CONTROLS[id] for id, control in chosen("aks-host").items())


def test_minimal_is_small_and_cannot_do_harm() -> None:
    """What matters most and cuts nothing; all of it is in the default profile."""
    controls = chosen("minimal")

    assert 20 <= len(controls) <= 80
    assert all(not control.can_cut_access and not control.breaks for control in controls.values())
    assert {control.severity for control in controls.values()} == {Severity.CRITICAL, Severity.HIGH}
    assert set(controls) <= set(chosen("aks-host"))
    assert all(any(control.scope.covers(role) for control in controls.values()) for role in Role)


@pytest.mark.parametrize(("name", "benchmark"), BENCHMARKS.items())
def test_a_benchmarks_profile_takes_its_values(name: str, benchmark: str) -> None:
    """Where the benchmark departs from a row, its accept and its want are in force."""
    for id, control in chosen(name).items():
        expected = under(CONTROLS[id], benchmark)
        assert (control.accept, control.want) == (expected.accept, expected.want)
    assert any(benchmark in CONTROLS[id].benchmarks for id in chosen(name))


@pytest.mark.parametrize(("name", "benchmark"), BENCHMARKS.items())
def test_a_benchmarks_profile_says_where_it_departs_from_aks_host(name: str, benchmark: str, tmp_path: Path) -> None:
    """Of every control that aks-host has not, or not so; with the reason or the risk where one is known."""
    usual, left_out = chosen("aks-host"), read_choice("aks-host", None, CONTROLS)[0].without
    has_own = chosen(name)
    for control in load(name, tmp_path).controls:
        default, own = usual.get(control.id), has_own[control.id]
        is_same = default is not None and (default.accept, default.want) == (own.accept, own.want)
        assert (control.departs == "") == is_same, control.id
        if not is_same:
            departure = control.benchmarks.get(benchmark)
            risks = (control.breaks, departure.breaks if departure else "")
            assert control.departs.startswith("aks-host ")
            assert control.id in left_out or all(risk in control.departs for risk in risks), control.id


def test_a_value_that_a_hyperv_host_was_made_for_says_why_when_a_benchmark_overrides_it(tmp_path: Path) -> None:
    """Nobody brings a benchmark's value to a cluster without the reason against it before their eyes."""
    for name in BENCHMARKS:
        for control in load(name, tmp_path).controls:
            if control.scope is Scope.HYPERV_HOST and control.want != CONTROLS[control.id].want:
                assert ": " in control.departs, control.id


@pytest.mark.parametrize("name", NAMES)
def test_a_sites_texts_are_taken_under_every_profile(name: str, tmp_path: Path) -> None:
    """Banners and new names of accounts are written with the site's words, whoever asks for them."""
    texts = {id: "Ours" for id, control in CONTROLS.items() if isinstance(control.accept, TextFromSite)}
    profile = load_profile(name, Site("plant", tmp_path, (), name, tmp_path, texts=texts, domain=DOMAIN))
    waiting = [control for control in profile.controls if control.id in texts]

    assert waiting or name in ("minimal", "ms-ws2022-member")
    assert all(control.want == "Ours" and control.accept.accepts("Ours") for control in waiting)


def test_the_sites_sids_stand_in_the_stigs_rights(tmp_path: Path) -> None:
    """Domain and Enterprise Admins are named by the site's own SIDs; no token is left."""
    controls = load("stig-ws2022", tmp_path).controls
    named = {item for control in controls if isinstance(control.want, tuple) for item in control.want}

    assert {"S-1-5-21-1-2-3-512", "S-1-5-21-4-5-6-519"} <= named
    assert not any("DOMAIN" in item or "ROOT" in item for item in named)
