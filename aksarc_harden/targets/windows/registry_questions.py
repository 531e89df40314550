"""
The questions of a registry reading, one chain each; every statement binds on Windows PowerShell 5.1 and on 7.

Whole keys are asked for by `Registry::` paths without the properties that the provider adds: 0.34 KB a key instead of
2.9 (design, section 5). `PSPath` stays, for it tells which key an answer is of.
"""

from __future__ import annotations

from collections.abc import Sequence

from aksarc_harden.model.setting import Registry
from aksarc_harden.model.statement import Chain, Statement, call
from aksarc_harden.targets.windows.registry_keys import provider_path

DEFAULT_VALUE = "(default)"  # what the provider calls the value without a name
COMMANDS = frozenset({"Test-Path", "Get-ItemProperty", "Get-Item", "Select-Object", "ForEach-Object", "Out-Null"})

_ADDED = ("PSDrive", "PSProvider", "PSParentPath", "PSChildName")
_SECRETS = ("DefaultPassword", "AltDefaultPassword")  # Winlogon's; they never leave the host
_SILENT = "SilentlyContinue"


def do_keys_exist(keys: Sequence[str]) -> Chain:
    """Ask for one Boolean a key, in order; a key that may not be opened exists."""
    return (call("Test-Path", LiteralPath=_paths(keys)),)


def what_keys_hold(keys: Sequence[str]) -> Chain:
    """Ask for one bag a key that is there and has values; keys that are not are passed over in silence."""
    hold = call("Get-ItemProperty", LiteralPath=_paths(keys), ErrorAction=_SILENT)
    return (hold | call("Select-Object", Property=("*",), ExcludeProperty=_ADDED + _SECRETS),)


def why_nothing(keys: Sequence[str]) -> Chain:
    """Read keys again for their errors alone: access denied, or data too short for its type."""
    return (call("Get-ItemProperty", LiteralPath=_paths(keys)) | call("Out-Null"),)


def true_names(keys: Sequence[str]) -> Chain:
    """Ask what the keys that are found by these paths are really called."""
    return (_items(_paths(keys)) | call("Select-Object", Property=("Name",)),)


def type_of(setting: Registry) -> Chain:
    """Ask for the type of a value; nothing comes where it is not there."""
    return (_items((provider_path(setting.path),)) | _each("GetValueKind", setting.name),)


def raw_text_of(setting: Registry) -> Chain:
    """Ask for a text as it is stored, variables not expanded."""
    return (
        _items((provider_path(setting.path),)) | _each("GetValue", setting.name, None, "DoNotExpandEnvironmentNames"),
    )


def _items(paths: tuple[str, ...]) -> Statement:
    return call("Get-Item", LiteralPath=paths, ErrorAction=_SILENT)


def _each(method: str, *arguments: str | None) -> Statement:
    return call("ForEach-Object", MemberName=method, ArgumentList=arguments, Confirm=False, ErrorAction=_SILENT)


def _paths(keys: Sequence[str]) -> tuple[str, ...]:
    return tuple(provider_path(key) for key in keys)
