"""
The options that several tasks share: their help, their short flags, and how their texts are read.

Short flags are chosen, not guessed by invoke, so that a new option takes none away.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from aksarc_harden.errors import InputError, InputProblem

REHEARSAL = "rehearsal"
OUTPUTS = ("terminal", "json")
REPORTS = ("terminal", "json", "html", "junit", "csv")  # of a run; all but the first are written for others to read

HELP = {
    "site": "the site: a name in inventories/, or the path of its folder (default: rehearsal)",
    "limit": "only these hosts: names, groups or an Ansible pattern, for example aks_hosts,!node3 (default: all)",
    "profile": "the profile (default: the one that the site names)",
    "controls": "only these ids, topics or numbers, separated by commas, as windows.lsa,CIS:18.9 (default: all)",
    "output": "terminal or json; with json, standard output holds the document alone (default: terminal)",
    "yes": "do not ask before changing anything",
    "dry_run": "say what would be changed, change nothing",
    "allow_risky": "also make changes that may cut access to the host",
    "vault_password_file": "the file that holds the vault's password (default: ANSIBLE_VAULT_PASSWORD_FILE)",
    "debug": "show what is done, and where an error comes from",
}

REPORT_HELP = "terminal, json, html, junit or csv; but for the first, standard output holds the document alone"

SHORT = {"site": "s", "limit": "l", "profile": "p", "controls": "c", "output": "o", "yes": "y", "dry_run": "n"}


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What the operator asked for, beside the verb."""

    site: str = REHEARSAL
    limit: str = ""
    profile: str | None = None
    controls: tuple[str, ...] = ()
    output: str = "terminal"
    yes: bool = False
    dry_run: bool = False
    allow_risky: bool = False
    vault_password_file: Path | None = None


def choose(
    *,
    site: str,
    output: str,
    limit: str = "",
    profile: str = "",
    controls: str = "",
    yes: bool = False,
    dry_run: bool = False,
    allow_risky: bool = False,
    vault_password_file: str = "",
    outputs: tuple[str, ...] = OUTPUTS,
) -> Choices:
    """
    Read the options' texts.

    Raises:
        InputError: an output that there is not.
    """
    check_output(output, outputs)
    return Choices(
        site=site, limit=limit, profile=profile or None, controls=listed(controls), output=output,
        yes=yes, dry_run=dry_run, allow_risky=allow_risky,
        vault_password_file=Path(vault_password_file) if vault_password_file else None,
    )  # fmt: skip


def check_output(output: str, outputs: tuple[str, ...] = OUTPUTS) -> None:
    """
    Make sure that there is such an output.

    Raises:
        InputError: there is not.
    """
    if output not in outputs:
        raise InputError(InputProblem(f"there is no output {output!r}", f"one of: {', '.join(outputs)}"))


def listed(text: str) -> tuple[str, ...]:
    """Split a list at its commas."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def number(text: str, option: str, *, low: float, high: float, whole: bool = False) -> float:
    """
    Read a number that an option was given.

    Raises:
        InputError: it is none, or outside the limits.
    """
    try:
        value = float(int(text)) if whole else float(text)
    except ValueError:
        value = float("nan")
    if not low <= value <= high:
        kind = "a whole number" if whole else "a number"
        raise InputError(InputProblem(f"--{option} {text} does not fit", f"give {kind} from {low:g} to {high:g}"))
    return value


def read_fields(text: str) -> dict[str, str]:
    """
    Read `name=value` pairs separated by commas.

    Raises:
        InputError: a part is no pair.
    """
    pairs = [part.partition("=") for part in listed(text)]
    for name, equals, _ in pairs:
        if not (name and equals):
            raise InputError(
                InputProblem(f"--fields {text} holds {name or '='}", "write name=value, separated by commas")
            )
    return {name.strip(): value.strip() for name, _, value in pairs}
