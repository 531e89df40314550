"""
Security templates: the files that `secedit.exe` writes and takes (reference/policy-files.md).

A template is sections of `key = value` lines; keys compare without case, blanks around the equals sign do not count.
This module knows the text alone: neither files, nor their encoding, nor hosts.
The reader is strict: what it does not know is an error with its line, never skipped, for a half-read policy would look
like one in which nobody has a right.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from aksarc_harden.errors import UnwritableError

PRIVILEGE_RIGHTS = "Privilege Rights"
_VERSION, _SIGNATURE = "Version", "$CHICAGO$"
_HEAD = ("[Unicode]", "Unicode=yes", "[Version]", f'signature="{_SIGNATURE}"', "Revision=1")
_SID = re.compile(r"S-1-[0-9]+(-[0-9]+)+", re.IGNORECASE)  # [MS-DTYP] 2.4.2.1
_CONSTANT = re.compile(r"Se[A-Za-z]+")
_UNWRITABLE = re.compile(r"[\x00-\x1f,;=\"]")  # these end a name or a line, or begin something else


class TemplateError(ValueError):
    """A text that is no security template, or one cut short."""

    def __init__(self, what: str, line: int | None = None) -> None:
        self.what = what
        self.line = line
        super().__init__(what if line is None else f"line {line}: {what}")


@dataclass(frozen=True)
class Template:
    """
    A template's sections.

    Attributes:
        sections: section name, folded → key, folded → value as it stands.
    """

    sections: Mapping[str, Mapping[str, str]]

    def section(self, name: str) -> Mapping[str, str] | None:
        """Find a section whatever its case."""
        return self.sections.get(name.casefold())


def parse_template(text: str) -> Template:
    """
    Read a template.

    Raises:
        TemplateError: a line that is none, a key without a section, a section or a key given twice, no signature.
    """
    sections: dict[str, dict[str, str]] = {}
    current: dict[str, str] | None = None
    for number, raw in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        line = raw.strip()
        if not line or line.startswith(";"):
            continue
        if line.startswith("["):
            current = _open_section(line, sections, number)
        elif current is None:
            raise TemplateError("a line before the first section", number)
        else:
            _add_entry(line, current, number)
    _check_signature(sections)
    return Template(sections)


def _open_section(line: str, sections: dict[str, dict[str, str]], number: int) -> dict[str, str]:
    if not line.endswith("]"):
        raise TemplateError("a section's name without its end", number)
    name = line[1:-1].strip().casefold()
    if name in sections:
        raise TemplateError("a section given twice", number)
    return sections.setdefault(name, {})


def _add_entry(line: str, section: dict[str, str], number: int) -> None:
    key, equals, value = line.partition("=")
    if not equals or not key.strip():
        raise TemplateError("a line that is no key and value", number)
    if key.strip().casefold() in section:
        raise TemplateError("a key given twice", number)
    section[key.strip().casefold()] = value.strip()


def _check_signature(sections: Mapping[str, Mapping[str, str]]) -> None:
    signature = sections.get(_VERSION.casefold(), {}).get("signature", "")
    if signature.strip('"') != _SIGNATURE:  # it stands at the end of an export: without it the text was cut short
        raise TemplateError("no signature")


def parse_rights(text: str) -> dict[str, tuple[str, ...]]:
    """
    Read who holds which right: the constant, folded → holders, SIDs without their star, local accounts by bare name.

    A right that is not listed is nobody's.

    Raises:
        TemplateError: no template, or none with rights in it.
    """
    section = parse_template(text).section(PRIVILEGE_RIGHTS)
    if section is None:
        raise TemplateError(f"no section {PRIVILEGE_RIGHTS}")
    return {constant: _parse_holders(value) for constant, value in section.items()}


def _parse_holders(value: str) -> tuple[str, ...]:
    holders = (holder.strip() for holder in value.split(","))
    return tuple(holder.removeprefix("*") for holder in holders if holder)


def render_rights(rights: Mapping[str, tuple[str, ...]]) -> str:
    """
    Write a template that sets these rights and no others; a right that is nobody's is listed with nothing.

    Raises:
        UnwritableError: a constant or a holder that the file cannot carry.
    """
    lines = [*_HEAD, f"[{PRIVILEGE_RIGHTS}]", *(_render_right(*right) for right in rights.items())]
    return "".join(f"{line}\r\n" for line in lines)


def _render_right(constant: str, holders: tuple[str, ...]) -> str:
    if not _CONSTANT.fullmatch(constant):
        raise UnwritableError(f"{constant!r} is no right's constant")
    return f"{constant} = {','.join(_render_holder(holder) for holder in holders)}".rstrip()


def _render_holder(holder: str) -> str:
    if _SID.fullmatch(holder):
        return f"*{holder}"
    is_half_a_sid = holder.upper().startswith("S-1-")
    if not holder.strip() or holder.startswith("*") or is_half_a_sid or _UNWRITABLE.search(holder):
        raise UnwritableError(f"{holder!r} is neither a SID nor an account's name")
    return holder
