"""The same WebSocket server for everybody, so that nobody wins by its options."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
import logging

from websockets.asyncio.server import ServerConnection, serve

from custom_components.local_ocpp.csms.server import Caps

# All our stations share one address, which in a home they do not.
CAPS = Caps(per_address=Caps().connections)


@asynccontextmanager
async def listening(
    converse: Callable[[ServerConnection], Awaitable[None]],
) -> AsyncIterator[int]:
    """Serve with the options of the integration's own server; yield the port."""
    quiet = logging.getLogger("benchmark")
    quiet.setLevel(logging.CRITICAL)
    async with serve(
        converse,
        "127.0.0.1",
        0,
        subprotocols=["ocpp1.6"],  # type: ignore[list-item]
        compression=None,
        server_header=None,
        max_size=CAPS.frame_bytes,
        max_queue=CAPS.frames_waiting,
        backlog=CAPS.backlog,
        ping_interval=30,
        ping_timeout=None,
        close_timeout=2,
        logger=quiet,
    ) as server:
        yield next(iter(server.sockets)).getsockname()[1]
