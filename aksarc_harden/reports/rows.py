"""
One row for each control on each host: what was there, what is there now, and what came of it; lists are made of these.

A change that no finding is about, as in a rollback, has a row of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from aksarc_harden.model.answer import Cause
from aksarc_harden.model.change import Change, ChangeState
from aksarc_harden.model.control import Control
from aksarc_harden.model.finding import Finding, Verdict, Waiver
from aksarc_harden.model.found import Found, Wanted
from aksarc_harden.model.outcome import ChangeOutcome, HostOutcome, RunOutcome, Verb
from aksarc_harden.model.setting import Setting

NEEDS_ATTENTION = (Verdict.DRIFTED, Verdict.UNREADABLE)  # what is held back waits for leave, not for a look


@dataclass(frozen=True)
class Row:
    """
    One control on one host.

    Attributes:
        controls: ids; several where several ask for the change, none in a journal of old.
        control: None where no finding is about it.
        before, after: the values; None where nobody looked, or it is not known.
        wanted: what was written, would be, or is held back; None where there is no such change.
        state: how the change made ended; None where none was made.
        is_planned, is_held_back: the change was not made.
    """

    host: str
    controls: tuple[str, ...]
    control: Control | None
    setting: Setting
    verdict: Verdict | None
    verdict_before: Verdict | None
    before: Found | Wanted | None
    after: Found | Wanted | None
    wanted: Found | Wanted | None = None
    state: ChangeState | None = None
    is_planned: bool = False
    is_held_back: bool = False
    cause: Cause | None = None
    note: str = ""
    waiver: Waiver | None = None
    can_cut_access: tuple[str, ...] = ()
    needs_reboot: bool = False

    @property
    def topic(self) -> str:
        """The first two parts of the control's id; empty where none asks for the change."""
        return self.controls[0].rpartition(".")[0] if self.controls else ""

    @property
    def has_expired(self) -> bool:
        """Tell whether the control's waiver had ended when it was judged."""
        return self.waiver is not None and self.verdict is not Verdict.EXEMPT

    @property
    def did_not_hold(self) -> bool:
        """Tell whether a change was made and its re-read does not show it."""
        return self.state in (ChangeState.PLANNED, ChangeState.NOT_IN_FORCE)

    @property
    def needs_attention(self) -> bool:
        """Tell whether somebody should look at it."""
        return self.verdict in NEEDS_ATTENTION or self.has_expired or self.did_not_hold


def rows_of(outcome: RunOutcome) -> Iterator[Row]:
    """Give every row of a run, host by host."""
    for host in outcome.hosts:
        yield from _host_rows(host, back=outcome.verb is Verb.ROLLBACK)


def _host_rows(host: HostOutcome, *, back: bool) -> Iterator[Row]:
    made = {id: change for change in host.changes for id in change.change.controls}
    planned = {id: change for change in host.plan.changes for id in change.controls}
    held_back = {id: change for change in host.plan.held_back for id in change.controls}
    before = {finding.control.id: finding for finding in host.before}
    for finding in host.after:
        id = finding.control.id
        yield _finding_row(host.host, finding, before.get(id), made.get(id), planned.get(id), held_back.get(id))
    seen = {finding.control.id for finding in host.after}
    for outcome in host.changes:
        if not seen & set(outcome.change.controls):
            yield _change_row(host.host, outcome, back=back)
    if not host.changes:
        for change in host.plan.changes:
            if not seen & set(change.controls):
                yield _planned_row(host.host, change, back=back)


def _finding_row(
    host: str,
    finding: Finding,
    earlier: Finding | None,
    made: ChangeOutcome | None,
    planned: Change | None,
    held_back: Change | None,
) -> Row:
    change = made.change if made else planned or held_back
    control = finding.control
    return Row(
        host=host,
        controls=(control.id,),
        control=control,
        setting=control.setting,
        verdict=finding.verdict,
        verdict_before=earlier.verdict if earlier else None,
        before=made.change.before if made else (earlier.found if earlier else None),
        after=finding.found,
        wanted=change.wanted if change else None,
        state=made.state if made else None,
        is_planned=made is None and planned is not None,
        is_held_back=made is None and held_back is not None,
        cause=finding.cause or (made.cause if made else None),
        note=finding.note,
        waiver=finding.waiver,
        can_cut_access=control.can_cut_access,
        needs_reboot=change is not None and change.needs_reboot,
    )


def _change_row(host: str, outcome: ChangeOutcome, *, back: bool) -> Row:
    change = outcome.change
    before, wanted = _ends(change, back=back)
    holds = outcome.state in (ChangeState.IN_FORCE, ChangeState.ROLLED_BACK)
    return Row(
        host, change.controls, None, change.setting, None, None, before, wanted if holds else None, wanted,
        outcome.state, cause=outcome.cause, can_cut_access=change.can_cut_access, needs_reboot=change.needs_reboot,
    )  # fmt: skip


def _planned_row(host: str, change: Change, *, back: bool) -> Row:
    before, wanted = _ends(change, back=back)
    return Row(
        host, change.controls, None, change.setting, None, None, before, before, wanted,
        is_planned=True, can_cut_access=change.can_cut_access, needs_reboot=change.needs_reboot,
    )  # fmt: skip


def _ends(change: Change, *, back: bool) -> tuple[Found | Wanted, Found | Wanted]:
    return (change.wanted, change.before) if back else (change.before, change.wanted)


def topics_of(rows: Iterable[Row]) -> list[str]:
    """Name the topics that rows belong to, in the order of the alphabet."""
    return sorted({row.topic for row in rows if row.topic})
