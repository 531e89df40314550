"""Wrong input is one error with file, line and cure, before anything is connected to."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from aksarc_harden.errors import InputError, InputProblem
from aksarc_harden.model.values import Secret
from aksarc_harden.site.load import load_site
from tests.support.sites import CONNECTION, HOSTS, SITE, make_site

VAULTED = """\
aksarc_profile: !vault |
  $ANSIBLE_VAULT;1.1;AES256
  3162
"""


@pytest.fixture(autouse=True)
def _nowhere_to_find_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("keyring.get_password", lambda service, user: None)
    for name in ("ANSIBLE_VAULT_PASSWORD_FILE", "AKSARC_VAULT_PASSWORD", "AKSARC_PASSWORD"):
        monkeypatch.delenv(name, raising=False)


def _problems(folder: Path, limit: str | None = None) -> tuple[InputProblem, ...]:
    with pytest.raises(InputError) as caught:
        load_site(str(folder), limit=limit)
    return caught.value.problems


def _only(problems: tuple[InputProblem, ...], file: str, line: int | None) -> InputProblem:
    assert [(Path(str(one.file)).name, one.line) for one in problems] == [(file, line)], [str(one) for one in problems]
    assert problems[0].cure
    return problems[0]


DECLARATIONS = [
    ("aksarc_profil: x\n", 1, "aksarc_profil is no key", "did you mean aksarc_profile?"),
    ("aksarc_profile: 3\n", 1, "must be a text", "quotes"),
    ("aksarc_profile: x\naksarc_clusters: mgmt\n", 2, "must be a list", "dash"),
    ("aksarc_profile: x\naksarc_clusters:\n  - nme: a\n", 3, "aksarc_clusters[0].nme is no key", "mean name?"),
    ("aksarc_profile: x\naksarc_clusters:\n  - name: a\n    kind: worklod\n", 4, "none of the words", "'workload'"),
    ("aksarc_profile: x\naksarc_clusters:\n  - name: a\n    window: b\n", 4, "names no window", "none to choose"),
    ("aksarc_profile: x\naksarc_clusters:\n  - name: a\n  - name: a\n", 4, "a second time", "a name of its own"),
    ("aksarc_profile: x\naksarc_sign_on:\n  realm: corp\n", 3, "aksarc_sign_on.realm is of the wrong form", "match"),
    ("aksarc_profile: x\naksarc_domain:\n  sid: S-1-5-21-1-2-3\n", 2, "aksarc_domain.root_sid is missing", "add it"),
    ("aksarc_profile: x\naksarc_domain:\n  sid: corp\n", 3, "aksarc_domain.sid is of the wrong form", "S-1-5-21"),
    ("aksarc_profile: x\naksarc_profile: y\n", 2, "duplicate", "Ansible would warn"),
    ("aksarc_profile: x\nprofile: y\n", 2, "does not begin with aksarc_", "another file"),
    ("aksarc_profile: '{{ nothing }}'\n", 1, "'nothing' is undefined", "correct the template"),
    ("aksarc_profile: '{{ nothing'\n", 1, "broken template", "!unsafe"),
    ("aksarc_profile: x\n bad: [\n", 2, "YAML parsing failed", "correct the YAML"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "what", "cure"), DECLARATIONS, ids=[case[2] for case in DECLARATIONS])
def test_a_wrong_declaration_is_named_with_its_line(tmp_path: Path, text: str, line: int, what: str, cure: str) -> None:
    """Keys, types, words, references, duplicates, templates and YAML of the site file."""
    problems = _problems(make_site(tmp_path, site=text))
    here = [one for one in problems if what in one.what]

    assert len(here) == 1, [str(one) for one in problems]
    assert (Path(str(here[0].file)).name, here[0].line) == ("site.yml", line)
    assert cure in here[0].cure


CONNECTIONS = [
    ("ansible_connection: winrm\n", 4, "ansible_connection is not psrp"),
    ("ansible_pasword: x\n", 4, "ansible_pasword is no variable"),
    ("ansible_psrp_prtocol: https\n", 4, "ansible_psrp_prtocol is not supported"),
    ("ansible_psrp_auth: credssp\n", 4, "none of the words supported"),
    ("ansible_psrp_auth: basic\nansible_psrp_protocol: http\n", 4, "Basic over http would show the password"),
    ("ansible_psrp_protocol: http\nansible_psrp_message_encryption: never\n", 5, "http goes with message encryption"),
    ("ansible_port: many\n", 4, "must be a whole number"),
    ("ansible_psrp_cert_validation: 'no'\n", 4, "none of the words allowed"),
    ("ansible_psrp_ca_cert: /no/such/file.pem\n", 4, "which is no file"),
    ("ansible_password: 12345\n", 4, "must be a text"),
    ("ansible_password: \"{{ lookup('ansible.builtin.file', '/no/such/file') }}\"\n", 4, "File not found"),
]


@pytest.mark.parametrize(("text", "line", "what"), CONNECTIONS, ids=[case[2] for case in CONNECTIONS])
def test_a_wrong_connection_variable_is_one_problem_for_all_hosts_of_its_group(
    tmp_path: Path, text: str, line: int, what: str
) -> None:
    """Four hosts read the variable of the group; the operator made one mistake."""
    names = {part.partition(":")[0] for part in text.splitlines()}
    kept = [part for part in CONNECTION.splitlines() if part.partition(":")[0] not in names]
    padding = ["# a line"] * (3 - len(kept))
    problem = _only(
        _problems(make_site(tmp_path, connection="\n".join([*padding, *kept, text]))), "connection.yml", line
    )

    assert what in problem.what


HOST_FILES = [
    ("  hosts:", "  host:", 4, "has a key host, which Ansible skips", "did you mean hosts?"),
    ("aks_hosts:", "aks_host:", 3, "group aks_host is none that is known", "did you mean aks_hosts?"),
    ("    management:", "    - management:", 7, "YAML parsing failed", "correct the YAML"),
    ("node1: {ansible_host: 127.0.0.1}", "node1: 127.0.0.1", 5, "host node1 must have keys", "name: value"),
    ("node1: {ansible_host: 127.0.0.1}", "dc1: {}", 12, "dc1 is in domain_controllers and in aks_hosts", "only"),
    ("vm1: {ansible_connection: ssh}", "mgmt1: {}", 15, "mgmt1 is in linux_nodes and in management", "only"),
]


@pytest.mark.parametrize(("right", "wrong", "line", "what", "cure"), HOST_FILES, ids=[case[3] for case in HOST_FILES])
def test_what_ansible_would_skip_in_hosts_is_an_error(
    tmp_path: Path, right: str, wrong: str, line: int | None, what: str, cure: str
) -> None:
    """A misspelt section, a misspelt group, broken YAML and contradicting groups would lose or mistake hosts."""
    problem = _only(_problems(make_site(tmp_path, hosts=HOSTS.replace(right, wrong, 1))), "hosts.yml", line)

    assert what in problem.what
    assert cure in problem.cure


@pytest.mark.parametrize("text", ["", "all:\n", "all:\n  hosts:\n", "- node1\n", "plugin: azure_rm\n"])
def test_an_inventory_without_windows_hosts_is_an_error(tmp_path: Path, text: str) -> None:
    """Nothing to do is not success."""
    assert _problems(make_site(tmp_path, hosts=text))[0].cure


def test_files_that_nobody_reads_are_named(tmp_path: Path) -> None:
    """Variables of a misspelt group, a file with another ending, a second inventory, a misspelt folder."""
    plant = make_site(tmp_path)
    (plant / "group_vars" / "aks_hots").mkdir()
    (plant / "group_vars" / "all" / "more.toml").touch()
    (plant / "more.yml").touch()
    (plant / "profile").mkdir()
    (plant / "host_vars").mkdir()
    (plant / "host_vars" / "nod1.yml").touch()

    assert {Path(str(one.file)).name: one.cure for one in _problems(plant)} == {
        "aks_hots": "did you mean aks_hosts?",
        "more.toml": "name it .yml, or move it",
        "more.yml": "move it elsewhere",
        "profile": "did you mean profiles?",
        "nod1.yml": "did you mean node1?",
    }


def test_a_file_in_another_encoding_is_an_error(tmp_path: Path) -> None:
    """Ansible would take the bytes for something else."""
    plant = make_site(tmp_path)
    (plant / "group_vars" / "all" / "site.yml").write_bytes("aksarc_profile: ゲスト\n".encode("cp932"))

    assert "UTF-8" in _only(_problems(plant), "site.yml", 1).cure


def test_site_data_belongs_to_all_hosts(tmp_path: Path) -> None:
    """A declaration for a part of the hosts would hold for the first host only."""
    plant = make_site(tmp_path)
    (plant / "group_vars" / "domain_controllers.yml").write_text("aksarc_profile: other\n", encoding="utf-8")

    assert "not the same for all hosts" in _only(_problems(plant), "domain_controllers.yml", 1).what


def test_all_problems_come_at_once(tmp_path: Path) -> None:
    """The operator corrects a site in one go, not one problem a run."""
    plant = make_site(
        tmp_path,
        hosts=HOSTS.replace("vm1:", "dc1:"),
        connection=CONNECTION + "ansible_port: many\n",
        site=SITE + "aksarc_cluster: []\n",
    )

    assert sorted(Path(str(one.file)).name for one in _problems(plant)) == ["connection.yml", "hosts.yml", "site.yml"]


def test_two_broken_files_are_both_named(tmp_path: Path) -> None:
    """Every file is parsed before the first broken one stops the rest."""
    plant = make_site(tmp_path, hosts="all: [\n", site="a: [\n")

    assert [Path(str(one.file)).name for one in _problems(plant)] == ["hosts.yml", "site.yml"]


def test_a_vault_value_without_a_password_is_named_with_the_ways_to_give_one(tmp_path: Path) -> None:
    """Where nobody can be asked, the ways are told."""
    problem = _only(_problems(make_site(tmp_path, site=VAULTED)), "site.yml", 1)

    assert "ANSIBLE_VAULT_PASSWORD_FILE" in problem.cure


def test_a_corrupt_vault_value_is_an_error_and_not_an_object(tmp_path: Path) -> None:
    """Ansible keeps such a value as it is until somebody looks at it."""
    plant = make_site(tmp_path, site=VAULTED)
    with pytest.raises(InputError) as caught:
        load_site(str(plant), ask=lambda prompt: Secret("any"))

    assert "aksarc_profile cannot be decrypted" in _only(caught.value.problems[:1], "site.yml", 1).what


def test_a_vault_file_opens_with_its_password_and_not_with_another(tmp_path: Path) -> None:
    """A whole encrypted file is read with the right password file, and named with the wrong one."""
    plant = make_site(tmp_path, connection="ansible_connection: psrp\nansible_user: admin\n")
    vault, right, wrong = plant / "group_vars" / "all" / "vault.yml", tmp_path / "right", tmp_path / "wrong"
    vault.write_text("ansible_password: tresor\n", encoding="utf-8")
    right.write_text("a password\n", encoding="utf-8")
    wrong.write_text("another\n", encoding="utf-8")
    program = Path(sys.executable).with_name("ansible-vault")
    subprocess.run([program, "encrypt", "--vault-password-file", right, vault], check=True, capture_output=True)

    credential = load_site(str(plant), vault_password_file=right).hosts[0].credential
    with pytest.raises(InputError) as caught:
        load_site(str(plant), vault_password_file=wrong)

    assert credential is not None
    assert credential.password == Secret("tresor")
    assert "vault password" in _only(caught.value.problems, "vault.yml", 1).cure


def test_a_missing_vault_password_file_is_named(tmp_path: Path) -> None:
    """The file that the operator named is the one to blame."""
    with pytest.raises(InputError) as caught:
        load_site(str(make_site(tmp_path)), vault_password_file=tmp_path / "nothing")

    _only(caught.value.problems, "nothing", None)


@pytest.mark.parametrize(
    ("limit", "cure"),
    [
        ("nod1", "mean node1?"),
        ("aks_hosts,!dc2", "mean dc1?"),
        ("linux_node", "linux_nodes"),
        ("vm1", ""),
    ],
)
def test_a_limit_that_means_nobody_is_an_error(tmp_path: Path, limit: str, cure: str) -> None:
    """An unknown name never silently means no host, or all the others."""
    problems = _problems(make_site(tmp_path), limit=limit)

    assert limit in problems[0].what
    assert cure in problems[0].cure


def test_no_password_is_one_problem_a_host_that_lists_the_ways(tmp_path: Path) -> None:
    """Vault, keyring, environment and prompt are all named."""
    plant = make_site(tmp_path, connection="ansible_connection: psrp\nansible_user: admin\n")

    problem = _problems(plant, limit="node1")[0]

    assert problem.line == 2
    for way in ("ansible_password", "keyring set aksarc/plant", "AKSARC_PASSWORD", "asked"):
        assert way in problem.cure


def test_no_problem_repeats_a_secret(tmp_path: Path) -> None:
    """A password in a broken template, or in place of keys, is not shown."""
    connection = "ansible_connection: psrp\nansible_user: admin\nansible_password: 'ge{{heim geheim'\n"
    problems = _problems(make_site(tmp_path, connection=connection, site="aksarc_profile: x\naksarc_windows: geheim\n"))

    assert len(problems) == 2
    assert "geheim" not in str(problems)
