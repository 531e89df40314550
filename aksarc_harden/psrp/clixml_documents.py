"""
Which texts are a Uri or an XML document to the engine; another one in such an element gets no answer (tried).

Narrower than .NET: what is refused here might be read there, what is accepted is read.
"""

from __future__ import annotations

import re
from ipaddress import AddressValueError, IPv6Address
from xml.parsers import expat

from aksarc_harden.errors import UnwritableError
from aksarc_harden.psrp.clixml_escapes import escape

_RELATIVE = re.compile(r"(?![/\\])[^:\\\x00-\x1f]*")
_ABSOLUTE = re.compile(
    r"(?:https?|ldaps?|ftp|file|net\.tcp|wss?)://"
    r"(?P<host>[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[(?P<address>[0-9A-Fa-f:.]+)\])"
    r"(?::(?P<port>\d{1,5}))?(?:[/?#][^\x00-\x1f\\]*)?"
)
_LARGEST_PORT = 65_535


def write_uri(text: str) -> str:
    """Write a Uri: relative without a colon, or absolute with a host; UnwritableError for any other."""
    if not _RELATIVE.fullmatch(text) and not _is_absolute(text):
        raise UnwritableError("a Uri that .NET might refuse")
    return escape(text)


def _is_absolute(text: str) -> bool:
    match = _ABSOLUTE.fullmatch(text)
    if match is None or int(match["port"] or 0) > _LARGEST_PORT:
        return False
    if match["address"] is None:
        return ".." not in match["host"]
    try:
        IPv6Address(match["address"])
    except AddressValueError:
        return False
    return True


def write_xml(text: str) -> str:
    """Write an XML document; UnwritableError if it is not well-formed or has a document type."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_document_type
    try:
        parser.Parse(text, True)
    except (expat.ExpatError, UnicodeEncodeError) as error:
        raise UnwritableError("an XML document that is not well-formed") from error
    return escape(text)


def _refuse_document_type(*_: object) -> None:
    raise UnwritableError("an XML document with a document type")
