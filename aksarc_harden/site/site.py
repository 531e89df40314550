"""A site as loaded: its hosts with their endpoints and credentials, and all that it declares. Light to import."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from aksarc_harden.model.host import Host
from aksarc_harden.site.place import NOWHERE, Place

if TYPE_CHECKING:  # pydantic takes its time
    from aksarc_harden.site.declared import Baselines, Cluster, Domain, Gmsa, Policy, SignOn, Window


@dataclass(frozen=True)
class Site:
    """
    One validated estate.

    Attributes:
        hosts: the Windows hosts chosen, in the inventory's order.
        profile: the name of the profile that the site asks for.
        texts: control id → the text that only the site can give (a banner, a new name).
        state: the folder of its journal and lock; `places.make_state_folder` makes it.
        all_names: every host of the inventory, chosen or not, Linux nodes included.
        declared_at: where a key stands, by its dotted name (`aksarc_texts.windows.logon.banner_title`).
    """

    name: str
    folder: Path
    hosts: tuple[Host, ...]
    profile: str
    state: Path
    clusters: tuple[Cluster, ...] = ()
    sign_on: SignOn | None = None
    gmsa: tuple[Gmsa, ...] = ()
    baselines: Baselines | None = None
    windows: Mapping[str, Window] = field(default_factory=dict)
    policies: Mapping[str, Policy] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    domain: Domain | None = None
    all_names: tuple[str, ...] = ()
    declared_at: Mapping[str, Place] = field(default_factory=dict)

    def place(self, key: str) -> Place:
        """Say where a key is declared; nowhere where it is not."""
        return self.declared_at.get(key, NOWHERE)
