"""
A profile: which controls are in force, with which values, and who is exempt until when.

Checked against the catalogue handed in; whether two chosen controls contradict each other is the engine's to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from aksarc_harden.catalogue import CONTROLS
from aksarc_harden.engine.resolve import check_contradictions
from aksarc_harden.errors import InputError, InputProblem
from aksarc_harden.model.control import Control
from aksarc_harden.model.finding import Waiver
from aksarc_harden.model.found import ABSENT, Data
from aksarc_harden.model.rule import TextFromSite
from aksarc_harden.site.nearest import offer
from aksarc_harden.site.place import NOWHERE, Place
from aksarc_harden.site.profile_file import ProfileFile, read_profile_file
from aksarc_harden.site.site import Site


@dataclass(frozen=True)
class Profile:
    """
    A choice of controls for one site.

    Attributes:
        controls: those chosen, in the catalogue's order, with the profile's values and the site's texts in them.
        without: (control id, reason) of what the profile leaves out on purpose.
        file: where it was read.
    """

    name: str
    title: str
    controls: tuple[Control, ...]
    waivers: tuple[Waiver, ...]
    file: Path
    description: str = ""
    without: tuple[tuple[str, str], ...] = ()


def load_profile(name: str, site: Site, controls: Mapping[str, Control] = CONTROLS) -> Profile:
    """
    Load a profile for a site.

    Args:
        controls: the catalogue to choose from, id → control.

    Raises:
        InputError: with every problem of the profile, of the one that it extends, and of the site's texts.
    """
    asked_at = site.place("aksarc_profile") if name == site.profile else NOWHERE
    file = read_profile_file(name, site.folder, asked_at)
    files = [file] if file.data.extends is None else [_extended(file, site.folder), file]
    problems: list[InputProblem] = []
    choice = _Choice(controls, problems)
    for part in files:
        choice.apply(part)
    if not choice.controls and not problems:
        problems.append(file.place("controls").problem("the profile chooses no control", "add topics or ids"))
    chosen = _with_texts(choice.controls, site, controls, problems)
    waivers = _waivers(files, site, controls, problems)
    if problems:
        raise InputError(*problems)
    _check_contradictions(tuple(chosen.values()), file)
    return Profile(
        name=name,
        title=file.data.title,
        controls=tuple(chosen[id] for id in controls if id in chosen),
        waivers=waivers,
        file=file.file,
        description=file.data.description,
        without=tuple((left.control, left.reason) for part in files for left in part.data.without),
    )


def _extended(file: ProfileFile, folder: Path) -> ProfileFile:
    at = file.place("extends")
    extended = read_profile_file(str(file.data.extends), folder, at)
    if extended.data.extends is not None:
        what = f"profile {extended.name} itself extends {extended.data.extends}"
        raise InputError(at.problem(what, "extend one that extends none"))
    return extended


def _check_contradictions(chosen: tuple[Control, ...], file: ProfileFile) -> None:
    """Let the engine say which of the controls chosen contradict each other, and add where they were chosen."""
    try:
        check_contradictions(chosen)
    except InputError as error:
        place = file.place("controls")
        raise InputError(*(place.problem(problem.what, problem.cure) for problem in error.problems)) from error


class _Choice:
    """The controls chosen so far; each file of a profile adds to it, leaves out, and changes values."""

    def __init__(self, catalogue: Mapping[str, Control], problems: list[InputProblem]) -> None:
        self.controls: dict[str, Control] = {}
        self._catalogue = catalogue
        self._problems = problems

    def apply(self, file: ProfileFile) -> None:
        """Do what one file says, in the order: choose, leave out, change."""
        for index, word in enumerate(file.data.controls):
            self._add(file, word, is_second=word in file.data.controls[:index])
        for index, left in enumerate(file.data.without):
            if self._is_chosen(file.place("without", index, "control"), left.control):
                del self.controls[left.control]
        for id, value in file.data.want.items():
            place = file.place("want", id)
            if isinstance(value, dict):
                self._problems.append(
                    place.problem(f"an id beginning {id} is without quotes", 'write "the.whole.id" =')
                )
            elif self._is_chosen(place, id):
                self._want(place, self.controls[id], value)

    def _add(self, file: ProfileFile, word: str, is_second: bool) -> None:
        place = file.place("controls", word)
        found = {id: control for id, control in self._catalogue.items() if (id + ".").startswith(word + ".")}
        if is_second:
            self._problems.append(place.problem(f"{word} is chosen a second time", "name it once"))
        elif not found:
            self._problems.append(_unknown(place, word, {*self._catalogue, *_topics(self._catalogue)}))
        else:
            self.controls |= {id: control for id, control in found.items() if id not in self.controls}

    def _is_chosen(self, place: Place, id: str) -> bool:
        if id in self.controls:
            return True
        if id in self._catalogue:
            self._problems.append(place.problem(f"{id} is not chosen here", "add it to `controls`, or leave this out"))
        else:
            self._problems.append(_unknown(place, id, self._catalogue))
        return False

    def _want(self, place: Place, control: Control, value: Any) -> None:
        data = _to_data(value)
        if control.want is None:
            what, cure = "is not the profile's to give", f"give a text under aksarc_texts: {control.id}"
        elif data is None or (control.want is not ABSENT and type(data) is not type(control.want)):
            what, cure = (
                "is of the wrong type",
                f"it must be {_TYPE_NAMES.get(type(control.want), 'a number or a text')}",
            )
        elif not control.accept.accepts(data):
            what, cure = "is outside of what the control accepts", f"accepted: {control.accept.text}"
        else:
            self.controls[control.id] = replace(control, want=data)
            return
        self._problems.append(place.problem(f"the value wanted of {control.id} {what}", cure))


_TYPE_NAMES: dict[type, str] = {int: "a whole number", str: "a text in quotes", tuple: "a list of texts in brackets"}


def _to_data(value: Any) -> Data | None:
    """Turn a TOML value into a setting's data; None where no setting has such data."""
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    return value if isinstance(value, (int, str)) and not isinstance(value, bool) else None


def _topics(catalogue: Mapping[str, Control]) -> set[str]:
    return {control.topic for control in catalogue.values()}


def _unknown(place: Place, word: str, known: Iterable[str]) -> InputProblem:
    return place.problem(f"no control is named {word}", offer(word, known))


def _with_texts(
    chosen: Mapping[str, Control], site: Site, catalogue: Mapping[str, Control], problems: list[InputProblem]
) -> dict[str, Control]:
    """Put the site's texts into the controls that wait for them."""
    adapted = dict(chosen)
    for id, text in site.texts.items():
        place, control = site.place(f"aksarc_texts.{id}"), catalogue.get(id)
        if control is None:
            problems.append(_unknown(place, id, (one.id for one in catalogue.values() if _takes_text(one))))
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
                problems.append(_unknown(place, entry.control, catalogue))
            elif any(_overlap(waiver, other) for other in waivers):
                problems.append(place.problem(f"a second waiver of {entry.control} for one host", "keep one of them"))
            unknown = [host for host in entry.hosts if host not in site.all_names]
            at = file.place("waivers", index, "hosts")
            problems.extend(at.problem(f"the site has no host {host}", offer(host, site.all_names)) for host in unknown)
            waivers.append(waiver)
    return tuple(waivers)


def _overlap(one: Waiver, other: Waiver) -> bool:
    if one.control_id != other.control_id:
        return False
    return not one.hosts or not other.hosts or bool(set(one.hosts) & set(other.hosts))
