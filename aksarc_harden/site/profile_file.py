"""
A profile's file: found by its name, parsed, and of the right form. What it says of controls is judged by `profile`.

    title = "…"
    description = "…"
    extends = "…"                      # optional, one level at most
    benchmark = "CIS"                  # optional, or "STIG": its values where they depart from a control's own
    controls = ["windows.lsa", …]      # targets, topics or ids
    [choose]                           # and every control that fulfils all of this:
    benchmark = "CIS"                  # it is asked for by CIS, STIG or Microsoft
    levels = ["L1"]                    # at one of these levels of CIS
    lists = ["ws2022"]                 # in one of these lists of Microsoft
    severities = ["high", "critical"]
    safe = true                        # it may neither cut access nor break anything on an AKS host
    [[without]]                        # what a topic or the extended profile brings, and this one leaves out
    control = "…"
    reason = "…"
    [want]                             # values of this profile, within what the control accepts
    "windows.…" = …
    [[waivers]]
    control = "…"
    reason = "…"
    owner = "…"
    until = 2027-01-31
    hosts = ["…"]                      # optional; without it the waiver is for all
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from aksarc_harden.catalogue.benchmarks import Benchmark, Level
from aksarc_harden.errors import InputError
from aksarc_harden.model.control import Severity
from aksarc_harden.site.faults import problems_of
from aksarc_harden.site.nearest import offer
from aksarc_harden.site.place import NOWHERE, Place
from aksarc_harden.site.toml_lines import TomlLines, line_of_error

Text = Annotated[str, Field(min_length=1, pattern=r"\S")]


def _day(value: Any) -> Any:
    """Refuse a moment where a day is meant; Python counts it as one."""
    return str(value) if isinstance(value, datetime) else value


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Choose(_Part):
    """Which controls are chosen by what they are."""

    benchmark: Annotated[Benchmark | None, Field(strict=False)] = None
    levels: Annotated[tuple[Annotated[Level, Field(strict=False)], ...], Field(strict=False)] = ()
    lists: Annotated[tuple[Text, ...], Field(strict=False)] = ()
    severities: Annotated[tuple[Annotated[Severity, Field(strict=False)], ...], Field(strict=False)] = ()
    safe: bool = False


class Without(_Part):
    """A control that is left out, and why."""

    control: Text
    reason: Text


class WaiverEntry(_Part):
    """An exemption as it is written."""

    control: Text
    reason: Text
    owner: Text
    until: Annotated[date, BeforeValidator(_day)]
    hosts: Annotated[tuple[Text, ...], Field(strict=False)] = ()


class ProfileData(_Part):
    """The whole file."""

    title: Text
    description: str = ""
    extends: Text | None = None
    benchmark: Literal["CIS", "STIG"] | None = None
    choose: Choose | None = None
    controls: Annotated[tuple[Text, ...], Field(strict=False)] = ()
    without: Annotated[tuple[Without, ...], Field(strict=False)] = ()
    want: Mapping[str, Any] = Field(default_factory=dict)
    waivers: Annotated[tuple[WaiverEntry, ...], Field(strict=False)] = ()


@dataclass(frozen=True)
class ProfileFile:
    """A profile's file, its content, and the lines in it."""

    name: str
    file: Path
    data: ProfileData
    lines: TomlLines

    def place(self, *path: str | int) -> Place:
        """Say where the thing at the end of a path of keys, indexes and list items stands."""
        return Place(self.file, self.lines.find(path))


def read_profile_file(name: str, folder: Path | None, asked_at: Place = NOWHERE) -> ProfileFile:
    """
    Find and read a profile: the site's own `profiles/` comes before the shipped ones.

    Args:
        folder: the site's; None for the shipped ones alone.
        asked_at: where the name was given, for the problem.

    Raises:
        InputError: no such profile, broken TOML, or a wrong key or value.
    """
    file = _find(name, folder, asked_at)
    try:
        text = file.read_text(encoding="utf-8")
        content = tomllib.loads(text)
    except OSError as error:
        raise InputError(Place(file).problem("cannot be read", "make the file readable for this user")) from error
    except ValueError as error:  # TOMLDecodeError and UnicodeDecodeError are both
        place = Place(file, line_of_error(str(error)))
        raise InputError(place.problem(f"broken TOML: {error}", "correct it")) from error
    lines = TomlLines(text)
    try:
        data = ProfileData.model_validate(content)
    except ValidationError as error:
        found = problems_of(error, ProfileData, lambda path: Place(file, lines.find(path)))
        raise InputError(*found) from error
    return ProfileFile(name, file, data, lines)


def profile_names(folder: Path | None) -> list[str]:
    """Name every profile that a site may use; without a site's folder, the shipped ones."""
    return sorted({file.stem for place in _folders(folder) for file in place.glob("*.toml")})


def _folders(folder: Path | None) -> list[Path]:
    shipped = Path(str(resources.files("aksarc_harden.catalogue"))) / "profiles"
    return [shipped] if folder is None else [folder / "profiles", shipped]


def _find(name: str, folder: Path | None, asked_at: Place) -> Path:
    for place in _folders(folder):
        if "/" not in name and (place / f"{name}.toml").is_file():
            return place / f"{name}.toml"
    raise InputError(asked_at.problem(f"no profile is named {name}", offer(name, profile_names(folder))))
