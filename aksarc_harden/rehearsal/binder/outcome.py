"""
What does the binder make of a call that is written down in JSON? The outcome, in the form of the recorded bindings.

A call is `{"command", "args": [[name or null, value], …]}` with `input` objects and the `form` of the command
(`cmdlet` or `function`) where it matters; an outcome has `bound`, `errors` and `help`, each only where there is one
(recordings: binder/README.md).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from aksarc_harden.contract.reader import Contract
from aksarc_harden.rehearsal.binder.bind import Binder
from aksarc_harden.rehearsal.binder.refusal import BindingError
from aksarc_harden.rehearsal.binder.written_values import shown_parameter, shown_target, to_value

FORMS = ("cmdlet", "function")

Json = dict[str, Any]


class WrittenCalls:
    """Binds written calls of any command of a contract, as a cmdlet or as a function."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._binders = {form: Binder(_in_form(contract, form)) for form in FORMS}

    def outcome(self, call: Json, form: str | None = None) -> Json:
        """
        Bind a call and write down what came of it.

        Args:
            form: instead of the call's own, or of the one that the contract has for the command.

        Raises:
            KeyError, TypeError, ValueError: the call is not written as the recordings have it.
        """
        command = self._contract.find(call["command"])
        if command is None:
            return {"errors": [_unknown(call["command"])]}
        arguments = [(name, to_value(value)) for name, value in call["args"]]
        inputs = [to_value(each) for each in call.get("input", [])]
        binder = self._binders[form or call.get("form") or command.form]
        try:
            bound = binder.bind(call["command"], arguments, has_input=bool(inputs))
        except BindingError as error:
            return {"errors": [_error(error)]}
        if bound.command.name != command.name:
            return {"help": True}
        if not inputs:
            return {"bound": [_row(bound.command, bound.parameter_set, {**bound.values(), **bound.common})]}
        rows, errors = [], []
        for item in inputs:
            try:
                chosen, values = bound.with_input(item)
                rows.append(_row(bound.command, chosen, {**values, **bound.common}))
            except BindingError as error:
                errors.append(_error(error))
        return {key: value for key, value in (("bound", rows), ("errors", errors)) if value}


def _in_form(contract: Contract, form: str) -> Contract:
    commands = [replace(command, form=form) for command in contract]
    return Contract(commands, common_parameters=contract.common_parameters)


def _unknown(name: str) -> Json:
    return {
        "id": "CommandNotFoundException",
        "category": "ObjectNotFound",
        "exception": "CommandNotFoundException",
        "target": name,
    }


def _error(error: BindingError) -> Json:
    written: Json = {key: getattr(error, key) for key in ("id", "category", "exception")}
    if error.parameter:
        names = error.parameter.split(" ")  # the recordings' writer took every blank for one between names
        written["parameter"] = names if len(names) > 1 else names[0]
    if (target := shown_target(error.target)) is not None:
        written["target"] = target
    if not error.terminating:
        written["terminating"] = False
    return written


def _row(command: Any, chosen: str, values: Json) -> Json:
    return {"set": chosen, "bound": {name: shown_parameter(command, name, value) for name, value in values.items()}}
