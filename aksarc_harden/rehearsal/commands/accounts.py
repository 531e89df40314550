"""The commands on local accounts: Get-LocalUser."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from aksarc_harden.model.values import Bag, EnumValue, WireValue
from aksarc_harden.rehearsal.interpreter.call import Cmdlet, Values, texts_of
from aksarc_harden.rehearsal.interpreter.failures import failure, not_supported
from aksarc_harden.rehearsal.interpreter.objects import Object
from aksarc_harden.rehearsal.interpreter.wildcard import has_wildcards, matches

_MODULE = "Microsoft.PowerShell.Commands."
_ENABLED = {"500": "EnableAdminAccount", "501": "EnableGuestAccount"}  # relative id → the policy that says so


class GetLocalUser(Cmdlet):
    """Give the accounts that live on the machine; on a domain controller those of its domain."""

    def process(self, values: Values, item: Object) -> Iterator[Object]:
        """Give each account whose name matches, in the order of the names."""
        if values.get("SID") is not None:
            raise not_supported("Get-LocalUser by SID")
        policy, machine = self.call.host.state.policy, self.call.host.machine
        accounts = sorted(policy.accounts(machine).items(), key=lambda pair: pair[0].lower())
        for wanted in texts_of(values.get("Name")) or ["*"]:
            found = [pair for pair in accounts if matches(wanted, pair[0])]
            if not found and not has_wildcards(wanted):
                exception = _MODULE + "UserNotFoundException"
                raised = failure("UserNotFound", "ObjectNotFound", exception, "user-not-found", wanted, name=wanted)
                self.call.voice.error(raised.failure)
            for name, sid in found:
                key = _ENABLED.get(sid.rpartition("-")[2])
                yield _account(name, sid, is_enabled=key is not None and policy.system_access.get(key) == 1)


def _account(name: str, sid: str, *, is_enabled: bool) -> Bag:
    identifier = Bag(
        {"BinaryLength": 28, "AccountDomainSid": sid.rpartition("-")[0], "Value": sid},
        (
            "System.Security.Principal.SecurityIdentifier",
            "System.Security.Principal.IdentityReference",
            "System.Object",
        ),
        sid,
    )
    properties: dict[str, WireValue] = {
        "AccountExpires": None,
        "Description": "",
        "Enabled": is_enabled,
        "FullName": "",
        "PasswordRequired": True,
        "UserMayChangePassword": True,
        "Name": name,
        "SID": identifier,
        "PrincipalSource": EnumValue("Microsoft.PowerShell.Commands.PrincipalSource", "Local", 1),
        "ObjectClass": "User",
    }
    types = (_MODULE + "LocalUser", _MODULE + "LocalPrincipal", "System.Object")
    return Bag(properties, types, name)


COMMANDS: dict[str, Callable[..., Cmdlet]] = {"Get-LocalUser": GetLocalUser}
