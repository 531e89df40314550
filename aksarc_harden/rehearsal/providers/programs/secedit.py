"""
secedit.exe: /export and /configure, with the traps that are known of them.

A service does the work as SYSTEM, so a folder that SYSTEM may not use fails before a log is written; an export goes to
a new path in UTF-16, into an existing file in that file's encoding; an existing empty database is refused; exit codes
are 0, 1 (error) and 3 (done with warnings), and after both of these a part may be in force.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aksarc_harden.rehearsal.host import SimulatedHost
from aksarc_harden.rehearsal.host.files import LOGS, SYSTEM_SID
from aksarc_harden.rehearsal.providers.encodings import ANSI, UTF16, decode, encode
from aksarc_harden.rehearsal.providers.programs.exported import write_export
from aksarc_harden.rehearsal.providers.programs.result import ProgramResult
from aksarc_harden.rehearsal.providers.programs.secedit_configure import Outcome, configure
from aksarc_harden.rehearsal.providers.programs.secedit_export import export
from aksarc_harden.rehearsal.providers.programs.security_template import Template, read_template, write_template

_TAKES_VALUE = ("/db", "/cfg", "/log")
_AREAS = ("SECURITYPOLICY", "GROUP_MGMT", "USER_RIGHTS", "REGKEYS", "FILESTORE", "SERVICES")
_SEE_LOG = "See log %windir%\\security\\logs\\scesrv.log for detail info."
_FAILED = ("", "An error has occurred.", _SEE_LOG)


class _UsageError(Exception):
    """Arguments that secedit.exe does not take."""


@dataclass(frozen=True)
class _Request:
    """The arguments of one call, and the host's files."""

    host: SimulatedHost
    paths: dict[str, str]
    switches: frozenset[str]
    areas: frozenset[str]

    def is_open(self, path: str) -> bool:
        """Tell whether the service may use a file: its folder is there, and SYSTEM is let in."""
        folder = path.rpartition("\\")[0]
        found = self.host.state.files.find(folder)
        return found is not None and found.is_folder and self.host.state.files.is_open_to(path, SYSTEM_SID)


def secedit(host: SimulatedHost, arguments: Sequence[str]) -> ProgramResult:
    """Run secedit.exe /export or /configure."""
    verb = arguments[0].lower() if arguments else ""
    try:
        asked = _request(host, arguments[1:])
        if verb == "/export":
            return _export(asked)
        if verb == "/configure":
            return _configure(asked)
    except _UsageError:
        pass
    return ProgramResult(1, ("", "The command line arguments are invalid."))


def _request(host: SimulatedHost, arguments: Sequence[str]) -> _Request:
    paths: dict[str, str] = {}
    switches: set[str] = set()
    areas: list[str] = []
    rest = list(arguments)
    while rest:
        word = rest.pop(0)
        option = word.lower()
        if option in _TAKES_VALUE:
            if not rest:
                raise _UsageError
            paths[option] = rest.pop(0)
        elif option == "/areas":
            while rest and rest[0].upper() in _AREAS:
                areas.append(rest.pop(0).upper())
        elif option in ("/quiet", "/overwrite", "/mergedpolicy"):
            switches.add(option)
        else:
            raise _UsageError
    return _Request(host, paths, frozenset(switches), frozenset(areas or _AREAS))


def _export(asked: _Request) -> ProgramResult:
    target = asked.paths.get("/cfg")
    if target is None:
        raise _UsageError
    files = asked.host.state.files
    old = files.find(target)
    if not asked.is_open(target) or (old is not None and old.is_folder):
        return ProgramResult(1, _FAILED)
    text = write_template(export(asked.host, asked.areas))
    # Only a new file, or one that is UTF-16 already, keeps what the code page lacks.
    has_mark = old is None or (old.content or b"").startswith(UTF16.mark)
    write_export(
        asked.host, "secedit.exe", target, encode(text, UTF16 if has_mark else ANSI, asked.host.machine.code_page)
    )
    _write_log(asked, Outcome())
    return ProgramResult(0, ("", "The task has completed successfully.", _SEE_LOG))


def _configure(asked: _Request) -> ProgramResult:
    database, template_path = asked.paths.get("/db"), asked.paths.get("/cfg")
    if database is None or not database.lower().endswith(".sdb"):
        raise _UsageError
    template = _template_to_apply(asked, database, template_path)
    if template is None:
        return ProgramResult(1, _FAILED)
    asked.host.state.files.write(database, encode(write_template(template), UTF16, "utf-8"))
    asked.host.state.written.add("files")
    outcome = configure(asked.host, template, asked.areas)
    _write_log(asked, outcome)
    if outcome.errors:
        return ProgramResult(1, _FAILED)
    if outcome.warnings:
        text = "The task is completed. Warnings occurred for some attributes during this operation. It's ok to ignore."
        return ProgramResult(3, ("", text, _SEE_LOG))
    return ProgramResult(0, ("", "The task has completed successfully.", _SEE_LOG))


def _template_to_apply(asked: _Request, database: str, template_path: str | None) -> Template | None:
    """Give what the database holds with the template put over it; None where one of them cannot be used."""
    if not asked.is_open(database) or (template_path and not asked.is_open(template_path)):
        return None
    if "/overwrite" in asked.switches and "/quiet" not in asked.switches:
        return None  # it asks whether to overwrite, and nobody answers
    old = asked.host.state.files.find(database)
    if old is not None and not old.content:
        return None
    kept = Template() if old is None or "/overwrite" in asked.switches else _read(asked, database)
    if template_path is None:
        return kept if old is not None else None
    if asked.host.state.files.find(template_path) is None:
        return None
    given = _read(asked, template_path)
    return kept.joined(given) if given.is_signed else None


def _read(asked: _Request, path: str) -> Template:
    entry = asked.host.state.files.find(path)
    content = entry.content if entry is not None and entry.content is not None else b""
    return read_template(decode(content, ANSI, asked.host.machine.code_page))


def _write_log(asked: _Request, outcome: Outcome) -> None:
    """Write the service's own log, and the one that was asked for."""
    lines = [*outcome.errors, *outcome.warnings] or ["The task has completed successfully."]
    text = "\r\n".join(["-" * 41, *lines, ""])
    own = f"{asked.host.machine.windows}{LOGS}\\scesrv.log"
    files = asked.host.state.files
    files.make_folder(own.rpartition("\\")[0])
    for path in filter(None, (own, asked.paths.get("/log"))):
        if asked.is_open(path):
            files.write(path, encode(text, UTF16, asked.host.machine.code_page))
    asked.host.state.written.add("files")
