"""
Which controls a word means: an id, a topic, a target, or a number of a benchmark.

Light to import: no site is needed, and nothing of Ansible.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from aksarc_harden.catalogue import CONTROLS
from aksarc_harden.catalogue.benchmarks import Benchmark, numbers_of
from aksarc_harden.errors import InputError, InputProblem
from aksarc_harden.model.control import Control
from aksarc_harden.site.nearest import offer

_BENCHMARKS = {benchmark.casefold(): benchmark for benchmark in Benchmark}


def named(
    words: Iterable[str], controls: Sequence[Control], *, option: str = "", chooser: str = "the catalogue"
) -> tuple[Control, ...]:
    """
    Choose the controls that any of the words means, in the order of the controls.

    Words are ids (`windows.lsa.no_lm_hash`), topics (`windows.lsa`), targets (`windows`), and numbers of benchmarks
    with all that are below them: `CIS:18.9.25.2`, `CIS:18.9`, `STIG:V-254475`, `Microsoft:ws2022`; `18.9.25` and
    `V-254475` alone where one benchmark has them.

    Args:
        option: the one that was given the words, for the problem.
        chooser: what the controls are chosen by, such as a profile, for the problem.

    Raises:
        InputError: every word that means none of these controls, or the numbers of several benchmarks.
    """
    problems = []
    chosen: set[str] = set()
    for word in words:
        found = _meant(word, controls)
        if isinstance(found, InputProblem):
            problems.append(InputProblem(f"{option}{word} {found.what}", found.cure))
        elif not found:
            problems.append(_nothing(word, controls, option, chooser))
        else:
            chosen |= found
    if problems:
        raise InputError(*problems)
    return tuple(control for control in controls if control.id in chosen)


def _meant(word: str, controls: Iterable[Control]) -> set[str] | InputProblem:
    """Give the ids that a word means."""
    controls = list(controls)
    ids = {control.id for control in controls if (control.id + ".").startswith(word + ".")}
    name, colon, number = word.partition(":")
    if ids or (colon and name.casefold() not in _BENCHMARKS):
        return ids
    if colon:
        return numbered(number, controls, _BENCHMARKS[name.casefold()])
    found = {benchmark: ids for benchmark in Benchmark if (ids := numbered(word, controls, benchmark))}
    if len(found) > 1:
        ways = " or ".join(f"{benchmark}:{word}" for benchmark in found)
        return InputProblem(f"means numbers of {' and '.join(found)}", f"write {ways}")
    return next(iter(found.values()), set())


def numbered(number: str, controls: Iterable[Control], benchmark: Benchmark | None = None) -> set[str]:
    """
    Give the ids of the controls that a benchmark (None: any) asks for under this number or below it.

    The numbers of other editions count only where the edition that the catalogue follows has no such number.
    """
    current: set[str] = set()
    other: set[str] = set()
    for control in controls:
        for entry in numbers_of(control):
            is_below = f"{entry.number}.".casefold().startswith(f"{number}.".casefold())
            if is_below and benchmark in (None, entry.benchmark):
                (other if entry.edition else current).add(control.id)
    return current or other


def _nothing(word: str, controls: Sequence[Control], option: str, chooser: str) -> InputProblem:
    elsewhere = _meant(word, CONTROLS.values())
    if elsewhere and not isinstance(elsewhere, InputProblem):
        ids = ", ".join(sorted(elsewhere)[:3]) + (" and others" if len(elsewhere) > 3 else "")
        return InputProblem(f"{option}{word}: {chooser} does not choose {ids}", "take another profile, or leave it out")
    what = f"{option}{word}: {chooser} has no control, topic or number of this name"
    return InputProblem(what, offer(word, _names(word, controls)))


def _names(word: str, controls: Iterable[Control]) -> set[str]:
    """Give the names that a wrong word may have been meant for, in its own form."""
    benchmark, colon, _ = word.partition(":")
    known = {name for control in controls for name in (control.id, control.topic)}
    for control in controls:
        for entry in numbers_of(control):
            if colon:
                known.add(
                    f"{benchmark}:{entry.number}" if benchmark.casefold() in _BENCHMARKS else f"CIS:{entry.number}"
                )
            else:
                known.add(entry.number)
    return known
