"""
What is on a simulated host's C: drive: folders, files with their bytes, and who may read them.

An access list is kept where `icacls.exe` set one; a folder without one lets everybody in.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

SYSTEM_SID = "S-1-5-18"
LOGS = "\\security\\logs"  # below the system folder; kept out of snapshots, as logs grow with every read


@dataclass(frozen=True)
class Access:
    """
    An access list of its own.

    Attributes:
        inherits: the list of the folder above counts as well.
        grants: SID → rights as icacls.exe writes them, for example `(OI)(CI)F`.
    """

    inherits: bool = True
    grants: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Entry:
    """A file or a folder; `content` is None for a folder."""

    path: str
    content: bytes | None = None
    access: Access = field(default_factory=Access)

    @property
    def is_folder(self) -> bool:
        """Tell a folder from a file."""
        return self.content is None

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("\\")[2]


class FileTree:
    """The drive; paths are absolute, with backslashes, without one at the end but for `C:\\`."""

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}

    def find(self, path: str) -> Entry | None:
        """Find a file or folder, in any case."""
        return self._entries.get(path.rstrip("\\").lower())

    def make_folder(self, path: str) -> Entry:
        """Find or make a folder and its parents."""
        path = path.rstrip("\\")
        found = self._entries.get(path.lower())
        if found is not None:
            return found
        above = path.rpartition("\\")[0]
        if above:
            parent = self.make_folder(above)
            path = f"{parent.path}\\{path.rpartition(chr(92))[2]}"
        return self._entries.setdefault(path.lower(), Entry(path))

    def write(self, path: str, content: bytes) -> Entry:
        """
        Write a whole file.

        Raises FileNotFoundError where its folder is not there, IsADirectoryError where it is a folder.
        """
        path = path.rstrip("\\")
        folder = self._entries.get(path.rpartition("\\")[0].lower())
        if folder is None or not folder.is_folder:
            raise FileNotFoundError(path)
        entry = self._entries.get(path.lower())
        if entry is None:
            entry = self._entries[path.lower()] = Entry(f"{folder.path}\\{path.rpartition(chr(92))[2]}", b"")
        if entry.is_folder:
            raise IsADirectoryError(path)
        entry.content = content
        return entry

    def remove(self, path: str) -> None:
        """Remove a file, or a folder with all that is in it."""
        gone = path.rstrip("\\").lower()
        for name in [name for name in self._entries if name == gone or name.startswith(gone + "\\")]:
            del self._entries[name]

    def children(self, path: str) -> list[Entry]:
        """Give what is directly in a folder, folders first, each in the order of names."""
        prefix = path.rstrip("\\").lower() + "\\"
        inside = [
            entry
            for name, entry in self._entries.items()
            if name.startswith(prefix) and "\\" not in name[len(prefix) :]
        ]
        return sorted(inside, key=lambda entry: (not entry.is_folder, entry.name.lower()))

    def is_open_to(self, path: str, sid: str) -> bool:
        """Tell whether an account may use a file or folder: the nearest list that inherits nothing decides."""
        at = path.rstrip("\\")
        while at:
            entry = self.find(at)
            if entry is not None and sid in entry.access.grants:
                return True
            if entry is not None and not entry.access.inherits:
                return False
            at = at.rpartition("\\")[0]
        return True

    def __iter__(self) -> Iterator[Entry]:
        return iter([self._entries[name] for name in sorted(self._entries)])

    def to_plain(self) -> dict[str, dict[str, object]]:
        """Give all as JSON data: path → content in base64, none for a folder, and the access list where one was set."""
        plain: dict[str, dict[str, object]] = {}
        for entry in self:
            form: dict[str, object] = {}
            if entry.content is not None:
                form["content"] = base64.b64encode(entry.content).decode()
            if entry.access != Access():
                form["access"] = {"inherits": entry.access.inherits, "grants": dict(entry.access.grants)}
            plain[entry.path] = form
        return plain

    @staticmethod
    def from_plain(plain: Mapping[str, Mapping[str, object]]) -> FileTree:
        """Read what `to_plain` gave."""
        made = FileTree()
        for path, form in plain.items():
            content = form.get("content")
            entry = made.make_folder(path) if content is None else made.write(path, base64.b64decode(str(content)))
            access = form.get("access")
            if isinstance(access, dict):
                entry.access = Access(bool(access["inherits"]), dict(access["grants"]))
        return made
