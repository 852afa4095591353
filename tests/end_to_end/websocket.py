"""Home Assistant's WebSocket: commands that are answered, and events that come by themselves."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from itertools import count
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType

type Message = dict[str, Any]


class CommandRefused(Exception):
    """Home Assistant answered a command with an error."""

    def __init__(self, command: str, error: Message) -> None:
        super().__init__(f"{command}: {error['code']}: {error['message']}")
        self.code: str = error["code"]
        self.message: str = error["message"]
        self.translation_key: str | None = error.get("translation_key")
        self.placeholders: dict[str, str] = error.get("translation_placeholders") or {}


class ConnectionLost(Exception):
    """Home Assistant went away before it answered."""


class Connection:
    """One authenticated connection; every answer finds its command by number."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = count(1)
        self._answers: dict[int, asyncio.Future[Message]] = {}
        self._events: dict[int, asyncio.Queue[Any]] = {}
        self._reading = asyncio.create_task(self._read())

    @classmethod
    async def open(cls, session: ClientSession, url: str, token: str) -> Connection:
        """Connect and log in with an access token."""
        socket = await session.ws_connect(f"{url}/api/websocket", max_msg_size=0)
        await socket.receive_json()
        await socket.send_json({"type": "auth", "access_token": token})
        answer = await socket.receive_json()
        if answer["type"] != "auth_ok":
            await socket.close()
            raise PermissionError(answer.get("message", answer["type"]))
        return cls(socket)

    async def close(self) -> None:
        """Hang up; commands that still wait raise ConnectionLost."""
        await self._socket.close()
        await self._reading

    async def command(self, command: str, **fields: Any) -> Any:
        """Send a command and return its result; CommandRefused if there is none."""
        return await self._command(next(self._numbers), command, fields)

    @asynccontextmanager
    async def subscribed(
        self, command: str, **fields: Any
    ) -> AsyncIterator[asyncio.Queue[Any]]:
        """Send a command that brings events, and collect them for as long as the block lasts."""
        number = next(self._numbers)
        events = self._events[number] = asyncio.Queue[Any]()
        try:
            await self._command(number, command, fields)
            yield events
        finally:
            del self._events[number]
            with suppress(ConnectionLost, CommandRefused):
                await self.command("unsubscribe_events", subscription=number)

    async def _command(self, number: int, command: str, fields: Message) -> Any:
        if self._reading.done():
            raise ConnectionLost(command)
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        try:
            await self._socket.send_json({"id": number, "type": command, **fields})
            message = await answer
        finally:
            del self._answers[number]
        if not message["success"]:
            raise CommandRefused(command, message["error"])
        return message["result"]

    async def _read(self) -> None:
        async for frame in self._socket:
            if frame.type is WSMsgType.TEXT:
                self._deliver(frame.json())
        for answer in self._answers.values():
            if not answer.done():
                answer.set_exception(ConnectionLost())

    def _deliver(self, message: Message) -> None:
        number = message["id"]
        if message["type"] == "event" and number in self._events:
            self._events[number].put_nowait(message["event"])
        elif message["type"] == "result" and number in self._answers:
            self._answers[number].set_result(message)
