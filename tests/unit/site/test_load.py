"""What a site becomes when it is loaded, and what it says of each host."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from aksarc_harden import places
from aksarc_harden.errors import InputError
from aksarc_harden.model.host import Authentication, Role, Scheme
from aksarc_harden.model.values import Credential, Secret
from aksarc_harden.site.load import load_site
from tests.support.sites import CONNECTION, HOSTS, make_site


@pytest.fixture(autouse=True)
def _no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("keyring.get_password", lambda service, user: None)


def test_a_site_has_its_windows_hosts_with_role_endpoint_and_credential(tmp_path: Path) -> None:
    """Groups give roles, Linux nodes are no Windows hosts, and Ansible's own variables give the endpoint."""
    site = load_site(str(make_site(tmp_path)))

    assert {host.name: host.role for host in site.hosts} == {
        "node1": Role.HYPERV_HOST,
        "node2": Role.HYPERV_HOST,
        "mgmt1": Role.MEMBER,
        "dc1": Role.DC,
    }
    node1 = site.hosts[0]
    assert (node1.endpoint.address, node1.endpoint.port, node1.endpoint.scheme) == ("127.0.0.1", 5986, Scheme.HTTPS)
    assert node1.endpoint.verify
    assert node1.credential == Credential("CORP\\admin", Secret("geheim"))
    assert "vm1" in site.all_names


def test_every_connection_variable_reaches_the_endpoint(tmp_path: Path) -> None:
    """Port, protocol, sign-in, trust, configuration and time limits are Ansible's, under Ansible's names."""
    authority = tmp_path / "ca.pem"
    authority.touch()
    connection = CONNECTION + (
        "ansible_port: 15986\nansible_psrp_auth: kerberos\nansible_psrp_configuration_name: Hardening\n"
        "ansible_psrp_connection_timeout: 7\nansible_psrp_operation_timeout: 9\n"
        f"ansible_psrp_ca_cert: '{authority}'\n"
    )

    endpoint = load_site(str(make_site(tmp_path, connection=connection))).hosts[0].endpoint

    assert (endpoint.port, endpoint.authentication, endpoint.trust) == (15986, Authentication.KERBEROS, authority)
    assert endpoint.configuration == "Hardening"
    assert (endpoint.connect_seconds, endpoint.operation_seconds) == (7, 9)


def test_port_5985_means_http_as_it_does_for_ansible(tmp_path: Path) -> None:
    """The protocol follows from the port where it is not set, as in Ansible's psrp connection."""
    endpoint = load_site(str(make_site(tmp_path, connection=CONNECTION + "ansible_port: 5985\n"))).hosts[0].endpoint

    assert (endpoint.scheme, endpoint.port) == (Scheme.HTTP, 5985)


def test_certificates_go_unchecked_only_where_the_site_says_so(tmp_path: Path) -> None:
    """`ignore` becomes an endpoint that says so, for the report to repeat."""
    connection = CONNECTION + "ansible_psrp_cert_validation: ignore\n"

    hosts = load_site(str(make_site(tmp_path, connection=connection))).hosts

    assert not any(host.endpoint.verify for host in hosts)


def test_templates_and_lookups_are_resolved_to_plain_values(tmp_path: Path) -> None:
    """What leaves the loader is plain Python, templated with each host's own variables."""
    (tmp_path / "password").write_text("from a file\n", encoding="utf-8")
    connection = (
        "ansible_connection: psrp\nansible_user: 'CORP\\{{ inventory_hostname }}'\n"
        f"ansible_password: \"{{{{ lookup('ansible.builtin.file', '{tmp_path}/password') }}}}\"\n"
    )

    site = load_site(str(make_site(tmp_path, connection=connection)))

    assert site.hosts[1].credential == Credential("CORP\\node2", Secret("from a file"))
    assert site.hosts[1].credential is not None
    assert type(site.hosts[1].credential.user) is str
    assert type(site.profile) is str


def test_declarations_are_frozen_data_with_their_references_checked(tmp_path: Path) -> None:
    """Clusters, windows and policies come as typed data."""
    declared = (
        "aksarc_profile: aks-host\n"
        "aksarc_clusters:\n  - {name: mgmt, kind: management, window: night}\n  - {name: w1, policies: [strict]}\n"
        "aksarc_windows:\n"
        "  night: {recurrence: FREQ=DAILY, start: '22:00', length_minutes: 60, time_zone: Asia/Tokyo}\n"
        "aksarc_policies:\n  strict: {pod_security: restricted}\n"
        "aksarc_sign_on: {realm: CORP.EXAMPLE, organizational_unit: 'OU=AKS,DC=corp,DC=example',"
        " admin_group: 'CORP\\admins', clusters: [w1]}\n"
        "aksarc_gmsa:\n  - {name: webapp, cluster: w1}\n"
        "aksarc_texts:\n  windows.logon.title: A banner\n"
    )

    site = load_site(str(make_site(tmp_path, site=declared)))

    assert [cluster.kind for cluster in site.clusters] == ["management", "workload"]
    assert site.windows["night"].length_minutes == 60
    assert site.policies["strict"].pod_security == "restricted"
    assert site.sign_on is not None
    assert site.sign_on.clusters == ("w1",)
    assert site.gmsa[0].namespace == "default"
    assert site.texts == {"windows.logon.title": "A banner"}
    assert site.place("aksarc_texts.windows.logon.title").line is not None


def test_a_limit_leaves_the_other_hosts_out_and_asks_for_no_passwords_of_theirs(tmp_path: Path) -> None:
    """Only the hosts asked for are given; a password is asked for once a user."""
    asked: list[str] = []

    def ask(prompt: str) -> Secret:
        asked.append(prompt)
        return Secret("typed")

    connection = "ansible_connection: psrp\nansible_user: '{{ inventory_hostname[:4] }}'\n"
    site = load_site(str(make_site(tmp_path, connection=connection)), ask=ask, limit="aks_hosts")

    assert [host.name for host in site.hosts] == ["node1", "node2"]
    assert asked == ["Password of node"]
    assert site.all_names == ("node1", "node2", "mgmt1", "dc1", "vm1")


def test_a_name_is_looked_for_in_the_working_directory_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An operator's own `inventories/` stands before the shipped one, and a path needs neither."""
    make_site(tmp_path / "inventories")
    monkeypatch.chdir(tmp_path)

    assert load_site("plant").folder == tmp_path / "inventories" / "plant"
    assert load_site("./inventories/plant").name == "plant"


def test_an_unknown_site_is_named_with_the_nearest_one() -> None:
    """A misspelt site is an input error."""
    with pytest.raises(InputError, match="did you mean rehearsal"):
        load_site("reharsal")


def test_the_shipped_rehearsal_loads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rehearsal's password and certificate are read from its state folder, whatever the inventory's place."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    state = places.make_state_folder("rehearsal")
    (state / "password").write_text("geheim\n", encoding="ascii")
    (state / "ca.pem").touch()

    site = load_site("rehearsal")

    assert site.state == state
    assert [host.endpoint.address for host in site.hosts] == [
        "127.1.0.11", "127.1.0.12", "127.1.0.13", "127.1.0.14", "127.1.0.21", "127.1.0.31",
    ]  # fmt: skip
    assert site.hosts[1].endpoint.trust == state / "ca.pem"
    assert all(host.credential == Credential("CORP\\aksarc-admin", Secret("geheim")) for host in site.hosts)


def test_the_shipped_example_loads_when_its_password_is_typed() -> None:
    """The example is complete: it loads as it stands, but for the passwords."""
    site = load_site("example", ask=lambda prompt: Secret("typed"))

    assert {host.role for host in site.hosts} == {Role.HYPERV_HOST, Role.DC, Role.MEMBER}
    assert site.clusters
    assert site.sign_on
    assert site.gmsa
    assert site.windows
    assert site.policies
    assert site.texts


def test_loading_works_without_home_and_in_a_folder_that_nobody_may_write(tmp_path: Path) -> None:
    """No HOME, a read-only folder, a hostile ansible.cfg, hostile variables: the same site, and not a word."""
    plant = make_site(tmp_path, hosts=HOSTS.replace("management:", "a-dash:"))
    (plant / "ansible.cfg").write_text("[defaults]\ninventory_unparsed_failed = nonsense\nnocows = maybe\n")
    plant.chmod(0o555)
    code = f"from aksarc_harden.site.load import load_site; print(len(load_site({str(plant)!r}).hosts))"
    environment = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG")}
    environment |= {"ANSIBLE_FORKS": "many", "ANSIBLE_INVENTORY_ENABLED": "script", "ANSIBLE_LOG_PATH": "/no/such"}

    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=plant,
        env=environment | {"PYTHONPATH": str(Path(places.__file__).parents[1]), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (done.stdout, done.stderr, done.returncode) == ("4\n", "", 0)


def test_a_link_gives_the_site_its_name(tmp_path: Path) -> None:
    """The state and the keyring's service follow the name that the operator uses; lines are told all the same."""
    plant = make_site(tmp_path)
    (tmp_path / "tokyo").symlink_to(plant)

    site = load_site(str(tmp_path / "tokyo"))

    assert (site.name, site.state.name) == ("tokyo", "tokyo")
    assert site.place("aksarc_profile").line == 1


def test_an_unsafe_text_keeps_its_braces(tmp_path: Path) -> None:
    """A password may hold what looks like a template."""
    connection = CONNECTION.replace("geheim", "!unsafe 'ge{{heim'")

    assert load_site(str(make_site(tmp_path, connection=connection))).hosts[0].credential == Credential(
        "CORP\\admin", Secret("ge{{heim")
    )


def test_a_range_of_hosts_is_spread_out(tmp_path: Path) -> None:
    """Ansible's own notation for many hosts works, port included."""
    hosts = "all:\n  children:\n    aks_hosts:\n      hosts:\n        node[01:12]:5985:\n"

    site = load_site(str(make_site(tmp_path, hosts=hosts)))

    assert [host.name for host in site.hosts] == [f"node{number:02}" for number in range(1, 13)]
    assert {(host.endpoint.port, host.endpoint.scheme) for host in site.hosts} == {(5985, Scheme.HTTP)}
