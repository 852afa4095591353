"""Asking a station one thing at a time: a question, its answer, then the next question."""

import asyncio
from collections.abc import Awaitable, Callable

from .domain.errors import NoReply, StationError, StationOffline, Unintelligible
from .ocpp import rpc

type Reply = rpc.CallResult | rpc.CallError


class Asking:
    """Our questions over one connection, in the order they come up.

    Each ends: with a reply, a silence of `patience` seconds, or the end of the connection.
    """

    def __init__(
        self, send: Callable[[rpc.Call], Awaitable[None]], patience: float
    ) -> None:
        """Ask by `send`, which returns even if the connection is lost meanwhile."""
        self._send = send
        self._patience = patience
        self._turn = asyncio.Lock()
        self._awaited: tuple[str, asyncio.Future[Reply | StationError]] | None = None
        self._closed = False

    async def ask(self, call: rpc.Call) -> Reply:
        """Ask when it is our turn; that lasts until the reply, even if nobody waits for it.

        Raises StationOffline, NoReply or Unintelligible.
        """
        await self._turn.acquire()
        exchange = asyncio.ensure_future(self._exchange(call))
        exchange.add_done_callback(lambda _: self._turn.release())
        reply = await asyncio.shield(exchange)
        if isinstance(reply, StationError):
            raise reply
        return reply

    def deliver(self, reply: Reply) -> None:
        """Hand a reply to whom it may concern; an error without an id concerns who waits."""
        nameless = isinstance(reply, rpc.CallError) and reply.id in ("", "-1")
        if self._awaited and (nameless or reply.id == self._awaited[0]):
            self._end(reply)

    def deliver_bad(self, frame: rpc.BadFrame) -> None:
        """Tell who waits that the reply is none."""
        if self._awaited and frame.id == self._awaited[0] and not frame.is_call:
            self._end(Unintelligible(str(frame)))

    def close(self) -> None:
        """End the question that waits for its answer, and all that wait for their turn."""
        self._closed = True
        self._end(StationOffline())

    async def _exchange(self, call: rpc.Call) -> Reply | StationError:
        """Send a call; return the reply with its id, or why there is none."""
        if self._closed:
            return StationOffline()
        loop = asyncio.get_running_loop()
        reply: asyncio.Future[Reply | StationError] = loop.create_future()
        self._awaited = call.id, reply
        try:
            async with asyncio.timeout(self._patience):
                await self._send(call)
                return await reply
        except TimeoutError:
            return NoReply(call.action)
        finally:
            self._awaited = None

    def _end(self, outcome: Reply | StationError) -> None:
        if self._awaited and not self._awaited[1].done():
            self._awaited[1].set_result(outcome)
