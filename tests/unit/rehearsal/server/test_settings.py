from __future__ import annotations

import pytest

from aksarc_harden.rehearsal.server.settings import Account

DOMAIN = Account("aksarc-admin", "secret-1", "CORP", "corp.example")
LOCAL = Account("Administrator", "secret-1")


@pytest.mark.parametrize(
    ("account", "domain", "user", "is_meant"),
    [
        (DOMAIN, "CORP", "aksarc-admin", True),
        (DOMAIN, "corp.example", "AKSARC-Admin", True),
        (DOMAIN, None, "aksarc-admin@corp.example", True),
        (DOMAIN, "", "aksarc-admin", True),
        (DOMAIN, "OTHER", "aksarc-admin", False),
        (DOMAIN, None, "aksarc-admin@other.example", False),
        (DOMAIN, "HOST1", "aksarc-admin", False),
        (LOCAL, "HOST1", "administrator", True),
        (LOCAL, ".", "Administrator", True),
        (LOCAL, None, "Administrator", True),
        (LOCAL, "CORP", "Administrator", False),
        (LOCAL, None, "admin", False),
    ],
)
def test_an_account_is_meant_by_its_names_alone(
    account: Account, domain: str | None, user: str, is_meant: bool
) -> None:
    """NetBIOS and DNS names of the domain, user@domain, the host's own name and a dot are understood."""
    assert account.is_named(domain, user, "host1") is is_meant


def test_a_password_is_in_no_repr() -> None:
    """Whatever prints an account does not print its password."""
    assert "secret-1" not in repr(DOMAIN)
    assert DOMAIN.has_password("secret-1")
    assert not DOMAIN.has_password("secret-2")
