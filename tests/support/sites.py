"""Builds site folders for tests: a good one, and the same with some files or keys changed."""

from __future__ import annotations

from pathlib import Path

HOSTS = """\
all:
  children:
    aks_hosts:
      hosts:
        node1: {ansible_host: 127.0.0.1}
        node2: {ansible_host: 127.0.0.2}
    management:
      hosts:
        mgmt1: {ansible_host: 127.0.0.3}
    domain_controllers:
      hosts:
        dc1: {ansible_host: 127.0.0.4}
    linux_nodes:
      hosts:
        vm1: {ansible_connection: ssh}
"""
CONNECTION = """\
ansible_connection: psrp
ansible_user: CORP\\admin
ansible_password: geheim
"""
SITE = """\
aksarc_profile: aks-host
"""
PROFILE = """\
title = "A profile of the test's own"
controls = ["windows.test"]
"""


def make_site(
    folder: Path, *, hosts: str = HOSTS, connection: str = CONNECTION, site: str = SITE, profile: str | None = None
) -> Path:
    """Write a site folder `plant` and give it back; a profile becomes `profiles/own.toml`."""
    plant = folder / "plant"
    variables = plant / "group_vars" / "all"
    variables.mkdir(parents=True)
    (plant / "hosts.yml").write_text(hosts, encoding="utf-8")
    (variables / "connection.yml").write_text(connection, encoding="utf-8")
    (variables / "site.yml").write_text(site, encoding="utf-8")
    if profile is not None:
        (plant / "profiles").mkdir()
        (plant / "profiles" / "own.toml").write_text(profile, encoding="utf-8")
    return plant
