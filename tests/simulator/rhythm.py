"""Do something every so many seconds, at a pace that may change meanwhile."""

import asyncio
from collections.abc import Awaitable, Callable

from .clock import Clock


class Rhythm:
    """Calls `beat` each time that `period` simulated seconds have passed.

    A period of None or 0 means never; `reconsider` asks for the period anew
    and starts counting from now.
    """

    def __init__(
        self,
        clock: Clock,
        period: Callable[[], float | None],
        beat: Callable[[], Awaitable[None]],
    ) -> None:
        self._clock = clock
        self._period = period
        self._beat = beat
        self._reconsidered = asyncio.Event()

    def reconsider(self) -> None:
        self._reconsidered.set()

    async def run(self) -> None:
        while True:
            if await self._waited():
                await self._beat()

    async def _waited(self) -> bool:
        seconds = self._period()
        limit = self._clock.real_seconds(seconds) if seconds else None
        try:
            async with asyncio.timeout(limit):
                await self._reconsidered.wait()
        except TimeoutError:
            return True
        self._reconsidered.clear()
        return False
