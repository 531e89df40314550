"""SIDs that only a site knows: put in where it says them, asked for where it does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from aksarc_harden.errors import InputProblem
from aksarc_harden.model.rule import SetEquals, Superset
from aksarc_harden.model.setting import UserRight
from aksarc_harden.site.declared import Domain
from aksarc_harden.site.domain_sids import with_domain_sids
from aksarc_harden.site.place import Place
from aksarc_harden.site.site import Site
from tests.support.builders import a_control

TOKENS = ("S-1-5-21-DOMAIN-512", "S-1-5-21-ROOT-519", "S-1-5-32-546")
DENIED = a_control(
    id="windows.test.denied", setting=UserRight("SeDenyBatchLogonRight"), accept=Superset(TOKENS), want=TOKENS
)
PLAIN = a_control()
CHOSEN = {control.id: control for control in (DENIED, PLAIN)}
DOMAIN = Domain(sid="S-1-5-21-1-2-3", root_sid="S-1-5-21-4-5-6")


def site(folder: Path, domain: Domain | None) -> Site:
    """Give a site with or without its domain's SID."""
    declared = {"aksarc_profile": Place(folder / "site.yml", 3)}
    return Site("plant", folder, (), "stig-ws2022", folder, domain=domain, declared_at=declared)


def test_the_sites_sids_take_the_tokens_places(tmp_path: Path) -> None:
    """In what is wanted and in what is accepted; other items stay."""
    problems: list[InputProblem] = []
    resolved = with_domain_sids(CHOSEN, site(tmp_path, DOMAIN), "stig-ws2022", problems)
    sids = ("S-1-5-21-1-2-3-512", "S-1-5-21-4-5-6-519", "S-1-5-32-546")

    assert problems == []
    assert (resolved[DENIED.id].want, resolved[DENIED.id].accept) == (sids, Superset(sids))
    assert resolved[PLAIN.id] is PLAIN


def test_an_exact_list_is_resolved_too(tmp_path: Path) -> None:
    """Every rule over sets holds SIDs."""
    exact = {DENIED.id: a_control(id=DENIED.id, accept=SetEquals(TOKENS), want=TOKENS)}

    resolved = with_domain_sids(exact, site(tmp_path, DOMAIN), "stig-ws2022", [])

    assert resolved[DENIED.id].accept.accepts(("s-1-5-21-1-2-3-512", "S-1-5-32-546", "S-1-5-21-4-5-6-519"))


def test_a_site_that_does_not_say_them_is_asked_once(tmp_path: Path) -> None:
    """One problem, at the line that asks for the profile, names the controls and the key."""
    problems: list[InputProblem] = []
    with_domain_sids(CHOSEN, site(tmp_path, None), "stig-ws2022", problems)

    assert [(Path(str(one.file)).name, one.line) for one in problems] == [("site.yml", 3)]
    assert DENIED.id in problems[0].what
    assert "aksarc_domain: {sid: S-1-5-21-…" in problems[0].cure


def test_a_profile_that_names_none_needs_none(tmp_path: Path) -> None:
    """A workgroup is not asked for a domain."""
    problems: list[InputProblem] = []

    assert with_domain_sids({PLAIN.id: PLAIN}, site(tmp_path, None), "aks-host", problems) == {PLAIN.id: PLAIN}
    assert problems == []


@pytest.mark.parametrize("sid", ["S-1-5-21-1-2", "S-1-5-21-1-2-3-512", "S-1-5-32-1-2-3", "corp.example"])
def test_a_domains_sid_has_a_form(sid: str) -> None:
    """Three numbers, and no relative id."""
    with pytest.raises(ValueError, match="string_pattern_mismatch"):
        Domain(sid=sid, root_sid="S-1-5-21-1-2-3")
