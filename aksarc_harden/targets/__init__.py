"""What can be hardened: one folder a target, one module a kind of setting; targets are strangers to each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aksarc_harden.engine.kind import Kind
from aksarc_harden.model.setting import Registry, UserRight
from aksarc_harden.targets.windows.registry import RegistryKind
from aksarc_harden.targets.windows.user_rights import UserRightsKind

# A setting's kind → the code that reads and writes all settings of it; by name, so that a journal finds it, too.
KINDS: Mapping[str, Kind[Any]] = {Registry.kind: RegistryKind(), UserRight.kind: UserRightsKind()}
