"""
The vault password: from a file, from the environment, or asked for, and only where something is encrypted.

Ansible's own reader takes the file, so that an executable one is run, as with `ansible-playbook`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from aksarc_harden.errors import InputError, InputProblem
from aksarc_harden.model.values import Secret
from aksarc_harden.site.ansible_door import AnsibleError, DataLoader, VaultSecret, get_file_vault_secret, quiet_ansible
from aksarc_harden.site.place import Place
from aksarc_harden.site.shape import variable_files

PASSWORD_VARIABLE = "AKSARC_VAULT_PASSWORD"  # noqa: S105 — the name of a variable
FILE_VARIABLE = "ANSIBLE_VAULT_PASSWORD_FILE"
_ENCRYPTED = re.compile(rb"^(?![ \t]*#).*(\$ANSIBLE_VAULT;|!vault\b)", re.MULTILINE)


def read_vault_secrets(
    folder: Path, password_file: Path | None, ask: Callable[[str], Secret] | None
) -> list[tuple[str, Any]]:
    """
    Give the vault's secrets, (label, VaultSecret) each; none where no way gives one.

    Raises:
        InputError: the password file cannot be read, or something is encrypted and no way gives a password.
    """
    named = password_file or (Path(os.environ[FILE_VARIABLE]) if os.environ.get(FILE_VARIABLE) else None)
    if named is not None:
        return [("default", _from_file(named.expanduser()))]
    if os.environ.get(PASSWORD_VARIABLE):
        return [("default", VaultSecret(os.environ[PASSWORD_VARIABLE].encode()))]
    encrypted = _first_encrypted(folder)
    if encrypted is None:
        return []
    if ask is None:
        raise InputError(_no_password(encrypted))
    return [("default", VaultSecret(ask("Vault password").reveal().encode()))]


def _no_password(place: Place) -> InputProblem:
    return place.problem(
        "is encrypted, and no vault password is given",
        f"give --vault-password-file, or set {FILE_VARIABLE} or {PASSWORD_VARIABLE}, or run where you can be asked",
    )


def _from_file(file: Path) -> Any:
    try:
        with quiet_ansible():
            secret = get_file_vault_secret(filename=str(file), loader=DataLoader())
            secret.load()
    except (AnsibleError, OSError) as error:
        raise InputError(
            InputProblem("the vault password cannot be read from this file", "name a file that holds it", file)
        ) from error
    return secret


def _first_encrypted(folder: Path) -> Place | None:
    """Find the first file that holds something encrypted, and its line."""
    for file in [folder / "hosts.yml", *variable_files(folder)]:
        try:
            content = file.read_bytes()
        except OSError:
            continue  # the inventory names it with its cause
        found = _ENCRYPTED.search(content)
        if found is not None:
            return Place(file, content.count(b"\n", 0, found.start(1)) + 1)
    return None
