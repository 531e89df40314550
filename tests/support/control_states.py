"""States in which a control may find its setting, each of them drifted: another value, another type, absent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from aksarc_harden.engine.resolve import Aim, place_of
from aksarc_harden.model.control import Control
from aksarc_harden.model.found import Data, Value
from aksarc_harden.model.rule import TextFromSite
from aksarc_harden.model.setting import AccountPolicy, Registry, RegistryType

SITE_TEXT = "Authorised use only. Übermäßige Neugier wird protokolliert — 監視されています。"

_NUMBERS: tuple[Data, ...] = (0, 1, 2, 3, 5, 7, 99, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF)
_TEXTS: tuple[Data, ...] = ("9", "", "another text", r"%SystemRoot%\not-expanded")
_LINES: tuple[Data, ...] = (("foreign", "MRxSmb10"), ("one",), ())
_CANDIDATES: dict[RegistryType, tuple[Data, ...]] = {
    RegistryType.DWORD: _NUMBERS,
    RegistryType.STRING: _TEXTS,
    RegistryType.MULTI_STRING: _LINES,
    RegistryType.BINARY: (b"\x01", b""),
}
# One value of every type there is; a control meets one that is not its own.
_FOREIGN: tuple[Value, ...] = (
    Value("0", RegistryType.STRING),
    Value(r"%SystemRoot%\x", RegistryType.EXPAND_STRING),
    Value(0x1_0000_0000, RegistryType.QWORD),
    Value(b"\x00\xff", RegistryType.BINARY),
    Value(b"\x01", RegistryType.NONE),
    Value(("a", "", "b"), RegistryType.MULTI_STRING),
    Value(0xFFFF_FFFE, RegistryType.DWORD),
    Value(0xFFFF_FFFF_FFFF_FFFF, RegistryType.QWORD),
)


def with_site_text(control: Control) -> Control:
    """Give a control its text, where only the site can give it: a banner, or a name of an account."""
    if control.want is not None or not isinstance(control.accept, TextFromSite):
        return control
    text = f"site {control.setting.key[3:8]} 管理" if isinstance(control.setting, AccountPolicy) else SITE_TEXT
    return replace(control, want=text, accept=TextFromSite(given=text))


def drifted_value(control: Control) -> Value:
    """Find a value of the setting's own type that the control does not accept."""
    setting = control.setting
    assert isinstance(setting, Registry)
    for candidate in _CANDIDATES[setting.type]:
        if not control.accept.accepts(candidate):
            return Value(candidate, setting.type)
    raise AssertionError(f"no drifted value is known for {control.id}")


def foreign_value(control: Control, turn: int) -> Value:
    """Give a value of another type, each turn another."""
    setting = control.setting
    assert isinstance(setting, Registry)
    others = [value for value in _FOREIGN if value.type != setting.type]
    return others[turn % len(others)]


def drifted_holders(control: Control, turn: int, machine_sid: str) -> list[str]:
    """Find holders of a right that the control does not accept; a local account, who comes by name, among some."""
    guest, everyone = f"{machine_sid}-501", "S-1-1-0"
    candidates: tuple[list[str], ...] = ([guest, everyone], [everyone], [], [guest])
    fitting = [each for each in candidates if not control.accept.accepts(tuple(each))]
    assert fitting, f"no drifted holders are known for {control.id}"
    return fitting[turn % len(fitting)]


def layers(controls: Iterable[Control]) -> list[list[Control]]:
    """Split controls so that no two of one layer name the same setting."""
    split: list[dict[str, Control]] = []
    for control in controls:
        place = place_of(control.setting)
        layer = next((each for each in split if place not in each), None)
        if layer is None:
            layer = {}
            split.append(layer)
        layer[place] = control
    return [list(layer.values()) for layer in split]


def alone(controls: Sequence[Control]) -> list[Aim]:
    """Make every control the only one of its setting."""
    return [Aim(control.setting, (control,), (), control.accept, control.want) for control in controls]
