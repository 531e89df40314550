"""Names and numbers of enumerations, and how far they can be trusted."""

from __future__ import annotations

import pytest

from aksarc_harden.contract.enumerations import Enumeration, documented_enumeration, real_enumeration
from tests.support.binder_vectors import whole_contract


def test_the_registrys_types_have_their_published_numbers() -> None:
    """RegistryValueKind is .NET's own, with its gaps."""
    kind = real_enumeration("RegistryValueKind")
    assert kind is not None
    assert [kind.name_of(number) for number in (-1, 0, 4, 5, 11)] == ["None", "Unknown", "DWord", None, "QWord"]
    assert (kind.short_name, kind.numbers_known) == ("RegistryValueKind", True)


@pytest.mark.parametrize(
    ("number", "name"), [(0, "Any"), (2, "Private"), (3, "Domain, Private"), (8, None), (7, "Domain, Private, Public")]
)
def test_flags_combine(number: int, name: str | None) -> None:
    """A firewall profile may be several at once, and nothing undefined."""
    profile = real_enumeration("Profile", "NetSecurity")
    assert profile is not None
    assert profile.name_of(number) == name


def test_another_modules_type_of_the_same_name_is_another() -> None:
    """Only NetSecurity numbers its Enabled that way."""
    assert real_enumeration("Enabled", "Hyper-V") is None


def test_documented_values_are_numbered_in_their_order() -> None:
    """Names can be trusted, numbers cannot, and say so."""
    made = documented_enumeration("Color", ["Red", "Green", "Red"])
    assert made == Enumeration("Color", {"Red": 0, "Green": 1}, numbers_known=False)


def test_a_type_collects_the_values_of_its_whole_module() -> None:
    """What one parameter's page leaves out another's may name."""
    contract = whole_contract()
    command = contract.find("Get-GPOReport")
    assert command is not None
    found = contract.enumeration(command, "ReportType")
    assert found is not None
    assert {name.lower() for name in found.members} == {"xml", "html"}
    assert contract.enumeration(command, "String") is None
