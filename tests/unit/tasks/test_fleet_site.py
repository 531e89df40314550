"""The inventory of a rehearsed fleet."""

from __future__ import annotations

from pathlib import Path

import pytest

from aksarc_harden import places
from aksarc_harden.errors import InputError
from aksarc_harden.model.host import Role
from aksarc_harden.site.load import load_site
from aksarc_harden.tasks.fleet_site import render_fleet_site


def test_a_fleet_loads_as_a_site_with_its_own_hosts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hosts come from the call, everything else from the rehearsal; a second call replaces the first."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    state = places.make_state_folder("rehearsal")
    (state / "password").write_text("geheim", encoding="ascii")
    (state / "ca.pem").touch()
    many = [(f"hci-node{number}", f"127.1.1.{number}", "aks_hosts") for number in range(1, 31)]
    folder = state / "fleet"

    render_fleet_site(folder, [("old", "127.1.1.99", "management")])
    site = load_site(str(render_fleet_site(folder, [("dc1", "127.1.1.40", "domain_controllers"), *many])))

    assert len(site.hosts) == 31
    assert {host.name: host.role for host in site.hosts}["dc1"] is Role.DC
    assert {host.endpoint.address for host in site.hosts} >= {"127.1.1.1", "127.1.1.30", "127.1.1.40"}
    assert site.profile == "aks-host"


@pytest.mark.parametrize("hosts", [[], [("a: b", "127.1.1.1", "aks_hosts")], [("a", "127.1.1.1\n", "aks_hosts")]])
def test_what_could_not_stand_in_an_inventory_is_refused(tmp_path: Path, hosts: list[tuple[str, str, str]]) -> None:
    """Nothing is written."""
    with pytest.raises(InputError):
        render_fleet_site(tmp_path / "fleet", hosts)

    assert not (tmp_path / "fleet").exists()
