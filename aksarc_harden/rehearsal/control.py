"""
How is the rehearsal started, asked, disturbed and ended from another process?

One daemon a state folder; it holds the folder's lock as long as it lives, and answers JSON lines on a Unix socket.
This module is what the command line imports, so it loads nothing heavy: no asyncio, no cryptography, no WSMan.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aksarc_harden
from aksarc_harden import places
from aksarc_harden.errors import (
    HostSilentError,
    InputError,
    InputProblem,
    PermanentError,
    RefusedError,
)

SITE = "rehearsal"
USER = "CORP\\aksarc-admin"
LOCK_NAME = "daemon.lock"
_START_SECONDS = 120.0  # a hundred hosts need a hundred certificates, on a busy machine
_ANSWER_SECONDS = 30.0
_STOP_SECONDS = 30.0
_LOOK_SECONDS = 0.05  # between looks at a daemon that ends
_LONGEST_ANSWER = 4 << 20


@dataclass(frozen=True)
class HostStatus:
    """
    One simulated host.

    Attributes:
        requests: answered since the start or the last reset; without those that only timed out.
        changed: statements that wrote settings; files are left out, which an audit makes for itself.
        disturbances: what is wrong with it, as `kind` or `kind field=value`.
    """

    name: str
    address: str
    platform: str
    is_listening: bool
    requests: int = 0
    changed: int = 0
    shells: int = 0
    disturbances: tuple[str, ...] = ()


@dataclass(frozen=True)
class Status:
    """
    The rehearsal as it is now.

    Attributes:
        was_up: it was running before `up` was called.
        idle_seconds_left: until it ends by itself, if nobody uses it.
    """

    is_up: bool
    pid: int | None = None
    hosts: tuple[HostStatus, ...] = ()
    idle_seconds_left: float = 0.0
    was_up: bool = False


def state_folder() -> Path:
    """Name the rehearsal's state folder; it may not be there yet."""
    return places.state_folder(SITE)


def password(state: Path) -> str:
    """
    Read the password of the rehearsal's accounts, made when it first came up.

    Raises:
        InputError: it never came up.
    """
    file = state / "password"
    try:
        return file.read_text(encoding="ascii").strip()
    except FileNotFoundError as error:
        raise InputError(InputProblem("the rehearsal has no password yet", "start it: rehearsal.up", file)) from error


def up(
    state: Path,
    estate_file: Path,
    *,
    hosts: int | None = None,
    idle_seconds: float = 3600,
    progress: Callable[[str], None] | None = None,
) -> Status:
    """
    Start the daemon and wait until every host listens; do nothing if it is up already.

    Args:
        hosts: so many AKS hosts instead of those of the estate file.
        idle_seconds: after so long without a request or a call from here it ends by itself.
        progress: told what happens, in a few words.

    Raises:
        InputError: the estate file is wrong, or an address is in use.
        HostSilentError, PermanentError: it did not come up.
    """
    say = progress or _nobody
    if hosts is not None and hosts < 1:
        raise InputError(InputProblem(f"{hosts} hosts", "give a number of hosts from 1 on"))
    _make_folder(state)
    with _one_at_a_time(state):
        found = _settled(state)
        if found is not None:
            say("the rehearsal is up already")
            return found
        say("starting the rehearsal")
        arguments = ["--state", str(state.resolve()), "--estate", str(estate_file.resolve())]
        arguments += ["--idle-seconds", str(idle_seconds)] + ([] if hosts is None else ["--hosts", str(hosts)])
        _start(state, arguments, say)
        return _status(state, was_up=False)


@contextlib.contextmanager
def _one_at_a_time(state: Path) -> Iterator[None]:
    """Of several that start the rehearsal at once, let the later ones wait and find it up."""
    descriptor = os.open(state / "up.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _settled(state: Path) -> Status | None:
    """Give the status of a living daemon, None where there is none; one that is just ending is waited for."""
    deadline = time.monotonic() + _STOP_SECONDS
    while is_up(state):
        try:
            return _status(state, was_up=True)
        except HostSilentError:
            if time.monotonic() > deadline:
                raise
            time.sleep(_LOOK_SECONDS)
    return None


def down(state: Path) -> bool:
    """
    End the daemon, which saves its hosts; tell whether it was up.

    Raises:
        HostSilentError: it does not end.
    """
    if not is_up(state):
        return False
    pid = _pid(state)
    with contextlib.suppress(HostSilentError, PermanentError):
        _ask(state, "down")
    for number in (None, signal.SIGTERM, signal.SIGKILL):
        if number is not None and pid is not None and is_up(state):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
        if _wait_until_down(state):
            return True
    raise HostSilentError(f"the rehearsal (process {pid}) does not end")


def is_up(state: Path) -> bool:
    """Tell whether a living daemon holds this state folder; what a dead one left behind does not count."""
    try:
        descriptor = os.open(state / LOCK_NAME, os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)  # shared, so that several may look at once
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def status(state: Path) -> Status:
    """
    Say what is up.

    Raises:
        HostSilentError: a daemon lives, and does not answer.
    """
    return _status(state, was_up=True) if is_up(state) else Status(is_up=False)


def reset(state: Path, host: str | None = None) -> Status:
    """
    Put one host, or all, back to the estate's beginnings: state, log, counts, disturbances.

    Raises:
        RefusedError: the rehearsal is not up.
        InputError: there is no such host.
    """
    _need_up(state)
    _ask(state, "reset", host=host)
    return _status(state, was_up=True)


def disturb(state: Path, host: str, kind: str, **fields: Any) -> Status:
    """
    Let something go wrong on a host, or, with kind `calm`, let everything go right again.

    Of the network: `latency` (seconds), `reset` (n: the next n answers to a Receive), `half-answer` (n), `silent`,
    `rubbish`, `unreachable`. Of the host itself: the kinds of `rehearsal/host/disturbances.py`.

    Raises:
        RefusedError: the rehearsal is not up.
        InputError: there is no such host, kind or field.
    """
    _need_up(state)
    _ask(state, "disturb", host=host, kind=kind, fields=fields)
    return _status(state, was_up=True)


def _nobody(what: str) -> None:
    """Tell nobody."""


def _make_folder(state: Path) -> None:
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    if state.stat().st_mode & 0o077:
        state.chmod(0o700)


def _need_up(state: Path) -> None:
    if not is_up(state):
        raise RefusedError("the rehearsal is not up; start it: rehearsal.up")


def _pid(state: Path) -> int | None:
    try:
        return int((state / LOCK_NAME).read_text(encoding="ascii"))
    except (FileNotFoundError, ValueError):
        return None


def _wait_until_down(state: Path) -> bool:
    deadline = time.monotonic() + _STOP_SECONDS
    while is_up(state):
        if time.monotonic() > deadline:
            return False
        time.sleep(_LOOK_SECONDS)
    return True


def _status(state: Path, *, was_up: bool) -> Status:
    form = _ask(state, "status")
    hosts = tuple(HostStatus(**{**host, "disturbances": tuple(host["disturbances"])}) for host in form["hosts"])
    return Status(True, form["pid"], hosts, form["idle_seconds_left"], was_up)


def _start(state: Path, arguments: list[str], say: Callable[[str], None]) -> None:
    reading, writing = os.pipe()
    try:
        log_descriptor = os.open(state / "log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(log_descriptor, "ab") as log:
            process = subprocess.Popen(  # noqa: S603  # our own interpreter and module
                [sys.executable, "-m", "aksarc_harden.rehearsal", *arguments, "--report", str(writing)],
                cwd=Path(aksarc_harden.__file__).parent.parent,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=(writing,),
                start_new_session=True,
            )
        os.close(writing)
        writing = -1
        try:
            _await_report(reading, state, say)
        except BaseException:
            _give_up(process)
            raise
    finally:
        os.close(reading)
        if writing >= 0:
            os.close(writing)
    process.returncode = 0  # it is to outlive us, so nobody waits for it


def _give_up(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _await_report(reading: int, state: Path, say: Callable[[str], None]) -> None:
    for report in _reports(reading):
        if "progress" in report:
            say(report["progress"])
        elif "problems" in report:
            raise InputError(*(InputProblem(**problem) for problem in report["problems"]))
        elif "error" in report:
            raise PermanentError(report["error"])
        elif "ready" in report:
            return
    raise PermanentError(f"the rehearsal ended while it started; its log says why: {state / 'log'}")


def _reports(reading: int) -> Iterator[dict[str, Any]]:
    deadline, buffer = time.monotonic() + _START_SECONDS, b""
    while True:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([reading], [], [], left)[0]:
            raise HostSilentError(f"the rehearsal does not listen after {_START_SECONDS:.0f} seconds")
        data = os.read(reading, 65536)
        if not data:
            return
        *lines, buffer = (buffer + data).split(b"\n")
        yield from (json.loads(line) for line in lines)


@contextlib.contextmanager
def socket_path(state: Path) -> Iterator[str]:
    """Name the control socket so that the name fits into a Unix socket's 108 bytes, however deep the folder lies."""
    descriptor = os.open(state, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{descriptor}/control.sock"
    finally:
        os.close(descriptor)


def _ask(state: Path, do: str, **fields: Any) -> dict[str, Any]:
    question = json.dumps({"do": do, **fields}).encode() + b"\n"
    try:
        with socket.socket(socket.AF_UNIX) as connection, socket_path(state) as path:
            connection.settimeout(_ANSWER_SECONDS)
            connection.connect(path)
            connection.sendall(question)
            answer = _read_line(connection)
    except OSError as error:
        raise HostSilentError(f"the rehearsal's daemon does not answer ({error})") from error
    if "problems" in answer:
        raise InputError(*(InputProblem(**problem) for problem in answer["problems"]))
    if "error" in answer:
        raise PermanentError(answer["error"])
    return answer


def _read_line(connection: socket.socket) -> dict[str, Any]:
    answer = b""
    while not answer.endswith(b"\n") and len(answer) < _LONGEST_ANSWER:
        data = connection.recv(65536)
        if not data:
            break
        answer += data
    try:
        form: dict[str, Any] = json.loads(answer)
    except ValueError as error:
        raise PermanentError("the rehearsal's daemon broke off its answer") from error
    return form
