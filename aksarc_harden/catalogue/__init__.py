"""
The catalogue: every control, one row each, by target and topic; `windows.lsa.no_lm_hash` stands in `windows/lsa.py`.

To add a control, write a row in its topic's file; a new topic is imported and listed here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from aksarc_harden.catalogue.windows import (
    account,
    antivirus_scans,
    antivirus_updates,
    attack_surface,
    audit_accounts,
    audit_system,
    autoplay,
    bitlocker,
    consumer_features,
    crypto,
    defender,
    directory_service,
    downloads,
    eventlog,
    exploit_protection,
    firewall,
    group_policy,
    hyper_v,
    isolation,
    kerberos,
    laps,
    ldap,
    lockout,
    logon,
    lsa,
    name_resolution,
    netlogon,
    network,
    network_discovery,
    network_protection,
    password_policy,
    power,
    powershell,
    printing,
    privacy,
    privileges,
    remote_assistance,
    remote_desktop,
    remote_registry,
    rights,
    rpc,
    services,
    side_channels,
    sign_in_screen,
    smb,
    smb_client,
    software_installation,
    telemetry,
    time,
    tls,
    tls_protocols,
    uac,
    update,
    winrm,
)
from aksarc_harden.errors import InputError, InputProblem
from aksarc_harden.model.control import Control

TOPICS = (
    account, password_policy, lockout, logon, sign_in_screen, uac, lsa, kerberos, netlogon, ldap, directory_service,
    rights, privileges, smb, smb_client, remote_registry, rpc, network, name_resolution, network_discovery, power,
    time, firewall, tls, tls_protocols, crypto, winrm, powershell, remote_desktop, remote_assistance, eventlog,
    audit_accounts, audit_system, isolation, exploit_protection, side_channels, hyper_v, bitlocker, defender,
    attack_surface, antivirus_scans, antivirus_updates, network_protection, update, downloads, software_installation,
    consumer_features, services, printing, autoplay, laps, group_policy, telemetry, privacy,
)  # fmt: skip


def collect(topics: Iterable[Iterable[Control]]) -> Mapping[str, Control]:
    """
    Put rows together, by id and in their order.

    Raises:
        InputError: naming every id that two rows have.
    """
    controls: dict[str, Control] = {}
    problems = []
    for control in (control for topic in topics for control in topic):
        if control.id in controls:
            what = f"{control.id} stands for the rows {controls[control.id].row} and {control.row}"
            problems.append(InputProblem(what, "an id is given once and kept forever"))
        controls[control.id] = control
    if problems:
        raise InputError(*problems)
    return MappingProxyType(controls)


CONTROLS = collect(topic.CONTROLS for topic in TOPICS)
