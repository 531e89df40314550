"""
Which names and numbers an enumeration has.

Three sources, best first: .NET types whose numbers are published with .NET; the NetSecurity module's, whose numbers its
reference gives; and for every other type the values that the reference lists for the parameters of that type in one
module, numbered in the order of the reference (names can be trusted, numbers cannot; recordings: binder,
Substitutions).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Enumeration:
    """
    An enumeration's members.

    Attributes:
        type_name: the short .NET name; the full one where it is known.
        members: name → number, in the order of declaration.
        is_flags: members may be combined.
        numbers_known: false where the numbers only follow the order of the documentation.
    """

    type_name: str
    members: Mapping[str, int]
    is_flags: bool = False
    numbers_known: bool = True

    @property
    def short_name(self) -> str:
        """The type's name without its namespace."""
        return self.type_name.rpartition(".")[2]

    def name_of(self, number: int) -> str | None:
        """Give the member with a number, or of flags the combination (`Domain, Private`); None where undefined."""
        for name, value in self.members.items():
            if value == number:
                return name
        return self._combination(number) if self.is_flags else None

    def _combination(self, number: int) -> str | None:
        parts = [(name, value) for name, value in self.members.items() if value and value & number == value]
        union = 0
        for _, value in parts:
            union |= value
        return ", ".join(name for name, _ in parts) if parts and union == number else None


def numbered(type_name: str, names: Iterable[str], first: int = 0) -> Enumeration:
    """Number names in their order, as the compiler does."""
    return Enumeration(type_name, {name: number for number, name in enumerate(names, first)})


# [MS .NET] System.Management.Automation.ActionPreference; Break came with 7.0, Suspend cannot be given to a command.
ACTION_PREFERENCE = numbered(
    "System.Management.Automation.ActionPreference",
    ("SilentlyContinue", "Stop", "Continue", "Inquire", "Ignore", "Suspend", "Break"),
)

_REAL = {
    each.short_name: each
    for each in (
        ACTION_PREFERENCE,
        Enumeration(
            "Microsoft.Win32.RegistryValueKind",
            {
                "Unknown": 0,
                "String": 1,
                "ExpandString": 2,
                "Binary": 3,
                "DWord": 4,
                "MultiString": 7,
                "QWord": 11,
                "None": -1,
            },
        ),
        numbered("System.DayOfWeek", ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")),
    )
}

# The reference of NetSecurity gives these numbers; Profile is a set of flags (recordings: binder, Substitutions).
_NET_SECURITY = {
    each.short_name: each
    for each in (
        Enumeration("Action", {"NotConfigured": 0, "Allow": 2, "Block": 4}),
        Enumeration("Direction", {"Inbound": 1, "Outbound": 2}),
        Enumeration("Enabled", {"True": 1, "False": 2}),
        Enumeration("GpoBoolean", {"False": 0, "True": 1, "NotConfigured": 2}),
        Enumeration(
            "Profile", {"Any": 0, "Domain": 1, "Private": 2, "Public": 4, "NotApplicable": 65535}, is_flags=True
        ),
    )
}


def real_enumeration(type_name: str, module: str = "") -> Enumeration | None:
    """Give an enumeration whose numbers are known, by its short name and, for NetSecurity's own, its module."""
    return _REAL.get(type_name) or (_NET_SECURITY.get(type_name) if module == "NetSecurity" else None)


def documented_enumeration(type_name: str, values: Iterable[str]) -> Enumeration:
    """Make an enumeration of all values that the reference lists for a type."""
    members = {name: number for number, name in enumerate(dict.fromkeys(values))}
    return Enumeration(type_name, members, numbers_known=False)
