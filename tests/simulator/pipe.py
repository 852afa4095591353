"""An in-memory WebSocket: two ends of one pipe, without a socket or a port."""

import asyncio
from collections.abc import AsyncIterator
from typing import Self

NORMAL_CLOSURE = 1000
ABNORMAL_CLOSURE = 1006


class PipeClosedError(ConnectionError):
    """The pipe is closed; `code` and `reason` say how it ended."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(f"closed with {code} {reason}".rstrip())
        self.code = code
        self.reason = reason


class Pipe:
    """One end.

    It holds at most `room` frames that nobody has read yet: `send` waits for
    room, as a socket does whose peer reads slowly.
    """

    def __init__(self, room: int) -> None:
        self._inbox: asyncio.Queue[str | bytes] = asyncio.Queue(room)
        self._closed = asyncio.Event()
        self.other = self
        self.close_code: int | None = None
        self.close_reason = ""

    @classmethod
    def pair(cls, room: int = 64) -> tuple[Self, Self]:
        """Return two connected ends."""
        one, another = cls(room), cls(room)
        one.other, another.other = another, one
        return one, another

    @property
    def open(self) -> bool:
        return self.close_code is None

    async def send(self, frame: str | bytes) -> None:
        """Give a frame to the other end; raise PipeClosedError if it is gone."""
        if not self.open:
            raise self._closed_error()
        try:
            await self.other._inbox.put(frame)
        except asyncio.QueueShutDown as error:
            raise self._closed_error() from error

    async def recv(self) -> str | bytes:
        """Return the next frame; raise PipeClosedError after the last."""
        try:
            return await self._inbox.get()
        except asyncio.QueueShutDown as error:
            raise self._closed_error() from error

    async def __aiter__(self) -> AsyncIterator[str | bytes]:
        while True:
            try:
                yield await self.recv()
            except PipeClosedError:
                return

    async def close(self, code: int = NORMAL_CLOSURE, reason: str = "") -> None:
        """Close both ends; what was sent before still arrives."""
        self._end(code, reason)

    def hang_up(self) -> None:
        """Vanish without a close frame, as a charger does that loses power."""
        self._end(ABNORMAL_CLOSURE, "")

    async def wait_closed(self) -> None:
        await self._closed.wait()

    def _end(self, code: int, reason: str) -> None:
        for end in (self, self.other):
            if end.open:
                end.close_code, end.close_reason = code, reason
                end._inbox.shutdown(immediate=end is self)
                end._closed.set()

    def _closed_error(self) -> PipeClosedError:
        return PipeClosedError(self.close_code or ABNORMAL_CLOSURE, self.close_reason)
