"""Remember every frame that a station sent or received, and wait for the next."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum, StrEnum
import json
from typing import Any


class Direction(StrEnum):
    """Who spoke."""

    SENT = ">"
    RECEIVED = "<"


class Kind(IntEnum):
    """The message types of OCPP-J, and what is none of them."""

    GARBLED = 0
    CALL = 2
    RESULT = 3
    ERROR = 4


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Frame:
    """One frame as it went over the wire, read as far as it can be read.

    `action` of an answer is the action that it answers; `payload` of an error
    is its code, description and details.
    """

    number: int
    at: datetime
    direction: Direction
    text: str
    kind: Kind = Kind.GARBLED
    id: str = ""
    action: str = ""
    payload: Any = None

    def matches(self, expected: dict[str, object]) -> bool:
        """Tell whether the payload has these keys with these values."""
        if not isinstance(self.payload, dict):
            return not expected
        return all(self.payload.get(key) == value for key, value in expected.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something that happened beside the messages."""

    at: datetime
    text: str


class Journal:
    """All frames of a station, oldest first; `keep` bounds their number."""

    def __init__(self, now: Callable[[], datetime], keep: int | None = None) -> None:
        self.frames: deque[Frame] = deque(maxlen=keep)
        self.listeners: list[Callable[[Frame | Note], None]] = []
        self._now = now
        self._written = 0
        self._taken: dict[tuple[Direction, Kind, str], int] = {}
        self._asked: dict[tuple[Direction, str], str] = {}
        self._waiting: list[tuple[Callable[[], bool], asyncio.Future[None]]] = []

    def write(self, direction: Direction, text: str) -> Frame:
        """Read a frame, remember it, and wake who waited for it."""
        self._written += 1
        frame = Frame(
            number=self._written, at=self._now(), direction=direction, text=text
        )
        with suppress(ValueError, TypeError, IndexError, KeyError):
            frame = self._read(frame)
        self.frames.append(frame)
        self._tell(frame)
        return frame

    def note(self, text: str) -> None:
        self._tell(Note(at=self._now(), text=text))

    async def take(
        self, direction: Direction, kind: Kind, action: str, expected: dict[str, object]
    ) -> Frame:
        """Return the first such frame since the last one taken; wait for it.

        Each direction, kind and action is followed on its own.
        """
        frame: Frame | None = None

        def found() -> bool:
            nonlocal frame
            frame = next(self._untaken(direction, kind, action, expected), None)
            return frame is not None

        await self.until(found)
        assert frame is not None
        self._taken[direction, kind, action] = frame.number
        return frame

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until a condition holds that frames or notes may change."""
        if condition():
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        waiter = (condition, future)
        self._waiting.append(waiter)
        try:
            await future
        finally:
            self._waiting.remove(waiter)

    def look_again(self) -> None:
        """Wake those whose condition has come true."""
        for condition, future in self._waiting:
            if not future.done() and condition():
                future.set_result(None)

    def _untaken(
        self, direction: Direction, kind: Kind, action: str, expected: dict[str, object]
    ) -> Iterator[Frame]:
        wanted = (direction, kind, action)
        last = self._taken.get(wanted, 0)
        for frame in self.frames:
            if (
                frame.number > last
                and (frame.direction, frame.kind, frame.action) == wanted
                and frame.matches(expected)
            ):
                yield frame

    def _read(self, frame: Frame) -> Frame:
        parts = json.loads(frame.text)
        kind = Kind(parts[0])
        unique_id = str(parts[1])
        if kind is Kind.CALL:
            action, payload = str(parts[2]), parts[3]
            self._asked[frame.direction, unique_id] = action
        else:
            asker = (
                Direction.SENT
                if frame.direction is Direction.RECEIVED
                else Direction.RECEIVED
            )
            action = self._asked.pop((asker, unique_id), "")
            payload = parts[2] if kind is Kind.RESULT else parts[2:]
        return replace(frame, kind=kind, id=unique_id, action=action, payload=payload)

    def _tell(self, entry: Frame | Note) -> None:
        for listener in self.listeners:
            listener(entry)
        self.look_again()
