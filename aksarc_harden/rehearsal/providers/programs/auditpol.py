"""
auditpol.exe: /backup and /restore, in the system's language, with the traps that are known of them.

A backup has words that every language changes, and numbers and GUIDs that none does; it comes in the system's code page
without a mark. A restore looks at GUIDs and numbers alone, and sets what its file says; what the file leaves out stays.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from aksarc_harden.rehearsal.host import SimulatedHost
from aksarc_harden.rehearsal.host.audit import OPTIONS, AuditState, Subcategory, subcategories
from aksarc_harden.rehearsal.host.disturbances import ACCESS_DENIED
from aksarc_harden.rehearsal.providers.encodings import ANSI, decode, encode
from aksarc_harden.rehearsal.providers.programs.exported import write_export
from aksarc_harden.rehearsal.providers.programs.result import ProgramResult

# winerror.h: ERROR_FILE_NOT_FOUND, _PATH_NOT_FOUND, _INVALID_DATA, _INVALID_PARAMETER, _PRIVILEGE_NOT_HELD
_NO_FILE, _NO_PATH, _BAD_DATA, _BAD_ARGUMENT, _NO_PRIVILEGE = 2, 3, 13, 87, 1314
_FILE = "/file:"
_SID = re.compile(r"S-1(-\d+)+", re.IGNORECASE)
_SYSTEM, _OPTION = "System", "Option:"
_SACLS = ("FileGlobalSacl", "RegistryGlobalSacl")


@dataclass(frozen=True)
class _Words:
    """What a backup says in one language."""

    header: tuple[str, ...]
    settings: tuple[str, str, str, str]
    off: str
    on: str
    done: str
    failed: str


_ENGLISH = _Words(
    ("Machine Name", "Policy Target", "Subcategory", "Subcategory GUID", "Inclusion Setting", "Exclusion Setting",
     "Setting Value"),
    ("No Auditing", "Success", "Failure", "Success and Failure"), "Disabled", "Enabled",
    "The command was successfully executed.", "Error 0x{code:08X} occurred:",
)  # fmt: skip
_JAPANESE = _Words(
    ("コンピューター名", "ポリシー ターゲット", "サブカテゴリ", "サブカテゴリ GUID", "包含設定", "除外設定", "設定値"),
    ("監査なし", "成功", "失敗", "成功および失敗"), "無効", "有効",
    "コマンドは正常に実行されました。", "エラー 0x{code:08X} が発生しました:",
)  # fmt: skip


def auditpol(host: SimulatedHost, arguments: Sequence[str]) -> ProgramResult:
    """Run auditpol.exe /backup or /restore."""
    words = _JAPANESE if host.machine.culture.startswith("ja") else _ENGLISH
    verb, file = (arguments[0].lower(), arguments[1]) if len(arguments) == 2 else ("", "")
    path = file[len(_FILE) :]
    if verb not in ("/backup", "/restore") or not file.lower().startswith(_FILE) or not path:
        return _failed(words, _BAD_ARGUMENT)
    if host.disturbances.command("auditpol.exe", ACCESS_DENIED):
        return _failed(words, _NO_PRIVILEGE)
    code = _backup(host, words, path) if verb == "/backup" else _restore(host, path)
    return _failed(words, code) if code else ProgramResult(0, (words.done,))


def _failed(words: _Words, code: int) -> ProgramResult:
    return ProgramResult(code, (), (words.failed.format(code=code),))


def _backup(host: SimulatedHost, words: _Words, path: str) -> int:
    folder = host.state.files.find(path.rpartition("\\")[0])
    if folder is None or not folder.is_folder:
        return _NO_PATH
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(words.header)
    writer.writerows(_lines(host, words))
    write_export(host, "auditpol.exe", path, encode(written.getvalue(), ANSI, host.machine.code_page))
    return 0


def _lines(host: SimulatedHost, words: _Words) -> Iterator[tuple[str, ...]]:
    name, audit = host.name.upper(), host.state.audit
    for row, number in _listed(host, audit.system):
        yield name, _SYSTEM, _name(row, words), row.guid.lower(), words.settings[number & 3], "", str(number)
    for option in OPTIONS:
        number = audit.options[option]
        yield name, "", _OPTION + option, "", words.on if number else words.off, "", str(number)
    for sacl in _SACLS:
        yield name, "", sacl, "", "", "", ""
    for sid, numbers in audit.users.items():
        for row, number in _listed(host, numbers):
            include, exclude = number & 1 | number >> 1 & 2, number >> 1 & 1 | number >> 2 & 2
            shown = words.settings[include], words.settings[exclude]
            yield name, sid, _name(row, words), row.guid.lower(), *shown, str(number)


def _listed(host: SimulatedHost, numbers: dict[str, int]) -> Iterator[tuple[Subcategory, int]]:
    for guid, row in subcategories().items():
        if guid in numbers and not host.disturbances.is_unlisted(guid):
            yield row, numbers[guid]


def _name(row: Subcategory, words: _Words) -> str:
    return row.name_ja if words is _JAPANESE else row.name


def _restore(host: SimulatedHost, path: str) -> int:
    """Set what a file says, all of it or, where a line cannot be taken, nothing."""
    entry = host.state.files.find(path)
    if entry is None or entry.content is None:
        return _NO_FILE
    text = decode(entry.content, ANSI, host.machine.code_page)
    rows = [row for row in csv.reader(io.StringIO(text, newline="")) if row]
    made = AuditState.from_plain(host.state.audit.to_plain())
    for row in rows[1:]:
        if code := _take(host, made, row):
            return code
    if not rows:
        return _BAD_DATA
    host.state.audit = made
    host.state.written.add("audit")
    return 0


def _take(host: SimulatedHost, made: AuditState, row: list[str]) -> int:
    """Put one line into the policy; gives an error's number, 0 where it is fine."""
    if len(row) != len(_ENGLISH.header):
        return _BAD_DATA
    _, target, name, guid, _, _, number = row
    if not guid:
        option = next((each for each in OPTIONS if name.lower() == (_OPTION + each).lower()), None)
        if option is not None:
            made.options[option] = int(number == "1")
        return 0 if option or name in _SACLS else _BAD_DATA
    known = guid.upper() in subcategories() and not host.disturbances.is_unlisted(guid)
    if not known or not number.isdecimal():
        return _BAD_ARGUMENT
    numbers = made.users.setdefault(target.upper(), {}) if _SID.fullmatch(target) else made.system
    numbers[guid.upper()] = int(number) if numbers is not made.system else int(number) & 3
    return 0
