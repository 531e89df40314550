"""
Settings: frozen data that name something on a host which can be read and written.

A setting's class tells its kind; the code that reads and writes all settings of one kind together is a `Kind`
(`engine/kind.py`), found through `targets.KINDS`.
Every setting has a name for people and a JSON form for the journal.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
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


@dataclass(frozen=True, order=True)
class UserRight:
    """One privilege or logon right, by its constant; its value is the set of SIDs that hold it."""

    kind: ClassVar[str] = "user-right"

    constant: str

    def __str__(self) -> str:
        return self.constant


Setting: TypeAlias = Registry | UserRight

_CLASSES: dict[str, type[Registry] | type[UserRight]] = {Registry.kind: Registry, UserRight.kind: UserRight}


def setting_to_json(setting: Setting) -> dict[str, Any]:
    """Give the journal's form of a setting."""
    return {"kind": setting.kind, **asdict(setting)}


def setting_from_json(form: dict[str, Any]) -> Setting:
    """Turn the journal's form back into a setting."""
    fields = {name: value for name, value in form.items() if name != "kind"}
    if form["kind"] == Registry.kind:
        fields["type"] = RegistryType(fields["type"])
    return _CLASSES[form["kind"]](**fields)
