"""
Which native programs we run on a host, and the arguments they take.

A program is named by its full path under the host's system folder: what a bare name finds is the host's affair.
Only the forms that we use are here (reference: policy-files.md; the programs' own pages at
learn.microsoft.com/windows-server/administration/windows-commands); another form is refused until its row is added.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from aksarc_harden.model.statement import Command
from aksarc_harden.model.values import WireValue

_SYSTEM_FOLDER = re.compile(r"[a-z]:\\(?:[^\\/:*?\"<>|]+\\)*system32\\([^\\/]+)", re.IGNORECASE)
_DRIVES_ROOT = re.compile(r"[a-z]:\\.+", re.IGNORECASE)
_AUDIT_FILE = re.compile(r"/file:[a-z]:\\.+", re.IGNORECASE)
_KEY = re.compile(r"(?:HKLM|HKU|HKCU|HKCR|HKCC|HKEY_[A-Z_]+)\\.+", re.IGNORECASE | re.DOTALL)
_GRANT = re.compile(r"\*S-1(?:-\d+)+:(?:\([A-Z,]+\))*[A-Z]*", re.IGNORECASE)
_TYPES = ("REG_SZ", "REG_EXPAND_SZ", "REG_MULTI_SZ", "REG_DWORD", "REG_QWORD", "REG_BINARY", "REG_NONE")
_AREAS = ("SECURITYPOLICY", "GROUP_MGMT", "USER_RIGHTS", "REGKEYS", "FILESTORE", "SERVICES")


@dataclass(frozen=True)
class Option:
    """
    One option of a program.

    Attributes:
        takes: how many values follow it; None is one or more.
        pattern: what each value must look like.
        values: the accepted ones, in any case; empty means open.
    """

    takes: int | None = 0
    pattern: re.Pattern[str] | None = None
    values: tuple[str, ...] = ()
    is_required: bool = False


@dataclass(frozen=True)
class Verb:
    """One use of a program: what stands first, and the options that may follow, by their names in lower case."""

    operand: re.Pattern[str] | None = None
    options: Mapping[str, Option] = field(default_factory=dict)


_PATH = Option(1, _DRIVES_ROOT)
_NEEDED_PATH = Option(1, _DRIVES_ROOT, is_required=True)
_TEMPLATE_OPTIONS = {
    "/cfg": _NEEDED_PATH,
    "/areas": Option(None, values=_AREAS),
    "/log": _PATH,
    "/quiet": Option(),
}

PROGRAMS: Mapping[str, Mapping[str, Verb]] = {  # program → its first argument, "" where that is the operand → use
    "auditpol.exe": {"/backup": Verb(_AUDIT_FILE), "/restore": Verb(_AUDIT_FILE)},
    "secedit.exe": {
        "/export": Verb(options=_TEMPLATE_OPTIONS),
        "/configure": Verb(options={**_TEMPLATE_OPTIONS, "/db": _NEEDED_PATH, "/overwrite": Option()}),
    },
    "reg.exe": {
        "query": Verb(_KEY, {"/v": Option(1), "/ve": Option(), "/s": Option()}),
        "add": Verb(
            _KEY,
            {"/v": Option(1), "/ve": Option(), "/t": Option(1, values=_TYPES), "/d": Option(1), "/f": Option()},
        ),
        "delete": Verb(_KEY, {"/v": Option(1), "/ve": Option(), "/va": Option(), "/f": Option(is_required=True)}),
        "import": Verb(_DRIVES_ROOT),
    },
    "icacls.exe": {
        "": Verb(
            _DRIVES_ROOT,
            {
                "/inheritance:r": Option(),
                "/grant": Option(None, _GRANT),
                "/grant:r": Option(None, _GRANT),
                "/t": Option(),
                "/c": Option(),
                "/q": Option(),
            },
        ),
    },
}


def check_program(command: Command) -> str | None:
    """Say what is wrong with a native program's path or arguments, None where nothing is."""
    place = _SYSTEM_FOLDER.fullmatch(command.name)
    if place is None or ".." in command.name:
        return "a program is named by its full path under System32"
    uses = PROGRAMS.get(place[1].lower())
    if uses is None:
        return "no program of the contract"
    texts = _texts(command.arguments)
    if texts is None:
        return "every argument is a text without a name"
    if any(map(_is_mangled, texts)):
        return "an argument that Windows PowerShell 5.1 would not hand over as it is"
    return _check_use(uses, texts)


def _texts(arguments: Sequence[tuple[str | None, WireValue]]) -> list[str] | None:
    """Give the arguments as the program gets them; None where one is no text."""
    texts = [value for name, value in arguments if name is None and type(value) is str]
    return texts if len(texts) == len(arguments) else None


def _is_mangled(text: str) -> bool:
    """
    Tell what 5.1 changes on the way to a program.

    It drops empty texts, puts quotes around texts with blanks, and escapes neither a quote within nor the backslash
    before the last one ([about_Parsing], "Passing arguments that contain quote characters").
    """
    has_blank = any(each.isspace() for each in text)
    return text == "" or any(each in text for each in '"\r\n\0') or (has_blank and text.endswith("\\"))


def _check_use(uses: Mapping[str, Verb], arguments: list[str]) -> str | None:
    first = arguments[0].lower() if arguments else ""
    name = "" if "" in uses else first
    use = uses.get(name)
    if use is None:
        return f"its first argument is {' or '.join(sorted(uses))}"
    rest = arguments[1:] if name else arguments
    if use.operand is not None:
        if not rest or not use.operand.fullmatch(rest[0]):
            return "what it works on is missing or of another form"
        rest = rest[1:]
    return _check_options(use.options, rest)


def _check_options(options: Mapping[str, Option], arguments: list[str]) -> str | None:
    given: set[str] = set()
    while arguments:
        name, *arguments = arguments
        option = options.get(name.lower())
        if option is None:
            return f"no option {_shown(name)}"
        if name.lower() in given:
            return f"{name} is given twice"
        given.add(name.lower())
        count = option.takes if option.takes is not None else _count_values(options, arguments)
        values, arguments = arguments[:count], arguments[count:]
        if len(values) < (count if option.takes is not None else 1) or not all(_fits(option, one) for one in values):
            return f"{name} lacks a value, or it has another form"
    missing = sorted(name for name, option in options.items() if option.is_required and name not in given)
    return f"{' and '.join(missing)} must be given" if missing else None


def _count_values(options: Mapping[str, Option], arguments: list[str]) -> int:
    """Count the arguments up to the next option."""
    return next((index for index, each in enumerate(arguments) if each.lower() in options), len(arguments))


def _fits(option: Option, value: str) -> bool:
    if option.pattern is not None and not option.pattern.fullmatch(value):
        return False
    return not option.values or value.upper() in option.values


def _shown(name: str) -> str:
    """Show an option that is none; anything else may be a value, which no message repeats."""
    return name if re.fullmatch(r"/[a-z:]{1,20}", name, re.IGNORECASE) else "of that name"
