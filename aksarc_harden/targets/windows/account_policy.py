"""
Keys of the account policy in a security template: what a key was found to be, and how one is written.

Numbers stand bare, names in quotes, keys compare without case (reference/policy-files.md).
A maximum password age of -1 is never, and 0 makes the whole section fail; a lockout duration of -1 lasts until an
administrator unlocks.
While the lockout threshold is 0 the two times of the lockout are not listed: that is "no lockout", so they are missing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from aksarc_harden.errors import UnwritableError
from aksarc_harden.model.answer import Cause, CauseCode
from aksarc_harden.model.found import Absent, Before, Found, Missing, Unreadable, Value, Wanted
from aksarc_harden.model.setting import AccountPolicy, PolicySection
from aksarc_harden.targets.windows.security_template import Template, TemplateError

Changes = Mapping[AccountPolicy, tuple[Before, Wanted]]

_NUMBER = re.compile(r"-?[0-9]{1,10}")
_MOST_OF_A_NAME = 20  # characters of a local account's name (learn.microsoft.com, New-LocalUser, -Name)
_NO_NAME = re.compile(
    r'[\x00-\x1f"/\\\[\]:;|=,+*?<>@]|[. ]*'
)  # same page: signs it may not have, dots and blanks alone
_MAXIMUM_AGE = "maximumpasswordage"


class _Lockout(StrEnum):
    """The three keys that Windows checks together."""

    THRESHOLD = "LockoutBadCount"
    DURATION = "LockoutDuration"
    WINDOW = "ResetLockoutCount"


_TIMES = (_Lockout.DURATION, _Lockout.WINDOW)


def check(template: Template) -> None:
    """
    Refuse an export that cannot tell.

    Raises:
        TemplateError: it lacks the section that every system has.
    """
    if template.section(PolicySection.SYSTEM_ACCESS) is None:
        raise TemplateError(f"no section {PolicySection.SYSTEM_ACCESS}")


def find(setting: AccountPolicy, template: Template) -> Found:
    """Say what a key was found to be; the Kerberos policy is missing but on a domain controller."""
    text = (template.section(setting.section) or {}).get(setting.key.casefold())
    if text is None:
        return Missing()
    if setting.is_text:
        return Value(text.removeprefix('"').removesuffix('"'), setting.value_type)
    if not _NUMBER.fullmatch(text):
        return Unreadable(Cause(CauseCode.VALUE_UNDECODABLE, f"{setting.key} is no number"))
    return Value(int(text), setting.value_type)


def render(changes: Changes) -> dict[str, dict[str, str]]:
    """
    Give the lines that bring keys to what is wanted: section → key → value.

    A key that shall be absent is not listed: nothing takes one away but a lockout threshold of 0 its two times.

    Raises:
        UnwritableError: a value that Windows refuses, and with it the whole section.
    """
    sections: dict[str, dict[str, str]] = {}
    for setting, (_, wanted) in changes.items():
        if isinstance(wanted, Value):
            sections.setdefault(setting.section, {})[setting.key] = _render(setting, wanted)
    _complete_lockout(sections.get(PolicySection.SYSTEM_ACCESS, {}), changes)
    return {section: keys for section, keys in sections.items() if keys}


def unremovable(changes: Changes) -> tuple[AccountPolicy, ...]:
    """Name the keys that shall be absent and will not be, for all that a template can do."""
    has_lockout = not any(
        setting.key == _Lockout.THRESHOLD and isinstance(wanted, Value) and wanted.data == 0
        for setting, (_, wanted) in changes.items()
    )
    return tuple(
        setting
        for setting, (before, wanted) in changes.items()
        if isinstance(wanted, Absent) and isinstance(before, Value) and (has_lockout or setting.key not in _TIMES)
    )


def _render(setting: AccountPolicy, wanted: Value) -> str:
    data = wanted.data
    if setting.is_text:
        if not isinstance(data, str) or len(data) > _MOST_OF_A_NAME or _is_no_name(data):
            raise UnwritableError(f"{setting}: {data!r} is no name of an account")
        return f'"{data}"'
    if not isinstance(data, int):
        raise UnwritableError(f"{setting}: {data!r} is no number")
    if setting.key.casefold() == _MAXIMUM_AGE and data == 0:
        raise UnwritableError(f"{setting}: never is written -1, Windows refuses 0")
    return str(data)


def _is_no_name(text: str) -> bool:
    return bool(_NO_NAME.fullmatch(text)) or any(_NO_NAME.fullmatch(sign) for sign in text if sign not in ". ")


def _complete_lockout(keys: dict[str, str], changes: Changes) -> None:
    """
    Keep the three keys of the lockout together, so that Windows does not refuse one for what it keeps of the others.

    A threshold of 0 takes its times with it.
    Where there was no lockout, Windows keeps times that nobody sees; a time that is set alone gets an equal other one,
    for the window may not be longer than the duration.
    """
    if keys.get(_Lockout.THRESHOLD) == "0":
        keys.pop(_Lockout.DURATION, None)
        keys.pop(_Lockout.WINDOW, None)
        return
    had_none = {setting.key for setting, (before, _) in changes.items() if isinstance(before, Missing)}
    for one, other in ((_Lockout.DURATION, _Lockout.WINDOW), (_Lockout.WINDOW, _Lockout.DURATION)):
        if one in keys and one in had_none and other not in keys and int(keys[one]) > 0:
            keys[other] = keys[one]
