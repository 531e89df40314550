"""
How does a host's WinRM service speak HTTP?

asyncio.Protocol and h11, one object a connection: NTLM signs in a connection, a long poll must see its client leave,
and a rehearsal breaks connections on purpose.
Nothing a client sends, or does not send, holds the service: headers, bodies and what comes early are bounded in size,
a request in time, connections in number, and what nobody signed for is not kept.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import Any, cast

import h11
from spnego.channel_bindings import GssChannelBindings

from aksarc_harden.rehearsal.server.authentication import ConnectionSignIn
from aksarc_harden.rehearsal.server.encryption import EncryptionError, is_encrypted, open_body, seal_body
from aksarc_harden.rehearsal.server.ntlm import SignInError
from aksarc_harden.rehearsal.server.service import Answer, Service

_LOG = logging.getLogger(__name__)
_HEADER_BYTES = 65536  # NTLM and Kerberos tokens are large; http.sys allows as much
_SOAP = ("Content-Type", "application/soap+xml;charset=UTF-8")
_RUBBISH = b"<html><body>It works!</body></html>"


@dataclass(frozen=True)
class _Reply:
    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    answer: Answer | None = None


class _TooLargeError(Exception):
    """A body beyond what is read at all."""


class Connection(asyncio.Protocol):
    """One connection to one host."""

    def __init__(self, service: Service, open_connections: set[Connection], binding: GssChannelBindings | None) -> None:
        self._service = service
        self._quotas = service.settings.quotas
        self._open = open_connections
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=_HEADER_BYTES)
        self._sign_in = ConnectionSignIn(service.settings, binding, is_tls=binding is not None)
        self._is_tls = binding is not None
        self._data = asyncio.Event()
        self._early: int | None = None  # bytes that came while an answer is being made; None while we read
        self._is_lost = False
        self._client = ""
        self._transport: asyncio.Transport = cast(asyncio.Transport, None)
        self._task: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to serve."""
        self._transport = cast(asyncio.Transport, transport)
        self._client = str((transport.get_extra_info("peername") or [""])[0])
        if len(self._open) >= self._quotas.max_connections:
            self._transport.write(b"HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
            self._transport.close()
            return
        self._open.add(self)
        self._task = asyncio.get_running_loop().create_task(self._serve())

    def data_received(self, data: bytes) -> None:
        """Hand bytes to h11; a client that sends much while it should wait is cut off."""
        if self._early is not None:
            self._early += len(data)
            if self._early > self._quotas.pipelined_bytes:
                self.abort()
                return
        self._feed(data)

    def eof_received(self) -> bool:
        """Take the client's goodbye."""
        self._feed(b"")
        return False

    def _feed(self, data: bytes) -> None:
        try:
            self._http.receive_data(data)
        except RuntimeError:  # more bytes after the client's own goodbye
            self.abort()
        self._data.set()

    def connection_lost(self, exc: Exception | None) -> None:
        """See the client leave: what it waited for stays in its shell."""
        self._is_lost = True
        self._open.discard(self)
        if self._task is not None:
            self._task.cancel()

    def abort(self) -> None:
        """Break the connection without a goodbye."""
        self._is_lost = True
        self._transport.abort()

    async def _serve(self) -> None:
        try:
            await self._lag(2 if self._is_tls else 1)  # the round trips of TCP's and TLS 1.3's handshakes
            while await self._exchange():
                self._http.start_next_cycle()
        except (h11.ProtocolError, TimeoutError, ConnectionError) as error:
            _LOG.debug("%s: connection ended: %s", self._service.settings.name, type(error).__name__)
        finally:
            self._transport.close()

    async def _lag(self, round_trips: int = 1) -> None:
        if self._service.trouble.latency_seconds:
            await asyncio.sleep(self._service.trouble.latency_seconds * round_trips)

    async def _event(self) -> Any:
        while (event := self._http.next_event()) is h11.NEED_DATA:
            self._data.clear()
            await self._data.wait()
        return event

    async def _exchange(self) -> bool:
        """Serve one request; False when the connection is at its end."""
        is_known = self._sign_in.principal is not None
        async with asyncio.timeout(self._quotas.idle_connection_seconds if is_known else self._quotas.request_seconds):
            request = await self._event()
        if not isinstance(request, h11.Request):
            return False
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in request.headers}
        try:
            async with asyncio.timeout(self._quotas.request_seconds):
                body = await self._body(headers)
        except _TooLargeError:
            self._write(_Reply(413, (("Connection", "close"),)))
            return False
        self._early = 0
        await self._lag()
        self._write(await self._reply(request, headers, body))
        self._early = None
        return not self._is_lost and self._http.our_state is h11.DONE and self._http.their_state is h11.DONE

    async def _body(self, headers: dict[str, str]) -> bytes:
        """Read a body; of a client that is not known only its length counts."""
        limit = 2 * self._quotas.envelope_bytes
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > limit:
            raise _TooLargeError
        if headers.get("expect", "").lower() == "100-continue":
            self._transport.write(self._http.send(h11.InformationalResponse(status_code=100, headers=[])) or b"")
        is_kept = self._sign_in.principal is not None or "authorization" in headers or "wsmanidentify" in headers
        body, size = bytearray(), 0
        while isinstance(event := await self._event(), h11.Data):
            size += len(event.data)
            if size > limit:
                raise _TooLargeError
            if is_kept:
                body += event.data
        if not isinstance(event, h11.EndOfMessage):
            raise ConnectionError("the client left in the middle of a body")
        return bytes(body)

    async def _reply(self, request: h11.Request, headers: dict[str, str], body: bytes) -> _Reply:
        if request.target.partition(b"?")[0].rstrip(b"/").lower() != b"/wsman":
            return _Reply(404)
        if request.method != b"POST":
            return _Reply(405, (("Allow", "POST"),))
        if headers.get("wsmanidentify", "").lower() == "unauthenticated":
            return _Reply(200, (_SOAP,), self._service.identify(None))
        verdict = self._sign_in.judge(headers.get("authorization"))
        challenges = tuple(("WWW-Authenticate", challenge) for challenge in verdict.challenges)
        if verdict.principal is None:
            return _Reply(401, challenges)
        if not body:
            return _Reply(200, challenges)
        if is_encrypted(headers.get("content-type", "")):
            return await self._sealed(headers["content-type"], body, verdict.principal, challenges)
        if not self._is_tls:  # AllowUnencrypted is false on every host of ours
            return _Reply(500, challenges)
        answer = await self._service.handle(body, verdict.principal, self._client)
        return _Reply(answer.status, (*challenges, _SOAP), answer.envelope, answer)

    async def _sealed(
        self, content_type: str, body: bytes, principal: str, challenges: tuple[tuple[str, str], ...]
    ) -> _Reply:
        seal = self._sign_in.seal
        if seal is None:
            return _Reply(400)
        try:
            envelope = open_body(seal, content_type, body)
        except (EncryptionError, SignInError):
            return _Reply(400, (("Connection", "close"),))
        answer = await self._service.handle(envelope, principal, self._client)
        if self._sign_in.seal is not seal or not answer.envelope:
            return _Reply(answer.status, challenges)
        reply_type, sealed = seal_body(seal, answer.envelope)
        return _Reply(answer.status, (*challenges, ("Content-Type", reply_type)), sealed, answer)

    def _write(self, reply: _Reply) -> None:
        trouble, answer = self._service.trouble, reply.answer
        if answer is not None and trouble.is_rubbish:
            reply = _Reply(200, (("Content-Type", "text/html"),), _RUBBISH, answer)
        if self._is_lost or (answer is not None and trouble.takes_reset(answer.action)):
            self._lose(answer)
            return
        headers = [("Server", "Microsoft-HTTPAPI/2.0"), ("Content-Length", str(len(reply.body))), *reply.headers]
        self._transport.write(self._http.send(h11.Response(status_code=reply.status, headers=headers)) or b"")
        if answer is not None and trouble.takes_half(answer.action):
            self._transport.write(self._http.send(h11.Data(data=reply.body[: len(reply.body) // 2])) or b"")
            self._is_lost = True
            self._transport.close()
            self._forget(answer)
            return
        data = self._http.send(h11.Data(data=reply.body)) or b""
        self._transport.write(data + (self._http.send(h11.EndOfMessage()) or b""))

    def _lose(self, answer: Answer | None) -> None:
        self._forget(answer)
        self.abort()

    @staticmethod
    def _forget(answer: Answer | None) -> None:
        if answer is not None and answer.lose is not None:
            answer.lose()
