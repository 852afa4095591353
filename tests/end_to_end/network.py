"""A network between chargers and Home Assistant that can die without a word."""

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress


class Network:
    """Carries bytes until it is cut; whoever was connected then hears nothing, not even the end."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._ways: set[asyncio.Task[None]] = set()
        self._dead: list[StreamWriter] = []
        self._ends: list[StreamWriter] = []
        self.address = ""

    @classmethod
    @asynccontextmanager
    async def to(cls, port: int) -> AsyncIterator[Network]:
        """Lay a way to a port of this machine; `address` is where it begins."""
        network = cls(port)
        server = await asyncio.start_server(network._connect, "127.0.0.1", 0)
        begin = server.sockets[0].getsockname()[1]
        network.address = f"ws://127.0.0.1:{begin}/"
        async with server:
            yield network
            network.cut()
            network.bury()

    def cut(self) -> None:
        """Let nothing through on what is connected now; both ends believe that it is."""
        for way in self._ways:
            way.cancel()
        self._dead += self._ends
        self._ends = []

    def bury(self) -> None:
        """Let both ends of what was cut learn at last that it is gone."""
        for end in self._dead:
            end.transport.abort()
        self._dead = []

    async def _connect(self, reader: StreamReader, writer: StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection(
                "127.0.0.1", self._port
            )
        except OSError:
            writer.transport.abort()
            return
        self._ends += writer, far_writer
        for way in (_carry(reader, far_writer), _carry(far_reader, writer)):
            task = asyncio.create_task(way)
            self._ways.add(task)
            task.add_done_callback(self._ways.discard)


async def _carry(reader: StreamReader, writer: StreamWriter) -> None:
    with suppress(ConnectionError):
        while some := await reader.read(65536):
            writer.write(some)
            await writer.drain()
    writer.close()
