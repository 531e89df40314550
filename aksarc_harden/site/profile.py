"""
A profile: which controls are in force, with which values, and who is exempt until when.

Read from TOML, the site's own `profiles/` before the shipped ones, and checked against the catalogue handed in.
Whether two chosen controls contradict each other is the engine's to say.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from aksarc_harden.model.control import Control
from aksarc_harden.model.finding import Waiver


@dataclass(frozen=True)
class Profile:
    """
    A choice of controls for one site.

    Attributes:
        controls: those chosen, in the catalogue's order, with the profile's values and the site's texts in them.
        file: where it was read.
    """

    name: str
    title: str
    controls: tuple[Control, ...]
    waivers: tuple[Waiver, ...]
    file: Path
    description: str = ""
