"""Pipelines of several statements go wrong as on the real engine (recordings: powershell-7.6 batch, wire batches)."""

from __future__ import annotations

import pytest

from aksarc_harden.model.statement import Statement, call
from aksarc_harden.psrp.server_events import ServedCommand
from aksarc_harden.rehearsal.interpreter.batch import Batch
from aksarc_harden.rehearsal.interpreter.call import Pause
from aksarc_harden.rehearsal.interpreter.events import Ended, EndState, Output
from aksarc_harden.rehearsal.interpreter.failures import PARENT_CONTAINS, PipelineStopped
from tests.support.simulated import Asker, an_asker, served

KEY = "HKLM:\\SOFTWARE\\BatchTest"
TERMINATING = {
    "unknown command": call("Get-Nope"),
    "unknown parameter": call("Get-Item", Nope=1),
    "wrong type": call("Start-Sleep", Milliseconds="x"),
    "missing mandatory": call("Get-Item"),
    "absent program": call("C:\\Windows\\System32\\nope.exe"),
    "absent value": call("Get-ItemPropertyValue", LiteralPath="HKLM:\\SOFTWARE", Name="no"),
    "question nobody answers": call("Remove-Item", LiteralPath="HKLM:\\SOFTWARE"),
}
_BOUND_EARLY = {"unknown command", "unknown parameter", "wrong type", "missing mandatory", "absent program"}


def _mark(name: str) -> Statement:
    return call("Write-Output", InputObject=name)


def _make(name: str) -> Statement:
    return call("New-Item", Path=f"{KEY}\\{name}", Force=True) | call("Out-Null")


def _made(asker: Asker) -> set[str]:
    key = asker.host.state.registry.find("HKEY_LOCAL_MACHINE\\SOFTWARE\\BatchTest")
    return set() if key is None else {child.name for child in key.children.values()}


@pytest.mark.parametrize("name", TERMINATING)
def test_a_terminating_error_in_the_first_statement_shows_the_second_and_completes(name: str) -> None:
    """The record comes, then the second statement's output, then Completed; the rest runs on unseen."""
    asker = an_asker()
    heard = asker.ask(TERMINATING[name], _mark("a"), _make("b"), _mark("c"), _make("d"))
    assert len(heard.errors) == 1
    assert heard.output == ["a"]
    assert heard.state is EndState.COMPLETED
    assert _made(asker) == {"b", "d"}


@pytest.mark.parametrize("name", TERMINATING)
def test_a_terminating_error_in_a_later_statement_fails_at_once(name: str) -> None:
    """Failed comes with the error, nothing after it; the rest runs on unseen."""
    asker = an_asker()
    heard = asker.ask(_mark("a"), TERMINATING[name], _mark("b"), _make("c"), _make("d"))
    assert heard.output == ["a"]
    assert heard.errors == []
    assert heard.state is EndState.FAILED
    assert heard.end is not None
    assert _made(asker) == {"c", "d"}


@pytest.mark.parametrize("name", TERMINATING)
def test_only_what_fails_before_it_runs_hides_its_exception_in_the_first_statement(name: str) -> None:
    """Unknown commands and binding errors show ParentContainsErrorRecordException there, thrown errors do not."""
    heard = an_asker().ask(TERMINATING[name], _mark("a"))
    assert (heard.errors[0].exception == PARENT_CONTAINS) == (name in _BOUND_EARLY)


def test_two_failures_in_a_row_at_the_beginning_end_with_the_second() -> None:
    """The second statement's end is told as the end of all (tried on the real engine)."""
    asker = an_asker()
    heard = asker.ask(call("Get-Nope"), call("Get-Nope2"), _mark("a"), _make("b"))
    assert [record.target for record in heard.errors] == ["Get-Nope"]
    assert heard.state is EndState.FAILED
    assert heard.end is not None
    assert heard.end.target == "Get-Nope2"
    assert _made(asker) == {"b"}


def test_a_single_failing_statement_is_failed() -> None:
    """Alone, a terminating error is the pipeline's end."""
    heard = an_asker().ask(call("Get-Nope"))
    assert (heard.state, heard.errors) == (EndState.FAILED, [])


def test_a_non_terminating_error_keeps_its_place_between_the_outputs() -> None:
    """The record comes where it happened and the batch goes on."""
    heard = an_asker().ask(_mark("a"), call("Get-Item", LiteralPath="HKLM:\\no"), _mark("b"))
    assert [getattr(each, "short_id", each) for each in heard.order[:3]] == ["a", "PathNotFound", "b"]
    assert heard.state is EndState.COMPLETED


@pytest.mark.parametrize("place", [0, 1])
def test_error_action_stop_really_ends_a_batch(place: int) -> None:
    """A non-terminating error that is made terminating stops the rest, wherever it is."""
    asker = an_asker()
    stopping = call("Get-Item", LiteralPath="HKLM:\\no", ErrorAction="Stop")
    heard = asker.ask(*[_mark("a")] * place, stopping, _mark("b"), _make("c"))
    assert heard.output == ["a"] * place
    assert heard.state is EndState.FAILED
    assert _made(asker) == set()


def test_error_action_silently_continue_does_not_help_against_a_binding_error() -> None:
    """It hides non-terminating errors alone."""
    hidden = call("Get-Item", LiteralPath="HKLM:\\no", ErrorAction="SilentlyContinue")
    loud = call("Get-Item", Nope=1, ErrorAction="SilentlyContinue")
    heard = an_asker().ask(hidden, loud)
    assert heard.errors == []
    assert heard.state is EndState.FAILED


def test_a_command_missing_later_in_a_statement_stops_the_first_command_from_running() -> None:
    """All commands of a pipeline are found and bound before one runs."""
    asker = an_asker()
    heard = asker.ask(call("New-Item", Path=KEY) | call("Get-Nope"))
    assert heard.state is EndState.FAILED
    assert asker.host.state.registry.find("HKEY_LOCAL_MACHINE\\SOFTWARE\\BatchTest") is None


def test_script_text_is_refused() -> None:
    """A rehearsed endpoint runs no scripts, and says so by the id that a NoLanguage endpoint gives."""
    heard = an_asker().serve([(ServedCommand("1 + 1", True),)])
    assert heard.end is not None
    assert heard.end.short_id == "ScriptsNotAllowed"


def test_input_objects_fail_one_by_one() -> None:
    """Each failing object is one non-terminating error, the others are done, in order."""
    asker = an_asker()
    heard = asker.ask(
        call("Get-Item") | call("Select-Object", Property="Name"), inputs=["HKLM:\\no", "HKLM:\\SOFTWARE"]
    )
    assert heard.ids == ["PathNotFound"]
    assert len(heard.output) == 1
    assert heard.state is EndState.COMPLETED


def test_a_stopped_statement_ends_and_the_rest_runs_on() -> None:
    """The caller hears Stopped; the statements after the stopped one have their effects."""
    asker = an_asker()
    statements = [served(_mark("a")), served(call("Start-Sleep", Seconds=60)), served(_make("b"))]
    events = Batch(asker.interpreter, "pipeline", statements).run()
    seen = []
    for event in events:
        seen.append(event)
        if isinstance(event, Pause):
            seen.append(events.throw(PipelineStopped()))
    assert [event.value for event in seen if isinstance(event, Output)] == ["a"]
    assert [event.state for event in seen if isinstance(event, Ended)] == [EndState.STOPPED]
    assert _made(asker) == {"b"}


def test_variables_stay_for_the_next_pipeline() -> None:
    """A runspace keeps its variables and its location."""
    asker = an_asker()
    asker.ask(call("Set-Variable", Name="Kept", Value=5), call("Set-Location", LiteralPath="C:\\Windows"))
    heard = asker.ask(call("Get-Variable", Name="kept", ValueOnly=True), call("Test-Path", LiteralPath="System32"))
    assert heard.output == [5, True]


def test_error_action_preference_of_the_session_counts() -> None:
    """`$ErrorActionPreference` set to Stop makes a later error terminating."""
    asker = an_asker()
    asker.ask(call("Set-Variable", Name="ErrorActionPreference", Value="Stop"))
    assert asker.ask(call("Get-Item", LiteralPath="HKLM:\\no")).state is EndState.FAILED


def test_the_log_has_names_and_never_values() -> None:
    """Every statement is one entry with its commands' and parameters' names, unseen ones included."""
    asker = an_asker()
    asker.ask(_mark("secret"), call("Get-Nope"), _make("b"))
    entries = asker.host.statements()
    assert [entry.commands for entry in entries] == [
        (("Write-Output", ("InputObject",)),),
        (("Get-Nope", ()),),
        (("New-Item", ("Path", "Force")), ("Out-Null", ())),
    ]
    assert [entry.changed for entry in entries] == [(), (), ("registry",)]
    assert "secret" not in "".join(entry.to_json() for entry in entries)
