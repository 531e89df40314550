"""The rehearsed estate: start it, look at it, let things go wrong, put it back, end it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from invoke import Context

from aksarc_harden.errors import InputError, InputProblem
from aksarc_harden.rehearsal import control
from aksarc_harden.tasks import rehearsed
from aksarc_harden.tasks.choices import Choices, check_output, number, read_fields
from aksarc_harden.tasks.codes import ExitCode
from aksarc_harden.tasks.display import Display, say
from aksarc_harden.tasks.front_door import front_door

MOST_HOSTS = 250  # one process serves about a hundred well


@front_door(
    changes=True,
    hosts="so many AKS hosts, 1 to 250 (default: the four of the estate)",
    idle="minutes without use after which it ends by itself (default: 60)",
)
def up(context: Context, hosts: str = "", idle: str = "60", output: str = "terminal", debug: bool = False) -> int:
    """Start the rehearsal and wait until every host listens."""
    check_output(output)
    count = int(number(hosts, "hosts", low=1, high=MOST_HOSTS, whole=True)) if hosts else None
    minutes = number(idle, "idle", low=0.1, high=60 * 24 * 7)
    _show(rehearsed.start(count, minutes), output)
    return ExitCode.AS_WANTED


@front_door(changes=True)
def down(context: Context, debug: bool = False) -> int:
    """End the rehearsal; its hosts keep their state."""
    was_up = control.down(control.state_folder())
    say("The rehearsal has ended." if was_up else "The rehearsal was not up.")
    return ExitCode.AS_WANTED


@front_door(name="status")
def show_status(context: Context, output: str = "terminal", debug: bool = False) -> int:
    """Show the simulated hosts, what they were asked and what is wrong with them."""
    check_output(output)
    _show(control.status(control.state_folder()), output)
    return ExitCode.AS_WANTED


@front_door(changes=True, host="only this host (default: all)")
def reset(context: Context, host: str = "", output: str = "terminal", debug: bool = False) -> int:
    """Put the simulated hosts back to the estate's beginnings: `rehearsal.reset`, or `rehearsal.reset HOST`."""
    check_output(output)
    _show(control.reset(control.state_folder(), host or None), output)
    return ExitCode.AS_WANTED


@front_door(
    changes=True,
    host="the host's name",
    kind="what shall go wrong, one of the kinds above",
    seconds="how long, for latency",
    times="how often, for reset and half-answer",
    fields="what else the kind takes: name=value, separated by commas",
)
def disturb(
    context: Context,
    host: str = "",
    kind: str = "",
    seconds: str = "",
    times: str = "",
    fields: str = "",
    output: str = "terminal",
    debug: bool = False,
) -> int:
    r"""
    Let something go wrong on a simulated host: `rehearsal.disturb HOST KIND`.

    For example:

      rehearsal.disturb hci-node1 latency --seconds 0.5
      rehearsal.disturb dc1 missing-command --fields command=secedit.exe

    Kinds, and what they take:

      latency           --seconds S; every answer comes so much later
      reset             --times N; the next N connections break while an answer is awaited
      half-answer       --times N; the next N answers end in the middle
      silent            it takes requests and answers only that the time is up
      rubbish           what it answers is no WSMan
      unreachable       nothing listens
      access-denied     --fields path=KEY or path=KEY,name=VALUE or right=RIGHT; access=read or write narrows it;
                        service=NAME is protected; command=auditpol.exe lacks its privilege
      missing-command   --fields command=NAME
      throwing-command  --fields command=NAME; after=N lets N calls work first
      unchanging        --fields command=NAME or path=KEY or path=KEY,name=VALUE or right=RIGHT
      spoiled-export    --fields command=secedit.exe or auditpol.exe,form=empty or cut or re-encoded or absent;
                        times=N lets it be right again
      unlisted          --fields subcategory={GUID}; the system does not know that audit subcategory
      calm              everything goes right again
    """
    check_output(output)
    if not (host and kind):
        raise InputError(
            InputProblem("a host and a kind are needed", "rehearsal.disturb HOST KIND; --help lists kinds")
        )
    given: dict[str, object] = dict(read_fields(fields))
    if seconds:
        given["seconds"] = number(seconds, "seconds", low=0, high=600)
    if times:
        given["n"] = int(number(times, "times", low=1, high=1_000_000, whole=True))
    if "after" in given:
        given["after"] = int(number(str(given["after"]), "fields after", low=0, high=1_000_000, whole=True))
    _show(control.disturb(control.state_folder(), host, kind, **given), output)
    return ExitCode.AS_WANTED


@front_door(
    file="calls, one JSON object a line, in the form of the recorded bindings",
    contract="contract files to bind by, separated by commas (default: the whole one in a checkout, else what ships)",
)
def bind(context: Context, file: str = "", contract: str = "", debug: bool = False) -> int:
    """Say how the rehearsal binds calls: `rehearsal.bind FILE.jsonl`; one JSON outcome a line comes back."""
    from aksarc_harden.tasks.binding import bind_file

    if not file:
        raise InputError(InputProblem("a file of calls is needed", "rehearsal.bind FILE.jsonl"))
    bind_file(file, [each for each in contract.split(",") if each])
    return ExitCode.AS_WANTED


def _show(status: control.Status, output: str) -> None:
    if status.is_up:
        minutes = f"{status.idle_seconds_left / 60:.0f}"
        say(f"The rehearsal is up (process {status.pid}) and ends after {minutes} minutes without use.")
    else:
        say("The rehearsal is not up.")
    if status.is_up or output == "json":
        Display(Choices(output=output)).show_rows("Rehearsed hosts", "hosts", status.hosts, _CELLS)


_CELLS: Mapping[str, Callable[[control.HostStatus], object]] = {
    "Host": lambda host: host.name,
    "Address": lambda host: host.address,
    "Platform": lambda host: host.platform,
    "Listens": lambda host: host.is_listening,
    "Requests": lambda host: host.requests,
    "Changes": lambda host: host.changed,
    "Shells": lambda host: host.shells,
    "Disturbed by": lambda host: host.disturbances,
}


TASKS = (up, down, show_status, reset, disturb, bind)
