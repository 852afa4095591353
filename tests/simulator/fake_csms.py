"""A small, strict CSMS to test the stations against: it checks all that they say."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
import json
from typing import Any
from uuid import uuid4

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.typing import Subprotocol

from .library import Call, CallResult, OCPPError, validate_payload

type Answer = dict[str, Any] | Callable[[dict[str, Any]], dict[str, Any] | None]

VERSIONS = {"ocpp1.6": "1.6", "ocpp2.0.1": "2.0.1", None: "1.6"}
ACCEPTED = {"idTagInfo": {"status": "Accepted"}}


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")[:-6] + "Z"


class FakeCsms:
    """Answers politely unless told otherwise by `answers`.

    `complaints` lists every message of a station that breaks its schema.
    """

    def __init__(self) -> None:
        self.complaints: list[str] = []
        self.heard: list[tuple[str, dict[str, Any]]] = []
        self.paths: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.refuses_with: int | None = None
        self.transactions = 0
        self.answers: dict[str, Answer] = {
            "Authorize": {**ACCEPTED, "idTokenInfo": {"status": "Accepted"}},
            "BootNotification": lambda _: {
                "status": "Accepted",
                "currentTime": now(),
                "interval": 300,
            },
            "DataTransfer": {"status": "UnknownVendorId"},
            "Heartbeat": lambda _: {"currentTime": now()},
            "StartTransaction": self._start,
            "TransactionEvent": lambda event: (
                {"idTokenInfo": {"status": "Accepted"}} if "idToken" in event else {}
            ),
        }
        self._line: ServerConnection | None = None
        self._asked: dict[str, tuple[str, asyncio.Future[Any]]] = {}
        self._changed = asyncio.Event()
        self.port = 0

    @property
    def address(self) -> str:
        return f"ws://127.0.0.1:{self.port}/"

    async def ask(self, action: str, payload: dict[str, Any] | None = None) -> Any:
        """Ask the station that is connected; return its answer, or an error's code."""
        unique_id = str(uuid4())
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._asked[unique_id] = action, future
        await self.send([2, unique_id, action, payload or {}])
        async with asyncio.timeout(5):
            return await future

    async def send(self, frame: Any) -> None:
        """Send whatever it is."""
        assert self._line is not None
        await self._line.send(frame if isinstance(frame, str) else json.dumps(frame))

    async def hang_up(self) -> None:
        assert self._line is not None
        await self._line.close()

    def said(self, action: str) -> list[dict[str, Any]]:
        """Return the payloads that stations have sent for this action."""
        return [payload for heard, payload in self.heard if heard == action]

    async def serve_station(self, line: ServerConnection) -> None:
        assert line.request is not None
        self._line = line
        self.paths.append(line.request.path)
        self.headers.append(dict(line.request.headers.raw_items()))
        try:
            async for frame in line:
                await self._hear(line, str(frame))
        except ConnectionClosed:
            return

    def admit(self, line: ServerConnection, _: Request) -> Response | None:
        if self.refuses_with is None:
            return None
        return line.respond(self.refuses_with, "no\n")

    async def _hear(self, line: ServerConnection, text: str) -> None:
        version = VERSIONS[line.subprotocol]
        try:
            frame = json.loads(text)
        except ValueError:
            self.complaints.append(f"no JSON: {text}")
            return
        if frame[0] != 2:
            await self._answered(frame, version)
            return
        _, unique_id, action, payload = frame
        self.heard.append((action, payload))
        await self._check(Call(unique_id, action, payload), version)
        answer = self.answers.get(action, {})
        result = answer(payload) if callable(answer) else answer
        if result is None:
            return
        if action == "Authorize":
            wanted = "idTagInfo" if version == "1.6" else "idTokenInfo"
            result = {wanted: result.get(wanted, {"status": "Accepted"})}
        await line.send(json.dumps([3, unique_id, result]))

    async def _answered(self, frame: list[Any], version: str) -> None:
        action, future = self._asked.pop(frame[1])
        if frame[0] == 3:
            await self._check(CallResult(frame[1], frame[2], action), version)
        future.set_result(frame[2])

    async def _check(self, message: Any, version: str) -> None:
        try:
            await validate_payload(message, version)
        except OCPPError as error:
            self.complaints.append(f"{message.action}: {error}")

    def _start(self, _: dict[str, Any]) -> dict[str, Any]:
        self.transactions += 1
        return {"transactionId": self.transactions, **ACCEPTED}


@asynccontextmanager
async def fake_csms() -> AsyncIterator[FakeCsms]:
    """Run a CSMS on a free port of this machine; it ends with complaints, if any."""
    csms = FakeCsms()
    server: Server = await serve(
        csms.serve_station,
        "127.0.0.1",
        0,
        process_request=csms.admit,
        select_subprotocol=_first,
        ping_interval=None,
        close_timeout=0.5,
    )
    csms.port = next(iter(server.sockets)).getsockname()[1]
    try:
        yield csms
    finally:
        server.close()
        await server.wait_closed()


def _first(_: ServerConnection, offered: Sequence[Subprotocol]) -> Subprotocol | None:
    return next((name for name in offered if name in VERSIONS), None)
