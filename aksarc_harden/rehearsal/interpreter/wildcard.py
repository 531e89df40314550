"""Matches names against PowerShell's wildcards: `*`, `?`, `[abc]`, a backtick before what is meant literally."""

from __future__ import annotations

import re
from functools import lru_cache


def has_wildcards(pattern: str) -> bool:
    """Tell whether a pattern may match more than one name."""
    return re.search(r"(?<!`)[*?\[\]]", pattern) is not None


def matches(pattern: str, name: str) -> bool:
    """Match a whole name, in any case."""
    return _compiled(pattern).fullmatch(name) is not None


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str]:
    out, at = "", 0
    while at < len(pattern):
        sign = pattern[at]
        at += 1
        if sign == "`" and at < len(pattern):
            out += re.escape(pattern[at])
            at += 1
        elif sign == "[" and "]" in pattern[at:]:
            end = pattern.index("]", at)
            out += "[" + pattern[at:end].replace("\\", "\\\\").replace("^", "\\^") + "]"
            at = end + 1
        else:
            out += {"*": ".*", "?": "."}.get(sign) or re.escape(sign)
    return re.compile(out, re.IGNORECASE | re.DOTALL)
