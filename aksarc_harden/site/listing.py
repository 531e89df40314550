"""
Which controls of the catalogue, or of a profile, an operator wants to see; and where the profiles depart from a row.

Needs no site; a site's folder adds its own profiles. Loads what reads profiles, so import it where it is used.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from aksarc_harden.catalogue import CONTROLS
from aksarc_harden.catalogue.benchmarks import Benchmark, numbers_of
from aksarc_harden.errors import InputError, InputProblem
from aksarc_harden.model.control import Control, Severity
from aksarc_harden.model.host import Platform, Role
from aksarc_harden.site.choice import read_choice
from aksarc_harden.site.departures import with_departures
from aksarc_harden.site.naming import numbered
from aksarc_harden.site.nearest import offer
from aksarc_harden.site.profile_file import profile_names


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What is wanted, each a list of alternatives; an empty one asks for nothing."""

    target: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    benchmark: tuple[str, ...] = ()
    number: tuple[str, ...] = ()
    platform: tuple[str, ...] = ()
    role: tuple[str, ...] = ()
    severity: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """
    Where controls are listed from: a profile as it has them, or the whole catalogue.

    Attributes:
        left_out: those that a profile leaves out on purpose, as the catalogue has them, each with the reason.
    """

    name: str
    controls: tuple[Control, ...]
    description: str = ""
    left_out: tuple[tuple[Control, str], ...] = ()


def source_of(profile: str, folder: Path | None = None) -> Source:
    """
    Read a profile, or give the whole catalogue where none is named.

    Raises:
        InputError: there is no such profile, or it is wrong.
    """
    if not profile:
        return Source("the catalogue", tuple(CONTROLS.values()))
    choice, problems = read_choice(profile, folder, CONTROLS)
    if problems:
        raise InputError(*problems)
    controls = tuple(with_departures(choice, CONTROLS).values())
    data = choice.files[-1].data
    left_out = tuple((CONTROLS[id], reason) for id, reason in choice.without.items())
    return Source(f"profile {profile}", controls, f"{data.title}. {data.description}".strip(), left_out)


def matching_controls(controls: Sequence[Control], filters: Filters) -> tuple[Control, ...]:
    """
    Choose those that fit every filter.

    Raises:
        InputError: every word that no control could fit.
    """
    problems = list(_unknown_words(controls, filters))
    if problems:
        raise InputError(*problems)
    with_number = {id for number in filters.number for id in numbered(number, controls)}
    return tuple(control for control in controls if _fits(control, filters, with_number))


def _fits(control: Control, filters: Filters, with_number: set[str]) -> bool:
    target, topic, _ = control.id.split(".")
    asked = (
        (filters.target, {target}),
        (filters.topic, {topic, control.topic}),
        (filters.benchmark, {name.casefold() for name in control.refs}),
        (filters.platform, control.platforms),
        (filters.role, {role for role in Role if control.scope.covers(role)}),
        (filters.severity, {control.severity}),
        (filters.number, {number for number in filters.number if control.id in with_number}),
    )
    return all(not wanted or {word.casefold() for word in wanted} & _folded(has) for wanted, has in asked)


def _folded(words: Iterable[str]) -> set[str]:
    return {word.casefold() for word in words}


def _unknown_words(controls: Sequence[Control], filters: Filters) -> Iterable[InputProblem]:
    topics = {control.topic for control in CONTROLS.values()}
    known: dict[str, set[str]] = {
        "target": {topic.partition(".")[0] for topic in topics},
        "topic": topics,
        "benchmark": set(Benchmark),
        "platform": set(Platform),
        "role": set(Role),
        "severity": set(Severity),
    }
    for name, words in known.items():
        short = {word.partition(".")[2] for word in words} if name == "topic" else set()
        for word in getattr(filters, name):
            if word.casefold() not in _folded(words | short):
                yield InputProblem(f"--{name} {word}: there is none of this name", offer(word, words | short))
    for number in filters.number:
        if not numbered(number, CONTROLS.values()):
            numbers = {entry.number for control in controls for entry in numbers_of(control)}
            yield InputProblem(f"--number {number}: no benchmark has it in the catalogue", offer(number, numbers))


def standings_of(id: str, folder: Path | None = None) -> Iterator[tuple[str, Control | None, str]]:
    """
    Say how every profile has a control: its name, the control as it has it or None, and why it is left out on purpose.

    Raises:
        InputError: a profile is wrong.
    """
    for name in profile_names(folder):
        choice, problems = read_choice(name, folder, CONTROLS)
        if problems:
            raise InputError(*problems)
        yield name, with_departures(choice, CONTROLS).get(id), choice.without.get(id, "")
