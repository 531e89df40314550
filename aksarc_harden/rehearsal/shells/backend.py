"""
How does the WSMan server talk to what answers PSRP behind a shell?

One back end serves one shell (one runspace pool).
The server hands over the bytes that the client sent, as they came, and gets whole PSRP fragments back; it knows
neither commands nor values, and a back end knows neither HTTP nor WSMan.
All calls of one back end come from one event loop; those that belong to one pipeline come in the client's order.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeAlias
from uuid import UUID

Deliver: TypeAlias = Callable[[UUID | None, bytes, bool], None]
"""
Give one fragment to the client: the pipeline's id (None for the pool), one PSRP fragment with its header
([MS-PSRP] 2.2.4, at most 32,768 bytes), and True with the last fragment of a pipeline's last PIPELINE_STATE.
"""

Ended: TypeAlias = Callable[[], None]
"""Say that nothing will come any more, and that nobody asked for it (the engine died, the host went down)."""


class Backend(Protocol):
    """
    The far side of one runspace pool.

    A pipeline is named by the id inside its messages ([MS-PSRP] 2.2.1, PID), not by WSMan's CommandId.
    Input that cannot be decoded is answered as a real engine does: not at all (recordings/wire/README.md, j).
    """

    async def open(self, creation: bytes) -> None:
        """
        Take creationXml's fragments (SESSION_CAPABILITY, INIT_RUNSPACEPOOL); answers may follow by `deliver`.

        Raises:
            BackendError: the pool cannot be opened.
        """
        ...

    async def command(self, pipeline_id: UUID, data: bytes) -> None:
        """Take the first fragments of a pipeline (CREATE_PIPELINE or GET_COMMAND_METADATA); returns before it ends."""
        ...

    async def send(self, pipeline_id: UUID | None, data: bytes) -> None:
        """Take more fragments: pipeline input and the rest of a long CREATE_PIPELINE, or, with None, pool messages."""
        ...

    async def signal(self, pipeline_id: UUID) -> None:
        """Stop a pipeline; its state Stopped follows by `deliver`."""
        ...

    async def forget(self, pipeline_id: UUID) -> None:
        """Drop a pipeline that the client is done with; nothing of it is delivered any more."""
        ...

    async def close(self) -> None:
        """Close the pool and end what still runs; may be called twice and before `open`; delivers nothing more."""
        ...


class BackendError(Exception):
    """What stands behind the shell cannot go on; the message says why and holds no secret."""


Opener: TypeAlias = Callable[[Deliver, Ended], Backend]
"""Make the back end of one new shell; called once a shell, before `open`."""
