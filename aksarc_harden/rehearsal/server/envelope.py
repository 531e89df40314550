"""
What does a WS-Management envelope say, and how is an answer written?

[MS-WSMV] 2.2.1 and 2.2.4; no I/O, and no knowledge of shells beyond the names of their elements.
"""

from __future__ import annotations

import re
import uuid
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

NAMESPACES = {
    "s": "http://www.w3.org/2003/05/soap-envelope",
    "a": "http://schemas.xmlsoap.org/ws/2004/08/addressing",
    "x": "http://schemas.xmlsoap.org/ws/2004/09/transfer",
    "n": "http://schemas.xmlsoap.org/ws/2004/09/enumeration",
    "w": "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd",
    "p": "http://schemas.microsoft.com/wbem/wsman/1/wsman.xsd",
    "rsp": "http://schemas.microsoft.com/wbem/wsman/1/windows/shell",
    "cfg": "http://schemas.microsoft.com/wbem/wsman/1/config",
    "ps": "http://schemas.microsoft.com/powershell",
    "wsmid": "http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd",
}
SHELL = NAMESPACES["rsp"]
TRANSFER = NAMESPACES["x"]
ENUMERATION = NAMESPACES["n"]
CONFIG = NAMESPACES["cfg"]
POWERSHELL_URI = "http://schemas.microsoft.com/powershell/"

_DEFAULT_SECONDS = 60.0  # MaxTimeoutms of a fresh host
_LONGEST_SECONDS = 1200.0  # whatever a client asks for
_DURATION = re.compile(r"P(?:(\d{1,9})D)?(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9}(?:\.\d{1,9})?)S)?)?")
_PREFIXES = " ".join(
    f"xmlns:{prefix}={quoteattr(NAMESPACES[prefix])}" for prefix in ("s", "a", "x", "n", "w", "rsp", "p")
)


class EnvelopeError(ValueError):
    """These bytes are no envelope that we could answer."""


class _NoDocumentType(ET.TreeBuilder):
    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        raise EnvelopeError("an envelope has no document type")


@dataclass(frozen=True)
class Request:
    """
    One parsed envelope.

    Attributes:
        action: the last part of the action's URI, for example `Receive`; `Identify` has none of its own.
        timeout_seconds: OperationTimeout.
        max_envelope: how large the answer may be, in bytes; None where the client does not say.
        principal: who signed in.
        client: the address it came from.
    """

    action: str
    message_id: str
    resource_uri: str
    timeout_seconds: float
    max_envelope: int | None
    selectors: dict[str, str]
    body: ET.Element
    principal: str
    client: str

    @property
    def shell_id(self) -> str:
        """The shell that is meant, in upper case; empty if none is."""
        return self.selectors.get("ShellId", "").upper()

    def find(self, path: str) -> ET.Element | None:
        """Find an element below the body by prefixed names."""
        return self.body.find(path, NAMESPACES)


def parse_request(envelope: bytes, principal: str, client: str) -> Request:
    """
    Read an envelope.

    Raises:
        EnvelopeError: it is not XML, has a document type, or lacks header or body.
    """
    parser = ET.XMLParser(target=_NoDocumentType())  # noqa: S314  # no document types, so no entities
    try:
        parser.feed(envelope)
        root = parser.close()
    except (ET.ParseError, ValueError, LookupError) as error:
        raise EnvelopeError("no well-formed XML") from error
    header, body = root.find("s:Header", NAMESPACES), root.find("s:Body", NAMESPACES)
    if header is None or body is None:
        raise EnvelopeError("no SOAP 1.2 header and body")
    is_identify = body.find("wsmid:Identify", NAMESPACES) is not None
    size = _text(header, "w:MaxEnvelopeSize")
    return Request(
        action="Identify" if is_identify else _text(header, "a:Action").rpartition("/")[2],
        message_id=_text(header, "a:MessageID"),
        resource_uri=_text(header, "w:ResourceURI"),
        timeout_seconds=min(duration_seconds(_text(header, "w:OperationTimeout")), _LONGEST_SECONDS),
        max_envelope=int(size) if size.isascii() and size.isdigit() and len(size) < 10 else None,
        selectors={
            selector.get("Name", ""): (selector.text or "").strip()
            for selector in header.iterfind("w:SelectorSet/w:Selector", NAMESPACES)
        },
        body=body,
        principal=principal,
        client=client,
    )


def _text(node: ET.Element, path: str) -> str:
    return (node.findtext(path, "", NAMESPACES) or "").strip()


def duration_seconds(text: str, default: float = _DEFAULT_SECONDS) -> float:
    """Read an XML duration without years and months; what is none counts as the default."""
    found = _DURATION.fullmatch(text)
    if not found or not any(found.groups()):
        return default
    days, hours, minutes, seconds = (float(part or 0) for part in found.groups())
    return ((days * 24 + hours) * 60 + minutes) * 60 + seconds


def write_envelope(action: str, relates_to: str, body: str) -> bytes:
    """Write an answer; the body is XML already."""
    return (
        f'<s:Envelope xml:lang="en-US" {_PREFIXES}><s:Header><a:Action>{action}</a:Action>'
        f"<a:MessageID>uuid:{_new_id()}</a:MessageID><p:ActivityId>{_new_id()}</p:ActivityId>"
        f"<a:To>{NAMESPACES['a']}/role/anonymous</a:To><a:RelatesTo>{escape(relates_to)}</a:RelatesTo></s:Header>"
        f"<s:Body>{body}</s:Body></s:Envelope>"
    ).encode()


def write_identity(product: str) -> bytes:
    """Write the answer to Identify ([DSP0226] 11)."""
    return (
        f'<s:Envelope xml:lang="" xmlns:s="{NAMESPACES["s"]}"><s:Header/><s:Body>'
        f'<wsmid:IdentifyResponse xmlns:wsmid="{NAMESPACES["wsmid"]}">'
        f"<wsmid:ProtocolVersion>{NAMESPACES['w']}</wsmid:ProtocolVersion>"
        f"<wsmid:ProductVendor>Microsoft Corporation</wsmid:ProductVendor>"
        f"<wsmid:ProductVersion>{escape(product)}</wsmid:ProductVersion>"
        "</wsmid:IdentifyResponse></s:Body></s:Envelope>"
    ).encode()


def _new_id() -> str:
    return str(uuid.uuid4()).upper()
