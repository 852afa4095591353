"""A charger of which a test says every word."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
import json
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

type Frame = list[Any]

PATIENCE_SECONDS = 10
NAME_PLATE = {"chargePointVendor": "Homebox", "chargePointModel": "HB-11"}


class Caller:
    """One connection; what comes unasked waits until it is looked at."""

    def __init__(self, connection: ClientConnection) -> None:
        """Bind to the connection."""
        self._connection = connection
        self._unread: deque[Frame] = deque()
        self._count = 0

    async def call(self, action: str, payload: Mapping[str, Any]) -> Frame:
        """Ask something; return the reply, result or error."""
        self._count += 1
        await self.say([2, str(self._count), action, payload])
        while (frame := await self._read())[0] == 2:
            self._unread.append(frame)
        return frame

    async def boot(self) -> str:
        """Introduce itself; return the status that it is given."""
        status: str = (await self.call("BootNotification", NAME_PLATE))[2]["status"]
        return status

    async def asked(self, action: str) -> Frame:
        """Return the next question, which must be about an action."""
        frame = self._unread.popleft() if self._unread else await self._read()
        assert frame[2] == action, frame
        return frame

    async def reply(self, question: Frame, payload: Mapping[str, Any]) -> None:
        """Answer a question."""
        await self.say([3, question[1], payload])

    async def say(self, frame: Frame) -> None:
        await self._connection.send(json.dumps(frame))

    async def hung_up_on(self) -> None:
        """Wait until the other side closes the connection."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            await self._connection.wait_closed()

    async def _read(self) -> Frame:
        async with asyncio.timeout(PATIENCE_SECONDS):
            frame: Frame = json.loads(await self._connection.recv())
        return frame


@asynccontextmanager
async def calling(address: str, identity: str) -> AsyncIterator[Caller]:
    """Connect as a charger."""
    async with connect(
        address + identity, subprotocols=[Subprotocol("ocpp1.6")], proxy=None
    ) as connection:
        yield Caller(connection)
