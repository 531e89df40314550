"""Where a password comes from, and in which order."""

from __future__ import annotations

from typing import Any

import keyring.errors
import pytest

from aksarc_harden.errors import InputProblem
from aksarc_harden.model.host import Authentication
from aksarc_harden.model.values import Credential, Secret
from aksarc_harden.site.credentials import CredentialFinder, environment_names
from aksarc_harden.site.inventory import Entry


@pytest.fixture(autouse=True)
def _all_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("keyring.get_password", lambda service, user: f"keyring of {service} {user}")
    monkeypatch.setenv("AKSARC_PASSWORD", "environment")
    monkeypatch.setenv("AKSARC_PASSWORD_NODE_1", "environment of one")


def _find(
    entry: Entry, ask: Any = None, authentication: Authentication = Authentication.NTLM
) -> tuple[Credential | None, list[InputProblem]]:
    problems: list[InputProblem] = []
    return CredentialFinder("plant", ask).find(entry, authentication, problems), problems


def _entry(**variables: Any) -> Entry:
    return Entry("node-1", (), {"ansible_user": "admin"} | variables)


def _no_keyring(*_: str) -> None:
    raise keyring.errors.NoKeyringError


def test_the_inventorys_password_comes_first() -> None:
    """What the vault holds is meant for this site."""
    found, _ = _find(_entry(ansible_password=Secret("vault")))

    assert found == Credential("admin", Secret("vault"))


def test_the_keyring_comes_before_the_environment() -> None:
    """Its service is the site's, its user the inventory's."""
    assert _find(_entry())[0] == Credential("admin", Secret("keyring of aksarc/plant admin"))


def test_a_machine_without_a_keyring_goes_on_with_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A host's own variable comes before the one for all."""
    monkeypatch.setattr("keyring.get_password", _no_keyring)

    assert _find(_entry())[0] == Credential("admin", Secret("environment of one"))
    monkeypatch.delenv("AKSARC_PASSWORD_NODE_1")
    assert _find(_entry())[0] == Credential("admin", Secret("environment"))


def test_a_user_is_asked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten hosts of one user are one question."""
    monkeypatch.setattr("keyring.get_password", lambda service, user: None)
    for name in ("AKSARC_PASSWORD", "AKSARC_PASSWORD_NODE_1"):
        monkeypatch.delenv(name)
    asked: list[str] = []

    def ask(prompt: str) -> Secret:
        asked.append(prompt)
        return Secret("typed")

    finder = CredentialFinder("plant", ask)
    for _ in range(10):
        assert finder.find(_entry(), Authentication.NTLM, []) == Credential("admin", Secret("typed"))

    assert asked == ["Password of admin"]


def test_kerberos_may_do_without_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its ticket cache signs in; nobody is asked."""
    monkeypatch.setattr("keyring.get_password", lambda service, user: None)
    for name in ("AKSARC_PASSWORD", "AKSARC_PASSWORD_NODE_1"):
        monkeypatch.delenv(name)

    assert _find(_entry(), ask=pytest.fail, authentication=Authentication.KERBEROS) == (None, [])


def test_a_host_without_a_user_is_a_problem() -> None:
    """There is no sensible default for who signs in."""
    found, problems = _find(Entry("node-1", ()))

    assert found is None
    assert "ansible_user" in problems[0].cure


def test_a_hosts_variable_is_named_in_capitals_and_underscores() -> None:
    """What a shell takes as a name."""
    assert environment_names("hci-node1.corp") == ("AKSARC_PASSWORD_HCI_NODE1_CORP", "AKSARC_PASSWORD")
