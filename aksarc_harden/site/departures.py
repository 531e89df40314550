"""
Where a benchmark's profile departs from the default one, and what that risks: told with every control it concerns.

An operator who takes a benchmark's values to hosts of AKS has to see which of them were set aside there, and why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from aksarc_harden.model.control import Control, Want
from aksarc_harden.model.found import ABSENT
from aksarc_harden.model.rule import Equals
from aksarc_harden.site.choice import Choice, read_choice

DEFAULT = "aks-host"


def with_departures(choice: Choice, catalogue: Mapping[str, Control]) -> dict[str, Control]:
    """
    Say with each control how it departs from the shipped default profile; only where a benchmark's values are taken.

    Raises:
        InputError: the default profile cannot be read.
    """
    if not choice.benchmark:
        return dict(choice.controls)
    default, _ = read_choice(DEFAULT, None, catalogue)
    return {id: _told(control, choice.benchmark, default) for id, control in choice.controls.items()}


def _told(control: Control, benchmark: str, default: Choice) -> Control:
    return replace(control, departs=_departure(control, benchmark, default))


def _departure(control: Control, benchmark: str, default: Choice) -> str:
    usual = default.controls.get(control.id)
    if usual is None and control.id in default.without:
        return f"{DEFAULT} leaves it out: {default.without[control.id]}"
    if usual is None:
        return _joined(f"{DEFAULT} does not ask for it", _risk(control, benchmark))
    if control.want != usual.want:
        # A row that refuses the benchmark's value says why it wants its own.
        risk = _risk(control, benchmark) or ("" if _accepts(usual, control.want) else usual.why)
        return _joined(f"{DEFAULT} wants {_want(usual.want)}, {benchmark} {_want(control.want)}", risk)
    if control.accept != usual.accept:
        return _joined(f"{DEFAULT} accepts {usual.accept.text}", _risk(control, benchmark))
    return ""


def _risk(control: Control, benchmark: str) -> str:
    departure = control.benchmarks.get(benchmark)
    return " ".join(filter(None, (departure.breaks if departure else "", control.breaks)))


def _accepts(control: Control, want: Want) -> bool:
    return control.accept.or_absent if want is ABSENT or want is None else control.accept.accepts(want)


def _joined(what: str, risk: str) -> str:
    return f"{what}: {risk}" if risk else what


def _want(want: Want) -> str:
    if want is ABSENT:
        return "it absent"
    return "a text of the site's own" if want is None else Equals(want).text
