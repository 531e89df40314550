"""A site whose one host cannot be reached: everything up to the connection is real, and nothing can be changed."""

from __future__ import annotations

from pathlib import Path

FILES = {
    "hosts.yml": """
all:
  children:
    aks_hosts:
      hosts:
        node1:
          ansible_host: 127.0.0.1
          ansible_port: 1
""",
    "group_vars/all/site.yml": "aksarc_profile: aks-host\n",
    "group_vars/all/connection.yml": r"""
ansible_connection: psrp
ansible_psrp_protocol: https
ansible_psrp_auth: ntlm
ansible_user: CORP\admin
ansible_password: not-a-secret
ansible_psrp_connection_timeout: 1
ansible_psrp_operation_timeout: 1
""",
}


def make_closed_site(folder: Path, port: int = 1) -> Path:
    """Write the site's files; port 1 of loopback is where nothing listens."""
    for name, text in (FILES | {"hosts.yml": FILES["hosts.yml"].replace("port: 1", f"port: {port}")}).items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder
