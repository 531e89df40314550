"""Turns the `aksarc_*` data of a site into declarations, or into problems with their places, all at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from aksarc_harden.errors import InputProblem
from aksarc_harden.site.declared import ClusterKind, SiteData
from aksarc_harden.site.faults import Path as KeyPath
from aksarc_harden.site.faults import problems_of, show
from aksarc_harden.site.nearest import offer
from aksarc_harden.site.origins import place_in, place_of
from aksarc_harden.site.place import Place
from aksarc_harden.site.shape import OURS, SITE_FILE


def read_declarations(
    folder: Path, data: Mapping[str, Any], raw: Mapping[str, Any], problems: list[InputProblem]
) -> SiteData | None:
    """
    Validate the site's data; None where it cannot be understood.

    Args:
        data: `aksarc_*` name → plain value.
        raw: the same with Ansible's tags on, which tell the places.
    """
    root = Place(folder / SITE_FILE)

    def locate(path: KeyPath) -> Place:
        place = place_in(raw, (f"{OURS}{path[0]}", *path[1:]) if path else ())
        return place if place.file is not None else root

    try:
        declared = SiteData.model_validate({key.removeprefix(OURS): value for key, value in data.items()})
    except ValidationError as error:
        problems.extend(problems_of(error, SiteData, locate, OURS))
        return None
    problems.extend(
        locate(path).problem(f"{show(path, OURS)} {what}", cure) for path, what, cure in _dangling(declared)
    )
    return declared


def declared_places(raw: Mapping[str, Any]) -> dict[str, Place]:
    """Say where each key stands, and each text, by its dotted name."""
    places = {str(key): place_in(raw, (key,)) for key in raw}
    texts = raw.get(f"{OURS}texts")
    if isinstance(texts, Mapping):
        places.update({f"{OURS}texts.{key}": place_of(key) for key in texts})
    return places


Fault = tuple[KeyPath, str, str]


def _dangling(data: SiteData) -> Iterator[Fault]:
    """Find names that refer to nothing, and names given twice."""
    clusters = [cluster.name for cluster in data.clusters]
    yield from _twice("clusters", clusters)
    yield from _twice("gmsa", [account.name for account in data.gmsa])
    for index, cluster in enumerate(data.clusters):
        if cluster.window:
            yield from _unknown(("clusters", index, "window"), cluster.window, list(data.windows), "window")
        for policy in cluster.policies:
            yield from _unknown(("clusters", index, "policies"), policy, list(data.policies), "policy")
    for index, account in enumerate(data.gmsa):
        yield from _unknown(("gmsa", index, "cluster"), account.cluster, clusters, "cluster")
    workload = [cluster.name for cluster in data.clusters if cluster.kind is ClusterKind.WORKLOAD]
    for index, name in enumerate(data.sign_on.clusters if data.sign_on else ()):
        yield from _unknown(("sign_on", "clusters", index), name, workload, "workload cluster")


def _twice(key: str, names: list[str]) -> Iterator[Fault]:
    for index, name in enumerate(names):
        if name in names[:index]:
            yield (key, index, "name"), f"names {name} a second time", "give each a name of its own"


def _unknown(path: KeyPath, name: str, known: list[str], what: str) -> Iterator[Fault]:
    if name not in known:
        yield path, f"names no {what} of this site: {name}", offer(name, known)
