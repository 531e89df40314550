"""
The file that `auditpol.exe /backup` writes and `/restore` takes (reference/policy-files.md; [MS-GPAC] 2.2.1.2).

Lines of seven columns, a header before them. Only the subcategory's GUID and the number at the end are the same in
every language; the words beside them are kept, or left out where they are not ASCII, for no code page is known to be
right for them and `/restore` does not look at them.
This module knows the text alone. The reader is strict: a file that was cut short is an error, never fewer audits.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from aksarc_harden.errors import UnwritableError
from aksarc_harden.targets.windows.policy_export import ExportError

_HEADER = (
    "Machine Name", "Policy Target", "Subcategory", "Subcategory GUID", "Inclusion Setting", "Exclusion Setting",
    "Setting Value",
)  # fmt: skip
_TARGET, _NAME, _GUID_COLUMN, _NUMBER = 1, 2, 3, 6
_SYSTEM = "System"
# What people read: machine, subcategory, and the settings in words; without a GUID the name tells what the line is.
_FREE = frozenset({0, _NAME, 4, 5})
_GUID = re.compile(r"\{[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}\}", re.IGNORECASE)
# They follow the subcategories in every backup, so a file without them was cut short.
_OPTIONS = frozenset(
    f"option:{each}"
    for each in ("crashonauditfail", "fullprivilegeauditing", "auditbaseobjects", "auditbasedirectories")
)
_FLAGS = ("Success", "Failure")  # bits 1 and 2; bit 4 states "no auditing" outright
_NO_AUDITING = 4

Line = tuple[str, ...]


@dataclass(frozen=True)
class AuditFile:
    """
    A backup.

    Attributes:
        lines: all lines but the header, as they came.
    """

    header: Line
    lines: tuple[Line, ...]

    def flags(self) -> dict[str, tuple[str, ...]]:
        """Give what the system audits: the subcategory's GUID in upper case → its flags."""
        return {
            line[_GUID_COLUMN].upper(): _flags_of(_number(line, at))
            for at, line in enumerate(self.lines, start=2)
            if _is_systems(line)
        }

    def with_flags(self, wanted: Mapping[str, tuple[str, ...]]) -> AuditFile:
        """Give the file with other flags for some subcategories, by GUID in upper case; all else stays in its order."""
        numbers = {guid: str(_number_of(flags)) for guid, flags in wanted.items()}
        changed = [
            (*line[:_NUMBER], numbers[line[_GUID_COLUMN].upper()])
            if _is_systems(line) and line[_GUID_COLUMN].upper() in numbers
            else line
            for line in self.lines
        ]
        return replace(self, lines=tuple(changed))


def parse_audit_file(text: str) -> AuditFile:
    """
    Read a backup.

    Raises:
        ExportError: no backup, or one that was cut short.
    """
    if text and not text.endswith(("\n", "\r")):
        raise ExportError("its last line has no end")
    try:
        rows = [
            tuple(row) for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True) if row
        ]
    except csv.Error as error:
        raise ExportError(str(error)) from error
    for number, row in enumerate(rows, start=1):
        if len(row) != len(_HEADER):
            raise ExportError(f"line {number}: {len(row)} columns, not {len(_HEADER)}")
    if not rows or _GUID.fullmatch(rows[0][_GUID_COLUMN]):
        raise ExportError("no header")
    _check_whole(rows[1:])
    file = AuditFile(rows[0], tuple(rows[1:]))
    if not file.flags():
        raise ExportError("no subcategory of the system")
    return file


def _check_whole(lines: list[Line]) -> None:
    guids = [line[_GUID_COLUMN].upper() for line in lines if _is_systems(line)]
    if len(set(guids)) != len(guids):
        raise ExportError("a subcategory given twice")
    if missing := _OPTIONS - {line[_NAME].casefold() for line in lines}:
        raise ExportError(f"no line of {sorted(missing)[0]}")


def render_audit_file(file: AuditFile) -> str:
    """
    Write a file for `/restore`, in ASCII alone.

    Raises:
        UnwritableError: a line that means something only in the encoding that it came in.
    """
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(file.header if "".join(file.header).isascii() else _HEADER)
    writer.writerows(_in_ascii(line) for line in file.lines)
    return written.getvalue()


def _in_ascii(line: Line) -> Line:
    free = _FREE if _GUID.fullmatch(line[_GUID_COLUMN]) else _FREE - {_NAME}
    plain = ["" if at in free and not text.isascii() else text for at, text in enumerate(line)]
    if _is_systems(line) and not plain[_TARGET].isascii():
        plain[_TARGET] = _SYSTEM
    if not "".join(plain).isascii():
        raise UnwritableError("the host's audit policy has a line that is not ASCII where it counts")
    return tuple(plain)


def _is_systems(line: Line) -> bool:
    """Tell a subcategory's line of the system from one of a user, whose policy target is a SID, and from options."""
    return bool(_GUID.fullmatch(line[_GUID_COLUMN])) and not line[_TARGET].upper().startswith("S-1-")


def _number(line: Line, at: int) -> int:
    text = line[_NUMBER].strip()
    if not text.isdecimal() or not text.isascii() or int(text) > _NO_AUDITING:
        raise ExportError(f"line {at}: a setting of another form")
    return int(text)


def _flags_of(number: int) -> tuple[str, ...]:
    return tuple(flag for bit, flag in enumerate(_FLAGS) if number & 1 << bit)


def _number_of(flags: tuple[str, ...]) -> int:
    if not set(flags) <= set(_FLAGS):
        raise UnwritableError(f"{', '.join(flags)!r} are no audit flags")
    return sum(1 << bit for bit, flag in enumerate(_FLAGS) if flag in flags)
