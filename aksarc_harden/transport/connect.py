"""
How is a host reached? Chooses the carrier and opens a session.

The libraries of a carrier are loaded when it is used, so that importing this costs nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aksarc_harden.model.host import Host
from aksarc_harden.transport.check import check_statements
from aksarc_harden.transport.deadline import Cancelled, Deadline, never_cancelled
from aksarc_harden.transport.pool import Pool
from aksarc_harden.transport.pooled_session import Check, PooledSession
from aksarc_harden.transport.session import TimeLimits, Traffic


def connect(
    host: Host, *, limits: TimeLimits | None = None, cancelled: Cancelled | None = None, check: Check = check_statements
) -> PooledSession:
    """
    Open a session to a host over WSMan; close it, or use it as a context manager.

    Args:
        cancelled: looked at every few seconds while waiting.
        check: refuses statements before they are sent; the published contract decides if none is given.

    Raises:
        InputError: the endpoint would show a password, or its trust file is not there.
        TransientError, PermanentError: the host cannot be reached or does not let us in.
    """
    from aksarc_harden.transport.wsman.carrier import Carrier
    from aksarc_harden.transport.wsman.pool import WSManPool
    from aksarc_harden.transport.wsman.reads import ask_in_batches

    traffic = Traffic()
    carrier = Carrier(host.endpoint, host.credential, traffic)

    def open_pool(deadline: Deadline) -> Pool:
        pool = WSManPool(carrier, host.endpoint)
        pool.open(deadline)
        return pool

    session = PooledSession(
        open_pool, ask_in_batches, check, traffic, limits or TimeLimits(), cancelled or never_cancelled, carrier.close
    )
    return _opened(session)


def connect_streams(
    arguments: Sequence[str], environment: Mapping[str, str] | None = None, *, limits: TimeLimits | None = None,
    cancelled: Cancelled | None = None, check: Check = check_statements,
) -> PooledSession:  # fmt: skip
    """
    Open a session to a PowerShell of this machine over its standard streams.

    Args:
        arguments: the program and what it is started with, for example `["pwsh"]`; `-s` and what belongs to it follow.
        environment: added to our own.

    Raises:
        HostUnreachableError: it does not start, or ends at once.
    """
    from aksarc_harden.transport.streams.pool import StreamPool
    from aksarc_harden.transport.streams.reads import ask_together

    traffic = Traffic()

    def open_pool(deadline: Deadline) -> Pool:
        return StreamPool(arguments, environment or {}, traffic, deadline)

    return _opened(
        PooledSession(open_pool, ask_together, check, traffic, limits or TimeLimits(), cancelled or never_cancelled)
    )


def _opened(session: PooledSession) -> PooledSession:
    try:
        session.open()
    except BaseException:
        session.close()
        raise
    return session
