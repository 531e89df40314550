"""
Arguments that have a place but may be left out: `rollback RUN`, `rehearsal.disturb HOST KIND`.

invoke's parser asks for every positional argument and takes even `--help` for one, so these are named before it reads
them: `rollback RUN` becomes `rollback --run RUN`.
"""

from __future__ import annotations

from collections.abc import Container

PLACES: dict[str, tuple[str, ...]] = {
    "rollback": ("run",),
    "report": ("run",),
    "runs.drift": ("earlier", "later"),
    "rehearsal.disturb": ("host", "kind"),
    "rehearsal.reset": ("host",),
    "rehearsal.bind": ("file",),
    "catalogue.show": ("control",),
}

# Flags that take no value; what follows any other flag is its value and no argument with a place.
_ALONE = frozenset({"--yes", "-y", "--dry-run", "-n", "--debug", "-d", "--dry", "-R", "--help", "-h", "--echo", "-e"})


def name_positions(words: list[str], tasks: Container[str]) -> None:
    """Put its option's name before every argument that has a place, in the list itself; `tasks` are never arguments."""
    named: list[str] = []
    places: list[str] = []
    is_value = False
    for word in words:
        if not is_value and word in tasks:
            places = list(PLACES.get(word, ()))
        elif not is_value and places and not word.startswith("-"):
            named.append(f"--{places.pop(0)}")
        is_value = not is_value and word.startswith("-") and "=" not in word and word not in _ALONE
        named.append(word)
    words[:] = named
