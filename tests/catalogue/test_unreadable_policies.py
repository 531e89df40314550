"""Policy tools that fail on a simulated host: their settings are unreadable with the cause, everything else is read."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from aksarc_harden.engine.apply import outcome_of, write_changes
from aksarc_harden.engine.facts import FactsQuestion, decode_facts
from aksarc_harden.engine.read import read_settings
from aksarc_harden.model.answer import CauseCode
from aksarc_harden.model.change import Change
from aksarc_harden.model.facts import Facts
from aksarc_harden.model.found import Before, Found, Unreadable, Value, Wanted
from aksarc_harden.model.host import Platform, Role
from aksarc_harden.model.setting import AccountPolicy, AuditPolicy, Registry, Service, Setting, UserRight
from aksarc_harden.rehearsal.host import Machine, SimulatedHost
from aksarc_harden.targets import KINDS
from aksarc_harden.transport.session import Session
from tests.support.builders import a_host
from tests.support.in_process import in_process

RIGHT, LENGTH = UserRight("SeDebugPrivilege"), AccountPolicy("MinimumPasswordLength")
AUDIT = AuditPolicy("{0CCE923F-69AE-11D9-BED3-505054503030}")
SPOOLER = Service("Spooler")
LIMIT = Registry(r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\Lsa", "LimitBlankPasswordUse")
ALL: tuple[Setting, ...] = (RIGHT, LENGTH, AUDIT, SPOOLER, LIMIT)
OF_TOOL: dict[str, set[Setting]] = {"secedit.exe": {RIGHT, LENGTH}, "auditpol.exe": {AUDIT}}
Changes = dict[Setting, tuple[Before, Wanted]]
TROUBLES = ("missing-command", "empty", "cut", "re-encoded", "absent")


@pytest.fixture(params=["en-US", "ja-JP"])
def host(request: pytest.FixtureRequest) -> SimulatedHost:
    """Give a member server in two languages."""
    return SimulatedHost(Machine("HOST1", Role.MEMBER, Platform.WS2022, culture=request.param))


@pytest.fixture
def session(host: SimulatedHost) -> Iterator[Session]:
    """Give a session to it."""
    with in_process(host) as opened:
        yield opened


@pytest.fixture
def facts(session: Session) -> Facts:
    """Give its facts, taken while all is well."""
    question = FactsQuestion(tuple(sorted({name for kind in KINDS.values() for name in kind.commands})))
    return decode_facts(a_host("HOST1", role=Role.MEMBER), [answer for (answer,) in session.read(question.chains)], "x")


def disturb(host: SimulatedHost, tool: str, trouble: str, times: int = 0) -> None:
    """Let a tool fail in a way."""
    if trouble == "missing-command":
        host.disturb(trouble, command=tool)
    else:
        host.disturb("spoiled-export", command=tool, form=trouble, times=times)


def unreadable(found: dict[Setting, Found]) -> set[Setting]:
    """Give the settings that could not be read."""
    return {setting for setting, each in found.items() if isinstance(each, Unreadable)}


@pytest.mark.parametrize("trouble", TROUBLES)
@pytest.mark.parametrize("tool", OF_TOOL)
def test_what_a_tool_does_not_tell_is_unreadable(
    host: SimulatedHost, session: Session, facts: Facts, tool: str, trouble: str
) -> None:
    """Nothing else is, the cause names the tool, and no file stays behind."""
    before = host.snapshot()
    disturb(host, tool, trouble)
    found = read_settings(session, KINDS, ALL, facts)
    assert unreadable(found) == OF_TOOL[tool]
    for setting in OF_TOOL[tool]:
        each = found[setting]
        assert isinstance(each, Unreadable)
        assert tool in each.cause.detail
        assert (each.cause.code is CauseCode.COMMAND_MISSING) == (trouble == "missing-command")
    host.calm()
    assert host.snapshot() == before


@pytest.mark.parametrize("trouble", TROUBLES[1:])
@pytest.mark.parametrize("tool", OF_TOOL)
def test_an_export_that_fails_once_is_read_the_second_time(
    host: SimulatedHost, session: Session, facts: Facts, tool: str, trouble: str
) -> None:
    """Under new names, in a round of its own."""
    disturb(host, tool, trouble, times=1)
    assert unreadable(read_settings(session, KINDS, ALL, facts)) == set()


def test_a_privilege_that_is_not_held_is_the_cause(host: SimulatedHost, session: Session, facts: Facts) -> None:
    """The tool's exit code is Windows' error number."""
    host.disturb("access-denied", command="auditpol.exe")
    found = read_settings(session, KINDS, ALL, facts)
    each = found[AUDIT]
    assert isinstance(each, Unreadable)
    assert "1314" in each.cause.detail
    assert unreadable(found) == {AUDIT}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_a_restore_that_cannot_be_prepared_is_explained(
    host: SimulatedHost, session: Session, facts: Facts, trouble: str
) -> None:
    """The host was readable a moment ago; the audit policy stays as it is, and the other writes go on."""
    audits = host.snapshot()["audit"]
    disturb(host, "auditpol.exe", trouble)
    said = write_changes(
        session, KINDS,
        {
            AUDIT: (Value(("Success",), "AuditFlags"), Value(("Failure",), "AuditFlags")),
            LENGTH: (Value(0, "Integer"), Value(14, "Integer")),
        },
        facts,
    )  # fmt: skip
    assert [each.settings for each in said] == [(AUDIT,)]
    assert host.snapshot()["audit"] == audits
    assert host.state.policy.system_access["MinimumPasswordLength"] == 14
    assert host.state.files.find(facts.work_folder) is None


def test_a_protected_service_is_explained(host: SimulatedHost, session: Session, facts: Facts) -> None:
    """That access was denied is the cause, whatever else was said after it."""
    host.disturb("access-denied", service="Spooler")
    change: Changes = {SPOOLER: (Value("Automatic", "StartType"), Value("Disabled", "StartType"))}
    said = write_changes(session, KINDS, change, facts)
    assert {each.settings for each in said} == {(SPOOLER,)}
    now = read_settings(session, KINDS, [SPOOLER], facts)[SPOOLER]
    assert now == Value("Automatic", "StartType")
    outcome = outcome_of(Change(SPOOLER, *change[SPOOLER]), now, said)
    assert outcome.cause is not None
    assert outcome.cause.code is CauseCode.ACCESS_DENIED
