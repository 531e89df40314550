from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from aksarc_harden.engine.apply import is_same, outcome_of, write_changes, writing
from aksarc_harden.engine.kind import NotWritten, Seen, Write
from aksarc_harden.engine.read import MAX_ROUNDS, read_settings
from aksarc_harden.errors import HostSilentError
from aksarc_harden.model.answer import Answer, Cause, CauseCode, ErrorRecord
from aksarc_harden.model.change import Change, ChangeState
from aksarc_harden.model.facts import Facts
from aksarc_harden.model.found import ABSENT, Before, Found, Missing, Unreadable, Value, Wanted
from aksarc_harden.model.setting import Service, Setting, UserRight
from aksarc_harden.model.statement import Chain, Statement, call, program
from tests.support.builders import facts_of
from tests.support.fakes import FakeSession, RightsInADict

RIGHT, OTHER = UserRight("SeTcbPrivilege"), UserRight("SeDebugPrivilege")
HELD: Mapping[str, tuple[str, ...]] = {RIGHT.constant: ("S-1-5-18",), OTHER.constant: ("S-1-5-32-544",)}


class BrokenKind(RightsInADict):
    def decode(self, settings: Sequence[UserRight], facts: Facts, seen: Sequence[Seen]) -> Mapping[UserRight, Found]:
        raise KeyError("a defect")


def test_all_settings_of_a_host_are_read_in_one_batch_a_round() -> None:
    """However many settings there are, a round of questions is one read of the session."""
    session = FakeSession()
    found = read_settings(session, {UserRight.kind: RightsInADict(HELD, rounds=2)}, [RIGHT, OTHER], facts_of())
    assert found == {RIGHT: Value(("S-1-5-18",), "SIDs"), OTHER: Value(("S-1-5-32-544",), "SIDs")}
    assert [len(batch) for batch in session.batches] == [2, 2]


def test_a_kind_that_fails_makes_its_own_settings_unreadable() -> None:
    """A defect in a kind's code is a finding with a cause, not the end of the run."""
    found = read_settings(FakeSession(), {UserRight.kind: BrokenKind(HELD)}, [RIGHT], facts_of())
    assert found == {RIGHT: Unreadable(Cause(CauseCode.KIND_FAILED, "BrokenKind: KeyError"))}


def test_a_kind_that_asks_for_ever_is_stopped() -> None:
    """The rounds of questions have an end."""
    session = FakeSession()
    read_settings(session, {UserRight.kind: RightsInADict(HELD, rounds=99)}, [RIGHT], facts_of())
    assert len(session.batches) == MAX_ROUNDS


def test_the_work_folder_is_made_closed_and_removed_in_the_same_chain() -> None:
    """A kind that needs files of its own finds the folder closed to others, and nothing of it stays."""
    session = FakeSession()
    kind = RightsInADict(HELD, needs_work_folder=True)
    read_settings(session, {UserRight.kind: kind}, [RIGHT], facts_of())
    ((chain,),) = session.batches
    names = [statement.commands[0].name for statement in chain]
    assert names == ["New-Item", r"C:\Windows\System32\icacls.exe", "Get-Thing", "Remove-Item"]


def test_a_work_folder_that_may_have_stayed_is_removed_afterwards() -> None:
    """Where the removal's answer was lost with its chain, it is asked for once more."""
    lost = Answer(lost=Cause(CauseCode.ANSWER_LOST))
    session = FakeSession(lambda statement: lost)
    kind = RightsInADict(HELD, needs_work_folder=True)
    read_settings(session, {UserRight.kind: kind}, [RIGHT], facts_of())
    assert [statement.commands[0].name for statement in session.batches[1][0]] == ["Remove-Item"]


def test_a_silent_host_is_the_hosts_error_and_no_finding() -> None:
    """An error of the session rises, so that the host as a whole is reported."""

    def silent(_: Statement) -> Answer:
        raise HostSilentError("no answer")

    with pytest.raises(HostSilentError):
        read_settings(FakeSession(silent), {UserRight.kind: RightsInADict(HELD)}, [RIGHT], facts_of())


@pytest.mark.parametrize(
    ("found", "wanted", "same"),
    [
        (Value(("a", "B"), "SIDs"), Value(("b", "A"), "SIDs"), True),
        (Value(("a", "b"), "MultiString"), Value(("b", "a"), "MultiString"), False),
        (Value("x", "String"), Value("X", "String"), False),
        (Value(1, "DWord"), Value(1, "QWord"), False),
        (Missing("K"), ABSENT, True),
        (Missing(None), Missing("K"), True),
        (Value("", "String"), ABSENT, False),
        (Unreadable(Cause(CauseCode.ACCESS_DENIED)), ABSENT, False),
    ],
)
def test_sameness_is_exact_but_for_the_order_of_holders(found: Found, wanted: Wanted | Missing, same: bool) -> None:
    """Type, case and order count, except the order of a right's holders."""
    assert is_same(found, wanted) is same


BEFORE, WANTED = Value((), "SIDs"), Value(("S-1-5-18",), "SIDs")
CHANGE = Change(RIGHT, BEFORE, WANTED)


def test_the_re_read_decides_and_the_error_explains() -> None:
    """A write with an error record that holds is in force; one that does not hold carries the host's reason."""
    denied = ErrorRecord("UnauthorizedAccess,Set", exception="System.UnauthorizedAccessException")
    session = FakeSession(lambda _: Answer(errors=(denied,)))
    said = write_changes(session, {UserRight.kind: RightsInADict(HELD)}, {RIGHT: (BEFORE, WANTED)}, facts_of())
    assert outcome_of(CHANGE, WANTED, said).state is ChangeState.IN_FORCE
    refused = outcome_of(CHANGE, BEFORE, said)
    assert (refused.state, refused.cause) == (
        ChangeState.NOT_IN_FORCE,
        Cause(CauseCode.ACCESS_DENIED, "UnauthorizedAccess,Set"),
    )


def test_a_success_that_changed_nothing_is_not_believed() -> None:
    """Without an error and without the wanted value the change is not in force, and the cause says so."""
    outcome = outcome_of(CHANGE, BEFORE, [])
    assert outcome.cause is not None
    assert outcome.cause.code is CauseCode.NOT_IN_FORCE


class RightsByProgram(RightsInADict):
    def writes(
        self, changes: Mapping[UserRight, tuple[Before, Wanted]], facts: Facts, seen: Sequence[Seen] = ()
    ) -> Sequence[Write]:
        return [Write(program(facts.program("secedit.exe"), "/configure"), tuple(changes))]


@pytest.mark.parametrize(("code", "detail"), [(3, "secedit.exe: exit code 3"), (0, None)])
def test_a_native_program_explains_by_its_exit_code(code: int, detail: str | None) -> None:
    """A program that ended with warnings is quoted where the re-read shows another value; zero says nothing."""
    session = FakeSession(lambda statement: Answer((code,) if "Get-Variable" in str(statement) else ()))
    said = write_changes(session, {UserRight.kind: RightsByProgram(HELD)}, {RIGHT: (BEFORE, WANTED)}, facts_of())
    assert [explanation.cause.detail for explanation in said] == ([detail] if detail else [])


class RightsByTwoPrograms(RightsInADict):
    def writes(
        self, changes: Mapping[UserRight, tuple[Before, Wanted]], facts: Facts, seen: Sequence[Seen] = ()
    ) -> Sequence[Write]:
        return [Write(program(facts.program(f"{name}.exe")), (name,)) for name in ("one", "two")]


def test_each_program_has_its_own_exit_code() -> None:
    """It is asked for before the next program hides it, and the last one's together with what ends the writing."""
    codes = iter((1, 2))
    session = FakeSession(lambda statement: Answer((next(codes),) if "Get-Variable" in str(statement) else ()))
    kind = RightsByTwoPrograms(HELD, needs_work_folder=True)
    said = write_changes(session, {UserRight.kind: kind}, {RIGHT: (BEFORE, WANTED)}, facts_of())
    assert [(each.settings, each.cause.detail) for each in said] == [
        (("one",), "one.exe: exit code 1"), (("two",), "two.exe: exit code 2"),
    ]  # fmt: skip
    assert [[chain[0].commands[0].name for chain in batch] for batch in session.batches] == [
        ["New-Item"], ["Get-Variable"], ["Get-Variable", "Remove-Item"],
    ]  # fmt: skip


def test_a_line_that_a_program_writes_beside_its_output_is_no_error() -> None:
    """Some say on standard error that all went well; how a program ended its exit code tells."""
    line = ErrorRecord("NativeCommandError", exception="System.Management.Automation.RemoteException")
    session = FakeSession(lambda _: Answer((0,), errors=(line,)))
    said = write_changes(session, {UserRight.kind: RightsByProgram(HELD)}, {RIGHT: (BEFORE, WANTED)}, facts_of())
    assert said == []


def test_a_folder_is_made_for_the_first_write_that_needs_it() -> None:
    """A kind whose reading needs none may put a file there; without such a write there is no folder."""
    session = FakeSession()
    with writing(session, {}, facts_of()) as begun:
        begun.run([Write(call("Set-A"))])
        assert session.batches == []
        begun.run([Write(call("Set-B"), uses_work_folder=True), Write(call("Set-C"), uses_work_folder=True)])
    assert [[chain[0].commands[0].name for chain in batch] for batch in session.batches] == [
        ["New-Item"],
        ["Remove-Item"],
    ]


class RightsOnTop(RightsInADict):
    """A kind that looks before it writes, writes what it saw, and refuses one right."""

    def asks_before_writing(self, changes: Mapping[UserRight, tuple[Before, Wanted]], facts: Facts) -> Sequence[Chain]:
        return [(call("Get-Thing", Name="fresh"),)]

    def writes(
        self, changes: Mapping[UserRight, tuple[Before, Wanted]], facts: Facts, seen: Sequence[Seen] = ()
    ) -> Sequence[Write | NotWritten]:
        ((answer,),) = (each.answers for each in seen)
        return [Write(call("Set-Thing", Value=answer.output[0])), NotWritten(Cause(CauseCode.COMMAND_FAILED), (RIGHT,))]


def test_a_kind_may_look_right_before_it_writes() -> None:
    """What it sees goes into its writes; what it refuses is explained; the look costs no request of its own."""
    session = FakeSession(lambda statement: Answer(("fresh",) if "Get-Thing" in str(statement) else ()))
    kind = RightsOnTop(HELD, needs_work_folder=True)
    said = write_changes(session, {UserRight.kind: kind}, {RIGHT: (BEFORE, WANTED)}, facts_of())
    assert [dict(each.commands[0].arguments) for each in session.writes] == [{"Value": "fresh"}]
    assert [(each.settings, each.cause) for each in said] == [((RIGHT,), Cause(CauseCode.COMMAND_FAILED))]
    names = [
        [each.commands[0].name.rpartition("\\")[2] for chain in batch for each in chain] for batch in session.batches
    ]
    assert names == [["New-Item", "icacls.exe", "Get-Thing"], ["Remove-Item"]]


def test_kinds_share_one_work_folder() -> None:
    """It is made once before the first write and removed once after the last, however many kinds need it."""
    session = FakeSession()
    kinds = {
        UserRight.kind: RightsInADict(HELD, needs_work_folder=True),
        Service.kind: Services(needs_work_folder=True),
    }
    changes: dict[Setting, tuple[Before, Wanted]] = {RIGHT: (BEFORE, WANTED), Service("x"): (BEFORE, WANTED)}
    write_changes(session, kinds, changes, facts_of())
    names = [
        [each.commands[0].name.rpartition("\\")[2] for chain in batch for each in chain] for batch in session.batches
    ]
    assert names == [["New-Item", "icacls.exe"], ["Remove-Item"]]
    assert len(session.writes) == 2


class Services(RightsInADict):
    def __init__(self, *, needs_work_folder: bool) -> None:
        super().__init__({}, needs_work_folder=needs_work_folder)

    def writes(
        self, changes: Mapping[Any, tuple[Before, Wanted]], facts: Facts, seen: Sequence[Seen] = ()
    ) -> Sequence[Write]:
        return [Write(call("Set-Thing"))]


def test_the_work_folder_goes_even_when_a_write_ends_the_host() -> None:
    """A policy's files do not stay on a host that fails midway; the error is the first one."""

    def broken(statement: Statement) -> Answer:
        if statement.commands[0].name in ("Set-Thing", "Remove-Item"):
            raise HostSilentError(statement.commands[0].name)
        return Answer()

    session = FakeSession(broken)
    kind = RightsInADict(HELD, needs_work_folder=True)
    with pytest.raises(HostSilentError, match="Set-Thing"):
        write_changes(session, {UserRight.kind: kind}, {RIGHT: (BEFORE, WANTED)}, facts_of())
    assert [statement.commands[0].name for statement in session.batches[-1][0]] == ["Remove-Item"]
