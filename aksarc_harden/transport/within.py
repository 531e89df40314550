"""Is a value of some type within another one, however deep? Looks at types alone, never at what a value holds."""

from __future__ import annotations

from aksarc_harden.model.values import Bag, Table, WireValue


def holds(value: WireValue, kinds: tuple[type, ...]) -> bool:
    """Tell whether a value is of one of these types, or has one of them within."""
    if isinstance(value, kinds):
        return True
    if isinstance(value, Bag):
        return any(holds(inner, kinds) for inner in value.values())
    if isinstance(value, Table):
        return any(holds(key, kinds) or holds(inner, kinds) for key, inner in value.entries)
    return isinstance(value, list | tuple) and any(holds(inner, kinds) for inner in value)
