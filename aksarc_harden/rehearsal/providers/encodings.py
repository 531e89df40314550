"""How text becomes bytes in files, by the names that -Encoding takes in Windows PowerShell 5.1."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Encoding:
    """
    One encoding.

    Attributes:
        codec: Python's name of it; empty for the system's ANSI code page, `bytes` for bytes as they are.
        mark: the byte order mark that is written before the text.
    """

    codec: str
    mark: bytes = b""


ANSI = Encoding("")
UTF16 = Encoding("utf-16-le", b"\xff\xfe")
_ENCODINGS = {
    "unicode": UTF16,
    "string": UTF16,
    "unknown": UTF16,
    "bigendianunicode": Encoding("utf-16-be", b"\xfe\xff"),
    "utf8": Encoding("utf-8", b"\xef\xbb\xbf"),
    "utf8bom": Encoding("utf-8", b"\xef\xbb\xbf"),
    "utf8nobom": Encoding("utf-8"),
    "utf7": Encoding("utf-7"),
    "utf32": Encoding("utf-32-le", b"\xff\xfe\x00\x00"),
    "bigendianutf32": Encoding("utf-32-be", b"\x00\x00\xfe\xff"),
    "ascii": Encoding("ascii"),
    "oem": Encoding("cp437"),
    "default": ANSI,
    "ansi": ANSI,
    "byte": Encoding("bytes"),
}
_MARKED = ("utf8", "bigendianutf32", "utf32", "unicode", "bigendianunicode")  # longer marks before their beginnings


def encoding_of(name: str | None) -> Encoding:
    """Find an encoding by its name in any case; the system's code page where none is given."""
    return _ENCODINGS.get((name or "default").lower(), ANSI)


def decode(content: bytes, encoding: Encoding, code_page: str) -> str:
    """Read bytes as text; a byte order mark counts more than the encoding that was named."""
    if encoding.codec == "bytes":
        return content.decode("latin-1")
    for name in _MARKED:
        known = _ENCODINGS[name]
        if content.startswith(known.mark):
            return content[len(known.mark) :].decode(known.codec, "replace")
    return content.decode(encoding.codec or code_page, "replace")


def encode(text: str, encoding: Encoding, code_page: str) -> bytes:
    """Write text as bytes with its mark; what the encoding lacks becomes a question mark."""
    if encoding.codec == "bytes":
        return text.encode("latin-1", "replace")
    return encoding.mark + text.encode(encoding.codec or code_page, "replace")
