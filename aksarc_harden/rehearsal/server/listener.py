"""Where does a host listen, and what if the address is taken?"""

from __future__ import annotations

import asyncio
import errno
import ssl
from dataclasses import dataclass

from aksarc_harden.errors import InputError, InputProblem
from aksarc_harden.rehearsal.server.http import Connection
from aksarc_harden.rehearsal.server.ntlm import endpoint_binding
from aksarc_harden.rehearsal.server.service import Service

HTTP_PORT = 5985
HTTPS_PORT = 5986
_BACKLOG = 512
_HANDSHAKE_SECONDS = 20.0
_GOODBYE_SECONDS = 2.0


@dataclass(frozen=True)
class Place:
    """An address of a host and its two ports; port 0 takes a free one."""

    address: str
    http_port: int = HTTP_PORT
    https_port: int = HTTPS_PORT


@dataclass(frozen=True)
class Identity:
    """A host's certificate: the server's TLS context, and the certificate itself in DER form."""

    context: ssl.SSLContext
    certificate: bytes


class Listener:
    """The two listening sockets of a host and the connections made to them."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._servers: list[asyncio.Server] = []
        self._connections: set[Connection] = set()
        self.place = Place("")

    async def open(self, place: Place, identity: Identity) -> None:
        """
        Listen, on both ports or on none.

        Raises:
            InputError: the address or a port is taken, or is none of this machine's.
        """
        try:
            http = await self._listen(place.address, place.http_port, None)
            https = await self._listen(place.address, place.https_port, identity)
        except BaseException:
            await self.close()
            raise
        self.place = Place(place.address, http, https)

    async def _listen(self, address: str, port: int, identity: Identity | None) -> int:
        binding = endpoint_binding(identity.certificate) if identity else None
        try:
            server = await asyncio.get_running_loop().create_server(
                lambda: Connection(self._service, self._connections, binding),
                address,
                port,
                ssl=identity.context if identity else None,
                backlog=_BACKLOG,
                ssl_handshake_timeout=_HANDSHAKE_SECONDS if identity else None,
                ssl_shutdown_timeout=_GOODBYE_SECONDS if identity else None,
            )
        except OSError as error:
            raise InputError(_problem(address, port, self._service.settings.name, error)) from error
        self._servers.append(server)
        bound: int = server.sockets[0].getsockname()[1]
        return bound

    @property
    def is_open(self) -> bool:
        """Tell whether the host listens."""
        return bool(self._servers)

    def drop_connections(self) -> None:
        """Break every connection."""
        for connection in list(self._connections):
            connection.abort()

    async def close(self) -> None:
        """Stop listening and break every connection."""
        for server in self._servers:
            server.close()
        self.drop_connections()
        for server in self._servers:
            await server.wait_closed()
        self._servers.clear()


def _problem(address: str, port: int, host: str, error: OSError) -> InputProblem:
    if error.errno == errno.EADDRINUSE:
        return InputProblem(
            f"{address}:{port}, where {host} is to listen, is in use",
            "end what listens there, or give the host another address in the estate file",
        )
    return InputProblem(
        f"{host} cannot listen on {address}:{port}: {error.strerror or error}",
        "give the host a loopback address (127.x.y.z) in the estate file",
    )
