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
COMMANDS = frozenset(
    {"Test-Path", "Get-ItemProperty", "Get-Item", "Select-Object", "ForEach-Object", "Out-Null", "Where-Object"}
)

_ADDED = ("PSDrive", "PSProvider", "PSParentPath", "PSChildName")
_SECRETS = ("DefaultPassword", "AltDefaultPassword")  # Winlogon's; they never leave the host
_SILENT = "SilentlyContinue"


def do_keys_exist(keys: Sequence[str]) -> Chain:
    """Ask for one Boolean a key, in order; a key that may not be opened is there."""
    return (call("Test-Path", LiteralPath=_paths(keys)),)


def what_keys_hold(keys: Sequence[str]) -> Chain:
    """
    Ask for one bag a key that can be opened and has values; the others are passed over in silence.

    A value that cannot be read (data too short for its type) is an error of its key, and the key's others come.
    """
    hold = _items(_paths(keys)) | call("Get-ItemProperty")
    return (hold | call("Select-Object", Property=("*",), ExcludeProperty=_ADDED + _SECRETS),)


def which_are_empty(keys: Sequence[str]) -> Chain:
    """Ask for the names of the keys that can be opened and have no values."""
    empty = _items(_paths(keys)) | call("Where-Object", Property="ValueCount", EQ=True, Value=0)
    return (empty | call("Select-Object", Property=("Name",)),)


def why_nothing(keys: Sequence[str]) -> Chain:
    """Read keys that are there and brought nothing again, for their errors alone."""
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
