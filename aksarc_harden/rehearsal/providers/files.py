"""The file system provider: what item and content commands do to the simulated drive."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from aksarc_harden.model.values import Bag, Int64, WireValue
from aksarc_harden.rehearsal.host import SimulatedHost
from aksarc_harden.rehearsal.host.files import Entry
from aksarc_harden.rehearsal.interpreter.failures import AUTOMATION, failure, path_not_found
from aksarc_harden.rehearsal.interpreter.objects import text_of
from aksarc_harden.rehearsal.providers.encodings import Encoding, decode
from aksarc_harden.rehearsal.providers.paths import Place, ProviderName
from aksarc_harden.rehearsal.providers.ps_objects import added_properties

FOLDER_TYPES = ("System.IO.DirectoryInfo", "System.IO.FileSystemInfo", "System.MarshalByRefObject", "System.Object")
FILE_TYPES = ("System.IO.FileInfo", "System.IO.FileSystemInfo", "System.MarshalByRefObject", "System.Object")


@dataclass(frozen=True)
class FileProvider:
    """Works on one host's C: drive."""

    host: SimulatedHost

    def exists(self, place: Place) -> bool:
        """Tell whether a file or folder is there."""
        return self._find(place) is not None

    def is_container(self, place: Place) -> bool:
        """Tell whether it is a folder."""
        found = self._find(place)
        return found is not None and found.is_folder

    def item(self, place: Place) -> Bag:
        """Give a file or folder as an object."""
        return self._object(place, self._open(place))

    def children(self, place: Place) -> list[Place]:
        """Give the places of what is in a folder; folders first."""
        return [place.below(entry.name) for entry in self.host.state.files.children(place.inner)]

    def has_children(self, place: Place) -> bool:
        """Tell whether there is anything in a folder."""
        return bool(self.host.state.files.children(place.inner))

    def make(self, place: Place, item_type: str | None, value: WireValue, *, force: bool) -> Bag:
        """Make a folder with its parents, or a file in a folder that is there."""
        kind = (item_type or "file").lower()
        if "directory".startswith(kind) or kind == "container":
            return self._make_folder(place, force)
        if not "file".startswith(kind):
            raise failure("Argument", "InvalidArgument", AUTOMATION + "PSArgumentException", "item-type-unknown")
        if self.exists(place) and not force:
            raise _io_failure("NewItemIOError", "WriteError", "System.IO.IOException", "file-exists", place.inner)
        content = b"" if value is None else text_of(value).encode("utf-8")
        self.write(place, content, "NewItemIOError", "WriteError")
        return self._object(place, self._open(place))

    def _make_folder(self, place: Place, force: bool) -> Bag:
        found = self._find(place)
        if found is not None and not force:
            raise _io_failure("DirectoryExist", "ResourceExists", "System.IO.IOException", "folder-exists", found.path)
        entry = self.host.state.files.make_folder(place.inner)
        self.host.state.written.add("files")
        return self._object(place, entry)

    def remove(self, place: Place) -> None:
        """Remove a file, or a folder with all that is in it."""
        self._open(place)
        self.host.state.files.remove(place.inner)
        self.host.state.written.add("files")

    def write(self, place: Place, content: bytes, error_id: str, category: str) -> None:
        """Write a whole file; raises FailureRaised where its folder is not there."""
        try:
            self.host.state.files.write(place.inner, content)
        except FileNotFoundError as error:
            exception = "System.IO.DirectoryNotFoundException"
            raise _io_failure(error_id, category, exception, "part-of-path", place.inner) from error
        except IsADirectoryError as error:
            exception = "System.NotSupportedException"
            raise failure(exception, "NotSpecified", exception, "content-of-folder", path=place.inner) from error
        self.host.state.written.add("files")

    def content(self, place: Place) -> bytes:
        """Give a file's bytes; empty where it is not there."""
        found = self._find(place)
        return found.content or b"" if found is not None else b""

    def read_text(self, place: Place, encoding: Encoding) -> str:
        """Read a file as text; raises FailureRaised where it is not there or is a folder."""
        entry = self._open(place)
        if entry.content is None:
            raise failure(
                "GetContainerContentException",
                "InvalidOperation",
                "System.InvalidOperationException",
                "content-of-folder",
                path=place.inner,
            )
        return decode(entry.content, encoding, self.host.machine.code_page)

    def added(self, place: Place) -> dict[str, WireValue]:
        """Give PSPath and its kin."""
        parent, _, child = place.inner.rpartition("\\")
        return added_properties(ProviderName.FILES, "C", place.inner, parent, child)

    def _find(self, place: Place) -> Entry | None:
        return self.host.state.files.find(place.inner)

    def _open(self, place: Place) -> Entry:
        found = self._find(place)
        if found is None:
            raise path_not_found(place.shown)
        return found

    def _object(self, place: Place, entry: Entry) -> Bag:
        folder = entry.path.rpartition("\\")[0]
        added = {**self.added(place), "PSIsContainer": entry.is_folder}
        own: dict[str, WireValue] = {"Name": entry.name, "FullName": entry.path, "Exists": True}
        if entry.content is None:
            own |= {"Parent": folder, "Root": "C:\\", "Attributes": "Directory"}
            return Bag({**own, **added}, FOLDER_TYPES, entry.path, extended=frozenset(added))
        dot = entry.name.rpartition(".")
        own |= {
            "Length": Int64(len(entry.content)),
            "DirectoryName": folder,
            "Directory": folder,
            "IsReadOnly": False,
            "Extension": "." + dot[2] if dot[1] else "",
            "Attributes": "Archive",
        }
        return Bag({**own, **added}, FILE_TYPES, entry.path, extended=frozenset(added))


def lines_of(text: str) -> Iterable[str]:
    """Split text as Get-Content does: at CR LF, LF or CR, without an empty last line."""
    return text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n") if text else []


def _io_failure(error_id: str, category: str, exception: str, text: str, path: str) -> Exception:
    return failure(error_id, category, exception, text, path, path=path)
