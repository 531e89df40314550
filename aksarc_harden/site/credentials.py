"""
How a host's credential is found: inventory variable (Ansible Vault), OS keyring, environment, prompt, in this order.

The password is a `Secret` from the moment it is read; nothing here writes one down.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable

import keyring
import keyring.errors

from aksarc_harden.errors import InputProblem
from aksarc_harden.model.host import Authentication
from aksarc_harden.model.values import Credential, Secret
from aksarc_harden.site.connection import PASSWORD, USER, pick
from aksarc_harden.site.inventory import Entry

Ask = Callable[[str], Secret]


def environment_names(host: str) -> tuple[str, str]:
    """Name the variables that may hold a host's password: its own, then the one for all."""
    return "AKSARC_PASSWORD_" + re.sub(r"[^A-Z0-9]", "_", host.upper()), "AKSARC_PASSWORD"


class CredentialFinder:
    """
    Finds the credentials of one site's hosts; a user is looked up and asked for once.

    Attributes:
        service: the keyring's name for this site.
    """

    def __init__(self, site: str, ask: Ask | None) -> None:
        self.service = f"aksarc/{site}"
        self._ask = ask
        self._by_keyring: dict[str, Secret | None] = {}
        self._by_prompt: dict[str, Secret] = {}

    def find(self, entry: Entry, authentication: Authentication, problems: list[InputProblem]) -> Credential | None:
        """Give a host's credential; None with Kerberos and no password (its ticket cache), or with a problem added."""
        name, user = pick(entry, USER)
        if not isinstance(user, str) or not user:
            place = entry.places.get(name, entry.place)
            problems.append(place.problem(f"{entry.name} has no user", r"set ansible_user, such as CORP\admin"))
            return None
        password = self._from_inventory(entry, problems) or self._from_keyring(user) or self._from_environment(entry)
        if password is None and authentication is not Authentication.KERBEROS:
            password = self._from_prompt(user)
            if password is None:
                problems.append(self._no_password(entry, user))
        return None if password is None else Credential(user, password)

    def _from_inventory(self, entry: Entry, problems: list[InputProblem]) -> Secret | None:
        name, password = pick(entry, PASSWORD)
        if password is None:
            return None
        if isinstance(password, Secret) and password != Secret(""):
            return password
        place = entry.places.get(name, entry.place)
        problems.append(place.problem(f"{name} must be a text, and not empty", "put it in quotes"))
        return Secret("")

    def _from_keyring(self, user: str) -> Secret | None:
        if user not in self._by_keyring:
            try:
                found = keyring.get_password(self.service, user)
            except keyring.errors.KeyringError:
                found = None  # no keyring on this machine, or a locked one; the other ways remain
            self._by_keyring[user] = Secret(found) if found else None
        return self._by_keyring[user]

    def _from_environment(self, entry: Entry) -> Secret | None:
        values = (os.environ.get(name) for name in environment_names(entry.name))
        return next((Secret(value) for value in values if value), None)

    def _from_prompt(self, user: str) -> Secret | None:
        if user not in self._by_prompt and self._ask is not None:
            self._by_prompt[user] = self._ask(f"Password of {user}")
        return self._by_prompt.get(user)

    def _no_password(self, entry: Entry, user: str) -> InputProblem:
        own, common = environment_names(entry.name)
        return entry.places.get(pick(entry, USER)[0], entry.place).problem(
            f"no password for {user} on {entry.name}",
            f"put ansible_password into the vault, or `keyring set {self.service} '{user}'`, "
            f"or set {common} or {own}, or run where you can be asked",
        )
