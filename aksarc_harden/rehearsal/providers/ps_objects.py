"""
The properties that providers add to what they give: PSPath, PSParentPath, PSChildName, PSDrive, PSProvider.

Their shapes are those of the recordings (windows-registry); they make up most of an answer's bytes, which is why
clients leave them out.
"""

from __future__ import annotations

from functools import lru_cache

from aksarc_harden.model.values import Bag, Char, Items, WireValue
from aksarc_harden.rehearsal.providers.paths import ProviderName

_ROOTS = {"HKLM": "HKEY_LOCAL_MACHINE", "HKCU": "HKEY_CURRENT_USER", "C": "C:\\"}
_ABOUT = {
    "HKLM": "The configuration settings for the local computer",
    "HKCU": "The software settings for the current user",
}
_OF_PROVIDER = {
    ProviderName.REGISTRY: ("HKLM", "HKCU"),
    ProviderName.FILES: ("C",),
    ProviderName.ENVIRONMENT: ("Env",),
    ProviderName.VARIABLE: ("Variable",),
}
_COLLECTION = (
    "System.Collections.ObjectModel.Collection`1[[System.Management.Automation.PSDriveInfo, "
    "System.Management.Automation, Version=3.0.0.0, Culture=neutral, PublicKeyToken=31bf3856ad364e35]]",
    "System.Object",
)


@lru_cache(maxsize=16)
def drive_object(provider: ProviderName, drive: str) -> Bag:
    """Give a drive as PSDrive shows it."""
    credential = Bag(
        {"UserName": None, "Password": None},
        ("System.Management.Automation.PSCredential", "System.Object"),
        "System.Management.Automation.PSCredential",
    )
    properties: dict[str, WireValue] = {
        "CurrentLocation": "",
        "Name": drive,
        "Provider": f"Microsoft.PowerShell.Core\\{provider}",
        "Root": _ROOTS.get(drive, ""),
        "Description": _ABOUT.get(drive, ""),
        "MaximumSize": None,
        "Credential": credential,
        "DisplayRoot": None,
    }
    return Bag(properties, ("System.Management.Automation.PSDriveInfo", "System.Object"), drive)


@lru_cache(maxsize=8)
def provider_object(provider: ProviderName) -> Bag:
    """Give a provider as PSProvider shows it."""
    name = f"Microsoft.PowerShell.Core\\{provider}"
    properties: dict[str, WireValue] = {
        "ImplementingType": f"Microsoft.PowerShell.Commands.{provider}Provider",
        "HelpFile": "System.Management.Automation.dll-Help.xml",
        "Name": str(provider),
        "PSSnapIn": "Microsoft.PowerShell.Core",
        "ModuleName": "Microsoft.PowerShell.Core",
        "Module": None,
        "Description": "",
        "Capabilities": "ShouldProcess, Transactions" if provider is ProviderName.REGISTRY else "ShouldProcess",
        "Home": "",
        "Drives": Items(_OF_PROVIDER[provider], "LST", _COLLECTION),
        "ItemSeparator": Char("\\"),
    }
    return Bag(properties, ("System.Management.Automation.ProviderInfo", "System.Object"), name)


def added_properties(
    provider: ProviderName, drive: str | None, path: str, parent: str, child: str
) -> dict[str, WireValue]:
    """Give the five properties that are added to an item; paths are the provider's own."""
    name = f"Microsoft.PowerShell.Core\\{provider}"
    added: dict[str, WireValue] = {
        "PSPath": f"{name}::{path}",
        "PSParentPath": f"{name}::{parent}" if parent else "",
        "PSChildName": child,
    }
    if drive is not None:
        added["PSDrive"] = drive_object(provider, drive)
    added["PSProvider"] = provider_object(provider)
    return added
