"""
Security templates: the files that `secedit.exe` writes and takes (reference/policy-files.md).

A template is sections of `key = value` lines; keys compare without case, blanks around the equals sign do not count.
This module knows the text alone: neither files, nor their encoding, nor hosts.
The reader is strict: what it does not know is an error with its line, never skipped, for a half-read policy would look
like one in which nobody has a right.
Only `[Registry Values]`, which nobody reads here, may hold lines of any form: a text with line breaks stands there so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from aksarc_harden.errors import UnwritableError
from aksarc_harden.targets.windows.policy_export import ExportError

PRIVILEGE_RIGHTS = "Privilege Rights"
_REGISTRY_VALUES = "registry values"
_VERSION, _SIGNATURE = "Version", "$CHICAGO$"
_HEAD = ("[Unicode]", "Unicode=yes", "[Version]", f'signature="{_SIGNATURE}"', "Revision=1")
_SID = re.compile(r"S-1-[0-9]+(-[0-9]+)+", re.IGNORECASE)  # [MS-DTYP] 2.4.2.1
_CONSTANT = re.compile(r"Se[A-Za-z]+")
_KEY = re.compile(r"[A-Za-z]+")
_UNWRITABLE = re.compile(r"[\x00-\x1f,;=\"]")  # these end a name or a line, or begin something else


class TemplateError(ExportError):
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
    current = ""
    for number, raw in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        line = raw.strip()
        if not line or line.startswith(";"):
            continue
        if line.startswith("["):
            current = _open_section(line, sections, number)
        elif not current:
            raise TemplateError("a line before the first section", number)
        elif current != _REGISTRY_VALUES:
            _add_entry(line, sections[current], number)
    _check_signature(sections)
    return Template(sections)


def _open_section(line: str, sections: dict[str, dict[str, str]], number: int) -> str:
    if not line.endswith("]"):
        raise TemplateError("a section's name without its end", number)
    name = line[1:-1].strip().casefold()
    if name in sections or not name:
        raise TemplateError("a section given twice, or without a name", number)
    sections[name] = {}
    return name


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


def rights_in(template: Template) -> dict[str, tuple[str, ...]]:
    """
    Say who holds which right: the constant, folded → holders, SIDs without their star, local accounts by bare name.

    A right that is not listed is nobody's.

    Raises:
        TemplateError: the template has no rights in it.
    """
    section = template.section(PRIVILEGE_RIGHTS)
    if section is None:
        raise TemplateError(f"no section {PRIVILEGE_RIGHTS}")
    return {constant: _parse_holders(value) for constant, value in section.items()}


def _parse_holders(value: str) -> tuple[str, ...]:
    holders = (holder.strip() for holder in value.split(","))
    return tuple(holder.removeprefix("*") for holder in holders if holder)


def render_template(
    rights: Mapping[str, tuple[str, ...]], policy: Mapping[str, Mapping[str, str]] | None = None
) -> str:
    """
    Write a template that sets these rights and keys and no others; a right that is nobody's is listed with nothing.

    Args:
        rights: constant → holders.
        policy: section → key → value as it shall stand there.

    Raises:
        UnwritableError: a constant, a holder, a key or a value that the file cannot carry.
    """
    lines = list(_HEAD)
    for section, keys in (policy or {}).items():
        lines += [f"[{section}]", *(_render_key(*entry) for entry in keys.items())]
    if rights:
        lines += [f"[{PRIVILEGE_RIGHTS}]", *(_render_right(*right) for right in rights.items())]
    return "".join(f"{line}\r\n" for line in lines)


def _render_key(key: str, value: str) -> str:
    if not _KEY.fullmatch(key) or not value or any(sign < " " for sign in value):
        raise UnwritableError(f"{key!r} is no key of a policy, or its value is more than a line")
    return f"{key} = {value}"


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
