"""One rehearsed host, started for the measurement on an address of its own and ended after it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aksarc_harden.model.host import Authentication, Endpoint, Host, Role, Scheme
from aksarc_harden.model.values import Credential, Secret
from aksarc_harden.rehearsal import control

USER = "CORP\\aksarc-admin"
_ESTATE = """\
[domain]
name = "corp.example"
netbios = "CORP"
operator = "CORP\\\\aksarc-admin"

[[host]]
name = "hci-node1"
address = "{address}"
role = "hyperv-host"
platform = "azshci22h2"
"""


@contextmanager
def rehearsed_host() -> Iterator[Host]:
    """Start a rehearsal of one fresh AKS host and give what a client needs to reach it over HTTPS."""
    address = f"127.{200 + os.getpid() % 50}.{os.getpid() // 50 % 256}.1"
    with tempfile.TemporaryDirectory(prefix="aksarc-bench-") as folder:
        state = Path(folder) / "state"
        estate = Path(folder) / "estate.toml"
        estate.write_text(_ESTATE.format(address=address), encoding="utf-8")
        control.up(state, estate, idle_seconds=600)
        try:
            yield Host(
                "hci-node1",
                Role.HYPERV_HOST,
                Endpoint(address, 5986, Scheme.HTTPS, Authentication.NTLM, trust=state / "ca.pem"),
                Credential(USER, Secret(control.password(state))),
                ("aks_hosts",),
            )
        finally:
            control.down(state)
