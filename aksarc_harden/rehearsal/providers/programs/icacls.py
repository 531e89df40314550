"""
icacls.exe, as far as work folders need it: showing, granting by SID or name, removing, and cutting inheritance.

The rights are kept as they were written (`(OI)(CI)F`) and not weighed: who stands in a list may do all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from aksarc_harden.rehearsal.host import SimulatedHost
from aksarc_harden.rehearsal.host.files import Access, Entry
from aksarc_harden.rehearsal.providers.programs.result import ProgramResult, refused

_FILE_NOT_FOUND = 2  # winerror.h
_NONE_MAPPED = 1332
_GRANT = re.compile(r"(?P<who>\*?[^:]+):(?P<rights>(?:\([A-Za-z,]+\))*[A-Za-z]*)$")
_OPTIONS = re.compile(r"/(grant|deny|remove|inheritance|setowner)(?::([a-z]+))?$", re.IGNORECASE)


class _BadArgumentError(Exception):
    """An argument or account that icacls.exe refuses."""

    def __init__(self, text: str, exit_code: int) -> None:
        super().__init__(text)
        self.exit_code = exit_code


def icacls(host: SimulatedHost, arguments: Sequence[str]) -> ProgramResult:
    """Run icacls.exe PATH [options]."""
    if not arguments:
        return refused("Invalid parameter", 87)
    entry = host.state.files.find(arguments[0])
    if entry is None:
        return refused(f"{arguments[0]}: The system cannot find the file specified.", _FILE_NOT_FOUND)
    if len(arguments) == 1:
        return ProgramResult(output=(*_shown(entry), "", _summary(1, 0)))
    try:
        access = _changed(host, entry.access, arguments[1:])
    except _BadArgumentError as error:
        return ProgramResult(error.exit_code, (_summary(0, 1),), (f"{arguments[0]}: {error}",))
    host.state.written.add("files")
    entry.access = access
    quiet = any(each.lower() == "/q" for each in arguments)
    return ProgramResult(output=(*(() if quiet else (f"processed file: {entry.path}",)), _summary(1, 0)))


def _summary(good: int, bad: int) -> str:
    return f"Successfully processed {good} files; Failed processing {bad} files"


def _shown(entry: Entry) -> Iterator[str]:
    lines = [f"{sid}:{rights}" for sid, rights in sorted(entry.access.grants.items())] or [""]
    yield f"{entry.path} {lines[0]}".rstrip()
    yield from (" " * (len(entry.path) + 1) + line for line in lines[1:])


def _changed(host: SimulatedHost, access: Access, arguments: Sequence[str]) -> Access:
    option, mode = "", ""
    for argument in arguments:
        found = _OPTIONS.match(argument)
        if found:
            option, mode = found[1].lower(), (found[2] or "").lower()
            if option == "inheritance":
                access = _inheritance(access, mode)
        elif argument.lower() == "/reset":
            access = Access()
        elif argument.lower() in ("/q", "/t", "/c", "/l"):
            continue
        elif argument.startswith("/") or option in ("", "inheritance", "setowner", "deny"):
            raise _BadArgumentError(f'Invalid parameter "{argument}"', 87)
        else:
            access = _account(host, access, option, mode, argument)
    return access


def _inheritance(access: Access, mode: str) -> Access:
    # e: on, d: off with the inherited entries copied, r: off without them
    return replace(access, inherits=mode == "e")


def _account(host: SimulatedHost, access: Access, option: str, mode: str, argument: str) -> Access:
    grants = dict(access.grants)
    if option == "remove":
        grants.pop(_sid(host, argument), None)
        return replace(access, grants=grants)
    found = _GRANT.match(argument)
    if found is None or not found["rights"]:
        raise _BadArgumentError(f'Invalid parameter "{argument}"', 87)
    grants[_sid(host, found["who"])] = found["rights"]
    return replace(access, grants=grants)


def _sid(host: SimulatedHost, account: str) -> str:
    sid = host.state.policy.sid_of(account, host.machine)
    if sid is None:
        raise _BadArgumentError("No mapping between account names and security IDs was done.", _NONE_MAPPED)
    return sid
