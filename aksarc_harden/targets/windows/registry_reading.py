"""
Reading registry values: which questions bring them, and what the answers say.

One round as a rule, whatever the number of settings: which keys exist, and which above them; what all of them hold, and
which are empty; of values that should be text or bytes their type; and for names with a slash whether a wrong pair
stands there.
Further rounds, two at most, ask for what that left open: why a key that is there brought nothing, the type of a value
whose form was not foreseen, the raw form of a text with variables, and key by key where the answer for all was lost.

Nothing is remembered: the questions follow from the settings and from what was seen.
Values that no setting names are dropped here, before anything is kept; whole keys may hold secrets.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from aksarc_harden.engine.kind import Seen
from aksarc_harden.model.answer import Answer, Cause, CauseCode, ErrorRecord
from aksarc_harden.model.found import Found, Missing, Unreadable
from aksarc_harden.model.setting import Registry, RegistryType
from aksarc_harden.model.statement import Chain
from aksarc_harden.model.values import Bag, WireValue, bare
from aksarc_harden.targets.windows import registry_forms as forms
from aksarc_harden.targets.windows import registry_questions as ask
from aksarc_harden.targets.windows.registry_keys import ancestors, distinct, fold, has_slash, turned

_OPEN_TYPES = (RegistryType.STRING, RegistryType.EXPAND_STRING, RegistryType.BINARY, RegistryType.NONE)
_DENIED = ("SecurityException", "UnauthorizedAccess", "PermissionDenied")
_SHORT = "InvalidCastException"  # data too short for its type; the error names the key, not the value


class Reading:
    """One reading of some settings, as far as it has come."""

    def __init__(self, settings: Sequence[Registry], seen: Sequence[Seen]) -> None:
        self._settings = settings
        self._seen = seen
        self._keys = distinct(setting.path for setting in settings)

    def chains(self) -> list[Chain]:
        """Give the questions that are open."""
        asked = [each.chain for each in self._seen]
        return [chain for chain in self._questions() if chain not in asked]

    def found(self, setting: Registry) -> Found:
        """Say what one setting was found to be."""
        key = fold(setting.path)
        if key in self._pairs:
            return Unreadable(Cause(CauseCode.WRONG_PAIR, turned(setting.path)))
        exists = self._existence.get(key, _unexpected("the key was not asked for"))
        if isinstance(exists, Cause):
            return Unreadable(exists)
        if not exists:
            return self._missing_key(setting.path)
        values = self._values.get(key, {})
        if isinstance(values, Cause):
            return Unreadable(values)
        if _name(setting) in values:
            return self._decoded(setting, values[_name(setting)])
        doubt = self._doubts.get(key)
        return Unreadable(doubt) if doubt else Missing()

    def _questions(self) -> Iterable[Chain]:
        if not self._keys:
            return
        yield ask.do_keys_exist(self._all_keys)
        yield ask.what_keys_hold(self._keys)
        yield ask.which_are_empty(self._keys)
        if self._slashed:
            yield ask.true_names([turned(key) for key in self._slashed])
        for setting in self._foreseen.values():
            yield ask.type_of(setting)
        if self._existence:
            yield from self._later_questions()

    def _later_questions(self) -> Iterable[Chain]:
        if self._is_whole_lost:
            yield from (ask.what_keys_hold([key]) for key in self._present)
        if silent := self._silent:
            yield ask.why_nothing(silent)
        for place, setting in self._untold.items():
            yield ask.type_of(self._foreseen.get(place, setting))
            if self._type_of(setting) is RegistryType.EXPAND_STRING:
                yield ask.raw_text_of(setting)

    # What the answers so far say; each is computed once, a Reading lives for one call.

    @cached_property
    def _existence(self) -> dict[str, bool | Cause]:
        """Folded key → is it there; empty while not asked."""
        keys = self._all_keys
        answer = self._answer(ask.do_keys_exist(keys)) if keys else None
        if answer is None:
            return {}
        cause = _failure(answer)
        if cause is None and len(answer.output) != len(keys):
            cause = _unexpected(f"{len(answer.output)} answers to {len(keys)} keys")
        if cause:
            return dict.fromkeys((fold(key) for key in keys), cause)
        states: dict[str, bool | Cause] = {
            fold(key): state is True for key, state in zip(keys, answer.output, strict=True)
        }
        return states | {fold(str(error.target)): _cause_of(error) for error in answer.errors}

    @cached_property
    def _pairs(self) -> frozenset[str]:
        """Folded keys beside or instead of which a wrong pair stands."""
        answer = self._answer(ask.true_names([turned(key) for key in self._slashed])) if self._slashed else None
        names = {_text(bag, "Name").casefold() for bag in _bags(answer)}
        return frozenset(fold(key) for key in self._slashed if turned(key).casefold() in names)

    @cached_property
    def _values(self) -> dict[str, dict[str, WireValue] | Cause]:
        """Folded key → folded name → what came, wanted names alone; a cause where a key's answer was lost."""
        whole = self._answer(ask.what_keys_hold(self._keys))
        if whole is None:
            return {}
        if not self._is_whole_lost:
            return self._picked(whole)
        values: dict[str, dict[str, WireValue] | Cause] = {}
        for key in self._present:
            alone = self._answer(ask.what_keys_hold([key]))
            cause = _failure(alone) if alone else _unexpected("a key was not asked for alone")
            values |= {fold(key): cause} if cause else self._picked(alone)
        return values

    @cached_property
    def _doubts(self) -> dict[str, Cause]:
        """Folded key → why a value of it that did not come may be there all the same."""
        doubts = self._errors_of(ask.what_keys_hold(self._keys), self._present)
        if self._is_whole_lost:
            doubts = {}
            for key in self._present:
                doubts |= self._errors_of(ask.what_keys_hold([key]), [key])
        return doubts | (self._errors_of(ask.why_nothing(self._silent), self._silent) if self._silent else {})

    def _errors_of(self, chain: Chain, keys: Sequence[str]) -> dict[str, Cause]:
        """Say of which keys an answer reports errors; one that belongs to no key makes all of them doubtful."""
        answer = self._answer(chain)
        folded = {fold(key) for key in keys}
        if answer is None:
            return {}
        if failure := _failure(answer):
            return dict.fromkeys(folded, failure)
        doubts: dict[str, Cause] = {}
        for error in answer.errors:
            target = fold(str(error.target))
            doubts |= dict.fromkeys((target,) if target in folded else folded, _cause_of(error))
        return doubts

    @cached_property
    def _is_whole_lost(self) -> bool:
        whole = self._answer(ask.what_keys_hold(self._keys))
        return whole is not None and _failure(whole) is not None

    @cached_property
    def _slashed(self) -> tuple[str, ...]:
        return tuple(key for key in self._keys if has_slash(key))

    @cached_property
    def _present(self) -> tuple[str, ...]:
        return tuple(key for key in self._keys if self._existence.get(fold(key)) is True)

    @cached_property
    def _silent(self) -> tuple[str, ...]:
        """Keys that are there, brought nothing, and are not known to be empty: they may not be opened, as a rule."""
        if self._is_whole_lost and any(self._answer(ask.what_keys_hold([key])) is None for key in self._present):
            return ()
        empty = {fold(_text(bag, "Name")) for bag in _bags(self._answer(ask.which_are_empty(self._keys)))}
        return tuple(key for key in self._present if fold(key) not in self._values and fold(key) not in empty)

    @cached_property
    def _all_keys(self) -> tuple[str, ...]:
        """All keys of the settings, and those above them."""
        return distinct(each for key in self._keys for each in (*ancestors(key), key))

    @cached_property
    def _foreseen(self) -> dict[tuple[str, str], Registry]:
        """Settings whose own type is one that the form of a value leaves open, each as it was first spelt."""
        return _firsts(each for each in self._settings if each.type in _OPEN_TYPES)

    @cached_property
    def _untold(self) -> dict[tuple[str, str], Registry]:
        """Settings whose value came in a form that leaves its type open, each as it was first spelt."""
        return _firsts(each for each in self._settings if forms.needs_type_name(self._value_of(each)))

    def _value_of(self, setting: Registry) -> WireValue:
        held = self._values.get(fold(setting.path), {})
        return bare(held.get(_name(setting))) if isinstance(held, dict) else None

    def _decoded(self, setting: Registry, value: WireValue) -> Found:
        if not forms.needs_type_name(value):
            return forms.decode(value)
        asked = self._untold[_place(setting)]
        type_answer = self._answer(ask.type_of(self._foreseen.get(_place(setting), asked)))
        cause = _failure(type_answer) if type_answer else _unexpected("a type was not asked for")
        if cause:
            return Unreadable(cause)
        return forms.decode(value, _only(type_answer), _only(self._answer(ask.raw_text_of(asked))))

    def _type_of(self, setting: Registry) -> RegistryType | None:
        """Give the type that was answered for a value; None where it was not asked for yet, or has no name."""
        asked = self._foreseen.get(_place(setting), setting)
        return forms.read_type_name(_only(self._answer(ask.type_of(asked))))

    def _missing_key(self, key: str) -> Found:
        for above in ancestors(key):
            state = self._existence.get(fold(above), _unexpected("a key above was not asked for"))
            if isinstance(state, Cause):
                return Unreadable(state)
            if not state:
                return Missing(above)
        return Missing(key)

    def _picked(self, answer: Answer | None) -> dict[str, dict[str, WireValue] | Cause]:
        wanted: dict[str, set[str]] = {}
        for setting in self._settings:
            wanted.setdefault(fold(setting.path), set()).add(_name(setting))
        picked: dict[str, dict[str, WireValue] | Cause] = {}
        for bag in _bags(answer):
            key = fold(_text(bag, "PSPath"))
            names = wanted.get(key, set())
            picked[key] = {name.casefold(): value for name, value in bag.items() if name.casefold() in names}
        return picked

    def _answer(self, chain: Chain) -> Answer | None:
        return next((each.answers[-1] for each in self._seen if each.chain == chain), None)


def _name(setting: Registry) -> str:
    return (setting.name or ask.DEFAULT_VALUE).casefold()


def _place(setting: Registry) -> tuple[str, str]:
    return fold(setting.path), _name(setting)


def _firsts(settings: Iterable[Registry]) -> dict[tuple[str, str], Registry]:
    firsts: dict[tuple[str, str], Registry] = {}
    for setting in settings:
        firsts.setdefault(_place(setting), setting)
    return firsts


def _bags(answer: Answer | None) -> list[Bag]:
    return [each for each in answer.output if isinstance(each, Bag)] if answer else []


def _text(bag: Bag, name: str) -> str:
    return str(bare(bag.get(name, "")))


def _only(answer: Answer | None) -> WireValue:
    return answer.output[0] if answer and len(answer.output) == 1 else None


def _unexpected(detail: str) -> Cause:
    return Cause(CauseCode.ANSWER_UNEXPECTED, detail)


def _failure(answer: Answer) -> Cause | None:
    """Say why an answer as a whole is worth nothing, None where it counts."""
    if answer.lost:
        return answer.lost
    if answer.failed:
        return _cause_of(answer.errors[-1]) if answer.errors else Cause(CauseCode.COMMAND_FAILED)
    return None


def _cause_of(error: ErrorRecord) -> Cause:
    if any(word in text for word in _DENIED for text in (error.id, error.exception, error.category)):
        return Cause(CauseCode.ACCESS_DENIED, error.short_id)
    code = CauseCode.VALUE_UNDECODABLE if _SHORT in error.id else CauseCode.COMMAND_FAILED
    return Cause(code, error.short_id)
