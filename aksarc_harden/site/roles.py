"""What a host's groups make of it: its role, or that it is no Windows host."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from aksarc_harden.errors import InputProblem
from aksarc_harden.model.host import Role
from aksarc_harden.site.nearest import nearest
from aksarc_harden.site.place import NOWHERE, Place

AKS_HOSTS = "aks_hosts"
MANAGEMENT = "management"
DOMAIN_CONTROLLERS = "domain_controllers"
LINUX_NODES = "linux_nodes"
HYPERV_HOSTS = "hyperv_hosts"
KNOWN_GROUPS = (AKS_HOSTS, MANAGEMENT, DOMAIN_CONTROLLERS, LINUX_NODES, HYPERV_HOSTS)

_CONTRADICTING = (  # no host can be in two groups of one pair
    (DOMAIN_CONTROLLERS, AKS_HOSTS),
    (DOMAIN_CONTROLLERS, HYPERV_HOSTS),
    (LINUX_NODES, AKS_HOSTS),
    (LINUX_NODES, MANAGEMENT),
    (LINUX_NODES, DOMAIN_CONTROLLERS),
    (LINUX_NODES, HYPERV_HOSTS),
)


def role_of(groups: Sequence[str]) -> Role | None:
    """Give the role that these groups mean; None for a host that is not a Windows one."""
    if LINUX_NODES in groups:
        return None
    if DOMAIN_CONTROLLERS in groups:
        return Role.DC
    if AKS_HOSTS in groups or HYPERV_HOSTS in groups:
        return Role.HYPERV_HOST
    return Role.MEMBER


def contradictions(host: str, groups: Sequence[str], place: Place) -> Iterator[InputProblem]:
    """Name each pair of groups that a host cannot be in at once."""
    for one, other in _CONTRADICTING:
        if one in groups and other in groups:
            yield place.problem(f"{host} is in {one} and in {other}", "a host can be one of these only")


def misspelt_groups(parents: Mapping[str, frozenset[str]], places: Mapping[str, Place]) -> Iterator[InputProblem]:
    """
    Name each group that looks like one of ours and is none, nor a part of one, nor made of some.

    A host in it would be taken for an ordinary member in silence.
    """
    for group in sorted(parents):
        near = nearest(group, KNOWN_GROUPS, closeness=0.85)
        if near is None or group in KNOWN_GROUPS or _is_below(group, near, parents) or _is_below(near, group, parents):
            continue
        yield places.get(group, NOWHERE).problem(f"group {group} is none that is known here", f"did you mean {near}?")


def _is_below(group: str, other: str, parents: Mapping[str, frozenset[str]]) -> bool:
    above = parents.get(group, frozenset())
    return other in above or any(_is_below(parent, other, parents) for parent in above)
