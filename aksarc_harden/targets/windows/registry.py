"""
The kind of all registry values: reads them together and writes them together, exactly as they were where it restores.

How is in `registry_reading` (questions and what the answers say), `registry_writing` (pipelines), `registry_forms`
(types and data) and `registry_keys` (paths).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aksarc_harden.engine.kind import Seen, Write
from aksarc_harden.model.answer import Cause, CauseCode
from aksarc_harden.model.facts import Facts
from aksarc_harden.model.found import Before, Found, Unreadable, Wanted
from aksarc_harden.model.setting import Registry
from aksarc_harden.model.statement import Chain
from aksarc_harden.targets.windows import registry_questions, registry_writing
from aksarc_harden.targets.windows.registry_reading import Reading


class RegistryKind:
    """Registry values of a Windows machine."""

    commands = registry_questions.COMMANDS | registry_writing.COMMANDS
    needs_work_folder = False

    def queries(self, settings: Sequence[Registry], facts: Facts, seen: Sequence[Seen]) -> list[Chain]:
        """Ask for all settings in at most three rounds; nothing where the host lacks a command of ours."""
        return [] if self._lacking(facts) else Reading(settings, seen).chains()

    def decode(self, settings: Sequence[Registry], facts: Facts, seen: Sequence[Seen]) -> dict[Registry, Found]:
        """Say what every setting was found to be."""
        if lacking := self._lacking(facts):
            return dict.fromkeys(settings, Unreadable(Cause(CauseCode.COMMAND_MISSING, ", ".join(lacking))))
        reading = Reading(settings, seen)
        return {setting: reading.found(setting) for setting in settings}

    def asks_before_writing(self, changes: Mapping[Registry, tuple[Before, Wanted]], facts: Facts) -> Sequence[Chain]:
        """Ask nothing: a value is written by itself."""
        return ()

    def writes(
        self, changes: Mapping[Registry, tuple[Before, Wanted]], facts: Facts, seen: Sequence[Seen] = ()
    ) -> list[Write]:
        """Make missing keys, write all values in one pipeline, delete key by key."""
        return registry_writing.writes(changes, facts)

    def keys_to_remove(self, befores: Mapping[Registry, Before], facts: Facts) -> list[Write]:
        """Remove the keys that were not there before, where they are empty."""
        return registry_writing.key_removals(befores)

    def _lacking(self, facts: Facts) -> list[str]:
        return sorted(name for name in registry_questions.COMMANDS if not facts.has_command(name))
