"""
The door to Ansible: its loader, under settings of our own, silent, with what it would have warned of collected.

Ansible reads its settings, makes a temporary folder and looks at the terminal when it is imported; here that needs no
configuration file, no HOME and no writable folder but the system's temporary one.
Knows nothing of sites.
"""

from __future__ import annotations

import contextlib
import io
import os
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from aksarc_harden.errors import InputProblem

_KEPT = frozenset(  # where an operator's own lookups and filters lie
    ("ANSIBLE_COLLECTIONS_PATH", "ANSIBLE_FILTER_PLUGINS", "ANSIBLE_HOME", "ANSIBLE_LOOKUP_PLUGINS")
)


def _ansible_environment() -> dict[str, str]:
    """Give the variables under which Ansible is imported; names and meaning: ansible-core 2.19, config/base.yml."""
    wanted = {name: value for name, value in os.environ.items() if name in _KEPT}
    wanted["ANSIBLE_CONFIG"] = str(Path(__file__).with_name("ansible.cfg"))
    wanted["ANSIBLE_LOCAL_TEMP"] = tempfile.gettempdir()
    if os.path.expanduser("~") == "~":
        wanted.setdefault("ANSIBLE_HOME", tempfile.gettempdir())
    return wanted


@contextlib.contextmanager
def _environment_for_import() -> Iterator[None]:
    """Hide the operator's `ANSIBLE_*` variables: a wrong one would end the import, another would change the site."""
    before = {name: value for name, value in os.environ.items() if name.startswith("ANSIBLE_")}
    wanted = _ansible_environment()
    try:
        for name in before:
            del os.environ[name]
        os.environ.update(wanted)
        yield
    finally:
        for name in wanted:
            del os.environ[name]
        os.environ.update(before)


@contextlib.contextmanager
def _attributes(owner: Any, **wanted: Any) -> Iterator[None]:
    before = {name: getattr(owner, name) for name in wanted}
    try:
        for name, value in wanted.items():
            setattr(owner, name, value)
        yield
    finally:
        for name, value in before.items():
            setattr(owner, name, value)


# Ansible patches the streams that it finds when it is imported; it shall not find ours.
with (
    _environment_for_import(),
    contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO())),
    contextlib.redirect_stderr(io.TextIOWrapper(io.BytesIO())),
):
    from ansible import constants
    from ansible.errors import AnsibleError, AnsibleTemplateSyntaxError
    from ansible.inventory.manager import InventoryManager
    from ansible.parsing.dataloader import DataLoader
    from ansible.parsing.vault import (
        AnsibleVaultError,
        EncryptedString,
        VaultSecret,
        VaultSecretsContext,
        get_file_vault_secret,
    )
    from ansible.plugins.loader import init_plugin_loader
    from ansible.template import Templar
    from ansible.utils.collection_loader import AnsibleCollectionConfig
    from ansible.utils.display import Display
    from ansible.vars.manager import VariableManager

    if AnsibleCollectionConfig.collection_finder is None:  # once a process; without it no lookup has its full name
        init_plugin_loader()

from aksarc_harden.site.origins import place_of  # noqa: E402 — imports Ansible, so not before the block above

__all__ = [
    "AnsibleError",
    "AnsibleTemplateSyntaxError",
    "AnsibleVaultError",
    "DataLoader",
    "EncryptedString",
    "InventoryManager",
    "Templar",
    "VariableManager",
    "VaultSecret",
    "get_file_vault_secret",
    "quiet_ansible",
    "use_vault_secrets",
]

_SETTINGS = {
    "INVENTORY_ENABLED": ["yaml"],  # a broken YAML file is not tried as INI
    "INVENTORY_UNPARSED_WARNING": False,
    "TRANSFORM_INVALID_GROUP_CHARS": "ignore",  # a group of the operator's own may have a dash in its name
    "HOST_PATTERN_MISMATCH": "error",
    "DEPRECATION_WARNINGS": False,
}
_ONE_AT_A_TIME = threading.RLock()  # Ansible keeps display, settings and vault secrets once a process


@contextlib.contextmanager
def quiet_ansible() -> Iterator[list[InputProblem]]:
    """
    Let Ansible work without a word, and collect what it would have warned of.

    Its warnings tell of skipped input, so each is a problem. Deprecations are dropped.
    """
    warned: list[InputProblem] = []

    def warning(msg: str, *_: Any, obj: Any = None, **__: Any) -> None:
        warned.append(place_of(obj).problem(str(msg), "correct it; Ansible would warn and go on without"))

    def error_as_warning(msg: str | None, exception: BaseException, *_: Any, obj: Any = None, **__: Any) -> None:
        warning(": ".join(part for part in (msg, str(exception)) if part), obj=obj)

    def drop(*_: Any, **__: Any) -> None:
        return None

    silent = dict.fromkeys(("display", "deprecated", "error", "banner"), drop)
    with (
        _ONE_AT_A_TIME,
        _attributes(constants, **_SETTINGS),
        _attributes(Display(), warning=warning, error_as_warning=error_as_warning, **silent),
    ):
        yield warned


@contextlib.contextmanager
def use_vault_secrets(loader: Any, secrets: list[tuple[str, Any]]) -> Iterator[None]:
    """Give the loader these vault secrets, (label, VaultSecret) each, and take them away again."""
    context = VaultSecretsContext.current(optional=True)
    if context is None:
        context = VaultSecretsContext([])
        VaultSecretsContext.initialize(context)
    before = context.secrets
    context.secrets = [*secrets, *(before or [])]
    loader.set_vault_secrets(context.secrets)
    try:
        yield
    finally:
        context.secrets = before
