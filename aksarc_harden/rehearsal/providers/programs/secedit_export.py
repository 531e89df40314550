"""What `secedit.exe /export` writes: the security policy of a host as a template."""

from __future__ import annotations

from collections.abc import Collection

from aksarc_harden.model.host import Role
from aksarc_harden.rehearsal.host import SimulatedHost
from aksarc_harden.rehearsal.host.policy import listed_keys
from aksarc_harden.rehearsal.providers.programs.security_template import SIGNATURE, Template, write_registry_value

# The values that the system's own list of security options names (sceregvl.inf), as far as hosts start with them.
LISTED = (
    r"MACHINE\Software\Microsoft\Windows NT\CurrentVersion\Setup\RecoveryConsole\SecurityLevel",
    r"MACHINE\Software\Microsoft\Windows NT\CurrentVersion\Setup\RecoveryConsole\SetCommand",
    r"MACHINE\Software\Microsoft\Windows NT\CurrentVersion\Winlogon\CachedLogonsCount",
    r"MACHINE\Software\Microsoft\Windows NT\CurrentVersion\Winlogon\ForceUnlockLogon",
    r"MACHINE\Software\Microsoft\Windows NT\CurrentVersion\Winlogon\PasswordExpiryWarning",
    r"MACHINE\Software\Microsoft\Windows NT\CurrentVersion\Winlogon\ScRemoveOption",
    r"MACHINE\Software\Microsoft\Windows\CurrentVersion\Policies\System\ConsentPromptBehaviorAdmin",
    r"MACHINE\Software\Microsoft\Windows\CurrentVersion\Policies\System\ConsentPromptBehaviorUser",
    r"MACHINE\Software\Microsoft\Windows\CurrentVersion\Policies\System\DisableCAD",
    r"MACHINE\Software\Microsoft\Windows\CurrentVersion\Policies\System\DontDisplayLastUserName",
    r"MACHINE\Software\Microsoft\Windows\CurrentVersion\Policies\System\EnableLUA",
    r"MACHINE\Software\Microsoft\Windows\CurrentVersion\Policies\System\LegalNoticeCaption",
    r"MACHINE\Software\Microsoft\Windows\CurrentVersion\Policies\System\LegalNoticeText",
    r"MACHINE\System\CurrentControlSet\Control\Lsa\LimitBlankPasswordUse",
    r"MACHINE\System\CurrentControlSet\Control\Lsa\LmCompatibilityLevel",
    r"MACHINE\System\CurrentControlSet\Control\Lsa\MSV1_0\NTLMMinClientSec",
    r"MACHINE\System\CurrentControlSet\Control\Lsa\MSV1_0\NTLMMinServerSec",
    r"MACHINE\System\CurrentControlSet\Control\Lsa\NoLMHash",
    r"MACHINE\System\CurrentControlSet\Control\Lsa\RestrictAnonymous",
    r"MACHINE\System\CurrentControlSet\Control\Lsa\RestrictAnonymousSAM",
    r"MACHINE\System\CurrentControlSet\Control\SecurePipeServers\Winreg\AllowedExactPaths\Machine",
    r"MACHINE\System\CurrentControlSet\Control\SecurePipeServers\Winreg\AllowedPaths\Machine",
    r"MACHINE\System\CurrentControlSet\Services\LanManServer\Parameters\RequireSecuritySignature",
    r"MACHINE\System\CurrentControlSet\Services\LanmanWorkstation\Parameters\RequireSecuritySignature",
    r"MACHINE\System\CurrentControlSet\Services\LDAP\LDAPClientIntegrity",
    r"MACHINE\System\CurrentControlSet\Services\Netlogon\Parameters\RequireSignOrSeal",
)


def registry_path(listed: str) -> tuple[str, str]:
    """Turn a template's path into a key's path and a value's name."""
    path, _, name = listed.rpartition("\\")
    first, _, below = path.partition("\\")
    return ("HKEY_LOCAL_MACHINE" if first.upper() == "MACHINE" else first) + "\\" + below, name


def export(host: SimulatedHost, areas: Collection[str]) -> Template:
    """Give the host's policy, as far as the areas go."""
    sections: dict[str, dict[str, str]] = {"Unicode": {"Unicode": "yes"}}
    policy = host.state.policy
    if "SECURITYPOLICY" in areas:
        sections["System Access"] = _system_access(policy.system_access)
        sections["Event Audit"] = {name: str(value) for name, value in policy.event_audit.items()}
        if policy.kerberos:
            sections["Kerberos Policy"] = {name: str(value) for name, value in policy.kerberos.items()}
        sections["Registry Values"] = _registry_values(host)
    if "USER_RIGHTS" in areas:
        sections["Privilege Rights"] = _rights(host)
    sections["Version"] = {"signature": f'"{SIGNATURE}"', "Revision": "1"}
    return Template(sections)


def _system_access(keys: dict[str, int | str]) -> dict[str, str]:
    return {name: f'"{value}"' if isinstance(value, str) else str(value) for name, value in listed_keys(keys).items()}


def _registry_values(host: SimulatedHost) -> dict[str, str]:
    lines: dict[str, str] = {}
    for listed in LISTED:
        path, name = registry_path(listed)
        key = host.state.registry.find(path)
        value = key.value(name) if key is not None else None
        if value is not None:
            lines[listed] = write_registry_value(value.kind, value.data)
    return lines


def _rights(host: SimulatedHost) -> dict[str, str]:
    """
    Give the rights that somebody holds: the machine's own accounts come by name, all others as `*SID`.

    A domain controller has no accounts of its own.
    """
    has_own = host.machine.role is not Role.DC
    names = {sid: name for name, sid in host.state.policy.accounts(host.machine).items()} if has_own else {}
    return {
        right: ",".join(names.get(sid, f"*{sid}") for sid in sids)
        for right, sids in sorted(host.state.policy.rights.items())
        if sids
    }
