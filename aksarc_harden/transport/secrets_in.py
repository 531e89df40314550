"""
Does a statement hold a secret, so that a session key is needed first?

Looks for the types that mean a secret, and never at what they hold.
"""

from __future__ import annotations

from collections.abc import Iterable

from aksarc_harden.model.statement import Statement
from aksarc_harden.model.values import Bag, Credential, Secret, Table, WireValue


def needs_key(statements: Iterable[Statement]) -> bool:
    """Tell whether any argument or input object holds a secret, however deep."""
    return any(
        any(_holds_secret(value) for command in statement.commands for _, value in command.arguments)
        or any(map(_holds_secret, statement.inputs))
        for statement in statements
    )


def _holds_secret(value: WireValue) -> bool:
    if isinstance(value, Secret | Credential):
        return True
    if isinstance(value, Bag):
        return any(map(_holds_secret, value.values()))
    if isinstance(value, Table):
        return any(_holds_secret(key) or _holds_secret(inner) for key, inner in value.entries)
    if isinstance(value, list | tuple):
        return any(map(_holds_secret, value))
    return False
