"""Who is asked before anything is written, and what is said where."""

from __future__ import annotations

import io
import json
import sys
from dataclasses import dataclass

import pytest

from aksarc_harden.errors import RefusedError
from aksarc_harden.model.change import Plan
from aksarc_harden.tasks.choices import Choices
from aksarc_harden.tasks.display import Cell, Display, commands
from aksarc_harden.tasks.estate import is_on_this_machine
from tests.support.builders import a_host
from tests.support.outcomes import CHANGE, HELD

PLANS = {"hci-node1": Plan((CHANGE,), (HELD,))}


class Terminal(io.StringIO):
    """Standard input with somebody in front of it."""

    def isatty(self) -> bool:
        return True


def answered(monkeypatch: pytest.MonkeyPatch, answer: str, output: str = "terminal") -> bool:
    """Ask about a plan of a real site and answer."""
    monkeypatch.setattr(sys, "stdin", Terminal(answer))
    confirm = Display(Choices(site="plant", output=output)).confirm(is_rehearsal=False)
    assert confirm is not None
    return confirm(PLANS)


@pytest.mark.parametrize(
    ("answer", "goes_on"),
    [
        ("y\n", True),
        ("YES\n", True),
        ("n\n", False),
        ("\n", False),
        ("", False),
        ("yo\n", False),
        ("d\ny\n", True),
        ("d\n", False),
    ],
)
def test_only_a_yes_goes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], answer: str, goes_on: bool
) -> None:
    """The plan is shown before the question, and everything but a yes is a no."""
    assert answered(monkeypatch, answer) is goes_on
    said = capsys.readouterr()
    assert "absent → 1" in said.out
    assert "Make 1 change on 1 host? [y/N, d shows each]" in said.err


def test_whoever_is_asked_can_see_each_change(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The plan is short; the answer `d` shows what it left out and asks again."""
    assert answered(monkeypatch, "d\ny\n")
    said = capsys.readouterr()
    assert HELD.controls[0] in said.out
    assert said.err.count("[y/N, d shows each]") == 2


def test_the_way_on_keeps_what_was_chosen() -> None:
    """The command to copy is for the same hosts and controls; the rehearsal need not be named."""
    chosen = Choices(site="./my plant", limit="aks_hosts,!node3", controls=("windows.lsa", "windows.tls"))
    again = commands(chosen)
    assert again("harden").endswith(
        "harden --site './my plant' --limit 'aks_hosts,!node3' --controls windows.lsa,windows.tls"
    )
    assert again("rollback 1", with_choice=False).endswith("rollback 1 --site './my plant' --limit 'aks_hosts,!node3'")
    assert "--" not in commands(Choices())("harden")


@dataclass(frozen=True)
class Row:
    """A row of a list."""

    name: str
    is_up: bool
    note: str | None = None


def test_a_list_is_a_table_without_its_empty_columns(capsys: pytest.CaptureFixture[str]) -> None:
    """Yes and no are words; a column in which nothing stands is left out."""
    cells: dict[str, Cell] = {"Name": lambda row: row.name, "Up": lambda row: row.is_up, "Note": lambda row: row.note}
    Display(Choices()).show_rows("Hosts", "hosts", [Row("a", True), Row("b", False)], cells)
    said = capsys.readouterr().out
    assert "yes" in said
    assert "Note" not in said
    Display(Choices(output="json")).show_rows("Hosts", "hosts", [Row("a", True)], cells)
    assert json.loads(capsys.readouterr().out) == {"hosts": [{"name": "a", "is_up": True, "note": None}]}


def test_with_json_the_plan_is_shown_beside_the_document(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Standard output stays free for the document; whoever is asked sees the plan on standard error."""
    assert answered(monkeypatch, "y\n", "json")
    said = capsys.readouterr()
    assert said.out == ""
    assert "absent → 1" in said.err


def test_the_rehearsal_goes_on_without_asking(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A newcomer's first run needs no answer: it shows the plan and says why nobody is asked."""
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    confirm = Display(Choices()).confirm(is_rehearsal=True)
    assert confirm is not None
    assert confirm(PLANS)
    said = capsys.readouterr()
    assert "absent → 1" in said.out
    assert "simulated" in said.err


@pytest.mark.parametrize("choices", [Choices(site="plant", yes=True), Choices(site="plant", dry_run=True)])
def test_nobody_is_asked_where_the_answer_is_given(monkeypatch: pytest.MonkeyPatch, choices: Choices) -> None:
    """--yes and --dry-run need no terminal."""
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    assert Display(choices).confirm(is_rehearsal=False) is None


@pytest.mark.parametrize("there", [io.StringIO(), None])
def test_without_a_terminal_a_real_site_is_refused(monkeypatch: pytest.MonkeyPatch, there: io.StringIO | None) -> None:
    """Where somebody must be asked and nobody is there, nothing is changed."""
    monkeypatch.setattr(sys, "stdin", there)
    with pytest.raises(RefusedError, match="--yes"):
        Display(Choices(site="plant")).confirm(is_rehearsal=False)


@pytest.mark.parametrize(
    ("address", "is_here"), [("127.1.0.11", True), ("::1", True), ("10.0.0.1", False), ("hci1.corp.local", False)]
)
def test_a_real_host_among_the_rehearsed_is_known(address: str, is_here: bool) -> None:
    """Whoever puts a real host into the rehearsal's inventory is asked: only this machine's addresses are harmless."""
    host = a_host()
    endpoint = type(host.endpoint)(address)
    assert is_on_this_machine(a_host(endpoint=endpoint)) is is_here
