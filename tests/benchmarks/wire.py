"""A WebSocket client that does no more than it must: what it costs is lost to the server."""

import asyncio
from collections.abc import Callable
from typing import override

_TEXT, _CLOSE, _PING, _PONG = 0x1, 0x8, 0x9, 0xA
_FINAL, _MASKED = 0x80, 0x80
_NO_MASK = bytes(4)  # a mask of zeros changes nothing, so nothing has to be masked


class Wire(asyncio.Protocol):
    """One connection; `hear` is called with each text, `lost` once it is gone."""

    def __init__(self, path: str, hear: Callable[[bytes], None]) -> None:
        """Connect to a path once there is a transport."""
        loop = asyncio.get_running_loop()
        self.open: asyncio.Future[None] = loop.create_future()
        self.gone: asyncio.Future[None] = loop.create_future()
        self._path = path
        self._hear = hear
        self._received = b""
        self._transport: asyncio.Transport | None = None

    @classmethod
    async def connect(
        cls, port: int, identity: str, hear: Callable[[bytes], None]
    ) -> Wire:
        """Return an open connection to this machine."""
        loop = asyncio.get_running_loop()
        _, wire = await loop.create_connection(
            lambda: cls(f"/{identity}", hear), "127.0.0.1", port
        )
        await wire.open
        return wire

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(
            f"GET {self._path} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: ocpp1.6\r\n"
            "\r\n".encode()
        )

    @override
    def data_received(self, data: bytes) -> None:
        received = self._received + data if self._received else data
        if not self.open.done():
            received = self._greeted(received)
        while (end := _end_of_frame(received)) and end <= len(received):
            frame, received = received[:end], received[end:]
            self._take(frame[0] & 0xF, frame[4 if frame[1] == 126 else 2 :])
        self._received = received

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        if not self.open.done():
            self.open.set_exception(exc or ConnectionError("refused"))
        self.gone.set_result(None)

    def say(self, text: bytes) -> None:
        """Send a text."""
        self._send(_TEXT, text)

    def abort(self) -> None:
        """Go without a word, as a station does that loses its power."""
        if self._transport:
            self._transport.abort()

    def _send(self, opcode: int, content: bytes) -> None:
        size = len(content)
        head = (
            bytes((_FINAL | opcode, _MASKED | size))
            if size < 126
            else bytes((_FINAL | opcode, _MASKED | 126)) + size.to_bytes(2)
        )
        if self._transport:
            self._transport.write(head + _NO_MASK + content)

    def _greeted(self, received: bytes) -> bytes:
        head, end, rest = received.partition(b"\r\n\r\n")
        if not end:
            return received
        if b" 101 " in head:
            self.open.set_result(None)
        else:
            self.open.set_exception(ConnectionError(head.decode()))
        return rest

    def _take(self, opcode: int, content: bytes) -> None:
        if opcode == _TEXT:
            self._hear(content)
        elif opcode == _PING:
            self._send(_PONG, content)
        elif opcode == _CLOSE and self._transport:
            self._transport.close()


def _end_of_frame(received: bytes) -> int:
    """Return where the first frame ends; 0 while its beginning is not there."""
    if len(received) < 2:
        return 0
    if (size := received[1]) < 126:
        return 2 + size
    assert size == 126, "no server says as much as that"
    return 4 + int.from_bytes(received[2:4]) if len(received) >= 4 else 0
