"""
The SIDs that only a site knows: those of its domain's groups.

The catalogue writes `S-1-5-21-DOMAIN-512` for Domain Admins and `S-1-5-21-ROOT-519` for Enterprise Admins, who live in
the forest's root domain ([MS-DTYP] 2.4.2.4); the site says what stands in the middle.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from aksarc_harden.errors import InputProblem
from aksarc_harden.model.control import Control
from aksarc_harden.model.rule import SetEquals, Subset, Superset
from aksarc_harden.site.place import NOWHERE, Place
from aksarc_harden.site.site import Site

_DOMAIN, _ROOT = "S-1-5-21-DOMAIN-", "S-1-5-21-ROOT-"


def with_domain_sids(
    chosen: Mapping[str, Control], site: Site, profile: str, problems: list[InputProblem]
) -> dict[str, Control]:
    """Put the site's SIDs into the controls that name its domain's groups; without them, one problem names these."""
    waiting = {id for id, control in chosen.items() if any(map(_is_token, _items(control)))}
    if waiting and site.domain is None:
        at = site.place("aksarc_profile")
        place = at if at is not NOWHERE else Place(site.folder / Path("group_vars", "all", "site.yml"))
        what = f"profile {profile} names Domain or Enterprise Admins in {', '.join(sorted(waiting))}"
        cure = (
            "say the SIDs: aksarc_domain: {sid: S-1-5-21-…, root_sid: S-1-5-21-…} (Get-ADDomain shows DomainSID), or "
            "leave the controls out of a profile of your own, under [[without]]"
        )
        problems.append(place.problem(f"{what}, and the site does not say its domain's SID", cure))
    if site.domain is None:
        return dict(chosen)
    known = {_DOMAIN: f"{site.domain.sid}-", _ROOT: f"{site.domain.root_sid}-"}
    return {id: _resolved(control, known) if id in waiting else control for id, control in chosen.items()}


def _is_token(item: str) -> bool:
    return item.startswith((_DOMAIN, _ROOT))


def _items(control: Control) -> Iterator[str]:
    if isinstance(control.want, tuple):
        yield from control.want
    if isinstance(control.accept, (SetEquals, Superset, Subset)):
        yield from control.accept.items


def _resolved(control: Control, known: Mapping[str, str]) -> Control:
    fields: dict[str, Any] = {}
    if isinstance(control.want, tuple):
        fields["want"] = _put_in(control.want, known)
    if isinstance(control.accept, (SetEquals, Superset, Subset)):
        fields["accept"] = replace(control.accept, items=_put_in(control.accept.items, known))
    return replace(control, **fields)


def _put_in(items: tuple[str, ...], known: Mapping[str, str]) -> tuple[str, ...]:
    for token, sid in known.items():
        items = tuple(sid + item.removeprefix(token) if item.startswith(token) else item for item in items)
    return items
