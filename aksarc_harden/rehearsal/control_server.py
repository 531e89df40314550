"""
How does the daemon answer the calls of `control`?

One JSON line in, one out, on a Unix socket in a folder that is its owner's alone.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from aksarc_harden.errors import HardenError, InputError, InputProblem
from aksarc_harden.rehearsal.control import socket_path

_LOG = logging.getLogger(__name__)
_LONGEST_LINE = 65536
_READ_SECONDS = 10.0

Answerer = Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]


class ControlServer:
    """The daemon's ear."""

    def __init__(self, state: Path, answer: Answerer) -> None:
        self._state = state
        self._answer = answer
        self._server: asyncio.Server | None = None

    async def open(self) -> None:
        """Listen; the caller holds the folder's lock, so a socket that is there is a dead daemon's."""
        (self._state / "control.sock").unlink(missing_ok=True)
        listening = socket.socket(socket.AF_UNIX)
        with socket_path(self._state) as path:
            listening.bind(path)
        self._server = await asyncio.start_unix_server(self._serve, sock=listening, limit=_LONGEST_LINE)

    async def close(self) -> None:
        """Stop listening and remove the socket."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
        (self._state / "control.sock").unlink(missing_ok=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, TimeoutError, ValueError):
            async with asyncio.timeout(_READ_SECONDS):
                line = await reader.readline()
            writer.write(json.dumps(await self._answered(line)).encode() + b"\n")
            await writer.drain()
        writer.close()

    async def _answered(self, line: bytes) -> dict[str, Any]:
        try:
            return await self._answer(json.loads(line))
        except HardenError as error:
            return error_form(error)
        except (ValueError, KeyError, TypeError) as error:
            _LOG.warning("a control call that is none: %s", type(error).__name__)
            return {"error": "the daemon does not understand this call; it may be another version"}


def error_form(error: HardenError) -> dict[str, Any]:
    """Give an error the form in which `control` raises it again."""
    if isinstance(error, InputError):
        return {"problems": [_problem_form(problem) for problem in error.problems]}
    return {"error": str(error)}


def _problem_form(problem: InputProblem) -> dict[str, Any]:
    file = None if problem.file is None else str(problem.file)
    return {"what": problem.what, "cure": problem.cure, "file": file, "line": problem.line}
