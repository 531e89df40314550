"""
Settings: frozen data that name something on a host which can be read and written.

A setting's class tells its kind; the code that reads and writes all settings of one kind together is a `Kind`
(`engine/kind.py`), found through `targets.KINDS`.
Every setting has a name for people and a JSON form for the journal.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, ClassVar, TypeAlias


class RegistryType(StrEnum):
    """The registry's types, by the names that `GetValueKind` and `-PropertyType` use."""

    STRING = "String"
    EXPAND_STRING = "ExpandString"
    BINARY = "Binary"
    DWORD = "DWord"
    MULTI_STRING = "MultiString"
    QWORD = "QWord"
    NONE = "None"


@dataclass(frozen=True, order=True)
class Registry:
    """
    One registry value.

    Attributes:
        path: the key in its long form without a drive, for example `HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies`.
        name: the value's name, empty for the default value; stars and slashes are taken as they are.
    """

    kind: ClassVar[str] = "registry"

    path: str
    name: str
    type: RegistryType = RegistryType.DWORD

    def __str__(self) -> str:
        return f"{self.path.replace('HKEY_LOCAL_MACHINE', 'HKLM')}\\{self.name or '(default)'}"

    @property
    def value_type(self) -> str:
        """The word that a value of it carries."""
        return str(self.type)


@dataclass(frozen=True, order=True)
class UserRight:
    """One privilege or logon right, by its constant; its value is the set of SIDs that hold it."""

    kind: ClassVar[str] = "user-right"

    constant: str

    def __str__(self) -> str:
        return self.constant

    @property
    def value_type(self) -> str:
        """The word that a value of it carries."""
        return "SIDs"


class PolicySection(StrEnum):
    """The sections of a security template that hold account policies ([MS-GPSB] 2.2)."""

    SYSTEM_ACCESS = "System Access"
    KERBEROS = "Kerberos Policy"  # domain controllers alone have it


@dataclass(frozen=True, order=True)
class AccountPolicy:
    """
    One key of the account policy, as security templates name it: a number, or the text of a name.

    Attributes:
        key: for example `MinimumPasswordLength`.
    """

    kind: ClassVar[str] = "account-policy"

    key: str
    section: PolicySection = PolicySection.SYSTEM_ACCESS
    is_text: bool = False

    def __str__(self) -> str:
        return self.key

    @property
    def value_type(self) -> str:
        """The word that a value of it carries."""
        return "String" if self.is_text else "Integer"


@dataclass(frozen=True, order=True)
class AuditPolicy:
    """
    One audit subcategory; its value is which of Success and Failure are recorded.

    Attributes:
        subcategory: its GUID in upper case and braces, the same in every language.
        name: the English name, for people.
    """

    kind: ClassVar[str] = "audit-policy"

    subcategory: str
    name: str = field(default="", compare=False)

    def __str__(self) -> str:
        return self.name or self.subcategory

    @property
    def value_type(self) -> str:
        """The word that a value of it carries."""
        return "AuditFlags"


@dataclass(frozen=True, order=True)
class Service:
    """How a service starts, by its short name: Automatic, AutomaticDelayedStart, Manual or Disabled."""

    kind: ClassVar[str] = "service"

    name: str

    def __str__(self) -> str:
        return f"service {self.name}"

    @property
    def value_type(self) -> str:
        """The word that a value of it carries."""
        return "StartType"


Setting: TypeAlias = Registry | UserRight | AccountPolicy | AuditPolicy | Service

_CLASSES: dict[str, type[Setting]] = {
    each.kind: each for each in (Registry, UserRight, AccountPolicy, AuditPolicy, Service)
}


def setting_to_json(setting: Setting) -> dict[str, Any]:
    """Give the journal's form of a setting."""
    return {"kind": setting.kind, **asdict(setting)}


def setting_from_json(form: dict[str, Any]) -> Setting:
    """Turn the journal's form back into a setting."""
    fields = {name: value for name, value in form.items() if name != "kind"}
    if form["kind"] == Registry.kind:
        fields["type"] = RegistryType(fields["type"])
    if form["kind"] == AccountPolicy.kind:
        fields["section"] = PolicySection(fields["section"])
    return _CLASSES[form["kind"]](**fields)
