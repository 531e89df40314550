"""
Every control on simulated hosts: drifted → compliant → idempotent → rolled back to exactly what was there.

For each role and platform there is one host, on which all controls that hold there go through every state together, as
a run does it; between them every control holds somewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product

import pytest

from aksarc_harden.catalogue import CONTROLS
from aksarc_harden.engine.apply import as_wanted, is_same, remove_keys, write_changes
from aksarc_harden.engine.facts import FactsQuestion, decode_facts
from aksarc_harden.engine.judge import judge
from aksarc_harden.engine.plan import plan_host
from aksarc_harden.engine.read import read_settings
from aksarc_harden.engine.resolve import Aim, resolve
from aksarc_harden.model.change import Change
from aksarc_harden.model.facts import Facts
from aksarc_harden.model.finding import Finding, Verdict
from aksarc_harden.model.found import Before, Found, Missing, Value, Wanted
from aksarc_harden.model.host import Platform, Role
from aksarc_harden.model.rule import Superset
from aksarc_harden.model.setting import Registry, Setting, UserRight
from aksarc_harden.rehearsal.host import Machine, SimulatedHost
from aksarc_harden.targets import KINDS
from aksarc_harden.transport.session import Session
from tests.support.builders import a_host
from tests.support.control_states import with_site_text
from tests.support.in_process import in_process
from tests.support.laid_out import GONE, STATES, add_gone_account, lay_out

ALL = [with_site_text(control) for control in CONTROLS.values()]
HOSTS = [(role, platform, "en-US") for role, platform in product(Role, Platform)]
HOSTS.append((Role.HYPERV_HOST, Platform.AZSHCI22H2, "ja-JP"))


@dataclass(frozen=True)
class Bench:
    """One simulated host, a session to it, and the aims of all controls that hold there."""

    host: SimulatedHost
    session: Session
    facts: Facts
    aims: tuple[Aim, ...]

    def look(self) -> tuple[Mapping[Setting, Found], list[Finding]]:
        """Read and judge all of them."""
        found = read_settings(self.session, KINDS, [aim.setting for aim in self.aims], self.facts)
        return found, [judge(control, found[aim.setting]) for aim in self.aims for control in aim.controls]

    def plan(self) -> tuple[Change, ...]:
        """Plan all that would be changed."""
        found, findings = self.look()
        return plan_host(self.aims, found, findings, allow_risky=True).changes

    def write(self, changes: Mapping[Setting, tuple[Before, Wanted]]) -> None:
        """Write, and expect no word against it."""
        assert write_changes(self.session, KINDS, changes, self.facts) == []

    def roll_back(self, changes: Sequence[Change]) -> None:
        """Put everything back as it was."""
        now = read_settings(self.session, KINDS, [change.setting for change in changes], self.facts)
        aims: dict[Setting, tuple[Before, Wanted]] = {}
        for change in changes:
            state = now[change.setting]
            assert isinstance(state, Value | Missing)
            aims[change.setting] = (state, as_wanted(change.before))
        self.write(aims)
        befores = {change.setting: change.before for change in changes}
        assert remove_keys(self.session, KINDS, befores, self.facts) == []


@pytest.fixture(params=HOSTS, ids="-".join)
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    """Give a host of each role and platform in turn, as its installation left it; one of them speaks Japanese."""
    with make_bench(*request.param) as made:
        yield made


@contextmanager
def make_bench(role: Role, platform: Platform, culture: str) -> Iterator[Bench]:
    """Make a host, and connect to it."""
    host = SimulatedHost(Machine("HOST1", role, platform, "corp.example", "CORP", culture))
    with in_process(host) as session:
        question = FactsQuestion(tuple(sorted({name for kind in KINDS.values() for name in kind.commands})))
        answers = [answer for (answer,) in session.read(question.chains)]
        facts = decode_facts(a_host("HOST1", role=role), answers, "test")
        assert facts.platform is platform
        yield Bench(host, session, facts, resolve(ALL, role, platform))


@pytest.mark.parametrize("state", STATES)
def test_every_control_comes_back_from_every_state(bench: Bench, state: str) -> None:
    """What has drifted is mended, a second run finds nothing to do, and a rollback leaves no trace."""
    lay_out(bench.host, state, bench.aims)
    changes = there_and_back(bench)
    if state in ("of another type", "drifted"):
        assert {change.setting for change in changes} == {aim.setting for aim in bench.aims}


@pytest.mark.parametrize("state", ["as installed", "drifted"])
def test_an_account_that_is_gone_keeps_its_rights_where_others_may_have_them(state: str) -> None:
    """A SID that no longer resolves is merged, removed and put back as it is."""
    with make_bench(Role.HYPERV_HOST, Platform.WS2022, "en-US") as bench:
        lay_out(bench.host, state, bench.aims)
        add_gone_account(bench.host, bench.aims)
        changes = there_and_back(bench)
        wanted = {change.setting: change.wanted for change in changes}
        merged = [aim for aim in bench.aims if isinstance(aim.setting, UserRight) and isinstance(aim.accept, Superset)]
        assert any(aim.setting in wanted for aim in merged)
        for aim in merged:
            value = wanted.get(aim.setting, Value((GONE,), "SIDs"))
            assert isinstance(value, Value)
            assert isinstance(value.data, tuple)
            assert GONE in value.data


def there_and_back(bench: Bench) -> tuple[Change, ...]:
    """Harden a host, hold that it is, and roll everything back; give the changes."""
    before = bench.host.snapshot()
    changes = bench.plan()
    bench.write({change.setting: (change.before, change.wanted) for change in changes})

    found, findings = bench.look()
    assert {each.control.id: each for each in findings if each.verdict is not Verdict.COMPLIANT} == {}
    assert all(is_same(found[change.setting], change.wanted) for change in changes)
    assert bench.plan() == ()

    bench.roll_back(changes)
    assert bench.host.snapshot() == before
    return changes


def test_every_control_holds_somewhere() -> None:
    """No control is beaten by others on every role and platform, so the walk above has met all of them."""
    held = {
        control.id for role, platform, _ in HOSTS for aim in resolve(ALL, role, platform) for control in aim.controls
    }
    assert held == set(CONTROLS)


def test_keys_are_missing_in_every_form() -> None:
    """On a fresh host whole policy keys are missing, and with them keys that have a slash in their name."""
    host = SimulatedHost(Machine("HOST1", Role.MEMBER, Platform.WS2022))
    paths = [control.setting.path for control in ALL if isinstance(control.setting, Registry)]
    missing = [path for path in paths if host.state.registry.find(path) is None]
    assert len(missing) >= 20
    assert any("/" in path for path in missing)
