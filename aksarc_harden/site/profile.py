"""
A profile for one site: which controls are in force, with which values, and who is exempt until when.

What the profile's files choose is `choice`'s to say; here come the site's own texts and SIDs, and the waivers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from aksarc_harden.catalogue import CONTROLS
from aksarc_harden.errors import InputError, InputProblem
from aksarc_harden.model.control import Control
from aksarc_harden.model.finding import Waiver
from aksarc_harden.model.rule import TextFromSite
from aksarc_harden.site.choice import read_choice, unknown
from aksarc_harden.site.departures import with_departures
from aksarc_harden.site.domain_sids import with_domain_sids
from aksarc_harden.site.nearest import offer
from aksarc_harden.site.place import NOWHERE
from aksarc_harden.site.profile_file import ProfileFile
from aksarc_harden.site.site import Site


@dataclass(frozen=True)
class Profile:
    """
    A choice of controls for one site.

    Attributes:
        controls: those chosen, in the catalogue's order, with the profile's values and the site's texts in them.
        without: (control id, reason) of what the profile leaves out on purpose.
        file: where it was read.
        benchmark: whose values are taken where they depart from a control's own; empty for none.
    """

    name: str
    title: str
    controls: tuple[Control, ...]
    waivers: tuple[Waiver, ...]
    file: Path
    description: str = ""
    without: tuple[tuple[str, str], ...] = ()
    benchmark: str = ""


def load_profile(name: str, site: Site, controls: Mapping[str, Control] = CONTROLS) -> Profile:
    """
    Load a profile for a site.

    Args:
        controls: the catalogue to choose from, id → control.

    Raises:
        InputError: with every problem of the profile, of the one that it extends, and of the site's texts and domain.
    """
    asked_at = site.place("aksarc_profile") if name == site.profile else NOWHERE
    choice, problems = read_choice(name, site.folder, controls, asked_at)
    chosen = with_departures(choice, controls)
    chosen = _with_texts(chosen, site, controls, problems)
    chosen = with_domain_sids(chosen, site, name, problems)
    waivers = _waivers(choice.files, site, controls, problems)
    if problems:
        raise InputError(*problems)
    file = choice.files[-1]
    return Profile(
        name=name,
        title=file.data.title,
        controls=tuple(chosen.values()),
        waivers=waivers,
        file=file.file,
        description=file.data.description,
        without=tuple(choice.without.items()),
        benchmark=choice.benchmark,
    )


def _with_texts(
    chosen: Mapping[str, Control], site: Site, catalogue: Mapping[str, Control], problems: list[InputProblem]
) -> dict[str, Control]:
    """Put the site's texts into the controls that wait for them."""
    adapted = dict(chosen)
    for id, text in site.texts.items():
        place, control = site.place(f"aksarc_texts.{id}"), catalogue.get(id)
        if control is None:
            problems.append(unknown(place, id, (one.id for one in catalogue.values() if _takes_text(one))))
        elif not isinstance(control.accept, TextFromSite):
            problems.append(place.problem(f"{id} takes no text", "its value is the profile's to change, under [want]"))
        elif not control.accept.accepts(text):
            problems.append(place.problem(f"the text for {id} is not accepted", f"accepted: {control.accept.text}"))
        elif id in adapted:
            adapted[id] = replace(adapted[id], accept=replace(control.accept, given=text), want=text)
    return adapted


def _takes_text(control: Control) -> bool:
    return isinstance(control.accept, TextFromSite)


def _waivers(
    files: Iterable[ProfileFile], site: Site, catalogue: Mapping[str, Control], problems: list[InputProblem]
) -> tuple[Waiver, ...]:
    waivers: list[Waiver] = []
    for file in files:
        for index, entry in enumerate(file.data.waivers):
            waiver = Waiver(entry.control, entry.reason, entry.owner, entry.until, entry.hosts)
            place = file.place("waivers", index, "control")
            if entry.control not in catalogue:
                problems.append(unknown(place, entry.control, catalogue))
            elif any(_overlap(waiver, other) for other in waivers):
                problems.append(place.problem(f"a second waiver of {entry.control} for one host", "keep one of them"))
            unheard = [host for host in entry.hosts if host not in site.all_names]
            at = file.place("waivers", index, "hosts")
            problems.extend(at.problem(f"the site has no host {host}", offer(host, site.all_names)) for host in unheard)
            waivers.append(waiver)
    return tuple(waivers)


def _overlap(one: Waiver, other: Waiver) -> bool:
    if one.control_id != other.control_id:
        return False
    return not one.hosts or not other.hosts or bool(set(one.hosts) & set(other.hosts))
