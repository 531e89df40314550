r"""
reg.exe: query, add, delete, import, export.

Exit codes are 0 and 1. The success text of `import` goes to standard error, as on Windows, where it becomes an error
record that means nothing. Slashes and stars in names are ordinary characters here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from aksarc_harden.rehearsal.host import SimulatedHost
from aksarc_harden.rehearsal.host import registry as kinds
from aksarc_harden.rehearsal.host.registry import SHORT_ROOTS, Data, Key, Value
from aksarc_harden.rehearsal.providers.encodings import UTF16, decode, encode, encoding_of
from aksarc_harden.rehearsal.providers.programs.reg_file import Step, read_reg_file, write_reg_file
from aksarc_harden.rehearsal.providers.programs.result import ProgramResult, refused

DONE = "The operation completed successfully."
_ABSENT = "ERROR: The system was unable to find the specified registry key or value."
_SYNTAX = "ERROR: Invalid syntax."
_DENIED = "ERROR: Access is denied."
_NO_FILE = "ERROR: Error opening the file. There may be a disk or file system error."
_TYPES = {
    kinds.NONE: "REG_NONE",
    kinds.STRING: "REG_SZ",
    kinds.EXPAND_STRING: "REG_EXPAND_SZ",
    kinds.BINARY: "REG_BINARY",
    kinds.DWORD: "REG_DWORD",
    kinds.MULTI_STRING: "REG_MULTI_SZ",
    kinds.QWORD: "REG_QWORD",
}
_KINDS = {name: kind for kind, name in _TYPES.items()}
_TAKES_VALUE = ("/v", "/t", "/d", "/s")


class _SyntaxError(Exception):
    """Arguments that reg.exe does not take."""


@dataclass(frozen=True)
class _Request:
    """
    The arguments of one call.

    Attributes:
        options: switch, lower case → its value, None for one without.
    """

    host: SimulatedHost
    path: str
    options: dict[str, str | None]

    @property
    def name(self) -> str | None:
        """The value's name; empty for the default value, None where the call is about the key."""
        return "" if "/ve" in self.options else self.options.get("/v")

    def key(self) -> Key | None:
        """Find the key."""
        return self.host.state.registry.find(self.path)

    def is_denied(self, name: str | None, access: str) -> bool:
        """Tell whether the access is refused."""
        return self.host.disturbances.denies(self.path, name, access)

    def is_frozen(self, name: str | None) -> bool:
        """Tell whether a write changes nothing."""
        return self.host.disturbances.freezes(self.path, name)

    def wrote(self) -> None:
        """Note that the registry was written."""
        self.host.state.written.add("registry")


def reg(host: SimulatedHost, arguments: Sequence[str]) -> ProgramResult:
    """Run reg.exe VERB …"""
    verb = _VERBS.get(arguments[0].lower()) if arguments else None
    if verb is None:
        return refused(_SYNTAX)
    try:
        return verb(host, arguments[1:])
    except _SyntaxError:
        return refused(_SYNTAX)


def _request(host: SimulatedHost, arguments: Sequence[str], *, s_takes_value: bool = False) -> _Request:
    if not arguments:
        raise _SyntaxError
    first, _, below = arguments[0].partition("\\")
    root = SHORT_ROOTS.get(first.upper(), first).upper()
    if host.state.registry.root(root) is None:
        raise _SyntaxError
    options: dict[str, str | None] = {}
    rest = iter(arguments[1:])
    for argument in rest:
        option = argument.lower()
        takes = option in _TAKES_VALUE and (option != "/s" or s_takes_value)
        options[option] = next(rest, None) if takes else None
        if not option.startswith("/") or (takes and options[option] is None):
            raise _SyntaxError
    return _Request(host, f"{root}\\{below}" if below else root, options)


def _query(host: SimulatedHost, arguments: Sequence[str]) -> ProgramResult:
    asked = _request(host, arguments)
    key = asked.key()
    if key is None or (asked.name and key.value(asked.name) is None):
        return refused(_ABSENT)
    if asked.is_denied(asked.name, "read"):
        return refused(_DENIED)
    keys = key.walk() if "/s" in asked.options else iter([key])
    lines = [line for each in keys for line in _listing(each, asked.name)]
    if asked.name is None and "/s" not in asked.options:
        lines += [child.path for child in key.sorted_children()]
    return ProgramResult(output=(*lines, ""))


def _listing(key: Key, name: str | None) -> Iterator[str]:
    values = (
        key.sorted_values()
        if name is None
        else [value for value in key.sorted_values() if value.name.lower() == name.lower()]
    )
    yield ""
    yield key.path
    if name == "" and not values:
        yield "    (Default)    REG_SZ    (value not set)"
    for value in values:
        kind = _TYPES.get(value.kind, f"REG_{value.kind}")
        yield f"    {value.name or '(Default)'}    {kind}    {_shown(value)}"


def _shown(value: Value) -> str:
    data = value.data
    if isinstance(data, int):
        return f"{data:#x}"
    if isinstance(data, list):
        return "\\0".join(data)
    return data if isinstance(data, str) else data.hex().upper()


def _add(host: SimulatedHost, arguments: Sequence[str]) -> ProgramResult:
    asked = _request(host, arguments, s_takes_value=True)
    key = asked.key()
    if asked.name is not None and key is not None and key.value(asked.name) and "/f" not in asked.options:
        return refused("ERROR: Value exists, overwrite(Yes/No)?")  # nobody answers
    if asked.is_denied(asked.name, "write"):
        return refused(_DENIED)
    kind = _KINDS.get((asked.options.get("/t") or "REG_SZ").upper())
    if kind is None:
        raise _SyntaxError
    data = _given(kind, asked.options.get("/d") or "", asked.options.get("/s") or "\\0")
    if not asked.is_frozen(asked.name):
        made = host.state.registry.make(asked.path)
        asked.wrote()
        if asked.name is not None:
            made.put(asked.name, kind, data)
    return ProgramResult(output=(DONE,))


def _given(kind: int, text: str, separator: str) -> Data:
    try:
        if kind in (kinds.DWORD, kinds.QWORD):
            return int(text or "0", 16 if text.lower().startswith("0x") else 10)
        if kind in (kinds.BINARY, kinds.NONE):
            return bytes.fromhex(text)
    except ValueError as error:
        raise _SyntaxError from error
    if kind == kinds.MULTI_STRING:
        return text.split(separator) if text else []
    return text


def _delete(host: SimulatedHost, arguments: Sequence[str]) -> ProgramResult:
    asked = _request(host, arguments)
    key = asked.key()
    if key is None or (asked.name is not None and key.value(asked.name) is None):
        return refused(_ABSENT)
    if "/f" not in asked.options:
        return refused("ERROR: Permanently delete (Yes/No)?")  # nobody answers
    if asked.is_denied(asked.name, "write"):
        return refused(_DENIED)
    if not asked.is_frozen(asked.name):
        asked.wrote()
        if asked.name is not None:
            key.unset(asked.name)
        elif "/va" in asked.options:
            key.values.clear()
        elif key.parent is not None:
            key.parent.drop(key.name)
    return ProgramResult(output=(DONE,))


def _import(host: SimulatedHost, arguments: Sequence[str]) -> ProgramResult:
    entry = host.state.files.find(arguments[0]) if arguments else None
    if entry is None or entry.content is None:
        return refused(_NO_FILE)
    try:
        steps = read_reg_file(decode(entry.content, encoding_of(None), host.machine.code_page))
    except ValueError:
        return refused("ERROR: The specified file is not a registry file.")
    denied = [step for step in steps if not _apply(host, step)]
    return refused("ERROR: Error accessing the registry.") if denied else ProgramResult(errors=(DONE,))


def _apply(host: SimulatedHost, step: Step) -> bool:
    first, _, below = step.key.partition("\\")
    path = f"{SHORT_ROOTS.get(first.upper(), first)}\\{below}"
    if host.disturbances.denies(path, step.name, "write"):
        return False
    if host.disturbances.freezes(path, step.name):
        return True
    host.state.written.add("registry")
    found = host.state.registry.find(path)
    if step.removes_key:
        if found is not None and found.parent is not None:
            found.parent.drop(found.name)
        return True
    key = found or host.state.registry.make(path)
    if step.name is not None and step.kind is None:
        key.unset(step.name)
    elif step.name is not None and step.kind is not None:
        key.put(step.name, step.kind, step.raw)
    return True


def _export(host: SimulatedHost, arguments: Sequence[str]) -> ProgramResult:
    if len(arguments) < 2:
        raise _SyntaxError
    asked = _request(host, arguments[:1])
    key = asked.key()
    if key is None:
        return refused(_ABSENT)
    if host.state.files.find(arguments[1]) and "/y" not in [each.lower() for each in arguments]:
        return refused("ERROR: File exists, overwrite(Yes/No)?")  # nobody answers
    try:
        host.state.files.write(arguments[1], encode(write_reg_file(key), UTF16, host.machine.code_page))
    except OSError:
        return refused(_NO_FILE)
    host.state.written.add("files")
    return ProgramResult(output=(DONE,))


_VERBS: dict[str, Callable[[SimulatedHost, Sequence[str]], ProgramResult]] = {
    "query": _query,
    "add": _add,
    "delete": _delete,
    "import": _import,
    "export": _export,
}
