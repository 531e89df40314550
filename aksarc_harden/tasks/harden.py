"""The main job and what comes before it: audit, plan, harden."""

from __future__ import annotations

from dataclasses import replace

from invoke import Context

from aksarc_harden.tasks.choices import REHEARSAL, REPORT_HELP, REPORTS, Choices, choose
from aksarc_harden.tasks.codes import code_of
from aksarc_harden.tasks.display import Display
from aksarc_harden.tasks.front_door import front_door


@front_door(output=REPORT_HELP)
def audit(
    context: Context,
    site: str = REHEARSAL,
    limit: str = "",
    profile: str = "",
    controls: str = "",
    output: str = "terminal",
    vault_password_file: str = "",
    debug: bool = False,
) -> int:
    """
    Say what differs from the baseline; change nothing.

    Exit code 0: nothing differs; 2: something does; 4: some hosts could not be asked.
    """
    chosen = choose(
        site=site, limit=limit, profile=profile, controls=controls, output=output,
        vault_password_file=vault_password_file, outputs=REPORTS,
    )  # fmt: skip
    return _carried_out("audit", chosen)


@front_door(output=REPORT_HELP)
def plan(
    context: Context,
    site: str = REHEARSAL,
    limit: str = "",
    profile: str = "",
    controls: str = "",
    output: str = "terminal",
    allow_risky: bool = False,
    vault_password_file: str = "",
    debug: bool = False,
) -> int:
    """
    Say what `harden` would change; change nothing.

    Exit code 0: nothing to change, or only what is held back; 2: something is.
    """
    chosen = choose(
        site=site, limit=limit, profile=profile, controls=controls, output=output, allow_risky=allow_risky,
        vault_password_file=vault_password_file, outputs=REPORTS,
    )  # fmt: skip
    return _carried_out("plan", chosen)


@front_door(changes=True, output=REPORT_HELP)
def harden(
    context: Context,
    site: str = REHEARSAL,
    limit: str = "",
    profile: str = "",
    controls: str = "",
    output: str = "terminal",
    yes: bool = False,
    dry_run: bool = False,
    allow_risky: bool = False,
    vault_password_file: str = "",
    debug: bool = False,
) -> int:
    """
    Bring the site to its baseline, prove it, and keep all that takes it back.

    Shows the plan and asks, unless --yes is given; the rehearsal is simulated and goes on without asking.
    What may cut access to a host is held back, unless --allow-risky is given.
    An interrupted run is resumed.
    Exit code 0: as wanted; 2: drift remains; 3: nobody was there to confirm; 4: some hosts could not be done.
    """
    chosen = choose(
        site=site, limit=limit, profile=profile, controls=controls, output=output,
        yes=yes, dry_run=dry_run, allow_risky=allow_risky, vault_password_file=vault_password_file, outputs=REPORTS,
    )  # fmt: skip
    return _carried_out("harden", chosen)


def _carried_out(verb: str, chosen: Choices) -> int:
    """Do one of the three over the site and report it."""
    from aksarc_harden.runbooks import harden as runbook
    from aksarc_harden.tasks.estate import ordered
    from aksarc_harden.tasks.kept import keep

    display = Display(chosen)
    work = {"audit": runbook.audit, "plan": runbook.plan, "harden": runbook.harden}[verb]
    changes = verb == "harden" and not chosen.dry_run
    with ordered(chosen, display.progress(), purpose=verb, changes=changes) as (order, is_rehearsal):
        confirm = display.confirm(is_rehearsal=is_rehearsal) if changes else None
        outcome = work(replace(order, confirm=confirm))
        keep(order.journal, outcome)
    display.show(outcome)
    return code_of(outcome)
