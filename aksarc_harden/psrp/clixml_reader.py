"""
Reads CLIXML ([MS-PSRP] 2.2.5) into values, within bounded depth and memory, without document types and entities.

Survives what engines really send: empty bodies, U+FFFE and U+FFFF as character references, which XML parsers refuse,
and surrogates without a partner (recordings/wire README, l). Error texts hold nothing of what was read.
"""

from __future__ import annotations

import base64
import re
import xml.etree.ElementTree as ET  # noqa: S405 — document types are refused before the parser sees the text
from collections.abc import Callable
from typing import Any, Final, TypeAlias
from uuid import UUID

from aksarc_harden.errors import ProtocolError
from aksarc_harden.model import values as v
from aksarc_harden.model.values import Bag, Credential, EnumValue, Items, Secret, Table, WireValue
from aksarc_harden.psrp import clixml_numbers as numbers
from aksarc_harden.psrp.clixml_escapes import unescape

Decrypt: TypeAlias = Callable[[str], str]

READ_LEVELS: Final = 100
"""How deep a value may nest: the engine writes 48 levels and reads 50 (recordings/wire, d); twice that."""
ENGINE_LEVELS: Final = 49
"""How deep the engine reads a message, its root counted: measured with lists, bags and dictionaries."""
TAGS: Final = 1_000_000
"""How many tags a body may have: a list of half a million lines; about 250 MB of memory while it is read (measured)."""

_BAD_REFERENCE = re.compile(r"&#(?:x0*([fF]{3}[efEF]|[dD][89a-fA-F][0-9a-fA-F]{2})|0*(6553[45]|5[5-7]\d{3}));")
_SURROGATE_OR_NO_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_MISSING = object()


def read(text: str | bytes, *, decrypt: Decrypt | None = None) -> WireValue:
    """
    Read one value, with or without an `Objs` wrapper; an empty body is null.

    Args:
        decrypt: turns what an SS element holds into the secret's text; without it secrets cannot be read.

    Raises:
        ProtocolError: it is no CLIXML, or beyond a limit.
    """
    text = _decode(text)
    if not text:
        return None
    root = _parse(text)
    if root.tag[:1] == "{":
        for node in root.iter():
            node.tag = node.tag.rpartition("}")[2]
    if root.tag == "Objs":
        if len(root) > 1:
            raise ProtocolError("CLIXML of several values where one is expected")
        if len(root) == 0:
            return None
        root = root[0]
    value: WireValue = _Reader(decrypt).value(root, READ_LEVELS)
    return value


def read_as_engine(text: str | bytes, *, decrypt: Decrypt | None = None) -> WireValue:
    """
    Read a request as strictly as the engine does: no wrapper, no namespace, no declaration, 49 levels.

    Raises:
        ProtocolError: it is no CLIXML, or beyond a limit.
    """
    text = _decode(text)
    if not text:
        return None
    if text[0] != "<" or text[1:2] == "?":
        raise ProtocolError("CLIXML that does not begin with its element")
    value: WireValue = _Reader(decrypt).value(_parse(text), ENGINE_LEVELS)
    return value


def _decode(text: str | bytes) -> str:
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-16" if text[:2] in _UTF16_MARKS else "utf-8-sig")
        except UnicodeDecodeError as error:
            raise ProtocolError("CLIXML that is neither UTF-8 nor UTF-16") from error
    return text.lstrip("\ufeff") if text[:1] == "\ufeff" else text


def _parse(text: str) -> ET.Element:
    if "<!" in text:  # text has no bare '<', so this is markup that no PowerShell writes
        raise ProtocolError("CLIXML with a document type, an entity, a comment or CDATA")
    if text.count("<") > TAGS:
        raise ProtocolError(f"CLIXML of more than {TAGS} tags")
    if "&#" in text:
        text = _BAD_REFERENCE.sub(_escaped_reference, text)
    try:
        return ET.fromstring(text)  # noqa: S314 — see the import
    except UnicodeEncodeError:
        return _parse(_SURROGATE_OR_NO_XML.sub(lambda match: f"_x{ord(match[0]):04X}_", text))
    except (ET.ParseError, ValueError) as error:
        if _SURROGATE_OR_NO_XML.search(text):
            return _parse(_SURROGATE_OR_NO_XML.sub(lambda match: f"_x{ord(match[0]):04X}_", text))
        raise ProtocolError("CLIXML that is no XML") from error


def _escaped_reference(match: re.Match[str]) -> str:
    code = int(match[1], 16) if match[1] else int(match[2])
    return f"_x{code:04X}_" if 0xD800 <= code <= 0xDFFF or code >= 0xFFFE else match[0]


class _Reader:
    def __init__(self, decrypt: Decrypt | None) -> None:
        self._decrypt = decrypt
        self._types: dict[str, tuple[str, ...]] = {}
        self._objects: dict[str, Any] = {}

    def value(self, node: ET.Element, levels: int) -> Any:
        if levels <= 0:
            raise ProtocolError("CLIXML nested too deep")
        scalar = _SCALARS.get(node.tag)
        if scalar is not None:
            return scalar(node.text or "")
        other = _OTHERS.get(node.tag)
        if other is None:
            raise ProtocolError("CLIXML with an unknown element")
        return other(self, node, levels)

    def _nil(self, _node: ET.Element, _levels: int) -> None:
        return None

    def _ref(self, node: ET.Element, _levels: int) -> Any:
        found = self._objects.get(node.get("RefId", ""), _MISSING)
        if found is _MISSING:
            raise ProtocolError("CLIXML that refers to an object which is not there, or to a list from within")
        return found

    def _secret(self, node: ET.Element, _levels: int) -> Secret:
        if self._decrypt is None:
            raise ProtocolError("a secret before the session key is exchanged")
        return Secret(self._decrypt(node.text or ""))

    def _progress(self, node: ET.Element, levels: int) -> Bag:
        properties = {
            _PROGRESS[part.tag]: unescape(part.text or "")
            if part.tag == "T"
            else self.value(_as_value(part), levels - 1)
            for part in node
            if part.tag in _PROGRESS
        }
        return Bag(properties, ("System.Management.Automation.ProgressRecord", "System.Object"))

    def _member_set(self, node: ET.Element, levels: int) -> Bag:
        properties: dict[str, WireValue] = {}
        self.properties(node, properties, levels)
        return Bag(properties)

    def _obj(self, node: ET.Element, levels: int) -> Any:
        return _ObjReader(self, node, levels).read()

    def properties(self, node: ET.Element, properties: dict[str, WireValue], levels: int) -> None:
        for item in node:
            name = item.get("N")
            if name is None:
                raise ProtocolError("CLIXML with a property that has no name")
            properties[unescape(name)] = self.value(item, levels - 1)

    def types(self, node: ET.Element) -> tuple[str, ...]:
        number = node.get("RefId", "")
        if node.tag == "TNRef":
            if number not in self._types:
                raise ProtocolError("CLIXML that refers to type names which are not there")
            return self._types[number]
        names = self._types[number] = tuple([unescape(name.text or "") for name in node])
        return names

    def remember(self, number: str | None, value: Any) -> None:
        if number is not None:
            self._objects[number] = value


class _ObjReader:
    """One Obj element being read."""

    def __init__(self, reader: _Reader, node: ET.Element, levels: int) -> None:
        self._reader = reader
        self._node = node
        self._number = node.get("RefId")
        self._levels = levels
        self._types: tuple[str, ...] = ()
        self._text: str | None = None
        self._properties: dict[str, WireValue] = {}
        self._bag: Bag | None = None
        self._base: Any = None
        self._has_base = False

    def read(self) -> Any:
        for part in self._node:
            tag = part.tag
            if tag in ("TN", "TNRef"):
                self._types = self._reader.types(part)
            elif tag == "ToString":
                self._text = unescape(part.text or "")
            elif tag in ("MS", "Props"):
                self._read_properties(part)
            else:
                self._read_base(part)
        value = self._finished()
        self._reader.remember(self._number, value)
        return value

    def _read_properties(self, part: ET.Element) -> None:
        if self._bag is None:
            # Known before its properties are read, because one of them may refer to it.
            self._bag = Bag(self._properties)
            self._reader.remember(self._number, self._bag)
        self._reader.properties(part, self._properties, self._levels)

    def _read_base(self, part: ET.Element) -> None:
        if self._has_base:
            raise ProtocolError("CLIXML with an object that has two values")
        self._has_base = True
        levels = self._levels - 1
        if part.tag in ("LST", "IE", "STK", "QUE"):
            self._base = Items([self._reader.value(item, levels) for item in part], part.tag, self._types)
        elif part.tag == "DCT":
            self._base = Table(tuple([self._entry(entry, levels) for entry in part]), self._types)
        else:
            self._base = self._reader.value(part, self._levels)

    def _entry(self, entry: ET.Element, levels: int) -> tuple[Any, Any]:
        parts = {part.get("N"): part for part in entry}
        if entry.tag != "En" or len(entry) != 2 or parts.keys() != {"Key", "Value"}:
            raise ProtocolError("CLIXML with a dictionary entry of no known form")
        if parts["Key"].tag == "Nil":
            raise ProtocolError("CLIXML with a dictionary key that is null")
        return self._reader.value(parts["Key"], levels), self._reader.value(parts["Value"], levels)

    def _finished(self) -> Any:
        if self._has_base and not self._properties:
            plain = self._without_properties()
            if plain is not None:
                return plain
        if self._types[:1] == (_CREDENTIAL,) and isinstance(secret := self._properties.get("Password"), Secret):
            return Credential(str(self._properties.get("UserName") or ""), secret)
        bag = self._bag if self._bag is not None else Bag(self._properties)
        for name, value in (("types", self._types), ("text", self._text), ("base", self._base)):
            object.__setattr__(bag, name, value)
        return bag

    def _without_properties(self) -> Any:
        """Give what an object without properties stands for by itself, None where it has to stay a bag."""
        if isinstance(self._base, (Items, Table)):
            return self._base
        if isinstance(self._base, int) and any(name.endswith("System.Enum") for name in self._types):
            name = self._text if self._text is not None else str(int(self._base))
            return EnumValue(self._types[0], name, int(self._base))
        return self._base if not self._types and self._text is None else None


_CREDENTIAL = "System.Management.Automation.PSCredential"
_PROGRESS = {
    "AV": "Activity",
    "AI": "ActivityId",
    "S": "CurrentOperation",
    "PI": "ParentActivityId",
    "PC": "PercentComplete",
    "T": "Type",
    "SR": "SecondsRemaining",
    "SD": "StatusDescription",
}


def _as_value(part: ET.Element) -> ET.Element:
    twin = ET.Element({"AV": "S", "S": "S", "SD": "S"}.get(part.tag, "I32"))
    twin.text = part.text
    return twin


def _bool(text: str) -> bool:
    if text in ("true", "1"):
        return True
    if text in ("false", "0"):
        return False
    raise ProtocolError("a Boolean of no known form")


def _integer(kind: type[int], low: int, high: int) -> Callable[[str], int]:
    def read_integer(text: str) -> int:
        try:
            number = int(text)
        except ValueError as error:
            raise ProtocolError("an integer of no known form") from error
        if not low <= number <= high or "_" in text:
            raise ProtocolError("an integer beyond its type")
        return kind(number)

    return read_integer


_unit = _integer(int, 0, 0xFFFF)


def _char(text: str) -> v.Char:
    return v.Char(chr(_unit(text)))


def _guid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise ProtocolError("a Guid of no known form") from error


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text)
    except ValueError as error:
        raise ProtocolError("bytes that are no base64") from error


_SCALARS: dict[str, Callable[[str], Any]] = {
    "S": unescape,
    "I32": _integer(int, -(2**31), 2**31 - 1),
    "B": _bool,
    "By": _integer(v.Byte, 0, 2**8 - 1),
    "SB": _integer(v.SByte, -(2**7), 2**7 - 1),
    "I16": _integer(v.Int16, -(2**15), 2**15 - 1),
    "U16": _integer(v.UInt16, 0, 2**16 - 1),
    "U32": _integer(v.UInt32, 0, 2**32 - 1),
    "I64": _integer(v.Int64, -(2**63), 2**63 - 1),
    "U64": _integer(v.UInt64, 0, 2**64 - 1),
    "Db": numbers.read_float,
    "Sg": numbers.read_single,
    "D": numbers.read_decimal,
    "C": _char,
    "BA": _bytes,
    "G": _guid,
    "DT": numbers.read_time,
    "TS": numbers.read_span,
    "URI": lambda text: v.Uri(unescape(text)),
    "Version": v.Version,
    "SBK": lambda text: v.ScriptBlock(unescape(text)),
    "XD": lambda text: v.Xml(unescape(text)),
}

_OTHERS: dict[str, Callable[[_Reader, ET.Element, int], Any]] = {
    "Nil": _Reader._nil,
    "Ref": _Reader._ref,
    "SS": _Reader._secret,
    "PR": _Reader._progress,
    "MS": _Reader._member_set,
    "Obj": _Reader._obj,
}
