"""
What does the rehearsal's process do from its start to its end?

It takes the state folder's lock, lets every host listen, answers control calls, and ends when it is told to or when
nobody has used it for long enough; its hosts' states are on disk by then.
"""

from __future__ import annotations

import asyncio
import fcntl
import logging
import os
import secrets
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from aksarc_harden.errors import InputError, InputProblem, RefusedError
from aksarc_harden.rehearsal.certificates import Authority, write_secret
from aksarc_harden.rehearsal.control import LOCK_NAME
from aksarc_harden.rehearsal.control_server import ControlServer
from aksarc_harden.rehearsal.resident import Resident

_LOG = logging.getLogger(__name__)
_LOOK_SECONDS = 5.0  # how often it is looked whether anybody uses the rehearsal
_PROBE_SECONDS = 1.0  # who looks whether a daemon lives holds the lock for a moment
_PASSWORD_BYTES = 18


class Lock:
    """The lock of a state folder, with its holder's process id in it; held until that ends, however it does."""

    def __init__(self, state: Path) -> None:
        """
        Take it.

        Raises:
            RefusedError: a living daemon holds it.
        """
        self._descriptor = os.open(state / LOCK_NAME, os.O_RDWR | os.O_CREAT, 0o600)
        if not self._is_taken():
            os.close(self._descriptor)
            raise RefusedError(f"another rehearsal holds {state}")
        os.ftruncate(self._descriptor, 0)
        os.write(self._descriptor, f"{os.getpid()}\n".encode())

    def _is_taken(self) -> bool:
        deadline = time.monotonic() + _PROBE_SECONDS
        while True:
            try:
                fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > deadline:
                    return False
                time.sleep(0.01)
            else:
                return True

    def release(self) -> None:
        """Give it back."""
        os.ftruncate(self._descriptor, 0)
        os.close(self._descriptor)


def make_password(state: Path) -> str:
    """Give the password of the rehearsal's accounts, made at the first start and kept."""
    file = state / "password"
    if not file.exists():
        # Windows' own rule of complexity would take it: letters of both cases and a digit are in it.
        write_secret(file, f"Ra1-{secrets.token_urlsafe(_PASSWORD_BYTES)}\n".encode())
    return file.read_text(encoding="ascii").strip()


class Daemon:
    """A running rehearsal."""

    def __init__(
        self,
        state: Path,
        residents: Sequence[Resident],
        idle_seconds: float,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._state = state
        self._residents = {resident.name.lower(): resident for resident in residents}
        self._idle_seconds = idle_seconds
        self._now = now
        self._used, self._activity = now(), -1
        self._end = asyncio.Event()
        self._control = ControlServer(state, self._answer)
        self._calls: dict[str, Callable[[dict[str, Any]], Any]] = {
            "status": self._status,
            "down": self._down,
            "reset": self._reset,
            "disturb": self._disturb,
        }

    async def run(self, ready: Callable[[str], None]) -> None:
        """
        Serve until the end; `ready` is told what happens, with an empty text when all listen.

        Raises:
            InputError: an address is in use.
        """
        try:
            await self._open(ready)
            _LOG.info("%d hosts listen", len(self._residents))
            ready("")
            await self._wait()
        finally:
            await self._close()

    def stop(self) -> None:
        """End soon; called in the daemon's own loop."""
        self._end.set()

    async def _open(self, ready: Callable[[str], None]) -> None:
        authority = Authority(self._state)
        ready(f"{len(self._residents)} simulated hosts begin to listen")
        for resident in self._residents.values():
            await resident.open(authority)
        await self._control.open()

    async def _wait(self) -> None:
        while not self._end.is_set():
            left = self.idle_seconds_left()
            if left <= 0:
                _LOG.info("nobody used it for %.0f seconds", self._idle_seconds)
                return
            try:
                async with asyncio.timeout(min(left, _LOOK_SECONDS)):
                    await self._end.wait()
            except TimeoutError:
                continue

    def idle_seconds_left(self) -> float:
        """Say how long it still waits for somebody; any request since it was last asked counts as now."""
        activity = sum(resident.activity for resident in self._residents.values())
        if activity != self._activity:
            self._activity, self._used = activity, self._now()
        return self._used + self._idle_seconds - self._now()

    async def _close(self) -> None:
        await self._control.close()
        await asyncio.gather(*(resident.close() for resident in self._residents.values()))
        _LOG.info("ended")

    async def _answer(self, question: dict[str, Any]) -> dict[str, Any]:
        self._used = self._now()
        answer: dict[str, Any] = await self._calls[question["do"]](question)
        return answer

    async def _status(self, question: dict[str, Any]) -> dict[str, Any]:
        return {
            "pid": os.getpid(),
            "hosts": [resident.status() for resident in self._residents.values()],
            "idle_seconds_left": round(self.idle_seconds_left(), 1),
        }

    async def _down(self, question: dict[str, Any]) -> dict[str, Any]:
        asyncio.get_running_loop().call_soon(self._end.set)
        return {}

    async def _reset(self, question: dict[str, Any]) -> dict[str, Any]:
        for resident in self._chosen(question["host"]):
            await resident.reset()
        return {}

    async def _disturb(self, question: dict[str, Any]) -> dict[str, Any]:
        for resident in self._chosen(question["host"]):
            await resident.disturb(question["kind"], question["fields"])
        return {}

    def _chosen(self, host: str | None) -> list[Resident]:
        if host is None:
            return list(self._residents.values())
        if host.lower() not in self._residents:
            names = ", ".join(resident.name for resident in self._residents.values())
            raise InputError(InputProblem(f"the rehearsal has no host {host}", f"one of {names}"))
        return [self._residents[host.lower()]]
