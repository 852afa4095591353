"""A server on a free port, and visitors that knock at it byte by byte."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
import socket
from typing import Any

from websockets.asyncio.server import ServerConnection

from custom_components.local_ocpp.csms.central import CentralSystem
from custom_components.local_ocpp.csms.domain.model.station import (
    StationId,
    StationState,
)
from custom_components.local_ocpp.csms.server import Keepalive, Server
from custom_components.local_ocpp.csms.session import Patience
from custom_components.local_ocpp.csms.visitor import Refusal, Visitor
from tests.csms.backoffice import PlainBackoffice

HERE = "127.0.0.1"
SECONDS = 5

# Most visitors here do not know how to say goodbye: nobody should wait for it.
HASTY = Keepalive(farewell=0.05)

UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}
HEARTBEAT = '[2,"1","Heartbeat",{}]'


@dataclass(kw_only=True)
class Porter:
    """Decides at the door, and remembers who came: lets in all it does not refuse."""

    refuses: dict[str, Refusal] = field(default_factory=dict)
    visitors: list[Visitor] = field(default_factory=list)

    async def admit(self, visitor: Visitor) -> StationId | Refusal:
        """Decide."""
        self.visitors.append(visitor)
        return self.refuses.get(visitor.identity) or StationId(visitor.identity)


@dataclass(kw_only=True)
class House:
    """A server, what stands behind it, and the porter."""

    server: Server
    central: CentralSystem
    porter: Porter

    @property
    def url(self) -> str:
        """Where stations connect to."""
        return f"ws://{HERE}:{self.server.port}"

    @property
    def connection(self) -> ServerConnection:
        """The server's end of the only connection."""
        assert self.server._listener
        (connection,) = self.server._listener.connections
        return connection

    def knows(self, *names: str) -> None:
        """Take stations in."""
        for name in names:
            self.central.expect(StationState(id=StationId(name)))

    def online(self, name: str) -> bool:
        """Return whether a station is known and online."""
        station = self.central.stations.get(StationId(name))
        return station is not None and station.state.online

    async def until_gone(self, name: str) -> None:
        """Wait until a station is offline."""
        gone = asyncio.Event()
        station = self.central.stations[StationId(name)]
        station.subscribe(lambda *_: None if station.state.online else gone.set())
        async with asyncio.timeout(SECONDS):
            if station.state.online:
                await gone.wait()

    async def knock(
        self, path: str = "/GARAGE-1", *headers: tuple[str, str], source: str = HERE
    ) -> Answer:
        """Ask for a WebSocket; return the answer, after which the connection stays open."""
        lines = [f"GET {path} HTTP/1.1", f"Host: {HERE}"]
        lines += [f"{name}: {value}" for name, value in (*UPGRADE.items(), *headers)]
        return await self.say("\r\n".join(lines).encode() + b"\r\n\r\n", source=source)

    async def say(self, request: bytes, *, source: str = HERE) -> Answer:
        """Send a request as it is; return the answer."""
        async with asyncio.timeout(SECONDS):
            reader, writer = await self._dial(source)
            writer.write(request)
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            headers = dict(line.split(": ", 1) for line in head[1:] if line)
            body = await reader.readexactly(int(headers.get("Content-Length", 0)))
        return Answer(int(head[0].split()[1]), headers, body.decode(), reader, writer)

    async def _dial(
        self, source: str
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Connect with small ears: who does not read soon hears nothing more."""
        ears = socket.socket()
        ears.setblocking(False)
        ears.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        ears.bind((source, 0))
        await asyncio.get_running_loop().sock_connect(ears, (HERE, self.server.port))
        return await asyncio.open_connection(sock=ears, limit=4096)


@dataclass
class Answer:
    """What the server said at the door, and the connection."""

    status: int
    headers: dict[str, str]
    text: str
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def over(self) -> None:
        """Close the connection."""
        self.writer.close()
        try:
            await self.writer.wait_closed()
        except ConnectionError:
            return


@asynccontextmanager
async def house(porter: Porter | None = None, **options: Any) -> AsyncIterator[House]:
    """Open a server on a free port; close it at the end."""
    options.setdefault("keepalive", HASTY)
    porter = porter or Porter()
    central = CentralSystem(PlainBackoffice(), patience=Patience(boot=60))
    await central.start()
    server = Server(central, porter.admit, host=HERE, port=0, **options)
    await server.start()
    try:
        yield House(server=server, central=central, porter=porter)
    finally:
        await server.stop()
