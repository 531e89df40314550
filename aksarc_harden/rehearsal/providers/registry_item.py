"""A registry key as Get-Item and New-Item give it: an object with properties and methods."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from aksarc_harden.model.values import Bag, EnumValue, Items, WireValue
from aksarc_harden.rehearsal.interpreter.objects import MemberError, text_of
from aksarc_harden.rehearsal.providers.registry_keys import Opened
from aksarc_harden.rehearsal.providers.registry_values import STRINGS, kind_of, net_value

TYPES = ("Microsoft.Win32.RegistryKey", "System.MarshalByRefObject", "System.Object")
_OWN = ("SubKeyCount", "View", "Handle", "ValueCount", "Name")
_METHODS = {
    "getvaluekind": (1,),
    "getvalue": (1, 2, 3),
    "getvaluenames": (0,),
    "getsubkeynames": (0,),
    "tostring": (0,),
}
"""Method, lower case → how many arguments it takes."""


@dataclass(frozen=True)
class RegistryKeyItem:
    """
    One key, as an object of the pipeline.

    Attributes:
        added: PSPath and its kin.
        environment: what expands REG_EXPAND_SZ.
        may_read: tells for a value's name whether reading it is allowed.
    """

    opened: Opened
    added: Mapping[str, WireValue]
    environment: Mapping[str, str]
    may_read: Callable[[str], bool]

    def properties(self) -> Mapping[str, WireValue]:
        """Give its properties, the .NET class's and the added ones."""
        key = self.opened.key
        names = tuple(value.name or "(default)" for value in key.sorted_values())
        own: dict[str, WireValue] = {
            "SubKeyCount": len(key.children),
            "View": "Default",
            "Handle": "Microsoft.Win32.SafeHandles.SafeRegistryHandle",
            "ValueCount": len(key.values),
            "Name": self.opened.name,
            "Property": Items(names, "LST", STRINGS),
        }
        return {**own, **self.added, "PSIsContainer": True}

    def bag(self) -> Bag:
        """Give it as it is sent."""
        properties = self.properties()
        added = frozenset(name for name in properties if name not in _OWN)
        return Bag(properties, TYPES, self.opened.name, extended=added)

    def has_method(self, member: str) -> bool:
        """Tell whether a method is simulated."""
        return member.lower() in _METHODS

    def call(self, member: str, arguments: tuple[WireValue, ...]) -> WireValue:
        """
        Call a method of RegistryKey.

        Raises LookupError for one that is not simulated, MemberError for one that fails.
        """
        counts = _METHODS.get(member.lower())
        if counts is None:
            raise LookupError(member)
        if len(arguments) not in counts:
            text = f'Cannot find an overload for "{member}" and the argument count: "{len(arguments)}".'
            raise MemberError(text, is_about_arguments=True)
        key = self.opened.key
        match member.lower():
            case "getvaluekind":
                return self._kind(*arguments)
            case "getvalue":
                return self._value(*arguments)
            case "getvaluenames":
                return Items(tuple(value.name for value in key.sorted_values()), "LST", STRINGS)
            case "getsubkeynames":
                return Items(tuple(child.name for child in key.sorted_children()), "LST", STRINGS)
        return self.opened.name

    def _kind(self, name: WireValue) -> EnumValue:
        self._check(text_of(name))
        value = self.opened.key.value(text_of(name))
        if value is None:
            # .NET says "key" of a value that is not there (tried on the Windows engine)
            raise MemberError("The specified registry key does not exist.")
        return kind_of(value)

    def _value(self, name: WireValue, default: WireValue = None, options: WireValue = None) -> WireValue:
        expands = _expands(options)
        self._check(text_of(name))
        value = self.opened.key.value(text_of(name))
        return default if value is None else net_value(value, self.environment if expands else None)

    def _check(self, name: str) -> None:
        if not self.may_read(name):
            raise MemberError("Requested registry access is not allowed.")


def _expands(options: WireValue) -> bool:
    """Read RegistryValueOptions: None, or DoNotExpandEnvironmentNames, which is 1."""
    said = str(options.number) if isinstance(options, EnumValue) else text_of(options).strip().lower()
    if said in ("1", "donotexpandenvironmentnames"):
        return False
    if said in ("", "0", "none"):
        return True
    text = f'Cannot convert argument "2", with value: "{said}", for "GetValue" to type "RegistryValueOptions".'
    raise MemberError(text, is_about_arguments=True)
