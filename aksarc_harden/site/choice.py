"""
Which controls a profile's files choose, and with which values.

Checked against the catalogue handed in; needs no site. Texts, SIDs and waivers, which are a site's, are `profile`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from aksarc_harden.catalogue.benchmarks import Benchmark, Membership, numbers_of
from aksarc_harden.engine.resolve import ContradictionError, check_contradictions
from aksarc_harden.errors import InputError, InputProblem
from aksarc_harden.model.control import Control
from aksarc_harden.model.found import ABSENT, Data
from aksarc_harden.site.nearest import offer
from aksarc_harden.site.place import NOWHERE, Place
from aksarc_harden.site.profile_file import Choose, ProfileFile, read_profile_file


@dataclass(frozen=True)
class Choice:
    """
    What a profile chooses.

    Attributes:
        files: the one it extends, if any, and its own.
        controls: id → control, in the catalogue's order, with the benchmark's and the profile's values in them.
        benchmark: whose values are taken where they depart; empty for none.
    """

    files: tuple[ProfileFile, ...]
    controls: Mapping[str, Control]
    benchmark: str = ""

    @property
    def without(self) -> dict[str, str]:
        """Say what is left out on purpose, id → reason."""
        left = {entry.control: entry.reason for file in self.files for entry in file.data.without}
        return {id: reason for id, reason in left.items() if id not in self.controls}


def read_choice(
    name: str, folder: Path | None, catalogue: Mapping[str, Control], asked_at: Place = NOWHERE
) -> tuple[Choice, list[InputProblem]]:
    """
    Read a profile's files and choose; the problems found come along, so that others can be told with them.

    Args:
        folder: the site's, whose own profiles come first; None for the shipped ones alone.
        asked_at: where the name was given, for the problem.

    Raises:
        InputError: a file cannot be read or understood, so that nothing can be chosen.
    """
    file = read_profile_file(name, folder, asked_at)
    files = (file,) if file.data.extends is None else (_extended(file, folder), file)
    benchmark = next((part.data.benchmark for part in reversed(files) if part.data.benchmark), "")
    chosen = _Chosen({id: under(control, benchmark) for id, control in catalogue.items()})
    for part in files:
        chosen.apply(part)
    problems = chosen.problems
    if not chosen.controls and not problems:
        problems.append(file.place("controls").problem("the profile chooses no control", "add topics or ids"))
    choice = Choice(files, {id: chosen.controls[id] for id in catalogue if id in chosen.controls}, benchmark)
    if not problems:
        problems.extend(_contradictions(choice))
    return choice, problems


def under(control: Control, benchmark: str) -> Control:
    """Give the control as a benchmark has it; as it is where the benchmark does not depart from it."""
    departure = control.benchmarks.get(benchmark)
    return control if departure is None else replace(control, accept=departure.accept, want=departure.want)


def _extended(file: ProfileFile, folder: Path | None) -> ProfileFile:
    at = file.place("extends")
    extended = read_profile_file(str(file.data.extends), folder, at)
    further = extended.data.extends
    if further is None:
        return extended
    if file.name in (extended.name, further):
        way = " → ".join(dict.fromkeys((file.name, extended.name)))
        raise InputError(at.problem(f"profiles extend each other in a circle: {way} → {file.name}", "break it"))
    what = f"profile {extended.name} itself extends {further}"
    raise InputError(at.problem(what, "extend one that extends none"))


def _contradictions(choice: Choice) -> Iterable[InputProblem]:
    try:
        check_contradictions(tuple(choice.controls.values()))
    except ContradictionError as error:
        for problem in error.problems:
            yield _place_of(choice, (error.one.id, error.other.id)).problem(problem.what, problem.cure)


def _place_of(choice: Choice, ids: Sequence[str]) -> Place:
    """Say where two controls came to contradict each other: at a value, at the benchmark, or where they are chosen."""
    for file in reversed(choice.files):
        for id in ids:
            if id in file.data.want:
                return file.place("want", id)
    for file in reversed(choice.files):
        if file.data.benchmark:
            return file.place("benchmark")
    file = choice.files[-1]
    words = (word for id in ids for word in file.data.controls if _means(word, id))
    return file.place("controls", next(words, ""))


def _means(word: str, id: str) -> bool:
    return (id + ".").startswith(word + ".")


class _Chosen:
    """The controls chosen so far; each file of a profile adds to it, leaves out, and changes values."""

    def __init__(self, catalogue: Mapping[str, Control]) -> None:
        self.controls: dict[str, Control] = {}
        self.problems: list[InputProblem] = []
        self._catalogue = catalogue

    def apply(self, file: ProfileFile) -> None:
        """Do what one file says, in the order: choose, leave out, change."""
        if file.data.choose is not None:
            self._add_members(file, file.data.choose)
        for index, word in enumerate(file.data.controls):
            self._add(file, word, is_second=word in file.data.controls[:index])
        for index, left in enumerate(file.data.without):
            if self._is_chosen(file.place("without", index, "control"), left.control):
                del self.controls[left.control]
        for id, value in file.data.want.items():
            place = file.place("want", id)
            if isinstance(value, dict):
                self.problems.append(place.problem(f"an id beginning {id} is without quotes", 'write "the.whole.id" ='))
            elif self._is_chosen(place, id):
                self._want(place, self.controls[id], value)

    def _add_members(self, file: ProfileFile, choose: Choose) -> None:
        faults = list(_faults(choose, self._catalogue))
        self.problems += [file.place("choose", key).problem(what, cure) for key, what, cure in faults]
        if not faults:
            members = Membership(
                benchmark=choose.benchmark,
                levels=frozenset(choose.levels),
                lists=frozenset(choose.lists),
                severities=frozenset(choose.severities),
                is_safe=choose.safe,
            ).members(self._catalogue)
            self.controls = members | self.controls

    def _add(self, file: ProfileFile, word: str, is_second: bool) -> None:
        place = file.place("controls", word)
        found = {id: control for id, control in self._catalogue.items() if _means(word, id)}
        if is_second:
            self.problems.append(place.problem(f"{word} is chosen a second time", "name it once"))
        elif not found:
            self.problems.append(unknown(place, word, {*self._catalogue, *topics(self._catalogue)}))
        for id, control in found.items():  # whole, also where a benchmark asks it of some hosts alone
            self.controls[id] = replace(self.controls.get(id, control), scope=control.scope)

    def _is_chosen(self, place: Place, id: str) -> bool:
        if id in self.controls:
            return True
        if id in self._catalogue:
            self.problems.append(place.problem(f"{id} is not chosen here", "add it to `controls`, or leave this out"))
        else:
            self.problems.append(unknown(place, id, self._catalogue))
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
        self.problems.append(place.problem(f"the value wanted of {control.id} {what}", cure))


def _faults(choose: Choose, catalogue: Mapping[str, Control]) -> Iterable[tuple[str, str, str]]:
    """Find what in a choice goes with nothing: key, what is wrong, cure."""
    if choose == Choose():
        yield "benchmark", "the choice asks for nothing", "name a benchmark, severities or safe = true"
    if choose.levels and choose.benchmark is not Benchmark.CIS:
        yield "levels", "levels are of CIS alone", 'add benchmark = "CIS", or leave them out'
    if choose.lists and choose.benchmark is not Benchmark.MICROSOFT:
        yield "lists", "lists are of Microsoft alone", 'add benchmark = "Microsoft", or leave them out'
        return
    known = {
        number.number
        for control in catalogue.values()
        for number in numbers_of(control)
        if number.benchmark is Benchmark.MICROSOFT
    }
    for name in choose.lists:
        if name not in known:
            yield "lists", f"Microsoft has no list {name} in the catalogue", offer(name, known)


_TYPE_NAMES: dict[type, str] = {int: "a whole number", str: "a text in quotes", tuple: "a list of texts in brackets"}


def _to_data(value: Any) -> Data | None:
    """Turn a TOML value into a setting's data; None where no setting has such data."""
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    return value if isinstance(value, (int, str)) and not isinstance(value, bool) else None


def topics(catalogue: Mapping[str, Control]) -> set[str]:
    """Name every topic."""
    return {control.topic for control in catalogue.values()}


def unknown(place: Place, word: str, known: Iterable[str]) -> InputProblem:
    """Say that no control has this name, and which has one near it."""
    return place.problem(f"no control is named {word}", offer(word, known))
