"""
File and line of what Ansible read.

The one place that uses a private name of ansible-core (`Origin`, checked with 2.19): no public one tells the line.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ansible._internal._datatag._tags import Origin

from aksarc_harden.site.place import NOWHERE, Place


def place_of(thing: Any) -> Place:
    """
    Say where Ansible read a key or a value; nowhere for booleans, nulls and what it made up itself.

    An error's `obj` may be the origin itself.
    """
    origin = thing if isinstance(thing, Origin) else Origin.get_tag(thing)
    if origin is None or not origin.path:
        return NOWHERE
    return Place(Path(origin.path), origin.line_num)


def place_of_pair(key: Any, value: Any) -> Place:
    """
    Say where a key with this value stands.

    Where a variable overrides another, Ansible keeps the key of the one and the value of the other; the value tells.
    A value that begins in its key's line, or in the next, is its own key's.
    """
    at_key, at_value = place_of(key), place_of(value)
    if at_key.file == at_value.file and at_key.line is not None and at_value.line in (at_key.line, at_key.line + 1):
        return at_key
    return _first(at_value, at_key)


def place_in(data: Any, path: tuple[str | int, ...]) -> Place:
    """
    Say where the thing at the end of a path of keys and indexes stands, or the last one on the way that has a place.

    A key's own place wins over its value's: `length: 4` is blamed at `length`.
    """
    place = place_of(data)
    for step in path:
        if isinstance(data, dict) and step in data:
            key = next(have for have in data if have == step)
            place = _first(place_of_pair(key, data[step]), place)
            data = data[step]
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
            place = _first(place_of(data), place)
        else:
            break
    return place


def _first(*places: Place) -> Place:
    return next((place for place in places if place.file is not None), NOWHERE)
