"""Puts settings of controls into a state in a simulated host's own memory: as one finds them, never by a command."""

from __future__ import annotations

from collections.abc import Sequence

from aksarc_harden.engine.resolve import Aim
from aksarc_harden.model.control import Control
from aksarc_harden.model.setting import AccountPolicy, AuditPolicy, PolicySection, Registry, Service, UserRight
from aksarc_harden.rehearsal.host import SimulatedHost
from aksarc_harden.rehearsal.host.registry import DWORD, KIND_NUMBERS
from aksarc_harden.rehearsal.host.services import SERVICES
from tests.support.control_states import drifted_holders, drifted_value, foreign_value

STATES = ("as installed", "without its key", "without its value", "of another type", "drifted")
GONE = "S-1-5-21-1004336348-1177238915-682003330-1119"  # a SID whose account was deleted
_THRESHOLD = "LockoutBadCount"
_ABSENT = ("without its key", "without its value")
# Numbers that Windows takes, for keys that the general ones do not fit.
_NUMBERS = {"MaximumPasswordAge": (-1, 999), _THRESHOLD: (50,), "LockoutDuration": (5,), "ResetLockoutCount": (5,)}
_START_STATES = ((3, 0, True), (2, 1, False), (4, 0, True), (2, 1, True))  # start, delay, running: none of them wanted


def lay_out(host: SimulatedHost, state: str, aims: Sequence[Aim]) -> None:
    """Put every setting into a state."""
    if state == "as installed":
        return
    for turn, aim in enumerate(aims):
        control, setting = aim.controls[0], aim.setting
        if isinstance(setting, UserRight):
            host.state.policy.grant(setting.constant, drifted_holders(control, turn, host.machine.sid))
        elif isinstance(setting, AccountPolicy):
            _lay_out_policy(host, control, setting, state)
        elif isinstance(setting, AuditPolicy):
            host.state.audit.system[setting.subcategory] = _drifted_audits(control, turn)
        elif isinstance(setting, Service):
            _lay_out_service(host, setting, STATES.index(state) - 1)
        else:
            _lay_out_value(host, control, setting, state, turn)


def add_gone_account(host: SimulatedHost, aims: Sequence[Aim]) -> None:
    """Give every right to an account that is gone, beside those who hold it."""
    for aim in aims:
        if isinstance(aim.setting, UserRight):
            right = aim.setting.constant
            host.state.policy.grant(right, [*host.state.policy.holders(right), GONE])


def _lay_out_policy(host: SimulatedHost, control: Control, setting: AccountPolicy, state: str) -> None:
    policy = host.state.policy
    keys = policy.kerberos if setting.section is PolicySection.KERBEROS else policy.system_access
    if setting.key == _THRESHOLD and state in _ABSENT:
        keys[setting.key] = 0  # and so its times are absent
    elif setting.is_text:
        keys[setting.key] = f"other {setting.key[3:8]}"
    else:
        candidates = _NUMBERS.get(setting.key, (0, 1, 999))
        keys[setting.key] = next(number for number in candidates if not control.accept.accepts(number))


def _drifted_audits(control: Control, turn: int) -> int:
    flags = {0: (), 1: ("Success",), 2: ("Failure",)}
    fitting = [number for number, words in flags.items() if not control.accept.accepts(words)]
    return fitting[turn % len(fitting)]


def _lay_out_service(host: SimulatedHost, setting: Service, at: int) -> None:
    start, delay, runs = _START_STATES[at]
    key = host.state.registry.make(f"{SERVICES}\\{setting.name}")
    key.put("Start", DWORD, start)
    if delay:
        key.put("DelayedAutostart", DWORD, delay)
    (host.state.running.add if runs else host.state.running.discard)(setting.name.lower())


def _lay_out_value(host: SimulatedHost, control: Control, setting: Registry, state: str, turn: int) -> None:
    if state == "without its key":
        _drop_key(host, setting)
        return
    key = host.state.registry.make(setting.path)
    key.unset(setting.name)
    if state != "without its value":
        value = foreign_value(control, turn) if state == "of another type" else drifted_value(control)
        data = list(value.data) if isinstance(value.data, tuple) else value.data
        key.put(setting.name, KIND_NUMBERS[str(value.type)], data)


def _drop_key(host: SimulatedHost, setting: Registry) -> None:
    """Remove the setting's key where it is a policy's own, and the value alone where the system keeps more there."""
    above, _, name = setting.path.rpartition("\\")
    parent = host.state.registry.find(above)
    if "\\Policies\\" in setting.path or "SCHANNEL" in setting.path or "/" in setting.path:
        if parent is not None:
            parent.drop(name)
    elif (key := host.state.registry.find(setting.path)) is not None:
        key.unset(setting.name)
