"""The limit: JSON in, JSON out, over a WebSocket, and nothing in between."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import orjson
from websockets.asyncio.server import ServerConnection

from .sockets import listening
from .subject import Subject


@asynccontextmanager
async def bare() -> AsyncIterator[Subject]:
    """Run it."""
    async with listening(_converse) as port:
        yield Subject(port)


async def _converse(connection: ServerConnection) -> None:
    async for frame in connection:
        _, id_, _, _ = orjson.loads(frame)
        await connection.send(orjson.dumps([3, id_, {}]).decode())
