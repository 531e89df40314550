"""
What pydantic found wrong, in our words: what, where, and what would be right.

No value is repeated, since it may be secret. Pydantic's own texts do not travel further.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from aksarc_harden.errors import InputProblem
from aksarc_harden.site.nearest import nearest, offer
from aksarc_harden.site.place import Place

Path = tuple[str | int, ...]

# pydantic's error type → what is wrong, and what would be right; {…} are filled from the error's context
_SAID: dict[str, tuple[str, str]] = {
    "missing": ("is missing", "add it"),
    "string_type": ("must be a text", "put it in quotes"),
    "int_type": ("must be a whole number", "without quotes"),
    "bool_type": ("must be true or false", "without quotes"),
    "date_type": ("must be a date", "as 2027-01-31, without quotes"),
    "tuple_type": ("must be a list", "put each item on a line of its own after a dash, or all of them in brackets"),
    "list_type": ("must be a list", "put each item on a line of its own after a dash, or all of them in brackets"),
    "dict_type": ("must be keys with values", "write `key: value` lines below it"),
    "mapping_type": ("must be keys with values", "write `key: value` lines below it"),
    "model_type": ("must be keys with values", "write `key: value` lines below it"),
    "model_attributes_type": ("must be keys with values", "write `key: value` lines below it"),
    "string_too_short": ("must not be empty", "write a text, or leave the key out"),
    "string_too_long": ("is too long", "use {max_length} characters at most"),
    "string_pattern_mismatch": ("is of the wrong form", "it must match {pattern}"),
    "greater_than_equal": ("is too small", "use {ge} or more"),
    "less_than_equal": ("is too large", "use {le} or less"),
    "too_short": ("has too few items", "give at least {min_length}"),
    "literal_error": ("is none of the words allowed", "use {expected}"),
    "enum": ("is none of the words allowed", "use {expected}"),
    "value_error": ("{error}", ""),
}


def problems_of(
    error: ValidationError, model: type[BaseModel], locate: Callable[[Path], Place], prefix: str = ""
) -> Iterator[InputProblem]:
    """
    Turn every fault into a problem at its place.

    Args:
        locate: finds the place of a path of keys and indexes.
        prefix: stands before every top-level key in the files.
    """
    misspelt: set[Path] = set()  # the right names of wrong keys; they are not also reported as missing
    faults = error.errors(include_url=False, include_input=False)
    for fault in sorted(faults, key=lambda fault: fault["type"] != "extra_forbidden"):
        path = tuple(step for step in fault["loc"] if step != "[key]")
        name = show(path, prefix)
        if fault["type"] == "extra_forbidden":
            known = _fields_at(model, path[:-1])
            misspelt.add((*path[:-1], nearest(str(path[-1]), known) or ""))
            shown = [prefix + field if len(path) == 1 else field for field in known]
            yield locate(path).problem(f"{name} is no key that is known here", offer(_last(path, prefix), shown))
        elif path not in misspelt:
            what, cure = _say(fault["type"], fault.get("ctx", {}))
            yield locate(path).problem(f"{name} {what}", cure)


def show(path: Path, prefix: str = "") -> str:
    """Write a path the way people do: `aksarc_clusters[0].name`."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else f"{prefix}{step}"
    return text


def _last(path: Path, prefix: str) -> str:
    return f"{prefix}{path[-1]}" if len(path) == 1 else str(path[-1])


def _say(kind: str, context: dict[str, Any]) -> tuple[str, str]:
    what, cure = _SAID.get(kind, ("is wrong", f"it is refused as {kind.replace('_', ' ')}"))
    return what.format(**context), cure.format(**context)


def _fields_at(model: type[BaseModel], path: Path) -> list[str]:
    """Name the fields that are known at the end of a path through nested models, lists and mappings."""
    here = model
    for step in path:
        if isinstance(step, str) and step in here.model_fields:
            inner = next(_models_in(here.model_fields[step].annotation), None)
            if inner is None:
                return []
            here = inner
    return list(here.model_fields)


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)
