"""Which controls an operator sees, and how each profile has one."""

from __future__ import annotations

from pathlib import Path

import pytest

from aksarc_harden.catalogue import CONTROLS
from aksarc_harden.errors import InputError
from aksarc_harden.model.control import Scope, Severity
from aksarc_harden.model.host import Platform
from aksarc_harden.site.listing import Filters, matching_controls, source_of, standings_of
from tests.support.builders import a_control
from tests.support.sites import make_site

ONE, TWO = "windows.lsa.one", "windows.smb.two"
CHOSEN = (
    a_control(id=ONE, severity=Severity.HIGH, refs={"CIS": "18.9.1 L1", "STIG": "V-1"}, scope=Scope.HYPERV_HOST),
    a_control(id=TWO, platforms=frozenset({Platform.WS2022}), refs={"CIS": "2.2.1 L1"}, scope=Scope.MEMBER),
)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), [ONE, TWO]),
        (Filters(target=("windows",)), [ONE, TWO]),
        (Filters(topic=("lsa",)), [ONE]),
        (Filters(topic=("windows.smb", "lsa")), [ONE, TWO]),
        (Filters(benchmark=("stig",)), [ONE]),
        (Filters(number=("18.9",)), [ONE]),
        (Filters(number=("18.9", "2.2.1")), [ONE, TWO]),
        (Filters(platform=("azshci22h2",)), [ONE]),
        (Filters(role=("hyperv-host",)), [ONE, TWO]),
        (Filters(role=("member",)), [TWO]),
        (Filters(role=("dc",)), []),
        (Filters(severity=("high", "critical")), [ONE]),
        (Filters(severity=("high",), topic=("smb",)), []),
    ],
)
def test_filters_join_and_alternatives_widen(filters: Filters, expected: list[str]) -> None:
    """Every filter must be fulfilled, by any of its words."""
    assert [control.id for control in matching_controls(CHOSEN, filters)] == expected


@pytest.mark.parametrize(
    ("filters", "option", "cure"),
    [
        (Filters(target=("linux",)), "--target linux", "use one of windows"),
        (Filters(topic=("windows.lsaa",)), "--topic windows.lsaa", "windows.lsa?"),
        (Filters(benchmark=("CISS",)), "--benchmark CISS", "CIS?"),
        (Filters(platform=("ws2023",)), "--platform ws2023", "mean ws20"),
        (Filters(role=("node",)), "--role node", "use one of dc, hyperv-host, member"),
        (Filters(severity=("hgh",)), "--severity hgh", "high?"),
        (Filters(number=("99.9",)), "--number 99.9", ""),
    ],
)
def test_a_word_that_nothing_can_fit_is_an_error(filters: Filters, option: str, cure: str) -> None:
    """An empty list would look like an answer."""
    with pytest.raises(InputError) as caught:
        matching_controls(CHOSEN, filters)

    assert [one.what.partition(":")[0] for one in caught.value.problems] == [option]
    assert cure in caught.value.problems[0].cure


def test_a_profiles_controls_are_as_it_has_them(tmp_path: Path) -> None:
    """With a benchmark's values; the site's own profiles are found in its folder; none is the whole catalogue."""
    id = "windows.lsa.online_identities_hyperv_host"
    own = make_site(tmp_path, profile=f'title = "Own"\ncontrols = ["{id}"]\n')

    assert {control.id: control.want for control in source_of("cis-ws2022-l1").controls}[id] == 0
    assert [control.id for control in source_of("own", own).controls] == [id]
    assert source_of("").controls == tuple(CONTROLS.values())
    with pytest.raises(InputError, match="no profile is named own"):
        source_of("own")


def test_a_wrong_profile_is_not_listed(tmp_path: Path) -> None:
    """Its problems are told in place of a part of it."""
    own = make_site(tmp_path, profile='title = "Own"\ncontrols = ["windows", "windows.lsb"]\n')

    with pytest.raises(InputError, match=r"own\.toml:2: no control is named windows\.lsb"):
        source_of("own", own)


def test_a_profile_comes_with_its_description_and_what_it_leaves_out() -> None:
    """A reader of the list sees what is missing on purpose, and why."""
    source = source_of("aks-host")

    assert source.description.startswith("AKS hosts. What Microsoft asks for")
    assert "windows.tls.no_sha1" in [control.id for control, _ in source.left_out]
    assert all(reason for _, reason in source.left_out)


def test_every_profile_says_how_it_has_a_control() -> None:
    """Chosen with its value, left out with a reason, or not chosen."""
    standings = {name: (control, reason) for name, control, reason in standings_of("windows.tls.no_sha1")}

    assert standings["aks-host"][0] is None
    assert "Test it before use" in standings["aks-host"][1]
    assert standings["minimal"] == (None, "")
    stig = {name: control for name, control, _ in standings_of("windows.crypto.fips_mode")}["stig-ws2022"]
    assert stig is not None
    assert (stig.want, stig.departs[:8]) == (1, "aks-host")
