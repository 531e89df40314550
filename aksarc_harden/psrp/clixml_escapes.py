"""
How text is escaped in CLIXML, both ways ([MS-PSRP] 2.2.5.3.2).

A character that XML cannot hold, and every UTF-16 surrogate, travels as `_xHHHH_`; so does an underscore that would
be taken for the beginning of one.
"""

from __future__ import annotations

import re

_TO_ESCAPE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\U00010000-\U0010ffff]|_(?=[xX])")
_ESCAPED = re.compile("_x([0-9a-fA-F]{4})_")
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")


def escape(text: str) -> str:
    """Write text as the content of an element."""
    text = _TO_ESCAPE.sub(_code, text)
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    if ">" in text:
        text = text.replace(">", "&gt;")
    return text


def escape_name(name: str) -> str:
    """Write a name as the content of an attribute in double quotes."""
    return escape(name).replace('"', "&quot;")


def unescape(text: str) -> str:
    """Read text; a surrogate without its partner stays one."""
    if "_x" not in text:
        return text
    text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    return _PAIR.sub(_joined, text)


def _code(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code > 0xFFFF:
        high, low = 0xD800 + ((code - 0x10000) >> 10), 0xDC00 + ((code - 0x10000) & 0x3FF)
        return f"_x{high:04X}__x{low:04X}_"
    return f"_x{code:04X}_"


def _joined(match: re.Match[str]) -> str:
    return match[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le")
