"""Builds the model's words with sensible values, so that a test names only what it is about."""

from __future__ import annotations

from typing import Any

from aksarc_harden.model.control import Control, Scope, Severity
from aksarc_harden.model.facts import Facts
from aksarc_harden.model.host import Endpoint, Host, Platform, Role
from aksarc_harden.model.rule import Equals
from aksarc_harden.model.setting import Registry

KEY = r"HKEY_LOCAL_MACHINE\SOFTWARE\Test"


def a_control(**fields: Any) -> Control:
    """Build a control: the DWORD `Value` shall be 1, on any host."""
    values: dict[str, Any] = {
        "id": "windows.test.value",
        "row": "test-value",
        "title": "The value is one",
        "why": "Because the test says so.",
        "setting": Registry(KEY, "Value"),
        "accept": Equals(1),
        "want": 1,
        "severity": Severity.MEDIUM,
        "scope": Scope.ANY,
    }
    return Control(**(values | fields))


def a_host(name: str = "node1", **fields: Any) -> Host:
    """Build a host of an AKS estate."""
    values: dict[str, Any] = {"role": Role.HYPERV_HOST, "endpoint": Endpoint("127.0.0.1"), "groups": ("aks_hosts",)}
    return Host(name, **(values | fields))


def facts_of(**fields: Any) -> Facts:
    """Build what an Azure Stack HCI host says of itself."""
    values: dict[str, Any] = {
        "computer": "NODE1",
        "platform": Platform.AZSHCI22H2,
        "role": Role.HYPERV_HOST,
        "build": "20349.1",
        "windows": r"C:\Windows",
        "work_folder": r"C:\Windows\Temp\aksarc-test",
    }
    return Facts(**(values | fields))
