"""
What is made to go wrong on a simulated host, kept as data; the providers and the interpreter ask it before they act.

| kind | fields | what happens |
|---|---|---|
| `access-denied` | `path` | the key and all below it can be neither read nor written |
| `access-denied` | `path`, `name` | that value cannot be written or removed, as under a filter driver; it can be read |
| `access-denied` | `path`, `access` (`read`, `write`, `all`), `name` optional | as said |
| `access-denied` | `right` | `secedit.exe /configure` leaves the right as it is and ends with exit code 3 |
| `access-denied` | `service` | the service manager refuses to configure, start or stop it, as it does protected ones |
| `access-denied` | `command` (`auditpol.exe`) | the account does not hold the privilege, error 0x522 |
| `missing-command` | `command` | the command or program is not there |
| `throwing-command` | `command`, `after` (0) | it ends with a terminating error after so many calls that worked |
| `unchanging` | `command` | the command or program reports success and does nothing |
| `unchanging` | `path`, `name` optional | writes to the key or value report success and change nothing |
| `unchanging` | `right` | the right stays as it is, and nothing says so |
| `spoiled-export` | `command`, `form`, `times` (0: always) | the next exports are spoiled (`FORMS`) |
| `unlisted` | `subcategory` (its GUID) | the system does not know this audit subcategory |
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from aksarc_harden.errors import InputError, InputProblem
from aksarc_harden.rehearsal.host.registry import SHORT_ROOTS

ACCESS_DENIED, MISSING, THROWING, UNCHANGING = "access-denied", "missing-command", "throwing-command", "unchanging"
SPOILED, UNLISTED = "spoiled-export", "unlisted"
FORMS = ("empty", "cut", "re-encoded", "absent")  # re-encoded: UTF-16 as UTF-8 and anything else as UTF-16, no mark
_NEEDS = {
    ACCESS_DENIED: ("path", "right", "service", "command"),
    MISSING: ("command",),
    THROWING: ("command",),
    UNCHANGING: ("command", "path", "right"),
    SPOILED: ("command",),
    UNLISTED: ("subcategory",),
}


@dataclass
class Disturbance:
    """One thing made to go wrong; see the table at the top."""

    kind: str
    path: str = ""
    name: str | None = None
    access: str = ""
    right: str = ""
    service: str = ""
    command: str = ""
    subcategory: str = ""
    form: str = ""
    after: int = 0
    times: int = 0

    def __post_init__(self) -> None:
        if not self.access:
            self.access = "all" if self.name is None else "write"

    def covers(self, path: str, name: str | None, access: str) -> bool:
        """Tell whether this is about reading or writing a key, or a value of it."""
        if not self.path or self.access not in ("all", access):
            return False
        here, there = self.path.lower(), path.lower()
        if self.name is not None:
            return here == there and name is not None and name.lower() == self.name.lower()
        return here == there or there.startswith(here + "\\")


class Disturbances:
    """All that is made to go wrong on one host."""

    def __init__(self) -> None:
        self._all: list[Disturbance] = []

    def add(self, kind: str, **details: Any) -> Disturbance:
        """
        Make something go wrong from now on.

        Raises InputError for a kind or a field that is not in the table of this module.
        """
        made = _checked(kind, details)
        self._all.append(made)
        return made

    def clear(self) -> None:
        """Let everything go right again."""
        self._all.clear()

    def __iter__(self) -> Iterator[Disturbance]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    def denies(self, path: str, name: str | None, access: str) -> bool:
        """Tell whether reading or writing a key (or a value of it) is refused."""
        return any(each.kind == ACCESS_DENIED and each.covers(path, name, access) for each in self._all)

    def freezes(self, path: str, name: str | None) -> bool:
        """Tell whether a write succeeds and changes nothing."""
        return any(each.kind == UNCHANGING and each.covers(path, name, "write") for each in self._all)

    def right(self, right: str) -> str | None:
        """Give the kind of disturbance on a user right, None where there is none."""
        return next((each.kind for each in self._all if each.right and each.right.lower() == right.lower()), None)

    def denies_service(self, name: str) -> bool:
        """Tell whether a service cannot be configured, started or stopped."""
        return any(each.service.lower() == name.lower() for each in self._all if each.service)

    def is_unlisted(self, guid: str) -> bool:
        """Tell whether the system does not know an audit subcategory."""
        return any(each.subcategory.upper() == guid.upper() for each in self._all)

    def command(self, name: str, *kinds: str) -> Disturbance | None:
        """Give the disturbance (of some kinds) on a command by its name, or on a program by its path or file name."""
        asked = name.lower()
        for each in self._all:
            wanted = each.command.lower()
            if wanted and wanted in (asked, asked.rpartition("\\")[2]) and (not kinds or each.kind in kinds):
                return each
        return None

    def spoiled(self, program: str) -> str | None:
        """Give how the export that a program writes now is spoiled, None where it is not; counts the times."""
        found = self.command(program, SPOILED)
        if found is None:
            return None
        if found.times:
            found.times -= 1
            if not found.times:
                self._all.remove(found)
        return found.form


def _checked(kind: str, details: dict[str, Any]) -> Disturbance:
    known = {field.name for field in fields(Disturbance)} - {"kind"}
    wrong = [name for name in details if name not in known]
    if kind not in _NEEDS:
        raise InputError(InputProblem(f"no disturbance is called {kind!r}", "one of " + ", ".join(_NEEDS)))
    if wrong:
        raise InputError(InputProblem(f"{kind} has no field {wrong[0]!r}", "one of " + ", ".join(sorted(known))))
    if sum(bool(details.get(name)) for name in _NEEDS[kind]) != 1:
        raise InputError(InputProblem(f"{kind} is about one thing", "give one of " + ", ".join(_NEEDS[kind])))
    if details.get("access", "") not in ("", "read", "write", "all"):
        raise InputError(InputProblem(f"access {details['access']!r} is unknown", "read, write or all"))
    if kind == SPOILED and details.get("form") not in FORMS:
        raise InputError(InputProblem(f"form {details.get('form')!r} is unknown", "one of " + ", ".join(FORMS)))
    details = {**details, **_counts(details)}
    if "path" in details:
        details = {**details, "path": _long(str(details["path"]))}
    return Disturbance(kind, **details)


def _counts(details: Mapping[str, Any]) -> dict[str, int]:
    """Give the counts among the fields, which come as text from a command line."""
    given = {name: str(details[name]) for name in ("after", "times") if name in details}
    for name, text in given.items():
        if not text.isdecimal():
            raise InputError(InputProblem(f"{name} {text!r} is no count", "a number from 0 on"))
    return {name: int(text) for name, text in given.items()}


def _long(path: str) -> str:
    first, _, rest = path.removeprefix("Registry::").replace(":\\", "\\", 1).partition("\\")
    return f"{SHORT_ROOTS.get(first.upper(), first)}\\{rest}".rstrip("\\")
