"""
One site: inventory, vault, keyring and profile, read and validated before any host is touched.

`site`, `place` and `nearest` are light; the modules that load import Ansible and pydantic, so whoever wants a fast
start imports `load`, `profile` and `choose` where they are used.
"""
