"""What `secedit.exe /configure` does with a template: section by section, each as far as it goes."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from aksarc_harden.rehearsal.host import SimulatedHost
from aksarc_harden.rehearsal.host.disturbances import ACCESS_DENIED
from aksarc_harden.rehearsal.providers.programs.secedit_export import registry_path
from aksarc_harden.rehearsal.providers.programs.security_template import Template, read_registry_value

_RIGHT = re.compile(r"Se[A-Za-z]+(Privilege|Right)")
_TEXTS = ("newadministratorname", "newguestname")
# Least and greatest number a key takes; -1 is never (age) and "until an administrator unlocks" (lockout).
_RANGES = {
    "minimumpasswordage": (0, 998),
    "maximumpasswordage": (-1, 999),
    "minimumpasswordlength": (0, 128),
    "passwordhistorysize": (0, 24),
    "lockoutbadcount": (0, 999),
    "lockoutduration": (-1, 99_999),
    "resetlockoutcount": (1, 99_999),
}


@dataclass
class Outcome:
    """What went wrong: errors end with exit code 1, warnings with 3."""

    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


class _IncorrectError(Exception):
    """A value that makes the whole section fail with "the parameter is incorrect"."""


def configure(host: SimulatedHost, template: Template, areas: Collection[str]) -> Outcome:
    """Put a template in force, as far as the areas go; what it does not list stays."""
    outcome = Outcome()
    if "USER_RIGHTS" in areas:
        for right, holders in template.section("Privilege Rights").items():
            _grant(host, right, holders, outcome)
    if "SECURITYPOLICY" in areas:
        policy = host.state.policy
        _values(host, policy.system_access, template.section("System Access"), outcome)
        _values(host, policy.event_audit, template.section("Event Audit"), outcome)
        _values(host, policy.kerberos, template.section("Kerberos Policy"), outcome)
        for path, value in template.section("Registry Values").items():
            _write_registry(host, path, value, outcome)
    return outcome


def _grant(host: SimulatedHost, right: str, holders: str, outcome: Outcome) -> None:
    """Give a right to whom the line names; a name that means nobody is left out with a warning."""
    policy = host.state.policy
    disturbed = host.disturbances.right(right)
    if disturbed == ACCESS_DENIED or not _RIGHT.fullmatch(right):
        code = 5 if disturbed else 87  # winerror.h: access denied, parameter incorrect
        outcome.warnings.append(f"Error {code}: Error configuring {right}.")
        return
    named = [each.strip() for each in holders.split(",") if each.strip()]
    sids = [policy.sid_of(each, host.machine) for each in named]
    for name, sid in zip(named, sids, strict=True):
        if sid is None:
            outcome.warnings.append(f"Error 1332: No mapping between account names and security IDs was done. {name}")
    if disturbed is None:
        policy.grant(right, [sid for sid in sids if sid is not None])
        host.state.written.add("policy")


def _values(host: SimulatedHost, kept: dict[str, int | str], keys: Mapping[str, str], outcome: Outcome) -> None:
    """Set the keys of a section, all or none of them; one that the system does not know is passed over."""
    if not keys:
        return
    names = {name.lower(): name for name in kept}
    try:
        wanted = {names[key.lower()]: _checked(key, text) for key, text in keys.items() if key.lower() in names}
        _check_together({**kept, **wanted})
    except _IncorrectError as error:
        outcome.errors.append(f"Error 87: The parameter is incorrect. {error}")
        return
    kept.update(wanted)
    host.state.written.add("policy")


def _checked(name: str, text: str) -> int | str:
    if name.lower() in _TEXTS:
        return text.strip('"')
    try:
        number = int(text)
    except ValueError as error:
        raise _IncorrectError(name) from error
    low, high = _RANGES.get(name.lower(), (0, 0xFFFFFFFF))
    if not low <= number <= high or (name.lower() == "maximumpasswordage" and number == 0):
        raise _IncorrectError(name)  # "never" is -1; 0 takes the whole section with it
    return number


def _check_together(keys: Mapping[str, int | str]) -> None:
    """Refuse keys that contradict each other, those that stay as they are counted."""
    lowered = {name.lower(): value for name, value in keys.items() if isinstance(value, int)}
    if 0 < lowered.get("lockoutduration", 0) < lowered.get("resetlockoutcount", 0):
        raise _IncorrectError("ResetLockoutCount")
    if 0 <= lowered.get("maximumpasswordage", -1) <= lowered.get("minimumpasswordage", 0):
        raise _IncorrectError("MinimumPasswordAge")


def _write_registry(host: SimulatedHost, listed: str, text: str, outcome: Outcome) -> None:
    path, name = registry_path(listed)
    try:
        kind, data = read_registry_value(text)
    except ValueError:
        outcome.warnings.append(f"Error 87: The parameter is incorrect. {listed}")
        return
    if host.disturbances.denies(path, name, "write"):
        outcome.warnings.append(f"Error 5: Access is denied. {listed}")
    elif not host.disturbances.freezes(path, name):
        host.state.registry.make(path).put(name, kind, data)
        host.state.written.add("registry")
