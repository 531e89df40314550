"""What can be hardened: one folder a target, one module a kind of setting; targets are strangers to each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aksarc_harden.engine.kind import Kind
from aksarc_harden.model.setting import AccountPolicy, AuditPolicy, Registry, Service, UserRight
from aksarc_harden.targets.windows.audit_policy import AuditPolicyKind
from aksarc_harden.targets.windows.registry import RegistryKind
from aksarc_harden.targets.windows.security_policy import SecurityPolicyKind
from aksarc_harden.targets.windows.services import ServicesKind

_SECURITY_POLICY = SecurityPolicyKind()  # rights and account policy come in one export and go in one template

# A setting's kind → the code that reads and writes all settings of it; by name, so that a journal finds it, too.
KINDS: Mapping[str, Kind[Any]] = {
    AccountPolicy.kind: _SECURITY_POLICY,
    AuditPolicy.kind: AuditPolicyKind(),
    Registry.kind: RegistryKind(),
    Service.kind: ServicesKind(),
    UserRight.kind: _SECURITY_POLICY,
}
