"""
The kind of user rights and of the account policy: one export tells of both, one template changes both (`secedit.exe`).

A right that an export does not list is nobody's, so every right that can be read has a value (reference/policy-files.md
and windows-traps.md).
Holders are SIDs, which no language changes. Accounts of the machine come by their bare names, which a policy of the
same template may change; where the host can list its accounts they are told by their SIDs, else they are written back
as they came.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from aksarc_harden.engine.kind import NotWritten, Seen, Write
from aksarc_harden.errors import UnwritableError
from aksarc_harden.model.answer import Answer, Cause, CauseCode
from aksarc_harden.model.facts import Facts
from aksarc_harden.model.found import Before, Found, Unreadable, Value, Wanted
from aksarc_harden.model.host import Role
from aksarc_harden.model.setting import AccountPolicy, UserRight
from aksarc_harden.model.statement import Chain, call, program
from aksarc_harden.model.values import Bag, bare
from aksarc_harden.targets.windows import account_policy
from aksarc_harden.targets.windows.policy_export import COMMANDS, PolicyExport, may_ask, work_file
from aksarc_harden.targets.windows.security_template import Template, parse_template, render_template, rights_in

SIDS = "SIDs"  # the type of a right's value
SecuritySetting = UserRight | AccountPolicy

_TOOL = "secedit.exe"
_LISTING = "Get-LocalUser"  # of a module that a server may lack; without it names stay names


class SecurityPolicyKind:
    """User rights and account policy of a Windows machine."""

    commands = COMMANDS | {"Set-Content", "Select-Object", _LISTING}
    needs_work_folder = True

    def queries(self, settings: Sequence[SecuritySetting], facts: Facts, seen: Sequence[Seen]) -> list[Chain]:
        """Ask for one export of what is asked for, and for a second one where the first failed."""
        attempts = [_read(settings, each) for each in seen]
        if not settings or self._lacking(facts) or not may_ask(attempts):
            return []
        chain = _export(settings).chain(facts, attempt=len(seen) + 1)
        if _lists_accounts(facts) and any(isinstance(each, UserRight) for each in settings):
            chain += (call(_LISTING) | call("Select-Object", Property=("Name", "SID")),)
        return [chain]

    def decode(
        self, settings: Sequence[SecuritySetting], facts: Facts, seen: Sequence[Seen]
    ) -> dict[SecuritySetting, Found]:
        """Say what every setting was found to be; a right that the export does not list is nobody's."""
        cause = Cause(CauseCode.COMMAND_MISSING, ", ".join(self._lacking(facts)))
        for each in seen:
            template = _read(settings, each)
            if not isinstance(template, Cause):
                return _found(settings, template, _accounts(each))
            cause = template
        return dict.fromkeys(settings, Unreadable(cause))

    def asks_before_writing(
        self, changes: Mapping[SecuritySetting, tuple[Before, Wanted]], facts: Facts
    ) -> Sequence[Chain]:
        """Ask nothing: a template changes what it lists and nothing else."""
        return ()

    def writes(
        self, changes: Mapping[SecuritySetting, tuple[Before, Wanted]], facts: Facts, seen: Sequence[Seen] = ()
    ) -> list[Write | NotWritten]:
        """
        Upload one template of all changes and apply it; what it does not list stays as it is.

        A holder or a value that a template cannot carry, or that Windows would refuse with all beside it, is left out.
        """
        said = _refused(changes)
        left_out = {setting for each in said for setting in each.settings}
        carried = {setting: pair for setting, pair in changes.items() if setting not in left_out}
        return [*said, *_template(carried, facts)]

    def keys_to_remove(self, befores: Mapping[SecuritySetting, Before], facts: Facts) -> list[Write]:
        """Remove nothing: neither a right nor an account policy has a key."""
        return []

    def _lacking(self, facts: Facts) -> list[str]:
        return sorted(name for name in self.commands - {_LISTING} if not facts.has_command(name))


def _refused(changes: Mapping[SecuritySetting, tuple[Before, Wanted]]) -> list[NotWritten]:
    """Say which changes cannot go into a template, and why."""
    refused = []
    for setting, pair in changes.items():
        try:
            _render({setting: pair})
        except UnwritableError as error:
            refused.append(NotWritten(Cause(CauseCode.REFUSED_BEFORE_SENDING, str(error)), (setting,)))
    stays = account_policy.unremovable(_policies(changes))
    why = Cause(CauseCode.NOT_IN_FORCE, "a security template takes no key away")
    return [*refused, NotWritten(why, stays)] if stays else refused


def _render(changes: Mapping[SecuritySetting, tuple[Before, Wanted]]) -> str:
    """Give the text of a template, empty where it would list nothing."""
    rights = {each.constant: _holders(pair[1]) for each, pair in changes.items() if isinstance(each, UserRight)}
    policy = account_policy.render(_policies(changes))
    return render_template(rights, policy) if rights or policy else ""


def _policies(changes: Mapping[SecuritySetting, tuple[Before, Wanted]]) -> account_policy.Changes:
    return {each: pair for each, pair in changes.items() if isinstance(each, AccountPolicy)}


def _template(changes: Mapping[SecuritySetting, tuple[Before, Wanted]], facts: Facts) -> list[Write]:
    """Upload a template and apply it."""
    text = _render(changes)
    if not text:
        return []
    # An older database is added to and put in force with it, so each template has names of its own.
    name = f"policy-change-{hashlib.sha256(text.encode()).hexdigest()[:12]}"
    template, database, log = (work_file(facts, f"{name}.{ending}") for ending in ("inf", "sdb", "log"))
    upload = call("Set-Content", LiteralPath=template, Value=text, Encoding="Unicode", Confirm=False)
    configure = program(
        facts.program(_TOOL),
        *("/configure", "/db", database, "/cfg", template, *_areas(changes), "/log", log, "/quiet"),
    )
    return [Write(upload), Write(configure | call("Out-Null"), settings=tuple(changes))]


def _areas(settings: Sequence[SecuritySetting] | Mapping[SecuritySetting, object]) -> list[str]:
    has_policy = any(isinstance(each, AccountPolicy) for each in settings)
    has_rights = any(isinstance(each, UserRight) for each in settings)
    return ["/areas", *["SECURITYPOLICY"] * has_policy, *["USER_RIGHTS"] * has_rights]


def _export(settings: Sequence[SecuritySetting]) -> PolicyExport:
    """Export to a new path, for only there it is written as UTF-16 (reference/windows-traps.md)."""
    areas = _areas(settings)

    def arguments(file: str, log: str) -> Sequence[str]:
        return ("/export", "/cfg", file, *areas, "/log", log, "/quiet")

    return PolicyExport(_TOOL, arguments, "policy", "Unicode")


def _read(settings: Sequence[SecuritySetting], seen: Seen) -> Template | Cause:
    """Read one export; one that lacks a section which was asked for is none."""

    def parse(text: str) -> Template:
        template = parse_template(text)
        if any(isinstance(each, UserRight) for each in settings):
            rights_in(template)
        if any(isinstance(each, AccountPolicy) for each in settings):
            account_policy.check(template)
        return template

    return _export(settings).read(seen, parse)


def _lists_accounts(facts: Facts) -> bool:
    """Tell whether to ask for the machine's accounts; a domain controller has those of its whole domain."""
    return facts.has_command(_LISTING) and facts.role is not Role.DC


def _accounts(seen: Seen) -> dict[str, str]:
    """Give the machine's accounts: name, folded → SID; none where they were not asked for or did not come."""
    listed: Answer | None = seen.answers[3] if len(seen.answers) > 3 else None
    bags = [each for each in listed.output if isinstance(each, Bag)] if listed else []
    return {str(bare(bag.get("Name", ""))).casefold(): str(bag.get("SID", "")) for bag in bags if bag.get("SID")}


def _found(
    settings: Sequence[SecuritySetting], template: Template, accounts: Mapping[str, str]
) -> dict[SecuritySetting, Found]:
    found: dict[SecuritySetting, Found] = {}
    rights = rights_in(template) if any(isinstance(each, UserRight) for each in settings) else {}
    for setting in settings:
        if isinstance(setting, AccountPolicy):
            found[setting] = account_policy.find(setting, template)
        else:
            holders = rights.get(setting.constant.casefold(), ())
            found[setting] = Value(tuple(accounts.get(each.casefold(), each) for each in holders), SIDS)
    return found


def _holders(wanted: Wanted) -> tuple[str, ...]:
    """Give the holders to write; a right that shall be absent is nobody's."""
    data = wanted.data if isinstance(wanted, Value) else ()
    return data if isinstance(data, tuple) else (str(data),)
