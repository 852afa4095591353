"""The WebSocket server: lets stations in, and hands them to the central system."""

from base64 import b64decode
from binascii import Error as Base64Error
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from http import HTTPStatus
import logging
import socket
import ssl
from typing import override
from urllib.parse import unquote, urlsplit

from websockets import ConnectionClosed, Headers, Request, Response, Subprotocol
from websockets.asyncio.server import Server as Listener, ServerConnection, serve

from .central import ADAPTERS, CentralSystem
from .domain.model.station import StationId
from .session import Transport

_LOGGER = logging.getLogger(__name__)
_WEBSOCKETS_LOGGER = _LOGGER.getChild("websockets")
_WEBSOCKETS_LOGGER.setLevel(logging.ERROR)  # a station that comes and goes is no news

DEFAULT_SUBPROTOCOL = "ocpp1.6"  # some stations offer none
LONGEST_IDENTITY = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Who knocks: the last segment of the path, and the credentials as bytes."""

    identity: str
    username: bytes | None = None
    password: bytes | None = None
    address: str = ""
    secure: bool = False


class Refusal(Enum):
    """Why a visitor stays outside, as the HTTP status that says so (OCPP-J 3.2)."""

    UNKNOWN = HTTPStatus.NOT_FOUND
    UNAUTHORIZED = HTTPStatus.UNAUTHORIZED


type Admit = Callable[[Visitor], Awaitable[StationId | Refusal]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """How much of everything is let in."""

    frame_bytes: int = 128 * 1024
    frames_waiting: int = 8
    backlog: int = 512
    connections: int = 2000
    per_address: int = 1000
    per_identity: int = 4


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
    ) -> None:
        """Bind the parties; `host` None is every network that this machine is on."""
        self._central = central
        self._admit = admit
        self._host = host
        self._port = port
        self._tls = tls
        self._caps = caps or Caps()
        self._listener: Listener | None = None
        self._open: Counter[str] = Counter()

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
            backlog=self._caps.backlog,
            ping_interval=30,
            ping_timeout=None,  # some stations never answer one: see _notice_dead_peers
            close_timeout=2,
            logger=_WEBSOCKETS_LOGGER,
        )

    async def stop(self) -> None:
        """Stop to listen, and close every connection."""
        if self._listener:
            self._listener.close()
            await self._listener.wait_closed()
            self._listener = None

    async def _process_request(
        self, connection: ServerConnection, request: Request
    ) -> Response | None:
        """Decide at the door; None opens it."""
        if "websocket" not in request.headers.get("Upgrade", "").lower():
            return connection.respond(
                HTTPStatus.UPGRADE_REQUIRED,
                "Local OCPP listens here for chargers: enter this address, "
                "beginning with ws://, in yours.\n",
            )
        offered = _offered(request.headers)
        if offered and not any(name in ADAPTERS for name in offered):
            return connection.respond(
                HTTPStatus.BAD_REQUEST, f"Speak one of: {', '.join(ADAPTERS)}\n"
            )
        try:
            visitor = _visitor(connection, request, secure=self._tls is not None)
        except ValueError as error:
            return connection.respond(HTTPStatus.BAD_REQUEST, f"{error}\n")
        if self._full(visitor):
            return connection.respond(
                HTTPStatus.SERVICE_UNAVAILABLE, "Too many connections\n"
            )
        return await self._at_the_door(connection, visitor)

    async def _at_the_door(
        self, connection: ServerConnection, visitor: Visitor
    ) -> Response | None:
        admitted = await self._admit(visitor)
        if isinstance(admitted, Refusal):
            _LOGGER.debug("Refused %s: %s", visitor.identity, admitted.name)
            response = connection.respond(admitted.value, f"{admitted.value.phrase}\n")
            if admitted is Refusal.UNAUTHORIZED:
                response.headers["WWW-Authenticate"] = 'Basic realm="OCPP"'
            return response
        connection.station_id = admitted  # type: ignore[attr-defined]
        return None

    async def _converse(self, connection: ServerConnection) -> None:
        station_id: StationId = connection.station_id  # type: ignore[attr-defined]
        counted = ("", _address(connection), f"/{station_id}")
        _notice_dead_peers(connection)
        self._open.update(counted)
        try:
            await self._central.converse(
                station_id,
                connection.subprotocol or DEFAULT_SUBPROTOCOL,
                _WebSocket(connection),
            )
        finally:
            self._open.subtract(counted)
            self._open += Counter()  # drops the zeros

    def _full(self, visitor: Visitor) -> bool:
        return (
            self._open[""] >= self._caps.connections
            or self._open[visitor.address] >= self._caps.per_address
            or self._open[f"/{visitor.identity}"] >= self._caps.per_identity
        )


class _WebSocket(Transport):
    """A WebSocket as the session wants it: closing is an end, not an error."""

    def __init__(self, connection: ServerConnection) -> None:
        self._connection = connection

    @override
    async def __aiter__(self) -> AsyncIterator[str | bytes]:
        try:
            while True:
                yield await self._connection.recv()
        except ConnectionClosed:
            return

    @override
    async def send(self, frame: str, /) -> None:
        try:
            await self._connection.send(frame)
        except ConnectionClosed as error:
            raise ConnectionError from error

    @override
    async def close(self, code: int = 1000, reason: str = "") -> None:
        await self._connection.close(code, reason)


def _select_subprotocol(
    connection: ServerConnection, offered: Sequence[Subprotocol]
) -> Subprotocol | None:
    return next((Subprotocol(name) for name in ADAPTERS if name in offered), None)


def _offered(headers: Headers) -> list[str]:
    return [
        name.strip()
        for header in headers.get_all("Sec-WebSocket-Protocol")
        for name in header.split(",")
        if name.strip()
    ]


def _visitor(
    connection: ServerConnection, request: Request, *, secure: bool
) -> Visitor:
    """Return who knocks; raises ValueError for an identity or credentials that are none."""
    username, password = _credentials(request.headers)
    return Visitor(
        identity=identity(request.path),
        username=username,
        password=password,
        address=_address(connection),
        secure=secure,
    )


def identity(path: str) -> str:
    """Return the identity in a request's path: its last segment, percent-decoded.

    Whatever stands before it, a query string and a trailing slash do not matter
    (OCPP-J 3.1). Raises ValueError if it cannot be one.
    """
    last = urlsplit(path).path.rstrip("/").rpartition("/")[2]
    decoded = unquote(last, errors="strict").strip()
    if len(decoded) > LONGEST_IDENTITY or not (decoded == "" or decoded.isprintable()):
        raise ValueError("The last segment of the path is no charger's name")
    return decoded


def _credentials(headers: Headers) -> tuple[bytes | None, bytes | None]:
    """Return username and password of Basic authentication; a password may be any bytes."""
    scheme, _, encoded = headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None, None
    try:
        username, _, password = b64decode(encoded.strip(), validate=True).partition(
            b":"
        )
    except Base64Error as error:
        raise ValueError("The credentials are not base64") from error
    return username, password


def _address(connection: ServerConnection) -> str:
    return str((connection.remote_address or ("",))[0])


def _notice_dead_peers(connection: ServerConnection) -> None:
    """Have the operating system drop a peer that no longer acknowledges what we send.

    Our pings make sure that there is something to acknowledge, even for stations that
    answer none.
    """
    raw = connection.transport.get_extra_info("socket")
    if raw is not None and hasattr(socket, "TCP_USER_TIMEOUT"):
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 60_000)
