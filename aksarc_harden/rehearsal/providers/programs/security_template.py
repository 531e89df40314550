"""
The text of security templates, read and written: sections of `key = value` ([MS-GPSB] 2.2).

`[Registry Values]` has no blanks around the equals sign, the other sections have one on each side; a reader takes both.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from aksarc_harden.rehearsal.host import registry as kinds
from aksarc_harden.rehearsal.host.registry import Data

SIGNATURE = "$CHICAGO$"
_SECTION = re.compile(r"\[(.+)\]$")
_TIGHT = "registry values"
_PART = re.compile(r'"[^"]*"|[^,]+|(?<=,)(?=,|$)')


@dataclass
class Template:
    """
    A template.

    Attributes:
        sections: name → key → value as text, in the file's order.
    """

    sections: dict[str, dict[str, str]] = field(default_factory=dict)

    def section(self, name: str) -> Mapping[str, str]:
        """Give a section, whatever its case; empty where it is not there."""
        return next((keys for have, keys in self.sections.items() if have.lower() == name.lower()), {})

    @property
    def is_signed(self) -> bool:
        """Tell whether the version section has the signature without which nothing is read."""
        keys = {key.lower(): value for key, value in self.section("Version").items()}
        return keys.get("signature", "").strip('"') == SIGNATURE

    def joined(self, later: Template) -> Template:
        """Give this template with another one's lines put over it, as a database is added to."""
        joined = Template({name: dict(keys) for name, keys in self.sections.items()})
        for name, keys in later.sections.items():
            have = next((each for each in joined.sections if each.lower() == name.lower()), name)
            old = joined.sections.setdefault(have, {})
            for key, value in keys.items():
                old.pop(next((each for each in old if each.lower() == key.lower()), key), None)
                old[key] = value
        return joined


def read_template(text: str) -> Template:
    """Read a template; lines outside of sections and without an equals sign are left out."""
    template = Template()
    section: dict[str, str] | None = None
    for line in (line.strip() for line in text.splitlines()):
        found = _SECTION.match(line)
        if found:
            section = template.sections.setdefault(found[1], {})
        elif section is not None and "=" in line and not line.startswith(";"):
            key, _, value = line.partition("=")
            section[key.strip().strip('"')] = value.strip()
    return template


def write_template(template: Template) -> str:
    """Write a template."""
    lines: list[str] = []
    for name, keys in template.sections.items():
        equals = "=" if name.lower() in (_TIGHT, "unicode", "version") else " = "
        lines += [f"[{name}]", *(f"{key}{equals}{value}" for key, value in keys.items())]
    return "\r\n".join(lines) + "\r\n"


def write_registry_value(kind: int, data: Data) -> str:
    """Write `type,data`: text in quotes, lines joined by commas, a line's own comma in quotes."""
    if isinstance(data, list):
        shown = ",".join(line.replace(",", '","') for line in data)
    elif isinstance(data, bytes):
        shown = ",".join(f"{byte:02x}" for byte in data)
    else:
        shown = f'"{data}"' if isinstance(data, str) else str(data)
    return f"{kind},{shown}"


def read_registry_value(text: str) -> tuple[int, Data]:
    """Read `type,data`; raises ValueError where the type is unknown or the data does not fit."""
    number, _, rest = text.partition(",")
    kind = int(number)
    if kind in (kinds.STRING, kinds.EXPAND_STRING):
        return kind, rest.strip().strip('"')
    if kind == kinds.DWORD:
        return kind, int(rest)
    if kind == kinds.BINARY:
        return kind, bytes(int(each, 16) for each in rest.split(",") if each.strip())
    if kind == kinds.MULTI_STRING:
        plain = rest.replace('","', "\0")
        return kind, [line.strip('"').replace("\0", ",") for line in plain.split(",")] if rest else []
    raise ValueError(text)
