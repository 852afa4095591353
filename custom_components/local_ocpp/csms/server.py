"""The WebSocket server: lets stations in, and hands them to the central system."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
import logging
import re
import socket
import ssl
from typing import override

from websockets import ConnectionClosed, Headers, Request, Response, Subprotocol
from websockets.asyncio.server import Server as Listener, ServerConnection, serve
from websockets.protocol import State
from websockets.typing import DataLike

from .central import ADAPTERS, CentralSystem
from .domain.model.station import StationId
from .session import Transport
from .visitor import Refusal, Visitor, credentials, identity

_LOGGER = logging.getLogger(__name__)
_WEBSOCKETS_LOGGER = _LOGGER.getChild("websockets")
_WEBSOCKETS_LOGGER.setLevel(logging.ERROR)  # a station that comes and goes is no news

DEFAULT_SUBPROTOCOL = "ocpp1.6"  # some stations offer none
EVERYWHERE = "*"  # in place of an address

HOW_TO_CONNECT = (
    "Local OCPP listens here for chargers: enter this address, beginning with ws://, "
    "in yours.\n"
)

type Admit = Callable[[Visitor], Awaitable[StationId | Refusal]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """How much of everything is let in.

    `backlog` may knock in one moment; `let_in_at_once` of them come in with one turn of the
    event loop, so that whoever else lives in it is not kept waiting. `per_identity` locks
    nobody out: a station that dials again must win over the connections that it lost, so
    the oldest of them gives way.
    """

    frame_bytes: int = 128 * 1024
    frames_waiting: int = 8
    backlog: int = 512
    let_in_at_once: int = 16
    connections: int = 2000
    per_address: int = 1000
    per_identity: int = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Keepalive:
    """How we find out that a station is gone, in seconds.

    It is pinged every `ping`, and need not answer. It is gone once nothing that we sent has
    reached it for `gone`; its part in closing a connection may take `farewell`.
    """

    ping: float = 30
    gone: float = 60
    farewell: float = 2


class Server:
    """Listens on one port."""

    def __init__(
        self,
        central: CentralSystem,
        admit: Admit,
        *,
        host: str | None = None,
        port: int,
        tls: ssl.SSLContext | None = None,
        caps: Caps | None = None,
        keepalive: Keepalive | None = None,
    ) -> None:
        """Bind the parties; `host` None is every network that this machine is on."""
        self._central = central
        self._admit = admit
        self._host = host
        self._port = port
        self._tls = tls
        self._caps = caps or Caps()
        self._keepalive = keepalive or Keepalive()
        self._listener: Listener | None = None
        self._open: Counter[str] = Counter()  # by address
        self._of_station: dict[StationId, list[_Connection]] = {}

    @property
    def port(self) -> int:
        """The port that is listened on: the one asked for, or the one found for 0."""
        if self._listener and self._listener.sockets:
            return int(next(iter(self._listener.sockets)).getsockname()[1])
        return self._port

    @property
    def address(self) -> tuple[int, str | None]:
        """The port and the host asked for."""
        return self._port, self._host

    async def start(self) -> None:
        """Start to listen; raises OSError if the port is taken."""
        self._listener = await serve(
            self._converse,
            self._host,
            self._port,
            ssl=self._tls,
            process_request=self._process_request,
            select_subprotocol=_select_subprotocol,
            compression=None,
            server_header=None,
            max_size=self._caps.frame_bytes,
            max_queue=self._caps.frames_waiting,
            backlog=self._caps.let_in_at_once,
            ping_interval=self._keepalive.ping,
            ping_timeout=None,  # some stations never answer one: see _notice_if_gone
            close_timeout=self._keepalive.farewell,
            create_connection=_Connection,
            logger=_WEBSOCKETS_LOGGER,
        )
        for door in self._listener.sockets:
            _let_wait(door, self._caps.backlog)

    async def stop(self) -> None:
        """Stop to listen, and close every connection; who does not let go is cut off."""
        if (listener := self._listener) is None:
            return
        listener.close()
        try:
            async with asyncio.timeout(2 * self._keepalive.farewell):
                await listener.wait_closed()
        except TimeoutError:
            listener.server.abort_clients()
            await listener.wait_closed()
        self._listener = None

    async def _process_request(
        self, connection: ServerConnection, request: Request
    ) -> Response | None:
        """Decide at the door; None opens it."""
        assert isinstance(connection, _Connection)
        if not _wants_a_websocket(request.headers):
            response = connection.respond(HTTPStatus.UPGRADE_REQUIRED, HOW_TO_CONNECT)
            response.headers["Upgrade"] = "websocket"
            return response
        if not _settle_subprotocol(request.headers):
            return connection.respond(
                HTTPStatus.BAD_REQUEST, f"Speak one of: {', '.join(ADAPTERS)}\n"
            )
        try:
            visitor = _visitor(connection, request, secure=self._tls is not None)
        except ValueError as error:
            return connection.respond(HTTPStatus.BAD_REQUEST, f"{error}\n")
        if not self._has_room_for(connection, visitor.address):
            return connection.respond(
                HTTPStatus.SERVICE_UNAVAILABLE, "Too many connections\n"
            )
        return await self._at_the_door(connection, visitor)

    async def _at_the_door(
        self, connection: _Connection, visitor: Visitor
    ) -> Response | None:
        admitted = await self._admit(visitor)
        if isinstance(admitted, Refusal):
            _LOGGER.debug("Refused %s: %s", visitor.identity, admitted.name)
            response = connection.respond(admitted.value, f"{admitted.value.phrase}\n")
            if admitted is Refusal.UNAUTHORIZED:
                response.headers["WWW-Authenticate"] = 'Basic realm="OCPP"'
            return response
        connection.station_id = admitted
        return None

    async def _converse(self, connection: ServerConnection) -> None:
        assert isinstance(connection, _Connection)
        _notice_if_gone(connection, self._keepalive.gone)
        _forget_headers(connection)
        station_id = connection.station_id
        connections = self._of_station.setdefault(station_id, [])
        connections.append(connection)
        if len(connections) > self._caps.per_identity:
            connections.pop(0).transport.abort()
        try:
            await self._central.converse(
                station_id,
                connection.subprotocol or DEFAULT_SUBPROTOCOL,
                _WebSocket(connection, self._keepalive),
            )
        finally:
            if connection in connections:
                connections.remove(connection)
                if not connections:
                    del self._of_station[station_id]

    def _has_room_for(self, connection: _Connection, address: str) -> bool:
        """Return whether one more may come in; from then on it counts until it is lost."""
        if (
            self._open[EVERYWHERE] >= self._caps.connections
            or self._open[address] >= self._caps.per_address
        ):
            return False
        if connection.state is State.CONNECTING:
            self._open.update((EVERYWHERE, address))
            connection.on_lost = partial(self._count_out, address)
        return True

    def _count_out(self, address: str) -> None:
        self._open.subtract((EVERYWHERE, address))
        if not self._open[address]:
            del self._open[address]


class _Connection(ServerConnection):
    """A connection that knows whose it is, and tells when it is lost."""

    station_id = StationId("")
    on_lost: Callable[[], None] | None = None

    @override
    async def ping(self, data: DataLike | None = None) -> Awaitable[float]:
        self.pending_pings.clear()  # some stations never answer: they would pile up
        return await super().ping(data)

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        if self.on_lost:
            self.on_lost()


class _WebSocket(Transport):
    """A WebSocket as the session wants it: closing is an end, not an error."""

    def __init__(self, connection: ServerConnection, keepalive: Keepalive) -> None:
        self._connection = connection
        self._keepalive = keepalive

    @override
    async def __aiter__(self) -> AsyncIterator[str | bytes]:
        """Yield frames as text, whatever their type; as bytes what is no UTF-8."""
        try:
            while True:
                yield _text(await self._connection.recv(decode=False))
        except ConnectionClosed:
            return

    @override
    async def send(self, frame: str, /) -> None:
        lags = self._connection.transport.get_write_buffer_size() > 0
        try:
            await (self._send_patiently if lags else self._connection.send)(frame)
        except ConnectionClosed as error:
            raise ConnectionError from error

    @override
    async def close(self, code: int = 1000, reason: str = "") -> None:
        try:
            async with asyncio.timeout(2 * self._keepalive.farewell):
                await self._connection.close(code, reason)
        except TimeoutError:  # it does not even read
            self._connection.transport.abort()

    async def _send_patiently(self, frame: str) -> None:
        """Send to a station that has not read yet what we sent before."""
        try:
            async with asyncio.timeout(self._keepalive.gone):
                await self._connection.send(frame)
        except TimeoutError as error:
            self._connection.transport.abort()
            raise ConnectionError from error


def _text(frame: bytes) -> str | bytes:
    try:
        return frame.decode()
    except UnicodeDecodeError:
        return frame


def _select_subprotocol(
    connection: ServerConnection, offered: Sequence[Subprotocol]
) -> Subprotocol | None:
    return next((Subprotocol(name) for name in ADAPTERS if name in offered), None)


def _wants_a_websocket(headers: Headers) -> bool:
    return any("websocket" in value.lower() for value in headers.get_all("Upgrade"))


def _settle_subprotocol(headers: Headers) -> bool:
    """Leave of the offer what we speak; return False if that is nothing at all.

    An offer that names nothing is none: some stations send the header empty.
    """
    header = "Sec-WebSocket-Protocol"
    offered = re.findall(r"[^,\s]+", ",".join(headers.get_all(header)))
    spoken = [name for name in offered if name in ADAPTERS]
    if header in headers:
        del headers[header]
    if spoken:
        headers[header] = ", ".join(spoken)
    return bool(spoken) or not offered


def _visitor(
    connection: ServerConnection, request: Request, *, secure: bool
) -> Visitor:
    """Return who knocks; raises ValueError for an identity or credentials that are none."""
    name = identity(request.path)
    authorization = "".join(request.headers.get_all("Authorization")[:1])
    username, password = credentials(authorization, name)
    return Visitor(
        identity=name,
        username=username,
        password=password,
        address=_address(connection),
        secure=secure,
    )


def _address(connection: ServerConnection) -> str:
    return str((connection.remote_address or ("",))[0])


def _let_wait(door: socket.socket, backlog: int) -> None:
    """Have the operating system keep so many waiting; asyncio would let them all in at once."""
    with door.dup() as same:
        same.listen(backlog)


def _forget_headers(connection: ServerConnection) -> None:
    """Drop what nobody asks for any more: 3 KiB, and a password among them."""
    for message in (connection.request, connection.response):
        if message:
            message.headers.clear()


def _notice_if_gone(connection: ServerConnection, seconds: float) -> None:
    """Have the operating system drop a peer that no longer acknowledges what we send.

    Our pings make sure that there is something to acknowledge, even for stations that
    answer none.
    """
    raw = connection.transport.get_extra_info("socket")
    if raw is not None and hasattr(socket, "TCP_USER_TIMEOUT"):
        milliseconds = round(1000 * seconds)
        with suppress(OSError):  # not every system that knows the option has it
            raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, milliseconds)
