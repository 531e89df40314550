"""The estate file says which hosts there are, and says clearly what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from aksarc_harden import places
from aksarc_harden.errors import InputError
from aksarc_harden.model.host import Platform, Role
from aksarc_harden.rehearsal.estate import Estate, load_estate
from tests.support.simulated import a_machine

DOMAIN = '[domain]\nname = "corp.example"\nnetbios = "CORP"\noperator = "CORP\\\\aksarc-admin"\n'
HOST = '[[host]]\nname = "n1"\naddress = "127.1.0.11"\nrole = "hyperv-host"\nplatform = "azshci22h2"\n'


@pytest.fixture(scope="module")
def shipped() -> Estate:
    """Give the estate that ships."""
    return load_estate(places.shipped_folder("inventories") / "rehearsal" / "estate.toml")


def _load(tmp_path: Path, text: str) -> Estate:
    file = tmp_path / "estate.toml"
    file.write_text(text, encoding="utf-8")
    return load_estate(file)


def test_the_shipped_estate_shows_every_role_and_every_difficulty(shipped: Estate) -> None:
    """Four nodes, a management machine, a domain controller; one Japanese, one begun, one with PowerShell 7."""
    hosts = {host.name: host for host in shipped.hosts}
    assert [hosts[f"hci-node{number}"].platform for number in range(1, 5)] == [Platform.AZSHCI22H2] * 4
    assert (hosts["mgmt1"].platform, hosts["mgmt1"].role) == (Platform.WS2025, Role.MEMBER)
    assert (hosts["dc1"].platform, hosts["dc1"].role) == (Platform.WS2022, Role.DC)
    assert hosts["hci-node3"].culture == "ja-JP"
    assert "PowerShell.7" in hosts["hci-node4"].configurations
    assert hosts["hci-node2"].overlay["registry"]


def test_a_begun_host_differs_from_a_fresh_one(shipped: Estate) -> None:
    """What the file declares is in its state."""
    fresh, begun = (shipped.simulate(shipped.hosts[number]).snapshot() for number in (0, 1))
    assert fresh["registry"] != begun["registry"]
    assert begun["policy"]["rights"]["SeCreateSymbolicLinkPrivilege"] == ["S-1-5-32-544"]


def test_more_nodes_are_clones_with_names_and_addresses_of_their_own(shipped: Estate) -> None:
    """500 nodes and the two others, all different; the first four stay as they are."""
    many = shipped.with_aks_hosts(500)
    assert len(many.hosts) == 502
    assert len({host.address for host in many.hosts}) == len({host.name for host in many.hosts}) == 502
    assert many.hosts[:4] == shipped.hosts[:4]
    assert many.simulate(many.hosts[499]).state.to_plain()["policy"]["rights"]


def test_clones_move_with_the_estate(tmp_path: Path) -> None:
    """Their addresses follow the highest one, wherever the file puts it, and end with the loopback network."""
    text = DOMAIN + HOST.replace("127.1.0.11", "127.9.0.254")
    assert [host.address for host in _load(tmp_path, text).with_aks_hosts(3).hosts] == [
        "127.9.0.254",
        "127.9.0.255",
        "127.9.1.0",
    ]
    crowded = _load(tmp_path, DOMAIN + HOST.replace("127.1.0.11", "127.255.255.253"))
    assert crowded.with_aks_hosts(2).hosts[1].address == "127.255.255.254"
    with pytest.raises(InputError, match="3 AKS hosts"):
        crowded.with_aks_hosts(3)


def test_fewer_nodes_keep_the_first_and_the_others(shipped: Estate) -> None:
    """One node, the management machine and the domain controller."""
    assert [host.name for host in shipped.with_aks_hosts(1).hosts] == ["hci-node1", "mgmt1", "dc1"]


@pytest.mark.parametrize("count", [0, -1, 501])
def test_a_number_of_hosts_that_is_too_small_or_too_large_is_refused(shipped: Estate, count: int) -> None:
    """The cure names the range."""
    with pytest.raises(InputError, match="1 to 500"):
        shipped.with_aks_hosts(count)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nonsense", "TOML"),
        (DOMAIN, "no host"),
        (HOST, "no operator"),
        (DOMAIN + HOST + HOST, "address 127.1.0.11"),
        (DOMAIN + HOST.replace("hyperv-host", "master"), "master"),
        (DOMAIN + HOST.replace("azshci22h2", "xp"), "xp"),
        (DOMAIN + HOST.replace("127.1.0.11", "10.0.0.1"), "127.0.0.0/8"),
        (DOMAIN + HOST + 'colour = "red"\n', "colour"),
        (DOMAIN + HOST.replace('role = "hyperv-host"\n', ""), "no role"),
        (DOMAIN + HOST + 'configurations = ["Nope"]\n', "Nope"),
        (DOMAIN + HOST + 'registry = [["HKLM", "x", "DWord"]]\n', "registry row"),
    ],
)
def test_what_is_wrong_is_named_with_the_file(tmp_path: Path, text: str, said: str) -> None:
    """One error with what is wrong and what would be right."""
    with pytest.raises(InputError, match=r"estate\.toml") as raised:
        _load(tmp_path, text)
    assert said in str(raised.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """The path is in the error."""
    with pytest.raises(InputError, match=r"estate\.toml"):
        load_estate(tmp_path / "estate.toml")


def test_a_machine_s_sids_are_its_own_and_the_same_every_time() -> None:
    """They are made of names; a domain controller's accounts are the domain's."""
    assert a_machine().sid == a_machine().sid != a_machine(name="other").sid
    assert a_machine(role=Role.DC).accounts_sid == a_machine(name="other").domain_sid
