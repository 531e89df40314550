"""The error that says: the pool is gone, though the host may be well. Another pool may do what this one cannot."""

from __future__ import annotations

from aksarc_harden.errors import HostUnreachableError


class PoolEndedError(HostUnreachableError):
    """The runspace pool, its shell or its process has ended by itself."""

    def __init__(self, message: str) -> None:
        super().__init__(message, retry_after_seconds=0.0)
